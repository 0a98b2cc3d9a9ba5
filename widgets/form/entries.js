// A form with many entries: a fold each, newest first, drawn when it is opened.

import { h, icon, setText, voice } from "../common/dom.js";
import { rowTitle, when } from "../common/fields.js";
import { Keyed } from "../common/keyed.js";
import { filling } from "./filling.js";

export class Entries {
  /** `add`: the words on the button; `about`: what they are about, for whoever hears them. `level`: of the headings. */
  constructor(river, form, { add = river.say("form.entries.add"), about = "", level = "h2" } = {}) {
    Object.assign(this, { river, form, level });
    this.list = h("div", { class: "parts" });
    this.none = h("p", { class: "quiet" }, river.say("form.entries.none"));
    this.button = river.readonly
      ? null
      : h("button", { class: "btn", type: "button", onclick: () => this.#add() }, icon("plus"), " ", add, about ? h("span", { class: "sr" }, `: ${about}`) : null);
    this.el = h("div", { class: "stack-l" }, h("div", null, this.button), this.none, this.list);
    this.cards = new Keyed(this.list, (row) => this.#card(row));
    this.update();
  }

  update(paths = null) {
    const rows = this.river.rows(this.form.id).toReversed();
    this.cards.update(rows, paths);
    this.none.hidden = rows.length > 0;
  }

  #add() {
    const id = this.river.add(this.form.id, {});
    this.update();
    this.cards.get(`${this.form.id}/${id}`)?.open();
  }

  #card(row) {
    const { river, form } = this;
    let inside = null;
    const title = h("span", { class: "title" });
    const body = h("div", { class: "body" });
    const draw = () => {
      if (inside) return;
      inside = filling(river, form, { row: row.id }, { bare: true, level: this.level === "h2" ? "h3" : "h4" });
      const remove = () => {
        river.remove(row.path);
        this.button?.focus();
      };
      const gone = this.#may(row) ? h("button", { class: "btn bare flush", type: "button", onclick: remove }, icon("bin"), " ", river.say("form.entries.remove")) : null;
      body.append(h("div", { class: "stack-l" }, inside.el, gone ? h("div", null, gone) : null));
    };
    const by = row.by === "mentor" || row.by === "mentee" ? voice(river, row.by, { you: true }) : null;
    const el = h(
      "details",
      { class: "fold part entry-of-form", ontoggle: () => el.open && draw() },
      h("summary", null, icon("turn", "turn"), h(this.level, null, title), h("span", { class: "status" }, by, row.created ? when(river, row.created) : null)),
      body,
    );
    const name = () => setText(title, rowTitle(river, row.path));
    const open = () => {
      el.open = true;
      draw();
      el.querySelector("summary").focus();
    };
    name();
    return {
      el, open,
      go: (path) => (open(), inside.go(path)),
      update(paths) {
        name();
        inside?.update(paths);
      },
      destroy: () => inside?.destroy(),
    };
  }

  /** Whoever made an entry, or owns it, may remove it. */
  #may(row) {
    const { river } = this;
    const owner = river.value(`${row.path}/owner`);
    return !river.readonly && (row.by === river.role || owner === river.role || owner === "both");
  }

  go(path) {
    return this.cards.get(path.split("/").slice(0, 2).join("/"))?.go(path) ?? false;
  }

  destroy() {
    this.cards.destroy();
  }
}
