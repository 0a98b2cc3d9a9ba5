// The kernel's side of the protocol, in memory: one workbook, any number of pages. It keeps answers and texts, tells
// every page what changed since it was last told, recognises patches sent again, and can be slow, deaf or out of disk.
// Also for looking at widgets in a browser without a server.

import { onePerPerson, fieldAt } from "../../widgets/common/paths.js";
import { applyChange, change, diff, fromWire, transform } from "../../widgets/common/text.js";
import { FakeModel } from "./fake_model.js";

const points = (text) => Array.from(text);

/** An edit, made in `then`, as it belongs into what the text is `now`. */
function place(then, now, { at, from, to }) {
  const edit = change(fromWire(then, { at, cut: points(from).length, put: to }));
  return applyChange(now, transform(edit, diff(then, now), true));
}

/** The same without memory of what it was, by the words around the edit: the code point, and how many to cut. */
function find(text, { at, from, before, after }) {
  const whole = points(text);
  const tries = [[before + from + after, points(before).length], [before + from, points(before).length], [from + after, 0]];
  for (const [around, offset] of tries) {
    if (!around || (around === after && from)) continue;
    const places = [];
    const part = points(around);
    for (let place = 0; place + part.length <= whole.length; place += 1) {
      if (part.every((one, index) => one === whole[place + index])) places.push(place);
    }
    if (!places.length) continue;
    const nearest = places.reduce((a, b) => (Math.abs(b + offset - at) < Math.abs(a + offset - at) ? b : a));
    return [nearest + offset, points(from).length];
  }
  return [Math.max(0, Math.min(at, whole.length)), 0];
}

function difference(a, b) {
  const [old, made] = [points(a), points(b)];
  let start = 0;
  while (start < Math.min(old.length, made.length) && old[start] === made[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, made.length) - start && old.at(-1 - end) === made.at(-1 - end)) end += 1;
  return { at: start, cut: old.length - start - end, put: made.slice(start, made.length - end).join(""), length: made.length };
}

export class FakeKernel {
  constructor({ traits = {}, names = { mentor: "Sam Okafor", mentee: "Alex Rivera" }, delay = 0 } = {}) {
    this.traits = { messages: {}, forms: {}, mode: "personal", views: [], language: "en", front: false, practice: false, ...traits };
    Object.assign(this, { names, delay });
    this.private = "open"; // whether people have a place of their own: "open", "locked" or "none"
    this.words = ""; // the passphrase of it
    this.open = true; // a workbook is open when a page says hello
    this.workbook = "book-1";
    this.file = "sam-alex.mentorbook";
    this.workbooks = [];
    this.journeys = [];
    this.changes = []; // what a history is asked for answers
    this.revision = 1;
    this.cells = new Map(); // path → Cell, or {answers: {mentor, mentee}, …} for one answer a person
    this.texts = new Map(); // path → {text, by, at}
    this.memory = true; // false: texts as they were are forgotten, as after a restart
    this.past = new Map(); // path → [[revision, text], …]
    this.reached = new Map(); // page → number
    this.pages = new Set();
    this.disk = true; // false: nothing can be written
    this.deaf = false; // true: nothing that is sent arrives, nothing is answered
    this.refuse = null; // (patch) → message, to refuse it
    this.first = null; // the sections that a page is told when its workbook first opens; null: all
    this.queue = []; // messages under way, when delay is null: a test delivers them with `step`
  }

  /** A page of one person: the Page widget's model, connected. */
  page(role, traits = {}) {
    const id = `page-${this.pages.size + 1}`;
    const seat = { role, page: null, open: false, cells: new Map(), texts: new Map(), revision: 0 };
    const model = new FakeModel(
      { page: `IPY_MODEL_${id}`, ...this.traits, ...traits },
      { id, send: (message, buffers) => this.#post(() => this.#hear(seat, message, buffers)) },
    );
    seat.model = model;
    seat.line = []; // what is under way to the page, in order
    this.pages.add(seat);
    return model;
  }

  #post(job) {
    if (this.deaf) return;
    if (this.delay === null) this.queue.push(job);
    else setTimeout(() => this.deaf || job(), this.delay);
  }

  /** Delivers one message: the oldest to the kernel, or the oldest to one page. Returns false where none is left. */
  step(choose = () => 0) {
    const lines = [this.queue, ...[...this.pages].map((seat) => seat.line)].filter((line) => line.length);
    if (!lines.length) return false;
    lines[choose(lines.length)].shift()();
    return true;
  }

  drain() {
    while (this.step());
  }

  #tell(seat, message, buffers = []) {
    if (this.deaf) return;
    const job = () => seat.model.receive(message, buffers);
    if (this.delay === null) seat.line.push(job);
    else setTimeout(() => this.deaf || job(), this.delay);
  }

  #hear(seat, message) {
    if (message.type === "ping") this.#tell(seat, { type: "pong", now: new Date().toISOString() });
    else if (message.type === "away") return;
    else if (message.type === "hello") this.#hello(seat, message);
    else if (message.type === "patches") this.#patches(seat, message);
    else if (message.type === "open") this.#openAs(seat, message.role);
    else if (message.type === "create") {
      this.names = { mentor: message.mentor, mentee: message.mentee };
      this.#openAs(seat, message.role);
    } else if (message.type === "leave") {
      seat.open = false;
      this.#welcome(seat);
    } else if (message.type === "upload") {
      const summary = "3 goals changed, 2 reflections added by Alex";
      if (message.into) this.#tell(seat, { type: "merged", summary });
      else this.#openAs(seat, null);
    } else if (message.type === "download") {
      this.#tell(seat, { type: "file", name: this.file }, [new DataView(new ArrayBuffer(16))]);
    } else if (message.type === "private") this.#keep(seat, message);
    else if (message.type === "rest") this.#rest(seat);
    else if (message.type === "history") this.#tell(seat, { type: "history", changes: this.changes });
    else throw new Error(`the kernel knows no message ${message.type}`);
  }

  #keep(seat, { act, passphrase }) {
    if (act === "unlock" && passphrase !== this.words) return void this.#tell(seat, { type: "trouble", kind: "locked", message: "Another passphrase.", keep: false });
    Object.assign(this, { private: "open", words: passphrase });
    this.#openAs(seat, seat.role);
  }

  #hello(seat, { page, open }) {
    if (!/^[0-9a-f]{32}$/.test(page)) throw new Error("a page id is 32 hex digits");
    seat.page = page;
    if (open?.role) seat.role = open.role;
    if (this.open || open) this.#openAs(seat, seat.role);
    else this.#welcome(seat);
  }

  #welcome(seat) {
    const { workbooks, journeys } = this;
    this.#tell(seat, { type: "welcome", mode: this.traits.mode, folder: true, workbooks, journeys });
  }

  #openAs(seat, role) {
    for (const [path, { text }] of this.texts) this.#remember(path, text);
    const first = seat.open ? null : this.first;
    const shown = ([path]) => first === null || first.includes(path.split("/")[0]);
    Object.assign(seat, { role, open: true, first, cells: new Map([...this.#seenBy(role)].filter(shown)), texts: new Map(), revision: this.revision });
    const texts = [...this.texts].filter(shown);
    for (const [path, { text }] of texts) seat.texts.set(path, text);
    const { workbook, file, names, revision } = this;
    this.#tell(seat, {
      type: "opened", workbook, file, role, names, revision,
      ...(first ? { first } : {}),
      reached: this.reached.get(seat.page) ?? 0,
      cells: Object.fromEntries(seat.cells),
      texts: Object.fromEntries(texts),
      readonly: this.readonly ?? null,
      private: this.private,
      passphrase: Boolean(this.words),
      problems: this.problems ?? [],
    });
  }

  /** The cells as one person may see them. */
  #seenBy(role) {
    const seen = new Map();
    for (const [path, cell] of this.cells) {
      if (!cell.answers) seen.set(path, cell);
      else {
        const other = role === "mentor" ? "mentee" : "mentor";
        const reveal = fieldAt(this.traits.forms, path)?.field.seen === "reveal";
        const { revealed = {} } = cell;
        const apart = reveal && !(revealed.mentor && revealed.mentee);
        const hidden = apart && Boolean(revealed[other]);
        const answers = { ...cell.answers, ...(apart ? { [other]: null } : {}) };
        const both = Object.values(answers).filter(Boolean);
        const newest = both.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1) ?? { v: null, by: null, at: null };
        const differs = both.length === 2 && JSON.stringify(both[0].v) !== JSON.stringify(both[1].v) && !cell.settled;
        const { talked = false, settled = false } = cell;
        const shown = settled ? cell.settledTo : newest;
        seen.set(path, { ...shown, answers, differs, talked, settled, hidden, mine_in: Boolean(revealed[role]) });
      }
    }
    return seen;
  }

  #patches(seat, { page, patches }) {
    if (!this.disk) {
      this.#tell(seat, { type: "trouble", kind: "disk", keep: true, message: "The disk is full. Your words are kept here." });
      return;
    }
    for (const patch of patches) {
      const reached = this.reached.get(page) ?? 0;
      if (patch.number <= reached) continue;
      const message = this.refuse?.(patch);
      if (message) this.#tell(seat, { type: "refused", number: patch.number, path: patch.path, message });
      else this.apply(patch, seat.role);
      this.reached.set(page, patch.number);
    }
    this.broadcast();
  }

  /** One patch, as `role` sends it. */
  apply(patch, role) {
    const at = new Date().toISOString();
    const { op, path } = patch;
    if (op === "set") this.#answer(path, patch.to, role, at);
    else if (op === "settle") {
      const cell = this.cells.get(path) ?? {};
      this.cells.set(path, { ...cell, v: patch.to, by: role, at, settled: true, settledTo: { v: patch.to, by: role, at } });
      delete this.cells.get(path).versions;
    } else if (op === "talked") this.cells.set(path, { ...this.cells.get(path), talked: true });
    else if (op === "reveal") {
      const { revealed, ...cell } = this.cells.get(path) ?? {};
      this.cells.set(path, { ...cell, revealed: { ...revealed, [role]: true } });
    }
    else if (op === "remove" || op === "restore") this.cells.set(`${path}/removed`, { v: op === "remove", by: role, at });
    else if (op === "sign") this.#sign(patch, role, at);
    else if (op === "add") {
      this.cells.set(`${path}/created`, { v: at, by: role, at });
      for (const [field, v] of Object.entries(patch.fields)) this.#answer(`${path}/${field}`, v, role, at);
    } else if (op === "text") {
      const { text } = this.texts.get(path) ?? { text: "" };
      const made = this.memory ? place(this.#then(path, patch.base), text, patch) : this.#near(text, patch);
      this.texts.set(path, { text: made, by: role, at });
    } else throw new Error(`the kernel knows no patch ${op}`);
  }

  #near(text, patch) {
    const [at, cut] = find(text, patch);
    const whole = points(text);
    whole.splice(at, cut, ...points(patch.to));
    return whole.join("");
  }

  /** A shared text as it was at a revision. */
  #then(path, revision) {
    return this.past.get(path)?.findLast(([at]) => at <= revision)?.[1] ?? "";
  }

  #remember(path, text) {
    if (!this.past.has(path)) this.past.set(path, []);
    this.past.get(path).push([this.revision, text]);
  }

  #answer(path, v, role, at) {
    if (!onePerPerson(this.traits.forms, path)) this.cells.set(path, { v, by: role, at });
    else {
      const { answers, revealed } = this.cells.get(path) ?? {};
      this.cells.set(path, { revealed, answers: { mentor: null, mentee: null, ...answers, [role]: { v, by: role, at } } });
    }
  }

  #sign({ path, name }, role, at) {
    const row = `${path}-${role}-${this.revision}`;
    this.cells.set(`signatures/${row}/created`, { v: at, by: role, at });
    const v = { form: path, name, version: 1, digest: "0", changed: [], by: role, at, was: {} };
    this.cells.set(`signatures/${row}/signed`, { v, by: role, at });
  }

  /** Tells every page what it has not been told yet. */
  broadcast() {
    this.revision += 1;
    for (const [path, { text }] of this.texts) this.#remember(path, text);
    for (const seat of this.pages) if (seat.open) this.#tellChanges(seat);
  }

  #rest(seat) {
    seat.first = null;
    this.revision += 1;
    for (const [path, { text }] of this.texts) this.#remember(path, text);
    this.#tellChanges(seat, { rest: true });
  }

  #tellChanges(seat, more = {}) {
    const shown = ([path]) => seat.first === null || seat.first.includes(path.split("/")[0]);
    const now = new Map([...this.#seenBy(seat.role)].filter(shown));
    const cells = {};
    for (const path of new Set([...now.keys(), ...seat.cells.keys()])) {
      const cell = now.get(path) ?? null;
      if (JSON.stringify(cell) !== JSON.stringify(seat.cells.get(path))) cells[path] = cell;
    }
    const texts = {};
    for (const [path, { text, by, at }] of [...this.texts].filter(shown)) {
      const told = seat.texts.get(path) ?? "";
      if (told !== text) texts[path] = { ...difference(told, text), by, when: at };
      seat.texts.set(path, text);
    }
    seat.cells = now;
    const reached = this.reached.get(seat.page) ?? 0;
    this.#tell(seat, { type: "changes", revision: this.revision, reached, cells, texts, by: null, ...more });
  }

  /** The other person writes: an answer, or a whole new text. */
  write(path, value, role, { text = false } = {}) {
    const at = new Date().toISOString();
    if (text) this.texts.set(path, { text: value, by: role, at });
    else this.#answer(path, value, role, at);
    this.broadcast();
  }
}
