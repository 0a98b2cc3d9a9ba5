// The agenda of a meeting and the clock that both see tick together.

import { time } from "../common/dates.js";
import { announce, errorLine, fill, h, icon, setText, uid } from "../common/dom.js";
import { changer, endRow } from "../common/changer.js";
import { field } from "../common/fields.js";
import { Keyed } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { mark, press, scaled, shownTime, since, stand, sum, untilTick } from "./clock.js";
import { agendaOf, moved } from "./meetings.js";
import { derivedId, later, wall } from "./schedule.js";

const MOST = 15; // items shown at once; more are a press away

/** The clock: which item is on, how much of its time is left, and four buttons. */
class Clock {
  #timer = 0;
  #told = null; // what was last said of the item that is on

  constructor(river, meeting) {
    Object.assign(this, { river, meeting });
    const button = (name, words, look, act) => h("button", { class: look, type: "button", onclick: act }, icon(name), h("span", null, words));
    this.time = h("span", { class: "time", role: "timer" });
    this.on = h("p", { class: "on" });
    this.progress = h("progress", { "aria-label": river.say("meeting.clock.progress"), max: 1, value: 0 });
    this.note = h("p", { class: "small quiet" });
    this.go = button("turn", river.say("meeting.clock.start"), "btn", () => this.#press(this.state.running ? "pause" : "start"));
    this.next = button("next", river.say("meeting.clock.next"), "btn", () => this.#press("next"));
    this.more = h("button", { class: "btn bare", type: "button", onclick: () => this.#press("more") }, icon("plus"), h("span", { "aria-hidden": "true" }, river.say("meeting.clock.more")), h("span", { class: "sr" }, river.say("meeting.clock.more.said")));
    this.buttons = h("div", { class: "row" }, this.go, this.next, this.more);
    this.el = h("div", { class: "clock" }, this.time, this.on, this.progress, this.buttons, this.note);
  }

  #read() {
    const { river, meeting } = this;
    this.rows = agendaOf(river, meeting);
    const path = `${meeting}/now`;
    const pending = "v" in (river.laid.get(path) ?? {});
    const on = since(river.cell(path), { pending, ahead: river.time.ahead });
    this.state = stand(this.rows, on, river.time.now());
  }

  #press(what) {
    this.#read();
    if (!this.state.current) return;
    for (const [path, value] of press[what](this.meeting, this.state, this.rows)) this.river.set(path, value);
  }

  /** Drawn anew for what has been written; and then once a second, while it runs. */
  update() {
    this.#read();
    const { river, rows, state } = this;
    const { current, running, begun, total } = state;
    const name = current?.what || river.say("meeting.agenda.unnamed");
    this.el.classList.toggle("idle", !current);
    for (const one of [this.time, this.progress, this.buttons]) one.hidden = !current;
    setText(this.on, current ? name : river.say(rows.length ? "meeting.clock.all" : "meeting.clock.none"));
    setText(this.note, !current ? "" : !begun ? river.say("meeting.clock.ready") : running ? "" : river.say("meeting.clock.paused"));
    this.note.hidden = !this.note.textContent;
    this.buttons.hidden = !current || Boolean(river.readonly);
    this.next.hidden = !begun;
    const words = running ? "pause" : begun ? "go" : "start";
    if (this.go.dataset.shows !== words) {
      this.go.dataset.shows = words;
      fill(this.go, icon(running ? "pause" : "turn"), h("span", null, river.say(`meeting.clock.${words}`)));
    }
    setText(this.next.lastChild, river.say(rows.some((row) => !row.done && row.path !== current?.path) ? "meeting.clock.next" : "meeting.clock.finish"));
    this.progress.max = Math.max(1, total);
    this.#tell(name);
    this.#tick();
  }

  /** A screen reader hears which item is on, and when its time is nearly over: nothing in between. */
  #tell(name) {
    const { current, running, left, total } = this.state;
    if (!running) return void (this.#told = null);
    const now = mark(left, total);
    const before = this.#told;
    this.#told = { path: current.path, mark: now };
    if (before === null) return; // just drawn, or started by a press: that is known
    if (before.path !== current.path) announce(this.river.say("meeting.clock.on", { what: name }));
    else if (now !== null && now !== before.mark) announce(this.river.say(`meeting.clock.mark.${now}`, { what: name }));
  }

  #tick() {
    clearTimeout(this.#timer);
    const { running, current, total, used, left } = this.state;
    if (!current) return;
    setText(this.time, shownTime(left));
    const whole = Math.floor(Math.abs(left) / 60);
    const label = left < 0 ? this.river.say("meeting.clock.over", { count: whole }) : whole ? this.river.say("meeting.clock.left", { count: whole }) : this.river.say("meeting.clock.under");
    if (this.time.getAttribute("aria-label") !== label) this.time.setAttribute("aria-label", label);
    this.time.classList.toggle("over", left < 0);
    this.progress.value = Math.min(used, Math.max(1, total));
    if (!running) return;
    this.#timer = setTimeout(() => {
      if (!this.el.isConnected) return;
      this.#read();
      this.#tell(this.state.current?.what || this.river.say("meeting.agenda.unnamed"));
      this.#tick();
    }, untilTick(left));
  }

  destroy() {
    clearTimeout(this.#timer);
  }
}

/** The agenda: items with their minutes, what adds one, and what they come to. */
class Agenda {
  constructor(river, meeting, read) {
    Object.assign(this, { river, meeting, read, whole: false });
    this.spec = fieldsOf(river.spec("meetings")).find((one) => one.id === "agenda");
    this.list = h("ol", { class: "agenda", role: "list", "aria-label": river.say("meeting.agenda") });
    this.keyed = new Keyed(this.list, (row) => this.#item(row));
    this.none = h("p", { class: "quiet" }, river.say("meeting.agenda.none"));
    this.rest = h("button", { class: "btn bare flush", type: "button", onclick: () => ((this.whole = true), this.update(null), this.keyed.get(this.rows[MOST].path).focus()) });
    this.sum = h("span", { class: "small quiet" });
    this.many = h("p", { class: "error", hidden: true }, icon("warning"), h("span"));
    this.adder = river.readonly ? null : this.#adder();
    this.frame = this.#frame();
    this.el = h("div", { class: "plan-of" }, this.none, this.list, this.rest, this.many, this.frame, h("div", { class: "row spread" }, this.adder?.open, this.sum), this.adder?.el);
  }

  /** The ready agenda of the form, scaled to the length. */
  #frame() {
    const { river } = this;
    const ready = (this.spec.ready ?? []).map(({ row }) => row);
    if (!ready.length || river.readonly) return null;
    const use = () => {
      const rows = scaled(ready, this.read().length);
      rows.forEach((row, at) => river.add(`${this.meeting}/agenda`, row, derivedId(this.meeting, "frame", at)));
      this.update(null);
      this.adder.open.focus();
    };
    const parts = new Intl.ListFormat(river.locale).format(ready.map((row) => row.what));
    return h("div", { class: "frame" }, h("button", { class: "btn", type: "button", onclick: use }, river.say("meeting.agenda.frame")), h("p", { class: "small quiet" }, river.say("meeting.agenda.frame.help", { parts })));
  }

  #adder() {
    const { river } = this;
    const [what, minutes] = [uid("item"), uid("item")];
    const words = h("input", { id: what, type: "text", autocomplete: "off", maxlength: 2000, "aria-describedby": `${what}-wrong` });
    const number = h("input", { id: minutes, class: "short", inputmode: "decimal", autocomplete: "off", value: "10", "aria-describedby": `${minutes}-wrong` });
    const wrongs = new Map([[words, h("div")], [number, h("div")]]);
    const close = () => {
      el.hidden = true;
      open.hidden = false;
      open.focus();
    };
    const add = (event) => {
      event.preventDefault();
      const count = Number(number.value.trim().replace(",", "."));
      const missing = !words.value.trim() ? [words, "meeting.agenda.missing", {}] : !(count > 0) || count > 1440 ? [number, "value.number.unit", { typed: `‘${number.value.trim()}’`, unit: river.say("meeting.agenda.minutes").toLowerCase(), example: 10 }] : null;
      for (const [input, wrong] of wrongs) {
        const here = missing?.[0] === input;
        input.setAttribute("aria-invalid", String(here));
        fill(wrong, here ? errorLine(river.say(missing[1], missing[2]), `${input.id}-wrong`) : null);
      }
      if (missing) return void missing[0].focus();
      river.add(`${this.meeting}/agenda`, { what: words.value.trim(), minutes: count });
      this.whole ||= this.rows.length >= MOST;
      words.value = "";
      words.focus();
    };
    const open = h("button", { class: "btn bare flush", type: "button", onclick: () => ((el.hidden = false), (open.hidden = true), words.focus()) }, icon("plus"), river.say("meeting.agenda.add"));
    const el = h("form", { class: "well add-item", novalidate: true, hidden: true, onsubmit: add, onkeydown: (event) => event.key === "Escape" && close() },
      h("div", { class: "line" },
        h("div", { class: "field" }, h("label", { for: what }, river.say("meeting.agenda.what")), words, wrongs.get(words)),
        h("div", { class: "field" }, h("label", { for: minutes }, river.say("meeting.agenda.minutes")), number, wrongs.get(number))),
      h("div", { class: "row" }, h("button", { class: "btn", type: "submit" }, river.say("meeting.agenda.yes")), h("button", { class: "btn bare", type: "button", onclick: close }, river.say("meeting.form.cancel"))));
    return { open, el };
  }

  #item(first) {
    const { river } = this;
    const place = h("div", { class: "edit", hidden: true });
    const at = h("span", { class: "n", "aria-hidden": "true" });
    const sign = h("span", { class: "sign" }, at);
    const words = h("span", { class: "words" });
    const mins = h("span", { class: "mins" });
    const draw = (close) => {
      const columns = this.spec.fields.filter(({ id }) => id !== "took" && id !== "place");
      const fields = columns.map((one) => field(river, one, `${first.path}/${one.id}`, { compact: true, class: one.id === "what" ? "wide" : "" }));
      const remove = () => {
        this.adder?.open.focus();
        river.remove(first.path);
      };
      fill(place, h("div", { class: "fields two" }, fields.map((one) => one.el)), h("div", { class: "row" }, moves), endRow(river, { done: close, remove, removeLabel: river.say("meeting.agenda.remove") }));
      return fields;
    };
    const step = (by, key) => {
      const at = this.rows.findIndex((row) => row.path === first.path);
      if (at < 0 || !this.rows[at + by]) return;
      for (const { path, place: now } of moved(this.rows, at, at + by)) river.set(`${path}/place`, now);
      this.whole ||= at + by >= MOST;
      this.update(null);
      place.querySelector(`[data-key="${key}"]`)?.focus(); // what is put elsewhere in the page loses it
      announce(river.say("meeting.agenda.moved", { what: words.textContent, place: at + by + 1, count: this.rows.length }));
    };
    const move = (by, key) => h("button", { class: "btn bare flush", type: "button", dataset: { key }, onclick: () => step(by, key) }, icon("turn", key), river.say(`meeting.agenda.${key}`));
    const moves = [move(-1, "up"), move(1, "down")];
    const opener = river.readonly ? null : changer(river, { place, name: () => river.say("meeting.agenda.change", { what: words.textContent }), draw });
    const el = h("li", { dataset: { path: first.path } }, sign, words, mins, opener?.button, place);
    const update = (paths, row, { number, current } = {}) => {
      setText(words, row.what || river.say("meeting.agenda.unnamed"));
      const count = river.say("meeting.minutes", { count: row.minutes });
      const took = Math.round(row.took);
      setText(mins, row.done && took > 0 && took !== row.minutes ? river.say("meeting.agenda.took", { minutes: count, took }) : count);
      el.classList.toggle("over", row.done);
      if (number !== undefined) setText(at, String(number));
      moves[0].setAttribute("aria-disabled", String(number === 1));
      moves[1].setAttribute("aria-disabled", String(number === this.rows?.length));
      const shows = row.done ? "done" : "number";
      if (sign.dataset.shows !== shows) {
        sign.dataset.shows = shows;
        fill(sign, row.done ? [icon("check"), h("span", { class: "sr" }, this.spec.fields.find((one) => one.id === "done").label)] : at);
      }
      if (current) el.setAttribute("aria-current", "step");
      else el.removeAttribute("aria-current");
      opener?.update(paths);
    };
    update(null, first);
    return { el, update, focus: () => (opener ? opener.button.focus() : null), destroy: () => opener?.destroy() };
  }

  update(paths, current = this.current) {
    const { river } = this;
    this.current = current;
    this.rows = agendaOf(river, this.meeting);
    const { rows } = this;
    const shown = this.whole ? rows : rows.slice(0, MOST);
    this.keyed.update(shown, paths);
    shown.forEach((row, at) => this.keyed.get(row.path).update(paths, row, { number: at + 1, current: row.path === current }));
    this.none.hidden = rows.length > 0;
    if (this.frame) this.frame.hidden = rows.length > 0;
    this.rest.hidden = shown.length === rows.length;
    if (!this.rest.hidden) setText(this.rest, river.say("meeting.agenda.more", { count: rows.length - shown.length }));
    this.many.hidden = rows.length <= MOST;
    setText(this.many.lastChild, rows.length > MOST ? river.say("meeting.agenda.many", { count: rows.length }) : "");
    const { begins, length, zone } = this.read();
    const total = sum(rows);
    const over = length > 0 ? total - length : 0;
    const ends = begins === null ? null : time(river, wall(later(begins, total), zone).time);
    setText(this.sum, !rows.length ? "" : over > 0 ? river.say("meeting.agenda.sum.over", { total, over }) : ends ? river.say("meeting.agenda.sum.ends", { total, time: ends }) : river.say("meeting.agenda.sum", { total }));
    this.sum.classList.toggle("flag", over > 0);
  }

  destroy() {
    this.keyed.destroy();
  }
}

/** Both on one sheet. `read()` → the meeting as it is. */
export class Strip {
  constructor(river, path, read) {
    const heading = uid("strip");
    this.clock = new Clock(river, path);
    this.agenda = new Agenda(river, path, read);
    this.el = h("section", { class: "sheet strip", "aria-labelledby": heading }, h("h3", { id: heading, class: "sr" }, river.say("meeting.strip")), this.clock.el, this.agenda.el);
    Object.assign(this, { river, path, read });
  }

  update(paths) {
    const { status } = this.read();
    this.clock.update();
    const { begun, current } = this.clock.state;
    this.clock.el.hidden = status !== "planned";
    this.el.classList.toggle("alone", status !== "planned");
    this.agenda.update(paths, begun && status === "planned" ? (current?.path ?? null) : null);
  }

  destroy() {
    this.clock.destroy();
    this.agenda.destroy();
  }
}
