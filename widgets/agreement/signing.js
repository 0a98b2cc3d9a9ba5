// The last section of the agreement: both signatures, what has changed since, and the line to sign on.

import { day, machine } from "../common/dates.js";
import { errorLine, fill, h, icon, setProp, setText, uid, voice } from "../common/dom.js";
import { when } from "../common/fields.js";
import { changeOf } from "../common/fields/changes.js";
import { changesSince, latest, nextVersion, signaturesOf } from "./signatures.js";

export class Signing {
  /** `sections`: the Sections of the form; `go(path)` leads to a field. */
  constructor(river, form, { sections, go }) {
    Object.assign(this, { river, form, sections, go, drawn: "", asked: null });
    const heading = uid("sign");
    this.version = h("span", { class: "small" });
    this.cards = h("div", { class: "signatures" });
    this.since = h("div", { hidden: true });
    this.place = h("div", null);
    this.heading = h("h2", { id: heading, tabindex: "-1" }, river.say("agreement.sign"));
    this.el = h(
      "section",
      { class: "sheet section", "aria-labelledby": heading },
      h("div", { class: "head" }, this.heading, this.version),
      this.cards,
      this.since,
      this.place,
    );
    this.#drawLine();
  }

  #drawLine() {
    const { river } = this;
    const id = uid("name");
    const ids = { help: `${id}-help`, error: `${id}-error`, why: `${id}-why` };
    this.input = h("input", { type: "text", id, autocomplete: "name", "aria-describedby": ids.help, oninput: () => this.#complain("") });
    this.wrong = h("div");
    this.complained = { ids, text: "" };
    this.words = h("span");
    this.button = h("button", { class: "btn primary", type: "submit", "aria-describedby": ids.why }, icon("pencil"), " ", this.words);
    this.why = h("div", { class: "why", id: ids.why });
    this.line = h(
      "form",
      { class: "rule-top stack", novalidate: true, onsubmit: (event) => this.#sign(event) },
      h(
        "div",
        { class: "sign-form" },
        h("div", { class: "field" }, h("label", { for: id }, river.say("agreement.name")), this.input),
        this.button,
      ),
      this.wrong,
      this.why,
      h("p", { class: "help", id: ids.help }, river.say("agreement.sign.help")),
    );
    this.done = h("p", { class: "status done" });
    this.signed = h("div", { class: "rule-top" }, this.done);
  }

  #complain(text) {
    if (text === this.complained.text) return;
    this.complained.text = text;
    const { ids } = this.complained;
    fill(this.wrong, text ? errorLine(text, ids.error) : null);
    setProp(this.input, "aria-invalid", text ? true : null);
    setProp(this.input, "aria-describedby", text ? `${ids.help} ${ids.error}` : ids.help);
  }

  #sign(event) {
    event.preventDefault();
    const { river, form, input } = this;
    if (this.button.getAttribute("aria-disabled") === "true") return void this.why.querySelector("button")?.focus();
    const name = input.value.trim().replace(/\s+/g, " ");
    if (!name) {
      this.#complain(river.say("sign.name"));
      return void input.focus();
    }
    this.asked = this.#all.length;
    river.sign(form.id, name);
    input.value = "";
    this.heading.focus({ preventScroll: true });
    this.update();
    return undefined;
  }

  get #all() {
    return signaturesOf(this.river, this.form.id);
  }

  /** What must be filled in before anyone signs. */
  get #missing() {
    return this.sections.parts.flatMap(({ found }) => found.missing.filter(({ spec }) => spec.required === "sign").map((one) => ({ ...one, found })));
  }

  get #toCorrect() {
    return this.sections.parts.reduce((sum, { found }) => sum + found.fix, 0);
  }

  get #differ() {
    return this.sections.parts.reduce((sum, { found }) => sum + found.differ, 0);
  }

  update() {
    const { river } = this;
    const all = this.#all;
    // While the signature is under way; a refusal is said for the page as a whole.
    if (this.asked !== null && (all.length > this.asked || river.trouble)) this.asked = null;
    const missing = this.#missing;
    const mine = latest(all, river.role);
    const base = this.outrun;
    const changes = base ? changesSince(river, this.form, base) : [];
    const now = JSON.stringify([all, missing.map(({ path }) => path), this.#toCorrect, this.#differ, river.names, river.readonly, this.asked, changes]);
    if (now === this.drawn) return;
    this.drawn = now;
    const newest = all.at(-1);
    setText(this.version, newest ? river.say("agreement.version", { version: newest.version, day: day(river, newest.at, { bare: true }) }) : "");
    fill(this.cards, [river.role, river.partner].map((person) => card(river, person, latest(all, person))));
    this.#drawChanges(base, changes);
    this.#drawPlace(all, mine, missing);
  }

  /** The fold stays as the reader left it. */
  #drawChanges(base, changes) {
    const { river, since } = this;
    const open = since.querySelector("details")?.open ?? true;
    since.hidden = changes.length === 0;
    if (!changes.length) return void fill(since);
    const title = river.say(base.by === river.role ? "agreement.changes" : "agreement.changes.theirs", { name: river.name(base.by) });
    fill(
      since,
      h("details", { open }, h("summary", null, icon("turn", "turn"), title), h("ul", { class: "changes", role: "list" }, changes.map((one) => changeItem(river, one)))),
    );
    return undefined;
  }

  #drawPlace(all, mine, missing) {
    const { river } = this;
    if (river.readonly) return void fill(this.place);
    if (holds(mine)) {
      const partner = river.say(holds(latest(all, river.partner)) ? "agreement.signed.too" : "agreement.signed.wait", { name: river.name(river.partner) });
      fill(this.done, icon("done"), " ", h("span", null, river.say("agreement.signed.you", { version: mine.version }), " ", partner));
      return void fill(this.place, this.signed);
    }
    if (!this.place.contains(this.line)) fill(this.place, this.line);
    setText(this.words, this.asked === null ? river.say("agreement.sign.button", { version: nextVersion(all) }) : river.say("agreement.signing"));
    const fix = this.#toCorrect;
    setProp(this.button, "aria-disabled", missing.length > 0 || fix > 0 || this.asked !== null ? true : null);
    const held = this.why.contains(document.activeElement);
    fill(this.why, this.#reason(missing, fix));
    if (held) (this.why.querySelector("button") ?? this.button).focus();
    return undefined;
  }

  /** Why one cannot sign yet and where to go; or that the two still differ, which holds nobody back. */
  #reason(missing, fix) {
    const { river, go } = this;
    const link = ({ spec, path }) => h("button", { class: "linklike", type: "button", onclick: () => go(path) }, spec.label);
    const own = missing.filter(({ spec }) => spec.who !== river.partner);
    if (own.length) return h("p", null, river.say("agreement.missing", { count: own.length }), " ", link(own[0]));
    if (fix) return h("p", null, river.say("agreement.tofix", { count: fix }));
    if (missing.length) return h("p", null, river.say("agreement.missing.theirs", { count: missing.length, name: river.name(river.partner) }), " ", link(missing[0]));
    const differ = this.#differ;
    return differ ? h("p", { class: "help" }, river.say("agreement.still", { count: differ })) : null;
  }

  /** The signature since which something has changed, the reader's own where there is one; null where nothing has. */
  get outrun() {
    const all = this.#all;
    const base = latest(all, this.river.role) ?? latest(all, this.river.partner);
    return base && !holds(base) ? base : null;
  }

  /** How it stands, for the outline: {words, icon, kind}. */
  state() {
    const { river } = this;
    const all = this.#all;
    const [mine, theirs] = [latest(all, river.role), latest(all, river.partner)];
    const changed = (mine ?? theirs)?.changed?.length ?? 0; // since the reader signed; who has, waits for the other
    if (changed) return { words: river.say("agreement.changed", { count: changed }), icon: "pencil", kind: "" };
    if (holds(mine) && holds(theirs)) return { words: river.say("agreement.both"), icon: "done", kind: "done" };
    if (mine) return { words: river.say("agreement.waits", { name: river.name(river.partner) }), icon: "pencil", kind: "" };
    if (theirs) return { words: river.say("agreement.signed.theirs", { name: river.name(river.partner) }), icon: "pencil", kind: "" };
    return { words: river.say("agreement.unsigned"), icon: "pencil", kind: "" };
  }

  goHere() {
    this.el.scrollIntoView({ block: "start" });
    this.heading.focus({ preventScroll: true });
  }
}

/** Whether a signature is there, and nothing has changed since. */
function holds(signature) {
  return signature !== null && !signature.changed?.length;
}

function card(river, person, signature) {
  const count = signature?.changed?.length ?? 0;
  const time = signature ? h("time", { datetime: machine(signature.at) }, day(river, signature.at, { bare: true })) : null;
  return h(
    "div",
    { class: "signature", dataset: { voice: person } },
    h("p", null, voice(river, person, { full: true, you: false })),
    h("p", { class: "line" }, signature?.name ?? "\u00a0"),
    h(
      "p",
      { class: "small quiet" },
      signature ? [river.say("agreement.signed", { name: river.name(person) }), " ", time] : river.say("agreement.unsigned"),
    ),
    count ? h("p", { class: "small" }, h("span", { class: "flag" }, river.say("agreement.changed", { count }))) : null,
  );
}

/** One change, with who made it and when. */
function changeItem(river, { path, spec, label, person, before, after }) {
  const cell = river.cell(path);
  const { by, at } = (person && cell?.answers?.[person]) || river.author(path);
  return h(
    "li",
    null,
    h("p", null, h("strong", null, label)),
    h("p", { class: "said" }, changeOf(river, spec, before, after, path)),
    by === "mentor" || by === "mentee" ? h("p", { class: "small quiet" }, voice(river, by), at ? [", ", when(river, at)] : null) : null,
  );
}
