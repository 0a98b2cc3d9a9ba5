// What one writes into: a line, a paragraph, a number, a day, a time, and a text that both write at once.
//
// Nobody is disturbed while writing: the element stays the same one, its text is only assigned where it really differs,
// caret and selection stay with the characters they were at, and nothing is touched while an input method composes.
//
// A control: {el, input, group, clearable, show(), describe({labelledby, describedby, invalid}), focus(), destroy()}. It
// is given `io`: {river, spec, path, compact, beside, get() → value, set(value), wrong(sentence or null)}.

import { announce, h, setProp, setText, uid } from "../dom.js";
import { diff, moveSelection } from "../text.js";
import { isEmpty, parse, same, unitOf, written } from "./answers.js";
import { afterPress } from "./press.js";

const PAUSE = 400; // milliseconds without a key after which a number, a day or a time counts as written
const GROWS = globalThis.CSS?.supports?.("field-sizing", "content") ?? false;

export const hasFocus = (el) => el.getRootNode().activeElement === el;

/** A new text in a field: only where it differs, with caret and selection at the characters they were at. */
export function assign(input, text, steps = null) {
  if (input.value === text) return;
  const { value: old, scrollTop } = input;
  const selection = hasFocus(input) && typeof input.selectionStart === "number";
  const { selectionStart: start, selectionEnd: end, selectionDirection: way } = selection ? input : {};
  input.value = text;
  grow(input);
  if (!selection) return;
  const moved = moveSelection({ start, end }, steps ?? diff(old, text));
  input.setSelectionRange(moved.start, moved.end, way);
  input.scrollTop = scrollTop;
}

/** Lets a textarea be as high as its text where the browser does not do so by itself. */
function grow(input) {
  if (GROWS || input.localName !== "textarea" || !input.isConnected) return;
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
}

/** Ties an element to its label, its help and its error. */
export function tie(el, { labelledby, describedby, invalid }) {
  if (labelledby !== undefined) setProp(el, "aria-labelledby", labelledby);
  if (describedby !== undefined) setProp(el, "aria-describedby", describedby || null);
  if (invalid !== undefined) setProp(el, "aria-invalid", invalid ? true : null);
}

// What is typed and not yet handed on is handed on before the page goes.
const waiting = new Set();
globalThis.document?.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const control of [...waiting]) control.commit();
});

const bookOf = (river) => `${river.workbook} ${river.role}`;

function element({ spec, compact, id = uid("field") }) {
  if (spec.type === "long") return h("textarea", { id, class: ["grow", compact && "compact"], rows: 1 });
  const kind = { date: "date", time: "time" }[spec.type] ?? "text";
  const size = { number: "short", time: "short", date: "day" }[spec.type] ?? "";
  // Not inputmode="numeric": phones then offer no comma and no minus.
  return h("input", { id, type: kind, class: size, inputmode: spec.type === "number" ? "decimal" : null, autocomplete: "off" });
}

/** One answer that is written: short, long, number, date, time. */
export class LineControl {
  group = false;
  clearable = false;

  constructor(io) {
    Object.assign(this, { io, wrong: null, composing: false, handing: false, timer: 0, book: bookOf(io.river) });
    this.input = element(io);
    this.unit = io.spec.type === "number" ? h("span", { class: "quiet" }) : null;
    this.el = this.unit ? h("div", { class: "unit" }, this.input, this.unit) : this.input;
    this.slow = ["number", "date", "time"].includes(io.spec.type);
    const { input } = this;
    input.addEventListener("compositionstart", () => (this.composing = true));
    input.addEventListener("compositionend", () => ((this.composing = false), this.#typed()));
    input.addEventListener("input", () => this.composing || this.#typed());
    input.addEventListener("blur", () => {
      this.commit();
      afterPress(() => hasFocus(input) || this.#left());
    });
    input.addEventListener("keydown", (event) => event.key === "Enter" && input.localName === "input" && this.#left());
    this.show();
    requestAnimationFrame(() => grow(input));
  }

  #read() {
    const { river, spec, path } = this.io;
    const { input } = this;
    if (input.validity?.badInput) return { problem: river.say(`fields.${spec.type}.bad`) };
    return parse(river, spec, input.value, path);
  }

  #typed() {
    grow(this.input);
    clearTimeout(this.timer);
    waiting.add(this);
    const { problem } = this.#read();
    // Half a number or half a date is no mistake yet: it is said when the field is left, and taken back at once.
    if (this.wrong && this.wrong !== problem) this.#complain(problem ?? null);
    if (this.slow) this.timer = setTimeout(() => this.commit(), PAUSE);
    else this.commit();
  }

  /** Hands on what was typed, if it is an answer. */
  commit() {
    clearTimeout(this.timer);
    this.timer = 0;
    // Another workbook may have been opened meanwhile.
    if (!waiting.delete(this) || this.book !== bookOf(this.io.river)) return;
    const { value, problem } = this.#read();
    if (problem !== undefined || same(this.io.spec, value, this.io.get())) return;
    this.handing = true; // while it is handed on, what was there before is no news
    this.io.set(value);
    this.handing = false;
  }

  #left() {
    this.commit();
    const { problem } = this.#read();
    this.#complain(problem ?? null);
    if (problem) announce(problem);
    else this.show({ tidy: true });
  }

  /** Lets go of what was typed and is no answer. */
  reset() {
    clearTimeout(this.timer);
    waiting.delete(this);
    this.wrong = null;
  }

  #complain(problem) {
    if (problem === this.wrong) return;
    this.wrong = problem;
    this.io.wrong(problem);
  }

  /** Shows the answer as it is now. What was typed and is no answer stays, with its error; `tidy`: as it is written. */
  show({ tidy = false } = {}) {
    const { io, input } = this;
    const { river, spec, path } = io;
    if (this.unit) setText(this.unit, unitOf(river, spec, path));
    if (this.composing || this.wrong || this.handing || waiting.has(this)) return;
    if (input.validity?.badInput && hasFocus(input)) return; // half a date
    const value = io.get();
    const now = this.#read();
    if (!tidy && !now.problem && same(spec, now.value, value)) return;
    if (tidy && spec.type !== "number" && same(spec, now.value, value)) return;
    assign(input, written(river, spec, value));
  }

  describe(ties) {
    tie(this.input, ties);
  }

  focus() {
    this.input.focus();
  }

  destroy() {
    this.commit();
  }
}

/** A text that both write at once: words of the other go in around one's own. */
export class SharedControl {
  group = false;
  clearable = false;

  constructor(io) {
    const { river, path } = io;
    Object.assign(this, { io, composing: false, shown: river.text(path) });
    this.input = element(io);
    this.el = this.input;
    const { input } = this;
    input.value = this.shown;
    input.addEventListener("compositionstart", () => (this.composing = true));
    input.addEventListener("compositionend", () => ((this.composing = false), this.#typed()));
    input.addEventListener("input", () => this.composing || this.#typed());
    this.off = river.on("text", (news) => news.path === path && this.#moved(news.steps));
    requestAnimationFrame(() => grow(input));
  }

  #typed() {
    const { io, input, shown } = this;
    grow(input);
    if (input.value === shown && io.river.text(io.path) === shown) return;
    // `seen`: while an input method composed, words may have come that the field did not show.
    io.river.editText(io.path, input.value, { caret: input.selectionEnd, seen: shown });
    this.show();
  }

  /** Words that were not typed here moved the text. */
  #moved(steps) {
    if (this.composing) return;
    this.shown = this.io.river.text(this.io.path);
    assign(this.input, this.shown, steps);
  }

  show() {
    if (this.composing) return;
    this.shown = this.io.river.text(this.io.path);
    assign(this.input, this.shown);
  }

  describe(ties) {
    tie(this.input, ties);
  }

  focus() {
    this.input.focus();
  }

  destroy() {
    this.off();
  }
}

/** A short text beside a choice, for an answer in one's own words: calls `typed(text)` as it is written. */
export class OwnWords {
  constructor({ label, typed, compact = false }) {
    this.composing = false;
    this.input = h("input", { type: "text", class: ["own-words", compact && "compact"], autocomplete: "off", "aria-label": label });
    this.input.addEventListener("compositionstart", () => (this.composing = true));
    this.input.addEventListener("compositionend", () => ((this.composing = false), typed(this.input.value)));
    this.input.addEventListener("input", () => this.composing || typed(this.input.value));
  }

  get text() {
    return this.input.value;
  }

  show(text) {
    if (this.composing || (isEmpty(text) && isEmpty(this.input.value.trim()))) return;
    assign(this.input, text);
  }
}
