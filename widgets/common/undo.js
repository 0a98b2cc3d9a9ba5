// Undo and redo of what this page wrote: a stack of entries, each of one or more steps, {kind, path, before, after}.
//
//   kind "answer": one's own answer; "text": a text that both write; "row": whether the row at `path` is removed.
//
// Undoing writes what was before as a new edit, through the river like any other. What somebody else, or another page,
// has written there since is never overwritten: then it is left, and the sentence says so. Typing is one entry a word,
// as editors have it; what is written in one go (an action with its day) is one entry.

import { fieldAt, sharedText } from "./paths.js";
import { applyChange, diff, splice, transform } from "./text.js";

const PAUSE = 1000; // milliseconds without a key after which typing on is an entry of its own
const MOST = 500; // entries that are remembered

/** The reader's own answer at a path: where each answers for themselves, theirs. */
export function own(river, path) {
  const cell = river.cell(path);
  return (cell?.answers ? cell.answers[river.role]?.v : cell?.v) ?? null;
}

const alike = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const written = (value) => value === null || typeof value === "string";
const cuts = (steps) => steps.reduce((sum, step) => sum + (step.cut ?? 0), 0);

/** What turned one text into another; where the first stands whole in the second, only what was put around it. */
function around(have, now) {
  const at = have ? now.indexOf(have) : -1;
  if (at < 0 || now.indexOf(have, at + 1) >= 0) return diff(have, now);
  return [{ put: now.slice(0, at) }, { keep: have.length }, { put: now.slice(at + have.length) }].filter((step) => step.put !== "");
}

/** Whether `next`, typed after `last` in the same place, belongs to the same entry: letters of one word, or its end. */
function goesOn(last, next) {
  if (last.path !== next.path || last.kind !== next.kind || last.kind === "row" || !alike(last.after, next.before)) return false;
  if (![last.before, last.after, next.after].every(written)) return false;
  const [first, second] = [splice(last.before ?? "", last.after ?? ""), splice(next.before ?? "", next.after ?? "")];
  if (!first || !second) return true;
  if (first.cut && first.put) return false;
  if (Boolean(first.put) !== Boolean(second.put) || (second.cut && second.put)) return false;
  return !(second.put && /\s$/.test(first.put) && /^\S/.test(second.put));
}

export class Undo {
  constructor(river, { now = () => Date.now() } = {}) {
    Object.assign(this, { river, now, done: [], undone: [], busy: false, joined: null });
  }

  /** Another workbook, or another reader: nothing of it is theirs to undo. */
  clear() {
    Object.assign(this, { done: [], undone: [], joined: null });
    this.river.emit("undo");
  }

  get canUndo() {
    return this.done.length > 0 && !this.river.readonly;
  }

  get canRedo() {
    return this.undone.length > 0 && !this.river.readonly;
  }

  // --- what the river wrote

  answer(path, after) {
    this.#note({ kind: "answer", path, before: own(this.river, path), after });
  }

  text(path, before, after) {
    this.#note({ kind: "text", path, before, after });
  }

  /** A row was removed, brought back, or (`made`) added. */
  row(path, removed, { made = false } = {}) {
    this.#note({ kind: "row", path, before: !removed, after: removed, made });
  }

  /** What restoring wrote, as the kernel tells it: one entry. Returns it, or null where nothing was written. */
  group(steps) {
    const forms = this.river.model.get("forms") ?? {};
    const read = ({ path, before, after }) => {
      if (path.endsWith("/removed")) return { kind: "row", path: path.slice(0, -"/removed".length), before, after };
      if (sharedText(forms, path)) return { kind: "text", path, before: before ?? "", after: after ?? "" };
      return { kind: "answer", path, before, after };
    };
    if (!steps.length) return null;
    return this.#push({ steps: steps.map(read), at: this.now() });
  }

  #note(step) {
    if (this.busy || alike(step.before, step.after)) return;
    const last = this.done.at(-1);
    if (last && this.joined === last) {
      const same = last.steps.find((one) => one.path === step.path && one.kind === step.kind);
      if (same) same.after = step.after;
      else last.steps.push(step);
      return;
    }
    if (last && last.steps.length === 1 && this.now() - last.at < PAUSE && !this.undone.length && goesOn(last.steps[0], step)) {
      last.steps[0].after = step.after;
      last.at = this.now();
      return;
    }
    const entry = this.#push({ steps: [step], at: this.now() });
    // What is written before the page rests belongs together.
    this.joined = entry;
    setTimeout(() => this.joined === entry && (this.joined = null), 0);
  }

  #push(entry) {
    this.done.push(entry);
    if (this.done.length > MOST) this.done.shift();
    this.undone = [];
    this.river.emit("undo");
    return entry;
  }

  // --- back and forth

  /** Undoes the last entry, or the one given. Returns {ok, text}: whether anything was, and a sentence about it. */
  undo(entry = this.done.at(-1)) {
    return this.#turn(entry, this.done, this.undone, "before");
  }

  redo(entry = this.undone.at(-1)) {
    return this.#turn(entry, this.undone, this.done, "after");
  }

  #turn(entry, from, to, want) {
    const { river } = this;
    const back = want === "before";
    if (!entry || !from.includes(entry)) return { ok: false, text: river.say(back ? "history.undo.none" : "history.redo.none") };
    if (river.readonly) return { ok: false, text: river.readonly };
    from.splice(from.indexOf(entry), 1);
    // Whose a goal is decides who may write in it, and a row is there before its answers.
    const first = (step) => step.kind === "row" || step.path.endsWith("/owner");
    const steps = [...entry.steps.filter(first), ...entry.steps.filter((step) => !first(step))];
    this.busy = true;
    let done;
    try {
      done = steps.filter((step) => this.#write(step, back ? step.after : step.before, step[want]));
    } finally {
      this.busy = false;
    }
    if (done.length) to.push({ ...entry, steps: entry.steps.filter((step) => done.includes(step)), at: 0 });
    river.emit("undo");
    return { ok: done.length > 0, text: this.#said(back, entry, entry.steps.length - done.length) };
  }

  #said(back, entry, left) {
    const { river } = this;
    const what = this.nameOf(entry);
    if (left === entry.steps.length) return river.say("history.undo.passed", { what });
    const done = river.say(back ? "history.undone" : "history.redone", { what });
    return left ? `${done} ${river.say("history.undo.left", { count: left })}` : done;
  }

  /** What people call an entry: the field, or the form it is in, or how many of them. */
  nameOf({ steps }) {
    const { river } = this;
    const named = steps.find((step) => step.kind === "row") ?? steps[0];
    if (steps.length > 1 && !named.made) return river.say("history.several", { count: steps.length });
    const form = river.spec(named.path.split("/")[0]);
    return fieldAt({ [form?.id]: form }, named.path)?.field.label ?? form?.title ?? "";
  }

  /** Writes `want` where `have` still stands; whether that could be done. */
  #write(step, have, want) {
    if (step.kind === "text") return this.#writeText(step.path, have, want);
    if (step.kind === "row") return this.#writeRow(step, have, want);
    const { river } = this;
    const cell = river.cell(step.path);
    const mine = cell?.answers ? cell.answers[river.role] : cell;
    const others = (mine?.by && mine.by !== river.role && have !== null) || (mine?.versions?.length ?? 0) > 1;
    if (others || !alike(own(river, step.path), have)) return false;
    river.set(step.path, want ?? null);
    return true;
  }

  #writeRow({ path, made }, have, removed) {
    const { river } = this;
    const cell = river.cell(`${path}/removed`);
    if (Boolean(cell?.v) !== have || (cell?.v && cell.by !== river.role)) return false;
    // What the other has written in a new row is not taken off the page.
    if (removed && made && this.#partnerIn(path)) return false;
    if (removed) river.remove(path);
    else river.restore(path);
    return true;
  }

  #partnerIn(row) {
    const { river } = this;
    const theirs = (cell) => Boolean(cell) && cell.by === river.partner;
    for (const [path, cell] of river.told) {
      if (!path.startsWith(`${row}/`) || cell.v === null) continue;
      if (theirs(cell) || theirs(cell.answers?.[river.partner])) return true;
    }
    return [...river.outbox.texts].some(([path, text]) => path.startsWith(`${row}/`) && text.display && theirs(text));
  }

  /** The words of this entry go or come back, where they stood; what others have written around them stays. */
  #writeText(path, have, want) {
    const { river } = this;
    const now = river.text(path);
    const wanted = diff(have, want);
    const steps = transform(wanted, around(have, now), false);
    if (cuts(steps) < cuts(wanted)) return false; // some of the words are gone: somebody has written over them
    const text = applyChange(now, steps);
    if (text === now) return false;
    river.editText(path, text);
    river.emit("text", { path, steps });
    return true;
  }
}
