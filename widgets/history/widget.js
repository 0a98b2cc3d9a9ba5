// Who changed what and when; the workbook as it was on any day; the way back, and undo and redo of one's own edits.

import { bones, fill, h, icon } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { undoNow } from "../common/undoing.js";
import { Changes } from "./changes.js";
import { Past } from "./past.js";

class Panel {
  constructor(river) {
    this.river = river;
    const button = (name, key, redo) =>
      h("button", { class: ["btn", redo && "redo"], type: "button", onclick: () => undoNow(river, { redo }) }, icon(name), " ", river.say(key));
    this.undo = button("undo", "history.undo", false);
    this.redo = button("undo", "history.redo", true);
    this.why = h("span", { class: "small quiet" });
    this.own = h("div", { class: "row own" }, this.undo, this.redo, this.why);
    this.changes = new Changes(river, { onday: (when) => this.#past(when) });
    this.past = new Past(river, { onback: () => this.#back() });
    this.past.el.hidden = true;
    this.el = h("div", { class: "stack-l" }, this.own, this.changes.el, this.past.el);
    this.buttons();
  }

  #past(when) {
    this.from = document.activeElement;
    for (const el of [this.changes.el, this.own]) el.hidden = true;
    this.past.el.hidden = false;
    this.past.show(when);
    this.past.heading.focus({ preventScroll: true });
    this.past.el.scrollIntoView({ block: "nearest" });
  }

  #back() {
    this.past.el.hidden = true;
    this.past.day = "";
    for (const el of [this.changes.el, this.own]) el.hidden = false;
    this.changes.refresh();
    if (this.from?.isConnected) this.from.focus();
  }

  buttons() {
    const { undo } = this.river;
    this.own.hidden = Boolean(this.river.readonly) || !this.past.el.hidden;
    this.undo.disabled = !undo.canUndo;
    this.redo.disabled = !undo.canRedo;
    this.why.textContent = undo.canUndo || undo.canRedo ? this.river.say("history.undo.own") : this.river.say("history.undo.empty");
  }

  update() {
    this.changes.changed();
    if (this.past.day) this.past.changed();
  }

  destroy() {
    this.changes.destroy();
    this.past.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-history", "aria-label": river.say("history.label") });
  el.append(root);
  await markView(river, model, root);
  let panel = null;
  const draw = () => {
    panel?.destroy();
    panel = river.ready ? new Panel(river) : null;
    fill(root, panel ? panel.el : bones(river.say("history.loading")));
  };
  const offs = [
    river.on("open", draw),
    river.on("change", () => panel?.update()),
    river.on("undo", () => panel?.buttons()),
    // After the page has shown the view that it lies in.
    river.on("view", () => requestAnimationFrame(() => panel?.changes.refresh())),
  ];
  draw();
  return () => {
    for (const off of offs) off();
    panel?.destroy();
    root.remove();
  };
}

export default { render };
