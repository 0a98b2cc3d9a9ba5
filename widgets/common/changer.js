// Changing a row in place: a pencil at its end opens its fields below it.

import { h, icon } from "./dom.js";

/** A small pencil that opens the fields of a row in `place`. `draw()` → the parts to stand there, the first focused. */
export function changer(river, { place, name, draw }) {
  let parts = null;
  const words = h("span", { class: "sr" }, name());
  const button = h("button", { class: "btn bare square change", type: "button", "aria-expanded": false }, icon("pencil"), words);
  const toggle = (open = place.hidden) => {
    if (open && !parts) parts = draw(() => toggle(false));
    place.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) parts[0]?.focus?.();
    else button.focus();
  };
  button.addEventListener("click", () => toggle());
  return {
    button, toggle,
    update(paths) {
      words.textContent = name();
      for (const part of parts ?? []) part.update?.(paths);
    },
    destroy: () => (parts ?? []).forEach((part) => part.destroy?.()),
  };
}

/** The row of buttons at the end of a changed row: `done()` closes it, `remove()` takes the row away. */
export function endRow(river, { done, remove, removeLabel }) {
  return h(
    "div",
    { class: "row end" },
    h("button", { class: "btn", type: "button", onclick: done }, river.say("actions.close")),
    h("button", { class: "btn bare", type: "button", onclick: remove }, icon("bin"), removeLabel),
  );
}
