// Where no workbook is open: the ones in the folder, or a file. Where one is open and it is not known whose page this
// is: which of the two the reader is. On a shared server: a box for one's link, an invitation to take up, or the
// workbooks that a link opens.

import { fill, firstName, h, icon, note } from "../common/dom.js";
import { dropZone, iAm, send, workbookList } from "../common/files.js";
import { linkBox, ownLink, plainNote } from "../common/links.js";
import { practice } from "./practice.js";

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
    const { phase } = river;
    const now = JSON.stringify([phase, river.welcome, river.names, river.invitation, river.choices]);
    if (now === this.drawn) return;
    this.drawn = now;
    fill(this.el, this.#draw(phase));
  }

  #draw(phase) {
    const { river } = this;
    if (phase === "invited") return this.#invited();
    if (phase === "choose") return this.#several();
    if (river.front || river.model.get("optional")) return null;
    if (phase === "who") return this.#who();
    if (phase !== "welcome") return null;
    if (river.practice) return practice(river);
    return river.mode === "shared" ? this.#closed() : this.#choose();
  }

  /** The heading takes the focus, when what was here before is gone. */
  focus() {
    const heading = this.el.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }

  /** A shared server lists nothing. */
  #closed() {
    const { river } = this;
    return [
      h("h1", null, river.say("choose.title")),
      h("p", { class: "lead" }, river.say("share.lead.closed")),
      plainNote(river),
      h("div", { class: "sheet stack" }, h("h2", { class: "h3" }, river.say("share.paste")), linkBox(river, (text) => river.openLink(text))),
      this.#file(),
      this.#front("choose.new"),
    ];
  }

  #invited() {
    const { river } = this;
    const { person, names } = river.invitation;
    const have = ownLink(river);
    const wrong = h("div", { class: "stack" });
    const claim = async (event) => {
      event.preventDefault();
      press.disabled = true;
      fill(wrong);
      const answer = await river.claim(have.value());
      press.disabled = false;
      if (answer.type !== "trouble") return;
      if (answer.late) this.notices.bad(answer.message);
      else fill(wrong, note("bad", h("p", null, answer.message)), linkBox(river, (text) => river.openLink(text)));
    };
    const press = h("button", { class: "btn primary", type: "submit" }, river.say("share.invited.open"), " ", icon("arrow"));
    const other = person === "mentor" ? "mentee" : "mentor";
    const role = river.say(`person.${person}`).toLowerCase();
    return [
      h("h1", null, river.say("share.invited.title", { name: firstName(names[other]) })),
      h("p", { class: "lead" }, river.say("share.invited.lead", { own: names[person], role })),
      h("p", null, river.say("share.invited.what")),
      plainNote(river),
      h(
        "div",
        { class: "sheet stack" },
        h("form", { class: "stack", novalidate: true, onsubmit: (event) => void claim(event) }, h("div", null, press), have.el),
        wrong,
      ),
      h("p", { class: "small quiet" }, river.say("start.promise.shared")),
    ];
  }

  #several() {
    const { river } = this;
    const wrong = h("div");
    const open = async (workbook) => {
      const answer = await river.openLink(river.toOpen?.link ?? "", workbook);
      if (answer.type === "trouble") fill(wrong, note("bad", h("p", null, answer.message)));
    };
    const one = ({ workbook, person, names }) => {
      const other = names[person === "mentor" ? "mentee" : "mentor"];
      return h(
        "li",
        null,
        h("button", { class: "btn", type: "button", onclick: () => void open(workbook) }, river.say("share.choose.open", { name: other })),
        h("span", { class: "small quiet" }, river.say(`share.choose.with.${person}`)),
      );
    };
    return [
      h("h1", null, river.say("share.choose.title")),
      h("p", { class: "lead" }, river.say("share.choose.lead")),
      h("ul", { class: "several", role: "list" }, river.choices.map(one)),
      wrong,
      this.#front("share.choose.new"),
    ];
  }

  #front(key) {
    if (!document.body.classList.contains("mentorbook-page")) return null;
    return h("p", null, h("a", { href: "index.ipynb" }, this.river.say(key)));
  }

  #file() {
    const { river } = this;
    const wrong = h("div");
    const take = async (file) => {
      const answer = await send(river, file);
      fill(wrong, answer.type === "trouble" ? note("bad", h("p", null, answer.message)) : null);
      if (answer.type === "merged") this.notices.good(river.say("merged.title"), answer.summary);
    };
    return h("div", { class: "sheet stack" }, h("h2", { class: "h3" }, river.say("choose.file")), dropZone(river, take), wrong);
  }

  #choose() {
    const { river } = this;
    const { workbooks = [], folder } = river.welcome ?? {};
    return [
      h("h1", null, river.say("choose.title")),
      h("p", { class: "lead" }, river.say(workbooks.length ? "choose.lead" : folder ? "choose.none" : "choose.closed")),
      workbooks.length ? workbookList(river, workbooks, (file, role, more) => river.open(file, role, more), { heading: "h2" }) : null,
      this.#file(),
      this.#front("choose.new"),
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
