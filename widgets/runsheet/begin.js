// Before a session: choose a run sheet and begin, or go on with one.

import { fill, h, icon, note, uid } from "../common/dom.js";
import { moment } from "../common/dates.js";

export class Begin {
  constructor(live) {
    Object.assign(this, { live, asked: false });
    this.wrong = h("div");
    this.el = h("div", { class: "begin stack-l" });
  }

  async update() {
    if (this.asked) return;
    this.asked = true;
    const told = await this.live.request("sheets");
    if (told.kind !== "done") {
      this.asked = false;
      return;
    }
    fill(this.el, this.#form(told.sheets), told.sessions.length ? this.#known(told.sessions) : null, this.#link());
  }

  /** The next time, what there is is asked for anew. */
  reset() {
    this.asked = false;
  }

  #form(sheets) {
    const { live } = this;
    const group = uid("sheet");
    const title = uid("title");
    const input = h("input", { type: "text", id: title, maxlength: 120, autocomplete: "off" });
    const choice = (sheet, first) => {
      const radio = h("input", { type: "radio", name: group, value: sheet.id, checked: first });
      return h("label", { class: "choice boxed" }, radio, h("span", null, h("b", null, sheet.title), sheet.minutes ? ` ${live.say("live.minutes", { count: sheet.minutes })}` : "", h("span", { class: "help" }, sheet.suits)));
    };
    const own = { id: "", title: live.say("live.begin.own"), suits: live.say("live.begin.own.help"), minutes: 0 };
    const button = h("button", { class: "btn primary", type: "submit" }, live.say("live.begin.button"), " ", icon("arrow"));
    const form = h(
      "form",
      { class: "sheet stack", onsubmit: (event) => (event.preventDefault(), void begin()) },
      h("h2", { class: "h3" }, live.say("live.begin.title")),
      h("fieldset", { class: "field" }, h("legend", null, live.say("live.begin.sheet")), [...sheets, own].map((sheet, at) => choice(sheet, at === 0))),
      h("div", { class: "field medium" }, h("label", { htmlFor: title }, live.say("live.begin.name")), h("p", { class: "help" }, live.say("live.begin.name.help")), input),
      this.wrong,
      h("div", null, button),
      h("p", { class: "small quiet" }, live.say("live.begin.promise")),
    );
    const begin = async () => {
      button.disabled = true;
      const sheet = form.querySelector(`input[name="${group}"]:checked`)?.value ?? "";
      this.#said(await live.begin(sheet, input.value));
      button.disabled = false;
    };
    return form;
  }

  #known(sessions) {
    const { live } = this;
    const one = ({ link, title, opened, ended }) =>
      h(
        "li",
        null,
        h("span", null, h("b", null, title), " ", h("span", { class: "small quiet" }, moment(live.river, new Date(opened)), ended ? `, ${live.say("live.ended")}` : "")),
        h("button", { class: "btn", type: "button", onclick: async () => this.#said(await live.open(link)) }, live.say(ended ? "live.begin.look" : "live.begin.on"), h("span", { class: "sr" }, ` ${title}`)),
      );
    return h("section", { class: "sheet stack", "aria-label": live.say("live.begin.known") }, h("h2", { class: "h3" }, live.say("live.begin.known")), h("ul", { class: "known", role: "list" }, sessions.map(one)));
  }

  #link() {
    const { live } = this;
    const id = uid("lead");
    const input = h("input", { type: "text", id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 1000, "aria-describedby": `${id}-help` });
    const open = async (event) => {
      event.preventDefault();
      if (input.value.trim()) this.#said(await live.open(input.value));
    };
    return h(
      "details",
      { class: "fold" },
      h("summary", null, icon("turn", "turn"), live.say("live.begin.link")),
      h("form", { class: "stack", onsubmit: (event) => void open(event) }, h("div", { class: "field" }, h("label", { htmlFor: id }, live.say("live.begin.link.label")), h("p", { class: "help", id: `${id}-help` }, live.say("live.begin.link.help")), input), h("div", null, h("button", { class: "btn", type: "submit" }, live.say("live.begin.on")))),
    );
  }

  #said(answer) {
    fill(this.wrong, answer.kind === "trouble" ? note("bad", h("p", null, answer.message)) : null);
  }
}
