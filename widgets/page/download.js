// The workbook as a file to keep: whether it is sealed, and whether the reader's private notes are in it.

import { fill, h, note } from "../common/dom.js";
import { download } from "../common/files.js";
import { modal } from "../common/modal.js";
import { account, newPassphrase } from "../common/passphrase.js";

/** Asks how, and hands the file over. Resolves to the kernel's answer, to {type: "none"} where the reader leaves it. */
export async function downloadFile(river) {
  const words = newPassphrase(river, { label: river.say("download.passphrase"), optional: true, onchange: () => update() });
  const own = river.private === "open";
  const box = h("input", { type: "checkbox", checked: true, onchange: () => update() });
  const choice = own ? h("label", { class: "choice" }, box, h("span", null, river.say("download.own"))) : null;
  const means = h("p", { class: "small quiet", role: "status" });
  const update = () => fill(means, river.say(`download.means.${meaning(river, { sealed: Boolean(words.value), own: own && box.checked })}`));
  update();
  const answer = await modal({
    title: river.say("download.title"),
    body: [
      h("p", null, river.say("download.text", { file: river.file ?? "" })),
      choice,
      river.private === "locked" ? h("p", { class: "small quiet" }, river.say("download.locked")) : null,
      account(river.file ?? ""),
      words.el,
      means,
    ],
    yes: river.say("download.yes"),
    no: river.say("download.no"),
    onsubmit: async (say) => {
      if (!words.check()) return undefined;
      const answer = await download(river, { passphrase: words.value, own: own && box.checked });
      if (answer.type !== "trouble" || answer.kind === "connection") return answer;
      say(note("bad", h("p", null, answer.message)));
      return undefined;
    },
  });
  return answer ?? { type: "none" };
}

/** Which sentence says who can read the file. */
function meaning(river, { sealed, own }) {
  if (sealed) return own ? "sealed.own" : "sealed";
  if (!own) return "open";
  // A link is a key that stays behind on its server; a passphrase goes with what it closes.
  return river.passphrase ? "open.apart" : "open.own";
}
