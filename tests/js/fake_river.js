// Two people at one workbook, in memory: real rivers on a fake kernel, strict about what a widget asks of them. A
// sentence that is not in the catalogue, a word left out of one, a path that no form has and an answer that is not of
// the field's type are errors. For tests in Node and for looking at widgets in a browser without a server:
//
//   const kernel = fakeKernel({ forms, messages });
//   kernel.answer("agreement/meeting_length", 60, "mentor", "2026-03-02T09:00:00Z");
//   const sam = await fakePage(kernel, "mentor");
//   sam.river.set(…)      sam.widget({ form: "profile" })      (the model to hand to a module's render)

import { fieldAt, onePerPerson } from "../../widgets/common/paths.js";
import { River } from "../../widgets/common/river.js";
import { FakeKernel } from "./fake_kernel.js";

const PROGRAM = ["partnership", "talked", "revealed", "signatures", "journey"];
const TEXT = ["short", "long", "date", "time", "choice"];
const RIVERS = Symbol.for("mentorbook.rivers");

/** The catalogue's sentences, from the text of messages.yaml (which is flat: a key and a quoted sentence a line). */
export function catalogue(yaml) {
  const found = {};
  for (const line of yaml.split("\n")) {
    const match = /^([\w.]+): (".*")$/.exec(line);
    if (match) found[match[1]] = JSON.parse(match[2].replace(/\\_/g, "_"));
  }
  return found;
}

/** Why `value` cannot be an answer to `field`, or "". */
export function misfit(field, value) {
  if (value === null) return "";
  if (field.view_of || field.type === "rows") return "it holds no answer of its own";
  if (TEXT.includes(field.type)) return typeof value === "string" && value ? "" : "it takes text";
  if (field.type === "yesno") return typeof value === "boolean" ? "" : "it takes true or false";
  if (field.type === "multi" || field.type === "link") {
    return Array.isArray(value) && value.length && value.every((one) => typeof one === "string") ? "" : "it takes a list of texts";
  }
  return Number.isFinite(value) ? "" : "it takes a number";
}

export class StrictRiver extends River {
  say(key, params = {}) {
    const sentences = this.model.get("messages");
    const counted = `${key}.${params.count === 1 ? "one" : "other"}`;
    if (!(key in sentences) && !("count" in params && counted in sentences)) throw new Error(`the catalogue has no ${key}`);
    const text = super.say(key, params);
    for (const [word, name] of (sentences[key] ?? sentences[counted]).matchAll(/\{(\w+)\}/g)) {
      if (params[name] === undefined || params[name] === null) throw new Error(`${key} wants ${word}: ${text}`);
    }
    return text;
  }

  #place(path) {
    const place = fieldAt(this.model.get("forms"), path);
    if (!place) throw new Error(`no form has ${path}`);
    return place;
  }

  #fits(path, value) {
    const { field } = this.#place(path);
    const why = misfit(field, value);
    if (why) throw new Error(`${path} cannot be ${JSON.stringify(value)}: ${why}`);
  }

  #row(path) {
    const form = this.spec(path.split("/")[0]);
    if (!form || path.endsWith("/")) throw new Error(`no form has rows at ${path}`);
  }

  set(path, value) {
    this.#fits(path, value ?? null);
    super.set(path, value);
  }

  settle(path, value) {
    this.#fits(path, value);
    if (!onePerPerson(this.model.get("forms"), path)) throw new Error(`there is nothing to settle at ${path}`);
    super.settle(path, value);
  }

  talked(path) {
    this.#place(path);
    super.talked(path);
  }

  reveal(path) {
    if (this.#place(path).field.seen !== "reveal") throw new Error(`nothing is hidden at ${path}`);
    super.reveal(path);
  }

  editText(path, text, options) {
    const { field } = this.#place(path);
    if (field.type !== "long" || field.who !== "together") throw new Error(`${path} is no text that both write`);
    super.editText(path, text, options);
  }

  add(prefix, fields = {}, id = undefined) {
    this.#row(prefix);
    for (const [name, value] of Object.entries(fields)) this.#fits(`${prefix}/x/${name}`, value ?? null);
    return id === undefined ? super.add(prefix, fields) : super.add(prefix, fields, id);
  }

  remove(path) {
    this.#row(path);
    super.remove(path);
  }
}

/** A kernel whose workbook a test fills by `answer`, `text`, `row` and `sign`, with the time each was written. */
export class Workbook extends FakeKernel {
  /** An answer as it stands on disk. Where each person has one of their own, theirs. */
  answer(path, v, by, at = "2026-03-02T09:00:00Z") {
    const place = fieldAt(this.traits.forms, path);
    if (!place && !PROGRAM.includes(path.split("/")[0])) throw new Error(`no form has ${path}`);
    if (place && misfit(place.field, v)) throw new Error(`${path} cannot be ${JSON.stringify(v)}: ${misfit(place.field, v)}`);
    if (!onePerPerson(this.traits.forms, path)) this.cells.set(path, { v, by, at });
    else {
      const cell = this.cells.get(path) ?? {};
      this.cells.set(path, { ...cell, answers: { mentor: null, mentee: null, ...cell.answers, [by]: { v, by, at } } });
    }
    return this;
  }

  /** As the workbook does it: what is settled on stands as the answer of both, until one of them writes again. */
  apply(patch, role) {
    super.apply(patch, role);
    if (patch.op !== "settle") return;
    const cell = this.cells.get(patch.path);
    this.cells.set(patch.path, { ...cell, answers: { mentor: cell.settledTo, mentee: cell.settledTo } });
  }

  /** A text that both write. */
  text(path, text, by, at = "2026-03-02T09:00:00Z") {
    this.texts.set(path, { text, by, at });
    return this;
  }

  /** A row and its answers; returns its path. */
  row(prefix, id, fields, by, at = "2026-03-02T09:00:00Z") {
    const path = `${prefix}/${id}`;
    this.cells.set(`${path}/created`, { v: at, by, at });
    for (const [name, value] of Object.entries(fields)) this.answer(`${path}/${name}`, value, by, at);
    return path;
  }

  /** A signature under a form; `was`: path → the answer signed, of those that have changed since. */
  signed(form, name, by, { at = "2026-03-03T10:00:00Z", version = 1, was = {} } = {}) {
    const v = { form, name, version, digest: "0".repeat(32), changed: Object.keys(was), was };
    this.cells.set(`signatures/${by}-${version}/signed`, { v, by, at });
    return this;
  }
}

export function fakeKernel({ forms, messages, names, journeys = {}, delay = 0 }) {
  return new Workbook({ traits: { forms, messages, journeys }, names, delay });
}

/** Everyone may have an id here: two pages of one document are two people. */
const locks = { request: (_name, _options, use) => Promise.resolve(use({})) };

/** One person's page, once its workbook is open: {river, model, widget(traits) → a widget's model, close()}. */
export async function fakePage(kernel, role, { env = {}, traits = {} } = {}) {
  const model = kernel.page(role, traits);
  const river = new StrictRiver(model, { storage: null, locks, document: null, ...env });
  (globalThis[RIVERS] ??= new WeakMap()).set(model, river); // so that joinRiver finds this one
  const opened = new Promise((resolve) => {
    const off = river.on("open", () => {
      off();
      resolve();
    });
  });
  await river.start();
  await opened;
  return { river, model, widget: (own = {}) => model.sibling(own), close: () => river.close() };
}

/** Waits until everything that is under way has arrived (with the kernel's delay of 0). */
export async function settled() {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
