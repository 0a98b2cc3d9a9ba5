// What changed in a form, newest first, in a dialog.

import { changeItem, marker } from "../common/changed.js";
import { fill, h, note, uid } from "../common/dom.js";

const SOME = 40; // changes shown at once

/** Opens the history of a form over `host`. */
export function openHistory(river, form, host) {
  const heading = uid("history");
  const body = h("div", { class: "stack-l" }, h("p", { class: "quiet", role: "status" }, river.say("agreement.history.wait")));
  const close = h("button", { class: "btn", type: "submit" }, river.say("agreement.history.close"));
  const dialog = h(
    "dialog",
    { class: "history", "aria-labelledby": heading },
    h(
      "form",
      { class: "stack-l", method: "dialog" },
      h("div", { class: "head" }, h("h2", { id: heading }, river.say("agreement.history.title")), close),
      body,
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  host.append(dialog);
  dialog.showModal();
  void show(river, form, body);
}

async function show(river, form, body) {
  const signed = ({ path, before, after }) => path.startsWith("signatures/") && (after ?? before)?.form === form.id;
  const [written, signatures] = [await river.changesOf({ section: form.id }), await river.changesOf({ section: "signatures" })];
  if (written.type === "trouble") return void fill(body, note("bad", h("p", null, written.message)));
  let { from } = written;
  const newest = (changes) => changes.toSorted((a, b) => b.number - a.number);
  const changes = newest([...written.changes, ...(signatures.changes ?? []).filter(signed)]);
  const list = h("ol", { class: "log changes" });
  let shown = 0;
  const more = h("button", { class: "btn", type: "button" }, river.say("agreement.history.more"));
  const draw = () => {
    list.append(...changes.slice(shown, shown + SOME).map((one) => item(river, form, one)));
    shown = Math.min(shown + SOME, changes.length);
    more.hidden = shown >= changes.length && from === 0;
  };
  more.addEventListener("click", async () => {
    const next = shown;
    if (shown >= changes.length) {
      const earlier = await river.changesOf({ section: form.id, to: from });
      if (earlier.type === "trouble") return;
      ({ from } = earlier);
      changes.push(...newest(earlier.changes));
    }
    draw();
    const first = list.children[next];
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  });
  draw();
  if (changes.length) fill(body, list, h("div", null, more));
  else fill(body, h("p", { class: "quiet" }, river.say("agreement.history.none")));
  return undefined;
}

function item(river, form, change) {
  const mark = marker(change.path);
  if (change.path.startsWith("signatures/")) return changeItem(river, change, { title: h("strong", null, river.say("agreement.history.signed")), days: true });
  // The form's own title in front of every label says nothing here.
  const words = change.label.startsWith(`${form.title}: `) ? change.label.slice(form.title.length + 2) : change.label;
  return changeItem(river, change, { title: h("strong", null, mark ? words.slice(0, -mark.length - 2) : words), days: true });
}
