// Where participants go: the address of their page with what lets them in, and its picture.

const PAGE = "session.ipynb";

/** Resolves to {address, qr}, or null where none is to be had. In a Binder the server's own token belongs to it. */
export async function joinAddress(live) {
  const ours = "voila" in document.body.dataset;
  const at = new URL(ours ? PAGE : "", location.href);
  const answer = await live.request("address", { address: at.origin + at.pathname });
  if (answer.kind !== "done") return null;
  if (!live.river.model.get("binder") || !ours) return { address: answer.address, qr: answer.qr };
  const told = await inBinder(answer.join);
  return told && { address: told.link, qr: { size: told.size, path: told.path } };
}

async function inBinder(join) {
  const base = document.body.dataset.baseUrl.replace(/voila\/$/, "");
  const cookie = () => /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  try {
    if (!cookie()) await fetch(`${base}mentorbook/cookie`, { cache: "no-store" });
    const answer = await fetch(`${base}mentorbook/together`, {
      method: "POST",
      cache: "no-store",
      headers: { "Content-Type": "application/json", "X-XSRFToken": cookie() },
      body: JSON.stringify({ page: location.origin + location.pathname, join }),
    });
    return answer.ok ? await answer.json() : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no server
    return null;
  }
}

/** Whether nobody but this machine can open the addresses that are shown. */
export function onlyHere({ hostname } = location) {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
