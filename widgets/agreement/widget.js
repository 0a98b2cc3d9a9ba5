// The mentoring agreement: an outline of how far it is, where the two differ, the sections, and the signatures.

import { bones, fill, h, icon, note, setText, uid } from "../common/dom.js";
import { said } from "../common/fields.js";
import { differences } from "../common/form.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { Sections } from "../common/sections.js";
import { openHistory } from "./history.js";
import { Outline } from "./outline.js";
import { Signing } from "./signing.js";

const FORM = "agreement";
const LONG = 60; // characters of an answer that the note on top repeats

class Agreement {
  constructor(river, root) {
    this.river = river;
    // The last section only says who has accepted: that is what signing draws.
    const form = river.spec(FORM);
    this.form = { ...form, sections: form.sections.filter((section) => section.fields.some((field) => !field.view_of)) };
    const seen = new Set();
    const wants = (what) => !seen.has(what) && Boolean(seen.add(what));
    this.sections = new Sections(river, this.form, {
      // Open are the first section with something to fill in, the first to talk about, and those to correct.
      opened: ({ mine, fix, differ }) => {
        const begins = mine > 0 && wants("fill");
        return (differ > 0 && wants("talk")) || begins || fix > 0;
      },
    });
    const go = (path) => this.sections.go(path);
    this.signing = new Signing(river, this.form, { sections: this.sections, go });
    this.outline = new Outline(river, { sections: this.sections, signing: this.signing, onhistory: () => openHistory(river, this.form, root) });
    this.look = h("aside", { class: "note look", hidden: true });
    this.since = h("div", { class: "since", hidden: true });
    Object.assign(this, { drawn: "", told: "" });
    const why = river.readonly ? note("", h("p", null, river.readonly)) : null;
    const body = h("div", { class: "stack-l" }, why, this.look, this.sections.el, this.signing.el);
    root.append(h("div", { class: "layout" }, this.since, this.outline.el, body));
    this.update();
  }

  update(paths = null) {
    this.sections.update(paths);
    this.signing.update();
    this.outline.update();
    this.#drawSince();
    this.#drawDifferences();
  }

  /** Above all else, also on a phone: that something has changed since it was signed, and the way to what that is, far below. */
  #drawSince() {
    const { river, signing, since } = this;
    const signature = signing.outrun;
    const now = JSON.stringify(signature && [signature.by, signature.changed.length, river.name(signature.by)]);
    if (now === this.told) return;
    this.told = now;
    since.hidden = !signature;
    if (!signature) return;
    const words = river.say(signature.by === river.role ? "agreement.since" : "agreement.since.theirs", { count: signature.changed.length, name: river.name(signature.by) });
    const see = h("button", { class: "btn", type: "button", onclick: () => signing.goHere() }, river.say(river.readonly ? "agreement.since.look" : "agreement.since.sign"));
    const held = since.contains(document.activeElement);
    fill(since, note("look", h("p", null, words), h("div", { class: "row" }, see)));
    if (held) see.focus();
  }

  /** The note on top: where both have answered, and not alike. */
  #drawDifferences() {
    const { river, look } = this;
    const found = differences(river, this.form);
    const now = JSON.stringify(found.map(({ path }) => [path, river.cell(path).answers]));
    if (now === this.drawn) return;
    this.drawn = now;
    const held = look.contains(document.activeElement);
    look.hidden = found.length === 0;
    const heading = uid("differ");
    const title = h("h2", { class: "h3", id: heading, tabindex: "-1" });
    setText(title, river.say("agreement.differences", { count: found.length }));
    look.setAttribute("aria-labelledby", heading);
    fill(
      look,
      icon("speech"),
      h("div", { class: "stack" }, h("div", null, title, h("p", null, river.say("agreement.differences.why"))), h("ul", { class: "diff-list", role: "list" }, found.map((one) => this.#difference(one)))),
    );
    if (held && found.length) title.focus();
  }

  #difference({ spec, path }) {
    const { river } = this;
    const { answers } = river.cell(path);
    const says = (person) => {
      const words = said(river, spec, answers[person].v, path);
      const short = words.length > LONG ? `${words.slice(0, LONG - 1).trimEnd()}…` : words;
      return [river.say("agreement.says", { name: river.name(person) }), " ", h("mark", null, short)];
    };
    return h("li", null, h("button", { class: "linklike", type: "button", onclick: () => this.sections.go(path) }, spec.label), ": ", says(river.partner), ", ", says(river.role), ".");
  }

  destroy() {
    this.sections.destroy();
    this.outline.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const title = river.spec(FORM).title;
  const root = h("section", { class: "mb mb-agreement", "aria-label": title });
  el.append(root);
  await markView(river, model, root);
  let drawn = null;
  const draw = () => {
    drawn?.destroy();
    drawn = null;
    fill(root);
    if (river.ready) drawn = new Agreement(river, root);
    else root.append(bones(river.say("form.loading", { title })));
  };
  const show = ({ path }) => {
    // After the page has shown the view that it lies in.
    if (path?.startsWith(`${FORM}/`)) requestAnimationFrame(() => drawn?.sections.go(path));
  };
  const offs = [
    river.on("open", draw),
    river.on("change", (paths) => drawn?.update(paths)),
    river.on("trouble", () => drawn?.signing.update()),
    river.on("show", show),
  ];
  draw();
  return () => {
    for (const off of offs) off();
    drawn?.destroy();
    root.remove();
  };
}

export default { render };
