// Texts and edits, without a page: what changed between two texts, and how a pending edit or a caret moves when
// somebody else's edit goes in first.
//
// A splice is one edit in one place: {at, cut, put}, counted in UTF-16 units as textareas do. The wire counts the
// same in code points (toWire, fromWire).
// A change is an edit in any number of places, written as a walk along the text: a list of {keep: n}, {put: "words"}
// and {cut: n}; what comes after the last step is kept. Changes can be put together (compose) and moved past each
// other (transform), so that two people's edits of one text end in the same text whichever is made first.

const high = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const low = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** Whether `at` falls between the two halves of one character. */
function insidePair(text, at) {
  return at > 0 && at < text.length && high(text.charCodeAt(at - 1)) && low(text.charCodeAt(at));
}

/** The text without what a workbook cannot keep: lone surrogates, and control characters except line ends and tabs. */
export function clean(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

// --- splices

/**
 * The one smallest splice that turns `a` into `b`; null where they are equal. It never splits a character.
 *
 * In a row of equal letters the place is ambiguous ("aa" to "aaa"): `caret`, where the caret stands in `b` after the
 * edit, settles it.
 */
export function splice(a, b, caret = null) {
  if (a === b) return null;
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  // What was put in ends no further than the caret, as far as the letters allow.
  for (let back = caret === null ? 0 : b.length - end - caret; back > 0 && start > 0; back -= 1) {
    if (a[start - 1] !== a[a.length - end - 1] || b[start - 1] !== b[b.length - end - 1]) break;
    start -= 1;
    end += 1;
  }
  if (insidePair(a, start) || insidePair(b, start)) start -= 1;
  if (insidePair(a, a.length - end) || insidePair(b, b.length - end)) end -= 1;
  return { at: start, cut: a.length - end - start, put: b.slice(start, b.length - end) };
}

/** `text` after one splice. */
export function apply(text, { at, cut, put }) {
  return text.slice(0, at) + put + text.slice(at + cut);
}

/** How many characters (code points) the first `units` units of `text` hold. */
export function toPoints(text, units = text.length) {
  let points = 0;
  for (let at = 0; at < units; at += 1) {
    points += 1;
    if (insidePair(text, at + 1)) at += 1;
  }
  return points;
}

/** The unit that stands `points` characters behind the unit `from`. */
export function toUnits(text, points, from = 0) {
  let at = from;
  for (let left = points; left > 0 && at < text.length; left -= 1) at += insidePair(text, at + 1) ? 2 : 1;
  return at;
}

/** A splice of `text` as the wire counts it, in code points, as one in units. */
export function fromWire(text, { at, cut, put }) {
  const start = toUnits(text, at);
  return { at: start, cut: toUnits(text, cut, start) - start, put };
}

/** A splice of `text` as the wire wants it: in code points, with what it removes and up to 24 characters around. */
export function toWire(text, { at, cut, put }, around = 24) {
  let left = Math.max(0, at - around);
  let right = Math.min(text.length, at + cut + around);
  if (insidePair(text, left)) left += 1;
  if (insidePair(text, right)) right -= 1;
  return {
    at: toPoints(text, at),
    from: text.slice(at, at + cut),
    to: put,
    before: text.slice(left, at),
    after: text.slice(at + cut, right),
  };
}

// --- changes

/** A splice (or null) as a change. */
export function change(edit) {
  return edit ? tidy([{ keep: edit.at }, { put: edit.put }, { cut: edit.cut }]) : [];
}

/** Adds a step, joined to the last where it is of the same kind. Words go in front of what is cut beside them. */
function push(steps, step) {
  const kind = Object.keys(step)[0];
  if (!step[kind] || step[kind].length === 0) return steps;
  const last = steps.at(-1);
  if (last && kind in last) last[kind] += step[kind];
  else if (kind === "put" && last && "cut" in last) {
    const before = steps.at(-2);
    if (before && "put" in before) before.put += step.put;
    else steps.splice(-1, 0, { ...step });
  } else steps.push({ ...step });
  return steps;
}

function tidy(steps) {
  const result = steps.reduce(push, []);
  while (result.length && "keep" in result.at(-1)) result.pop();
  return result;
}

/** Reads a change piece by piece: `next(n)` gives at most n units of keeping or cutting, or the next words whole. */
function reader(steps) {
  let index = 0;
  let offset = 0;
  const kind = () => (index < steps.length ? Object.keys(steps[index])[0] : "end");
  const size = () => (kind() === "put" ? steps[index].put.length : kind() === "end" ? Infinity : steps[index][kind()]);
  const next = (most = Infinity) => {
    if (kind() === "end") return { keep: most };
    const name = kind();
    const take = Math.min(most, size() - offset);
    const piece = name === "put" ? { put: steps[index].put.slice(offset, offset + take) } : { [name]: take };
    offset += take;
    if (offset === size()) [index, offset] = [index + 1, 0];
    return piece;
  };
  return { kind, next, left: () => size() - offset };
}

/** `text` after a change. */
export function applyChange(text, steps) {
  let at = 0;
  let result = "";
  for (const step of steps) {
    if (step.put !== undefined) result += step.put;
    else if (step.keep !== undefined) result += text.slice(at, (at += step.keep));
    else at += step.cut;
  }
  return result + text.slice(at);
}

/** The one change that does `first` and then `second` (which is counted in the text that `first` left). */
export function compose(first, second) {
  const result = [];
  const a = reader(first);
  const b = reader(second);
  while (a.kind() !== "end" || b.kind() !== "end") {
    if (b.kind() === "put") push(result, b.next());
    else if (a.kind() === "cut") push(result, a.next());
    else {
      const size = Math.min(a.left(), b.left());
      if (size === Infinity) break;
      const [made, kept] = [a.next(size), b.next(size)];
      if (kept.keep) push(result, made);
      else if (made.keep) push(result, { cut: size }); // words put in and cut again leave nothing
    }
  }
  return tidy(result);
}

/**
 * `mine`, as it must be made once `other`, a change of the same text, has gone in first.
 *
 * It cuts only what it meant to cut and still stands there; words the other put between survive. Where both put words
 * in at one place, mine come `first` or not (the two who ask about each other must say opposite things).
 */
export function transform(mine, other, first) {
  const result = [];
  const a = reader(mine);
  const b = reader(other);
  while (b.kind() !== "end") {
    if (b.kind() === "put") {
      if (first && a.kind() === "put") push(result, a.next());
      else push(result, { keep: b.next().put.length });
    } else if (a.kind() === "put") push(result, a.next());
    else if (a.kind() === "end") break;
    else {
      const size = Math.min(a.left(), b.left());
      const [done, step] = [a.next(size), b.next(size)];
      if (step.keep) push(result, done);
    }
  }
  while (a.kind() !== "end") push(result, a.next());
  return tidy(result);
}

/** The splices of a change, in order, each counted in the text that the ones before it left. */
export function splices(steps) {
  const result = [];
  let at = 0;
  let open = null;
  for (const step of steps) {
    if (step.keep !== undefined) [at, open] = [at + step.keep, null];
    else {
      if (!open) result.push((open = { at, cut: 0, put: "" }));
      open.cut += step.cut ?? 0;
      open.put += step.put ?? "";
      at += step.put?.length ?? 0;
    }
  }
  return result;
}

// --- comparing

const WORDS = /\s+|[^\s]+/gu;
const FAR = 400; // steps of comparing before it is given up and the texts count as different throughout

/** What turns `a` into `b`, as a change that keeps the words both have, so that pending edits find their places. */
export function diff(a, b, caret = null) {
  const edit = splice(a, b, caret);
  if (!edit || !edit.cut || !edit.put) return change(edit);
  // Compared by whole words, from the start of the first word that differs.
  const old = a.slice(edit.at, edit.at + edit.cut).match(WORDS);
  const made = edit.put.match(WORDS);
  const steps = compare(old, made);
  if (!steps) return change(edit);
  const result = [{ keep: edit.at }];
  let at = edit.at;
  for (const step of tidy(steps)) {
    const last = result.at(-1);
    if (step.cut && last.put) result.push(...within(a.slice(at, at + step.cut), result.pop().put));
    else result.push(step);
    at += step.keep ?? step.cut ?? 0;
  }
  return tidy(result);
}

/** How one word became another: letter by letter where letters were only put in or only cut, else as a whole. */
function within(old, made) {
  const edit = splice(old, made);
  const middle = [old.slice(edit.at, edit.at + edit.cut), edit.put];
  const grown = threads(middle[0], middle[1]);
  const steps = grown
    ? grown.map(({ kept, size }) => (kept ? { keep: size } : { put: size }))
    : threads(middle[1], middle[0])?.map(({ kept, size }) => (kept ? { keep: size } : { cut: size }));
  if (!steps) return [{ put: made }, { cut: old.length }];
  let at = edit.at;
  for (const step of steps) {
    if (grown && step.put) step.put = made.slice(at, at + step.put);
    at += step.keep ?? step.put?.length ?? 0;
  }
  return [{ keep: edit.at }, ...steps, { keep: old.length - edit.at - edit.cut }];
}

/** The characters of `whole`, as {kept, size}: kept, one of `part`, or not; null where `part` is not all in it. */
function threads(part, whole) {
  const wanted = Array.from(part);
  const found = Array.from(whole, (letter) => {
    const kept = letter === wanted[0];
    if (kept) wanted.shift();
    return { kept, size: letter.length };
  });
  return wanted.length ? null : found;
}

/** The shortest way from one list of words to another (Myers 1986), or null where it is further than FAR. */
function compare(old, made) {
  const trail = [];
  let reach = new Map([[1, 0]]);
  for (let far = 0; far <= Math.min(FAR, old.length + made.length); far += 1) {
    const next = new Map(reach);
    for (let line = -far; line <= far; line += 2) {
      const down = line === -far || (line !== far && (reach.get(line - 1) ?? -1) < (reach.get(line + 1) ?? -1));
      let x = down ? reach.get(line + 1) : reach.get(line - 1) + 1;
      while (x < old.length && x - line < made.length && old[x] === made[x - line]) x += 1;
      next.set(line, x);
      if (x >= old.length && x - line >= made.length) return walkBack(old, made, [...trail, reach], far);
    }
    trail.push(reach);
    reach = next;
  }
  return null;
}

function walkBack(old, made, trail, far) {
  const steps = [];
  let [x, y] = [old.length, made.length];
  for (let step = far; step > 0; step -= 1) {
    const reach = trail[step];
    const line = x - y;
    const down = line === -step || (line !== step && (reach.get(line - 1) ?? -1) < (reach.get(line + 1) ?? -1));
    const [px, py] = down
      ? [reach.get(line + 1), reach.get(line + 1) - line - 1]
      : [reach.get(line - 1), reach.get(line - 1) - line + 1];
    while (x > (down ? px : px + 1)) {
      [x, y] = [x - 1, y - 1];
      steps.push({ keep: old[x].length });
    }
    steps.push(down ? { put: made[py] } : { cut: old[px].length });
    [x, y] = [px, py];
  }
  while (x > 0) steps.push({ keep: old[(x -= 1)].length });
  return steps.reverse();
}

// --- carets

/**
 * Where a caret goes when somebody else changes the text: it stays in front of and behind the same characters. Where
 * words are put in exactly at the caret it stays in front of them, or goes `behind` them.
 */
export function moveCaret(caret, steps, behind = false) {
  let at = 0; // in the old text
  let moved = caret;
  for (const step of steps) {
    if (at > caret || (at === caret && !(behind && step.put !== undefined))) break;
    if (step.keep !== undefined) at += step.keep;
    else if (step.put !== undefined) moved += step.put.length;
    else {
      moved -= Math.min(step.cut, caret - at);
      at += step.cut;
    }
  }
  return moved;
}

/** A selection {start, end} after somebody else's change: the same characters stay selected, nobody else's beside them. */
export function moveSelection({ start, end }, steps) {
  const from = moveCaret(start, steps, start !== end);
  return { start: from, end: Math.max(from, moveCaret(end, steps)) };
}
