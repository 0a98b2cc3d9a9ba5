// What a page has written and does not yet know to be on disk.
//
// Patches are numbered when they may be sent. At most one a path is under way: the newest answer, and whatever else
// was typed in a shared text, wait for its acknowledgement. Everything lies in the tab's storage as well, under
// `mentorbook:<workbook>:<page>`, so that a reload, a dead kernel or a crash of the tab loses nothing.

import { SharedText } from "./shared_text.js";
import { toWire } from "./text.js";

const LARGE = 100_000; // characters; what is larger is written to storage only when typing pauses
const PAUSE = 300; // milliseconds

export class Outbox {
  /**
   * `storage`: sessionStorage or what stands for it, null where there is none; `key`: where in it; `role`: whose words
   * these are.
   */
  constructor({ storage = null, key = "", role = null } = {}) {
    Object.assign(this, { storage, key, role });
    this.texts = new Map(); // path → SharedText, also those where nothing waits
    this.patches = []; // numbered, in order
    this.next = new Map(); // path → {to, base, when}: answers that wait for an earlier one to the same path
    this.later = []; // other patches that wait for words under their path
    this.held = new Map(); // path → {to, message}: answers that were refused; they stay on the screen
    this.number = 0; // of the last patch numbered
    this.kept = true; // whether storage holds all of it
    this.timer = 0;
    this.size = 0;
  }

  /** How many edits are not known to be on disk. */
  get waiting() {
    let texts = 0;
    for (const text of this.texts.values()) if (text.local.length && !text.held) texts += 1;
    return this.patches.length + this.next.size + this.later.length + texts;
  }

  /** The paths where something waits. */
  paths() {
    const texts = [...this.texts].filter(([, text]) => text.pending).map(([path]) => path);
    return new Set([...this.patches, ...this.later].map((patch) => patch.path).concat([...this.next.keys()], texts));
  }

  text(path) {
    if (!this.texts.has(path)) this.texts.set(path, new SharedText());
    return this.texts.get(path);
  }

  #underWay(path) {
    return this.patches.some((patch) => patch.op === "set" && patch.path === path);
  }

  #push(patch) {
    this.number += 1;
    const numbered = { number: this.number, ...patch };
    this.patches.push(numbered);
    return numbered;
  }

  /** One answer. `base`: the revision that its writer had before them. */
  set(path, to, base, when) {
    this.held.delete(path);
    if (this.#underWay(path)) this.next.set(path, { to, base, when });
    else this.#push({ op: "set", path, base, to, when });
    this.save();
  }

  /** Anything but an answer or a text: add, remove, restore, sign, settle, talked, reveal. */
  put(patch) {
    const waits = patch.op !== "add" && (this.later.length > 0 || this.#blocked(patch.path));
    if (waits) this.later.push(patch);
    else this.#push(patch);
    this.save();
  }

  /** Whether words at or under `path` have no number yet: what is signed or removed must not overtake them. */
  #blocked(path) {
    const under = (other) => !path || other === path || other.startsWith(`${path}/`);
    if ([...this.next.keys()].some(under)) return true;
    return [...this.texts].some(([other, text]) => text.local.length > 0 && !text.held && under(other));
  }

  /**
   * Numbers what may be sent now and returns those patches. `base`: the revision last told; `untold(path)`: whether that
   * says nothing of a text, in which what was typed is still counted as in an earlier one.
   */
  release(base, untold = () => false) {
    const before = this.patches.length;
    // Within the event that wrote them: it is what their writer had seen, also of those that go later.
    const fresh = [...this.patches, ...this.later].filter((patch) => !patch.base);
    for (const patch of fresh) patch.base = base;
    for (const [path, { to, base: seen, when }] of this.next) {
      if (this.#underWay(path)) continue;
      this.next.delete(path);
      this.#push({ op: "set", path, base: seen, to, when });
    }
    for (const [path, text] of this.texts) {
      if (!text.sendable || untold(path)) continue;
      const whole = text.middle;
      const edit = text.take(this.number + 1);
      this.#push({ op: "text", path, base, ...toWire(whole, edit) });
    }
    while (this.later.length && !this.#blocked(this.later[0].path)) this.#push(this.later.shift());
    if (fresh.length || this.patches.length > before) this.save();
    return this.patches.slice(before);
  }

  /** Everything up to `reached` is on disk. Returns whether something was waiting for that. */
  acknowledge(reached) {
    const before = this.patches.length;
    this.patches = this.patches.filter((patch) => patch.number > reached);
    this.number = Math.max(this.number, reached);
    if (this.patches.length === before) return false;
    this.save();
    return true;
  }

  /** A patch was refused for good; what was typed stays on the screen. Returns the patch, or null. */
  refuse(number, message) {
    const patch = this.patches.find((one) => one.number === number);
    if (!patch) return null;
    this.patches = this.patches.filter((one) => one !== patch);
    if (patch.op === "text") this.text(patch.path).refuse(message);
    else if (patch.op === "set" && !this.next.has(patch.path)) this.held.set(patch.path, { to: patch.to, message });
    this.save();
    return patch;
  }

  /** What is laid over the kernel's cells: path → {v?, at, settled?, talked?, revealed?}. */
  overlay() {
    const laid = new Map();
    const lay = (path, change) => laid.set(path, { ...laid.get(path), ...change });
    for (const { op, path, to, fields, when: at } of [...this.patches, ...this.later]) {
      if (op === "set") lay(path, { v: to, at, settled: false });
      else if (op === "settle") lay(path, { v: to, at, settled: true });
      else if (op === "talked") lay(path, { talked: true });
      else if (op === "reveal") lay(path, { revealed: true });
      else if (op === "remove" || op === "restore") lay(`${path}/removed`, { v: op === "remove", at });
      else if (op === "add") {
        lay(`${path}/created`, { v: at, at });
        for (const [field, v] of Object.entries(fields)) lay(`${path}/${field}`, { v, at });
      }
    }
    for (const [path, { to, when }] of this.next) lay(path, { v: to, at: when, settled: false });
    for (const [path, { to }] of this.held) lay(path, { v: to });
    return laid;
  }

  // --- the tab's storage

  #state() {
    const texts = {};
    for (const [path, text] of this.texts) if (text.pending) texts[path] = text.keep();
    const { role, number, patches, later } = this;
    return { role, number, patches, next: [...this.next], later, held: [...this.held], texts };
  }

  /** Keeps it in the tab: at once, or when typing pauses where it is large. */
  save() {
    clearTimeout(this.timer);
    if (this.size > LARGE) this.timer = setTimeout(() => this.write(), PAUSE);
    else this.write();
  }

  /** Writes now (also when the page is about to go). */
  write() {
    clearTimeout(this.timer);
    if (!this.storage || !this.key) {
      this.kept = false;
      return;
    }
    const state = this.#state();
    const empty = !this.waiting && !this.held.size && !Object.keys(state.texts).length;
    const text = empty ? "" : JSON.stringify(state);
    this.size = text.length;
    try {
      if (empty) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, text);
      this.kept = true;
    } catch (error) {
      // Full, or switched off in private windows: the page says so when it is left with words waiting.
      if (!(error instanceof DOMException)) throw error;
      this.kept = false;
    }
  }

  /** Takes up what an earlier load of this page left in the tab. Returns whether there was any. */
  restore() {
    const text = readItem(this.storage, this.key);
    if (!text) return false;
    const state = parse(text);
    if (!state) return false;
    const { number = 0, patches, next, later, held, texts } = state;
    Object.assign(this, { patches, next: new Map(next), later, held: new Map(held) });
    for (const [path, kept] of Object.entries(texts)) this.texts.set(path, SharedText.restore(kept));
    this.number = Math.max(this.number, number, ...patches.map((patch) => patch.number));
    this.size = text.length;
    return true;
  }

  /**
   * What was taken up may be older than what this page sent last: a browser that was killed remembers its storage as it
   * was some seconds before, and a duplicated tab as it was then. Whatever had no number in it has been sent since under
   * one that is known to be on disk (`reached`): sent once more, it would stand twice, or undo what came after.
   */
  outdated(reached) {
    if (reached <= this.number) return;
    this.next.clear();
    this.later = [];
    for (const text of this.texts.values()) text.forget();
    this.save();
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null; // not ours, or cut short by the browser: there is nothing to take up
  }
}

/** Whose words wait under a key: "mentor", "mentee", or null where none do. */
export function whoseWords(storage, key) {
  const text = readItem(storage, key);
  return (text && parse(text)?.role) || null;
}

/** An item of storage, or null where there is none or storage is switched off. */
export function readItem(storage, key) {
  try {
    return storage?.getItem(key) ?? null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
