// Where no workbook is open: the ones in the folder, or a file. Where one is open and it is not known whose page this
// is: which of the two the reader is.

import { fill, h, note } from "../common/dom.js";
import { dropZone, iAm, send, workbookList } from "../common/files.js";

export class Chooser {
  constructor(river, notices) {
    Object.assign(this, { river, notices, drawn: "" });
    this.el = h("div", { class: "chooser" });
  }

  get empty() {
    return this.el.childNodes.length === 0;
  }

  update() {
    const { river } = this;
    // The index page has a widget of its own for this.
    const phase = river.front ? "" : river.phase;
    const now = JSON.stringify([phase, river.welcome, river.names]);
    if (now === this.drawn) return;
    this.drawn = now;
    fill(this.el, phase === "welcome" ? this.#choose() : phase === "who" ? this.#who() : null);
  }

  /** The heading takes the focus, when what was here before is gone. */
  focus() {
    const heading = this.el.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }

  #choose() {
    const { river } = this;
    const { workbooks = [], folder } = river.welcome ?? {};
    const wrong = h("div");
    const take = async (file) => {
      const answer = await send(river, file);
      fill(wrong, answer.type === "trouble" ? note("bad", h("p", null, answer.message)) : null);
      if (answer.type === "merged") this.notices.good(river.say("merged.title"), answer.summary);
    };
    return [
      h("h1", null, river.say("choose.title")),
      h("p", { class: "lead" }, river.say(workbooks.length ? "choose.lead" : folder ? "choose.none" : "choose.closed")),
      workbooks.length ? workbookList(river, workbooks, (file, role) => river.open(file, role), { heading: "h2" }) : null,
      h("div", { class: "sheet stack" }, h("h2", { class: "h3" }, river.say("choose.file")), dropZone(river, take), wrong),
      document.body.classList.contains("mentorbook-page")
        ? h("p", null, h("a", { href: "index.ipynb" }, river.say("choose.new")))
        : null,
    ];
  }

  #who() {
    const { river } = this;
    const wrong = h("div");
    const press = async (role) => {
      const answer = await river.open(river.file, role);
      if (answer.type === "trouble") fill(wrong, note("bad", h("p", null, answer.message)));
    };
    const button = (role) =>
      h("button", { class: "btn", type: "button", onclick: () => void press(role) }, iAm(river, role, river.names[role], { full: true }));
    return [
      h("h1", null, river.say("who.title")),
      h("p", { class: "lead" }, river.say("who.lead")),
      h("div", { class: "row" }, button("mentor"), button("mentee")),
      wrong,
    ];
  }
}
