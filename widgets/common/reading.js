// What a page knows and how widgets read it: the kernel's cells and texts with this page's own unacknowledged edits
// laid over them, names, sentences, forms. The river (river.js) fills it and writes.

import { number } from "./dates.js";
import { firstName } from "./dom.js";
import { Outbox } from "./outbox.js";
import { onePerPerson } from "./paths.js";
import { Wire } from "./wire.js";

const ZONE = 5000; // milliseconds for which the reader is taken to be where they were; to ask takes long
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export const UNKNOWN = Object.freeze({ here: null, place: "" });

export class Reading extends Wire {
  told = new Map(); // path → Cell, as the kernel last told
  #zone = null; // {is, at}
  laid = new Map(); // path → what this page's own edits change in it
  outbox = new Outbox(); // holds the shared texts as well
  problems = new Map(); // path → why what was typed there was refused
  writers = new Map(); // path → {person, timer}
  rowIndex = null; // prefix → its rows, removed ones too, made when asked for
  savedAt = null;

  // then "welcome" (no workbook), "who" (open, but whose page is it?) or "open"; on a shared server also "invited" (the
  // link in hand is an invitation) and "choose" (it opens several workbooks)
  phase = "opening";
  welcome = null; // {mode, folder, workbooks, journeys}
  shared = false; // whether the open workbook is on a shared server, opened by a link
  links = null; // its links, once asked for: [{lookup, kind, person, state, since, own}]
  invitation = null; // {person, names} of the invitation in hand
  choices = []; // [{workbook, person, names}] that the link in hand opens
  workbook = null;
  file = null;
  role = null; // "mentor" or "mentee": whose page this is
  names = {}; // {mentor, mentee}
  readonly = null; // why nothing can be changed, or null
  private = "open"; // whether the reader has a place of their own here: "open", "locked" or "none"
  passphrase = false; // whether that place is behind a passphrase in every copy
  spoilt = []; // a sentence for each thing in it that is not as it was written
  revision = 0;
  first = null; // the sections that have been told, a Set, until the rest has been as well
  trouble = null; // {message, kind, keep}: what is wrong with the page as a whole
  lessons = new Map(); // module → how the reader stands in it, as the kernel told; see mentorbook.workbook.learning
  company = UNKNOWN; // the partner: {here: true, false or null where it is not known, place: the path they write at, or ""}
  seen = null; // when the other person's words last came: a Date

  /** Whether a workbook is open and it is known whose page this is. */
  get ready() {
    return this.phase === "open";
  }

  get partner() {
    return this.role === "mentor" ? "mentee" : this.role === "mentee" ? "mentor" : null;
  }

  /** The first name of "mentor" or "mentee"; a general word where there is none. */
  name(person) {
    return this.names[person] ? firstName(this.names[person]) : this.say(`person.${person}`);
  }

  get zone() {
    const now = Date.now();
    if (!this.#zone || Math.abs(now - this.#zone.at) > ZONE) {
      this.#zone = { is: Intl.DateTimeFormat().resolvedOptions().timeZone, at: now };
    }
    return this.#zone.is;
  }

  /** The language of the sentences, the habits (order, 24 hours) of the reader's region. */
  get locale() {
    const language = this.model.get("language") || "en";
    const own = globalThis.navigator?.language || language;
    if (own.split("-")[0] === language.split("-")[0]) return own;
    const region = new Intl.Locale(own).maximize().region;
    return region ? `${language.split("-")[0]}-${region}` : language;
  }

  get mode() {
    return this.welcome?.mode ?? this.model.get("mode") ?? "personal";
  }

  /** A form as data, by id; undefined where there is none. */
  spec(form) {
    return this.model.get("forms")?.[form];
  }

  /** A sentence of the catalogue. With `count` in params, the key's `.one` or `.other`. */
  say(key, params = {}) {
    const sentences = this.model.get("messages") ?? {};
    let text = sentences[key];
    if (text === undefined && "count" in params) text = sentences[`${key}.${params.count === 1 ? "one" : "other"}`];
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (all, name) => {
      if (!(name in params)) return all;
      const value = params[name];
      return typeof value === "number" ? number(this, value) : String(value);
    });
  }

  /** The cell at a path, this page's own unacknowledged edits laid over it. */
  cell(path) {
    const told = this.told.get(path);
    const laid = this.laid.get(path);
    if (!laid) return told;
    const cell = { ...told };
    if ("v" in laid) {
      const own = { v: laid.v, by: this.role, at: laid.at ?? cell.at ?? new Date().toISOString() };
      Object.assign(cell, own);
      delete cell.versions;
      const apart = told?.answers || onePerPerson(this.model.get("forms") ?? {}, path);
      if (apart && laid.settled) cell.answers = { mentor: own, mentee: own };
      else if (apart) Object.assign(cell, { answers: { mentor: null, mentee: null, ...told?.answers, [this.role]: own }, settled: false, talked: false });
    }
    if (laid.settled) Object.assign(cell, { settled: true, differs: false });
    if (laid.talked) cell.talked = true;
    if (laid.revealed) cell.mine_in = true;
    return cell.by || told ? cell : { v: null, by: this.role, at: null, ...cell };
  }

  /** The answer at a path, null where there is none; of a shared text, the text. */
  value(path) {
    if (this.outbox.texts.has(path)) return this.text(path) || null;
    return this.cell(path)?.v ?? null;
  }

  /** A shared text as it is on the screen. */
  text(path) {
    const text = this.outbox.texts.get(path);
    if (text) return text.display;
    const v = this.cell(path)?.v;
    return typeof v === "string" ? v : "";
  }

  /** Who wrote last at a path and when: {by, at}, both null where nobody has. */
  author(path) {
    const text = this.outbox.texts.get(path);
    if (text?.pending) return { by: this.role, at: new Date().toISOString() };
    if (text) return { by: text.by, at: text.at };
    const cell = this.cell(path);
    return { by: cell?.by ?? null, at: cell?.at ?? null };
  }

  /** The rows under `prefix` that are not removed, oldest first: [{id, path, created, by}]. */
  rows(prefix) {
    return this.#allRows(prefix).filter((row) => !this.cell(`${row.path}/removed`)?.v);
  }

  /** The rows that were removed and could be restored. */
  removedRows(prefix) {
    return this.#allRows(prefix).filter((row) => this.cell(`${row.path}/removed`)?.v);
  }

  #allRows(prefix) {
    this.rowIndex ??= this.#indexRows();
    return this.rowIndex.get(prefix) ?? [];
  }

  #indexRows() {
    const index = new Map();
    for (const path of new Set([...this.told.keys(), ...this.laid.keys()])) {
      if (!path.endsWith("/created")) continue;
      const row = path.slice(0, -"/created".length);
      const cut = row.lastIndexOf("/");
      if (cut < 0) continue;
      const prefix = row.slice(0, cut);
      const cell = this.cell(path);
      if (!index.has(prefix)) index.set(prefix, []);
      index.get(prefix).push({ id: row.slice(cut + 1), path: row, created: cell?.at ?? null, by: cell?.by ?? null });
    }
    // As the kernel orders them: by their letters' numbers, not as a language does.
    for (const rows of index.values()) rows.sort((a, b) => order(a.created ?? "", b.created ?? "") || order(a.id, b.id));
    return index;
  }

  /** What is wrong with what was typed here (it was refused), or null. */
  problem(path) {
    return this.problems.get(path) ?? null;
  }

  /** Lets go of a refused answer: the kernel's is shown again. */
  clearProblem(path) {
    if (!this.problems.delete(path)) return;
    this.outbox.held.delete(path);
    this.outbox.save();
    this.changed([path]);
  }

  /** Who is writing at a path just now: "mentor", "mentee" or null. */
  writing(path) {
    return this.writers.get(path)?.person ?? null;
  }

  /** Whether the other person wrote anything in the last seconds. */
  get partnerWrites() {
    return this.writers.size > 0;
  }

  /** What is known of the partner: see `company`. Without a connection, nothing is. */
  get partnerNow() {
    return this.connection === "live" ? this.company : UNKNOWN;
  }

  get saved() {
    const waiting = this.outbox.waiting;
    const stuck = this.connection === "lost" || this.connection === "gone" || this.trouble?.kind === "disk";
    const state = waiting ? (stuck ? "kept" : "saving") : this.savedAt ? "saved" : "none";
    return { state, at: this.savedAt, waiting };
  }

  /** Goes to a view of the page, and to what is at `path` there (who draws it listens to "show"). */
  show(view, path = null) {
    this.emit("show", { view, path });
  }

  /** Whether it is not known yet what lies at a path. */
  untold(path) {
    return this.first !== null && !this.first.has(path.split("/")[0]);
  }

  /** When `person` last wrote anything that this page can see: a Date, or null. */
  lastBy(person) {
    let last = "";
    const look = ({ by, at }) => by === person && at > last && (last = at);
    for (const cell of this.told.values()) {
      look(cell);
      for (const answer of Object.values(cell.answers ?? {})) if (answer) look(answer);
    }
    for (const text of this.outbox.texts.values()) look(text);
    return last ? new Date(last) : null;
  }

  /** Whether one of `paths` is at or under `prefix`. */
  touches(paths, prefix) {
    for (const path of paths) if (path === prefix || path.startsWith(`${prefix}/`)) return true;
    return false;
  }

  /**
   * Everything this page holds: {names, waiting, answers, apart, created, removed, partly}; waiting, the paths not known to
   * be on disk; apart, what each answered; created, when rows were made; removed, the rows that were; partly, whether there
   * is more of the workbook than the page has been told yet.
   */
  copy() {
    const [answers, apart, created, removed] = [{}, {}, {}, []];
    for (const path of new Set([...this.told.keys(), ...this.laid.keys()])) {
      const cell = this.cell(path);
      const row = path.slice(0, path.lastIndexOf("/"));
      answers[path] = cell?.v ?? null;
      if (path.endsWith("/created")) created[row] = cell?.at ?? "";
      else if (path.endsWith("/removed") && cell?.v) removed.push(row);
      else if (cell?.answers && !cell.settled) apart[path] = { mentor: cell.answers.mentor?.v, mentee: cell.answers.mentee?.v };
    }
    for (const [path, text] of this.outbox.texts) answers[path] = text.display;
    return { names: this.names, waiting: this.outbox.paths(), answers, apart, created, removed, partly: this.first !== null };
  }

  /** The overlay made anew, and everyone told which paths may read differently now. `news`: those written just now. */
  changed(paths, news = paths) {
    this.lay();
    this.emit("change", new Set(paths));
    const written = new Set(news);
    if (written.size) this.emit("written", written);
  }

  lay() {
    this.laid = this.outbox.overlay();
    this.rowIndex = null;
  }
}
