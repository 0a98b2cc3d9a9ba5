// Planning a meeting, a whole series of them, or logging one that took place. Nothing is kept until it is done.

import { day, time } from "../common/dates.js";
import { announce, errorLine, fill, h, uid } from "../common/dom.js";
import { control, isNative } from "../common/controls.js";
import { afterPress } from "../common/fields/press.js";
import { fieldsOf } from "../common/paths.js";
import { newId } from "../common/tab.js";
import { agreed, check, cityOf, hint, proposal } from "./meetings.js";
import { countUntil, derivedId, instant, isRhythm, series } from "./schedule.js";

const MOST = 52; // meetings in one series
const USUAL = 6; // meetings, where the agreement does not say until when
const NEEDED = { date: "date", start_time: "time", length: "length", time_zone: "zone" };
const FIELDS = ["title", "date", "start_time", "length", "time_zone", "place", "place_detail"];

/**
 * The rows that a plan makes: [{id, fields}]. Those after the first take their ids from it, so that whoever makes the
 * series, it is there once.
 */
export function rowsOf(values, { id, count }) {
  const { repeats } = values;
  const days = isRhythm(repeats) ? series(values.date, repeats, count) : [values.date];
  return days.map((date, at) => {
    const fields = { ...values, date, status: values.status ?? "planned" };
    if (at && fields.title) delete fields.title; // what the first is about, the others need not be
    return { id: at ? derivedId(id, "series", at) : id, fields };
  });
}

export class PlanForm {
  /** `past`: it took place already. `given`: other answers to begin with. `id`: the row's, where it is given. */
  constructor(river, { past = false, given = {}, id = newId(), onadd, oncancel }) {
    Object.assign(this, { river, past, id, onadd, oncancel, parts: {}, problems: {} });
    this.specs = new Map(fieldsOf(river.spec("meetings")).map((spec) => [spec.id, spec]));
    this.values = { ...proposal(river), ...(past ? { date: null } : {}), ...given };
    const heading = uid("plan");
    const ids = past ? [...FIELDS, "status"] : [...FIELDS, "repeats"];
    if (past) this.values = { ...this.values, status: given.status ?? "held", repeats: null };
    const fields = ids.map((one) => this.#field(one));
    this.count = past ? null : this.#counter();
    this.means = h("p", { class: "small quiet means", role: "status" });
    this.button = h("button", { class: "btn primary", type: "submit" });
    this.el = h("form", { class: "sheet plan", novalidate: true, "aria-labelledby": heading, onsubmit: (event) => this.#submit(event), onkeydown: (event) => event.key === "Escape" && oncancel() },
      h("h2", { id: heading }, river.say(past ? "meeting.form.log" : "meeting.form.plan")),
      h("div", { class: "fields two" }, fields, this.count?.el), this.means,
      h("div", { class: "row" }, this.button, h("button", { class: "btn bare", type: "button", onclick: oncancel }, river.say("meeting.form.cancel"))));
    this.#means();
  }

  #field(id) {
    const { river, past } = this;
    const whole = this.specs.get(id);
    const spec = id === "status" ? { ...whole, options: whole.options.filter((one) => one.id !== "planned") } : whole;
    const key = uid("p");
    const group = !isNative(spec);
    const wrong = h("div");
    const help = spec.help && !past ? `${key}-help` : "";
    const made = control(river, spec, {
      id: key, describedby: `${help} ${key}-wrong`.trim(),
      onvalue: (value, problem) => {
        this.values[id] = problem === undefined ? value : null;
        this.problems[id] = problem ?? "";
        // Not while a button is held down: it would move away from under the press.
        afterPress(() => this.el.isConnected && (this.#check(), this.#means()));
      },
    });
    made.set(this.values[id] ?? null);
    this.parts[id] = { made, wrong, key };
    return h(group ? "fieldset" : "div", { class: ["field", ["title", "repeats", "status"].includes(id) && "wide"] }, h(group ? "legend" : "label", group ? null : { for: key }, spec.label),
      help ? h("p", { class: "help", id: help }, spec.help) : null, made.el, wrong);
  }

  #counter() {
    const { river } = this;
    const key = uid("p");
    const wrong = h("div");
    const input = h("input", { id: key, class: "short", inputmode: "numeric", autocomplete: "off", "aria-describedby": `${key}-help ${key}-wrong`, oninput: () => ((this.counted = true), this.#means()) });
    const el = h("div", { class: "field wide", hidden: true }, h("label", { for: key }, river.say("meeting.form.count")), h("p", { class: "help", id: `${key}-help` }, river.say("meeting.form.count.help")), input, wrong);
    this.parts.count = { made: { focus: () => input.focus(), invalid: (bad) => input.setAttribute("aria-invalid", String(bad)) }, wrong, key };
    return { el, input };
  }

  /** How many meetings: what was typed, else until the agreement ends; null where that is no number for it. */
  get number() {
    const { river, values } = this;
    if (!this.count || !isRhythm(values.repeats)) return 1;
    if (!this.counted) {
      const { until } = agreed(river);
      const count = !values.date ? USUAL : until && until > values.date ? Math.max(2, countUntil(values.date, values.repeats, until, MOST)) : USUAL;
      this.count.input.value = String(count);
      return count;
    }
    const typed = this.count.input.value.trim();
    const count = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
    return count >= 2 && count <= MOST ? count : null;
  }

  /** What is typed and cannot be meant, at its field; returns the first such field. `all`: also what is missing. */
  #check(all = false) {
    const { river, values, past } = this;
    const found = { ...check(river, values, { past }) };
    for (const [id, problem] of Object.entries(this.problems)) if (problem) found[id] = problem;
    if (all) for (const [id, key] of Object.entries(NEEDED)) if (!found[id] && (values[id] === null || values[id] === undefined)) found[id] = river.say(`meeting.form.${key}.missing`);
    if (all && this.number === null) found.count = river.say("meeting.form.count.wrong", { most: MOST });
    for (const [id, { made, wrong, key }] of Object.entries(this.parts)) {
      made.invalid(Boolean(found[id]));
      const line = found[id] ? errorLine(found[id], `${key}-wrong`) : null;
      if (wrong.textContent !== (line?.textContent ?? "")) fill(wrong, line);
    }
    return Object.keys(this.parts).find((id) => found[id]) ?? null;
  }

  /** What will be made, in words. */
  #means() {
    const { river, values, past } = this;
    const rhythm = !past && isRhythm(values.repeats);
    if (this.count) this.count.el.hidden = !rhythm;
    const count = this.number;
    const words = [hint(river, values)];
    if (rhythm && count && values.date && values.start_time && values.time_zone) {
      const days = series(values.date, values.repeats, count);
      const skipped = days.filter((one) => instant(one, values.start_time, values.time_zone)?.kind === "none");
      words.push(river.say("meeting.form.series", { count, first: day(river, days[0]), last: day(river, days.at(-1)), time: time(river, values.start_time), zone: cityOf(values.time_zone) }));
      if (values.repeats === "monthly") words.push(river.say("meeting.form.monthly"));
      const list = new Intl.ListFormat(river.locale).format(skipped.map((one) => day(river, one)));
      if (skipped.length) words.push(river.say(`meeting.form.skips.${skipped.length === 1 ? "one" : "other"}`, { days: list }));
    }
    const text = words.filter(Boolean).join(" ");
    if (this.means.textContent !== text) fill(this.means, text);
    fill(this.button, past ? river.say("meeting.form.log.yes") : river.say("meeting.form.yes", { count: count ?? 2 }));
  }

  #submit(event) {
    event.preventDefault();
    const wrong = this.#check(true);
    if (wrong) return void this.parts[wrong].made.focus();
    const { river, past } = this;
    const values = Object.fromEntries(Object.entries(this.values).filter(([, value]) => value !== null && value !== undefined && value !== ""));
    const rows = rowsOf(values, { id: this.id, count: this.number });
    for (const { id, fields } of rows) {
      if (river.cell(`meetings/${id}/removed`)?.v) river.restore(`meetings/${id}`);
      river.add("meetings", fields, id);
    }
    if (!past) announce(river.say("meeting.planned", { count: rows.length }));
    this.onadd(`meetings/${rows[0].id}`);
  }

  focus() {
    this.parts[this.past ? "date" : "title"].made.focus();
  }

  destroy() {}
}

