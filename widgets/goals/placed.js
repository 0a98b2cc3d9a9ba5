// A field of a goal in its place: with the advice of the form's rules under it, and out of sight where it is the other
// person's to fill in and still empty.

import { h } from "../common/dom.js";
import { field } from "../common/fields.js";
import { filled } from "../common/form.js";
import { show } from "../common/keyed.js";
import { mayWrite } from "../common/rights.js";

/**
 * One field: {el, update(paths), focus(), destroy(), seen}. `goal` is the editor's Goal.
 *
 * Options are those of `field`, and: `always` (in sight also when it is empty and not the reader's), `wrap` (a short
 * text in a box that grows: it goes on in the next line, and Enter makes none).
 */
export function placed(goal, spec, path, { always = false, wrap = false, ...options } = {}) {
  const { river } = goal;
  const writes = mayWrite(river, spec, path);
  const drawn = wrap && writes && spec.type === "short" ? { ...spec, type: "long" } : spec;
  // Which answers make a goal complete is not what one comes for: no “needed” behind the labels.
  const part = field(river, drawn, path, { quiet: true, ...(writes ? {} : { help: "" }), ...options });
  if (drawn !== spec) oneParagraph(part.el);
  const el = h("div", { class: "placed" }, part.el);
  const update = (paths) => {
    part.update(paths);
    part.advise((writes && goal.advice.get(path)?.join(" ")) || null);
    const seen = writes || always || filled(river, spec, path);
    if (el.dataset.wanted !== (seen ? "shown" : "hidden")) show(el, seen);
  };
  update(null);
  return { el, update, writes, focus: () => part.focus(), destroy: () => part.destroy(), get seen() { return el.dataset.wanted === "shown"; } };
}

function oneParagraph(el) {
  const box = el.querySelector("textarea");
  if (!box) return;
  box.rows = 1;
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
}

/** Several parts as one: {update, destroy}. */
export function together(parts) {
  return {
    update: (paths) => parts.forEach((part) => part.update?.(paths)),
    destroy: () => parts.forEach((part) => part.destroy?.()),
  };
}
