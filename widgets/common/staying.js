// What is open on the page (a meeting, a goal) is remembered beside its address, so that a reload shows it again. Only
// its path is; in JupyterLab, whose address is not ours, nothing is.

const ours = () => Boolean(globalThis.document?.body?.classList.contains("mentorbook-page"));

/** From now on `path` is what is open of its kind ("meetings", "goals"); null: nothing is. */
export function stay(kind, path) {
  if (!ours()) return;
  const { [kind]: _, ...rest } = history.state ?? {};
  history.replaceState(path ? { ...rest, [kind]: path } : rest, "");
}

/** What was open of its kind before a reload, where it is still there; else null. */
export function stayed(river, kind) {
  const path = ours() ? history.state?.[kind] : null;
  const there = typeof path === "string" && river.cell(`${path}/created`) && !river.cell(`${path}/removed`)?.v;
  return there ? path : null;
}
