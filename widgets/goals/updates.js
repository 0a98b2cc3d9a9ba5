// What happened on the way: the owner's updates and the other's comments, in one line of time, the latest first.

import { endRow } from "../common/changer.js";
import { today } from "../common/dates.js";
import { announce, fill, h, icon, setText } from "../common/dom.js";
import { Keyed } from "../common/keyed.js";
import { entryDay, logEntry } from "../common/log.js";
import { mayWrite } from "../common/rights.js";
import { shown } from "../common/show.js";
import { otherColumns } from "./layout.js";
import { placed } from "./placed.js";
import { SmallForm } from "./small.js";

const DRAWN = ["date", "note"];

/** Updates and comments together, the latest first: rows with `kind`, `date` and `note`. */
export function timeline(river, goal) {
  const read = (kind) => river.rows(`${goal}/${kind}`).map((row) => ({
    ...row, kind,
    date: river.value(`${row.path}/date`) ?? row.created?.slice(0, 10) ?? "",
    note: river.value(`${row.path}/note`) ?? "",
  }));
  const latest = (a, b) => b.date.localeCompare(a.date) || (b.created ?? "").localeCompare(a.created ?? "") || b.id.localeCompare(a.id);
  return [...read("updates"), ...read("comments")].sort(latest);
}

export class Updates {
  /** `kept`: a Map in which what was begun and not yet added lies while the editor is closed. */
  constructor(goal, kept) {
    const { river } = goal;
    this.goal = goal;
    this.kept = kept;
    const kind = goal.owns ? "updates" : "comments";
    const spec = goal.spec(kind);
    this.list = h("ol", { class: "log rule-top", role: "list", "aria-label": river.say("goals.log") });
    this.keyed = new Keyed(this.list, (entry) => this.#entry(entry));
    this.form = mayWrite(river, spec, `${goal.path}/${kind}`) ? this.#composer(kind, spec) : null;
    this.el = h("div", { class: "chapter" }, h("h3", { tabindex: -1 }, river.say("goals.log")), this.form?.el, this.list);
    this.update(null);
  }

  #composer(kind, spec) {
    const { river } = this.goal;
    const column = (id) => spec.fields.find((one) => one.id === id);
    const more = spec.fields.filter((one) => one.id !== "note" && one.type !== "link");
    const ask = { ...column("note"), label: river.say(`goals.log.ask.${kind}`), help: column("note").help };
    const form = new SmallForm(river, {
      specs: [ask, ...more], needed: ["note"], label: river.say(`goals.log.add.${kind}`), look: "btn primary", names: river.say("goals.log"),
      given: () => ({ date: today(river), ...this.kept.get(this.goal.path) }),
      after: h("span", { class: "small quiet" }, river.say("goals.log.both")),
      arrange: (parts) => [
        parts.note.el,
        h("details", null, h("summary", { class: "small" }, icon("turn", "turn"), river.say(more.length > 1 ? "goals.log.more" : "goals.log.when")),
          h("div", { class: "fields two" }, more.map((one) => parts[one.id].el))),
      ],
      onadd: (values) => {
        this.kept.delete(this.goal.path);
        river.add(`${this.goal.path}/${kind}`, values);
        announce(river.say("goals.log.added"));
        form.focus();
      },
    });
    return form;
  }

  #entry(first) {
    const { river } = this.goal;
    const spec = this.goal.spec(first.kind);
    const { el, when, body } = logEntry(river, { by: first.by ?? river.role });
    const note = h("p", { class: "words" });
    const extra = h("p", { class: "small quiet" });
    const date = h("span");
    const facts = h("span");
    const place = h("div", { class: "edit stack well", hidden: true });
    when.append(date, facts);
    const own = first.by === river.role && mayWrite(river, spec, `${first.path}/note`) && mayWrite(river, spec.fields.find((one) => one.id === "note"), `${first.path}/note`);
    let parts = null;
    const change = h("button", { class: "btn bare", type: "button", "aria-expanded": false, onclick: () => toggle() }, icon("pencil"), river.say("goals.change"), h("span", { class: "sr" }));
    const toggle = (open = place.hidden) => {
      if (open && !parts) {
        parts = spec.fields.filter((one) => one.type !== "link").map((one) => placed(this.goal, one, `${first.path}/${one.id}`));
        const remove = () => {
          (this.form ?? this).focus();
          river.remove(first.path);
        };
        fill(place, h("div", { class: "fields two" }, parts.map((one) => one.el)), endRow(river, { done: () => toggle(false), remove, removeLabel: river.say("goals.log.remove") }));
      }
      place.hidden = !open;
      note.hidden = open;
      change.setAttribute("aria-expanded", String(open));
      if (open) parts.find((one) => one.el.querySelector("textarea"))?.focus();
      else change.focus();
    };
    body.append(note, extra, place);
    if (own) when.append(h("span", { class: "tools" }, change));
    const update = (paths, one) => {
      if (date.dataset.told !== one.date) {
        date.dataset.told = one.date;
        fill(date, entryDay(river, one.date));
        setText(change.lastChild, ` ${date.textContent}`);
      }
      setText(note, one.note);
      setText(facts, this.#facts(spec, one, (column) => column.type !== "short" && column.type !== "long"));
      setText(extra, this.#facts(spec, one, (column) => column.type === "short" || column.type === "long", true));
      extra.hidden = !extra.textContent;
      for (const part of parts ?? []) part.update(paths);
    };
    update(null, first);
    return { el, update, destroy: () => (parts ?? []).forEach((part) => part.destroy()) };
  }

  /** What else an entry says: “How far along: 40 per cent, How sure I am today: 7 of 10”. */
  #facts(spec, entry, which) {
    const { river } = this.goal;
    const said = otherColumns(spec, DRAWN)
      .filter(which)
      .map((column) => [column, shown(river, column, river.value(`${entry.path}/${column.id}`))])
      .filter(([, text]) => text)
      .map(([column, text]) => river.say("goals.log.fact", { label: column.label, value: text }));
    return said.join(" · ");
  }

  focus() {
    this.el.querySelector("h3").focus();
  }

  update(paths) {
    const entries = timeline(this.goal.river, this.goal.path);
    this.keyed.update(entries, paths);
    this.list.hidden = entries.length === 0;
    this.empty = !this.form && entries.length === 0;
  }

  destroy() {
    const { note } = this.form?.values ?? {};
    if (note) this.kept.set(this.goal.path, { ...this.form.values });
    this.keyed.destroy();
  }
}
