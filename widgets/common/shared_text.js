// One text that two people write in at once, as this page knows it.
//
//   base     what the kernel last told
//   flight   the one edit that is on its way there ({number, steps}), or null
//   local    what was typed since, counted in the text after base and flight
//   display  base, flight and local together: what is on the screen
//
// Steps are changes as text.js has them. Words the kernel tells go in around both; see `tell`.

import { applyChange, change, compose, diff, splice, splices, transform, clean } from "./text.js";

export class SharedText {
  constructor(text = "", { by = null, at = null } = {}) {
    Object.assign(this, { base: text, flight: null, local: [], display: text, by, at, held: null });
  }

  /** Whether something typed here is not yet known to be on disk. */
  get pending() {
    return this.flight !== null || this.local.length > 0;
  }

  /** Whether an edit could be sent now: something waits, nothing is under way, and nothing is wrong with it. */
  get sendable() {
    return this.flight === null && this.held === null && this.local.length > 0;
  }

  /** The text that an edit sent now would be made in. */
  get middle() {
    return this.flight ? applyChange(this.base, this.flight.steps) : this.base;
  }

  /**
   * The kernel says what the text is now; `acknowledged`, whether that holds the edit under way.
   *
   * Returns the steps by which the display changed, to move carets by.
   */
  tell(text, acknowledged = false) {
    let theirs;
    if (this.flight && acknowledged) {
      theirs = diff(this.middle, text);
      this.flight = null;
    } else if (this.flight) {
      const change = diff(this.base, text);
      theirs = transform(change, this.flight.steps, false);
      this.flight = { ...this.flight, steps: transform(this.flight.steps, change, true) };
    } else theirs = diff(this.base, text);
    const shown = transform(theirs, this.local, false);
    this.local = transform(this.local, theirs, true);
    this.base = text;
    this.display = applyChange(this.middle, this.local);
    return shown;
  }

  /**
   * Somebody typed: the field showed `seen` and now holds `text`, the caret at `caret`.
   *
   * Where the display has moved on since (words came while an input method was composing), both are kept. Returns
   * the steps by which the display changed beyond what was typed: none, unless it had moved on or had to be cleaned.
   */
  type(text, { seen = this.display, caret = null } = {}) {
    const typed = change(splice(seen, clean(text), caret));
    const missed = diff(seen, this.display);
    const steps = transform(typed, missed, true);
    this.local = compose(this.local, steps);
    this.display = applyChange(this.display, steps);
    this.held = null;
    return diff(text, this.display);
  }

  /** Takes the first edit that waits, to be sent as patch `number`; what else was typed stays. Returns its splice. */
  take(number) {
    const [first] = splices(this.local);
    const steps = change(first);
    const rest = splices(this.local).slice(1).map(change);
    this.flight = { number, steps };
    this.local = rest.reduce(compose, []);
    return first;
  }

  /** The edit under way was refused for good: it stays on the screen, and goes along with the next thing typed. */
  refuse(message) {
    if (this.flight) this.local = compose(this.flight.steps, this.local);
    this.flight = null;
    this.held = message;
  }

  /** What was typed since the edit under way has arrived by another way: only that edit is left. */
  forget() {
    Object.assign(this, { local: [], held: null });
    this.display = this.middle;
  }

  /** What has to be kept to go on after a reload. */
  keep() {
    return { base: this.base, flight: this.flight, local: this.local, held: this.held };
  }

  static restore({ base, flight, local, held }) {
    const text = new SharedText(base);
    Object.assign(text, { flight, local, held });
    text.display = applyChange(text.middle, local);
    return text;
  }
}
