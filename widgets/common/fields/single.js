// A field with one answer: somebody's own, or the pair's. A text that both write at once is one, too.

import { fill, h } from "../dom.js";
import { isEmpty, said, same } from "./answers.js";
import { kindOf, writers } from "./rights.js";
import { problemAt, setTyped } from "./problems.js";
import { Shell, clearing, shown } from "./shell.js";
import { SharedControl, LineControl } from "./writing.js";
import { choosing } from "./choosing.js";
import { versionsBox } from "./versions.js";

const WRITTEN = new Set(["short", "long", "number", "date", "time"]);

/** The control for a field: what one writes into, or chooses from. */
export function controlFor(io, { shared = false } = {}) {
  if (shared) return new SharedControl(io);
  return WRITTEN.has(io.spec.type) ? new LineControl(io) : choosing(io);
}

/** A field that the reader fills in. */
export class SingleField {
  constructor(river, spec, path, { shared = false, ...options }) {
    const { compact = false } = options;
    Object.assign(this, { river, spec, path, shared, compact });
    this.many = writers(river, spec, path).length > 1;
    const io = {
      river, spec, path, compact,
      beside: spec.who === "mentor" || spec.who === "mentee", // the other's counterpart stands beside it
      get: () => this.value,
      set: (value) => river.set(path, value),
      wrong: (problem) => {
        setTyped(river, path, problem);
        this.refresh();
      },
    };
    this.control = controlFor(io, { shared });
    this.shell = new Shell(river, spec, { group: this.control.group, control: this.control.input?.id, options });
    this.el = this.shell.el;
    this.shell.body.append(this.control.el);
    this.versions = versionsBox(river, spec, path, (value) => {
      river.set(path, value);
      this.control.focus();
    });
    this.shell.flags.after(this.versions.el);
    this.refresh();
  }

  /** The answer; where it was written twice, the reader's own: what one is writing is never taken away. */
  get value() {
    const { river, path, shared } = this;
    if (shared) return river.text(path) || null;
    const cell = river.cell(path);
    const own = cell?.versions?.find((version) => version.by === river.role);
    return (own ?? cell)?.v ?? null;
  }

  /** Wants a line of its own in a form of two columns. */
  get wide() {
    const { type } = this.spec;
    return this.shared || type === "multi" || type === "link" || type === "scale10" || this.control.el.querySelector(".boxed") !== null;
  }

  refresh() {
    const { river, path, shell, control, spec } = this;
    control.show();
    const { by, at } = river.author(path);
    const { value } = this;
    const versions = river.cell(path)?.versions ?? [];
    this.versions.show(versions);
    // Of what only the reader ever writes here, nobody needs to be told who wrote it.
    const there = this.many && !this.compact && !isEmpty(value) && versions.length < 2 && (by === "mentor" || by === "mentee");
    shell.sign({
      person: there ? by : null,
      at: there ? at : null,
      writer: this.many ? river.writing(path) : null,
      press: control.clearable ? clearing(river, shell.label, () => control.clear()) : null,
    });
    shell.complain(problemAt(river, path));
    const group = control.group ? { labelledby: shell.labelId } : {};
    control.describe(shell.tied(group));
    this.el.classList.toggle("filled", !same(spec, value, null));
  }

  focus() {
    this.control.focus();
  }

  destroy() {
    this.control.destroy();
    setTyped(this.river, this.path, null);
  }
}

/** A field that is read: somebody else's, a view of a signature, or everything where nothing can be changed. */
export class ReadField {
  constructor(river, spec, path, options = {}) {
    Object.assign(this, { river, spec, path, options, drawn: null, shared: kindOf(river, spec, path) === "text" });
    this.people = writers(river, spec, path);
    const other = this.people.length === 1 && this.people[0] !== river.role ? this.people[0] : null;
    this.person = options.person ?? other;
    this.shell = new Shell(river, spec, { group: null, options: { ...options, quiet: true }, kind: "read" });
    this.el = this.shell.el;
    if (this.person) this.el.dataset.voice = this.person;
    this.refresh();
  }

  get wide() {
    return this.shared;
  }

  refresh() {
    const { river, spec, path, shell, person } = this;
    const value = this.shared ? river.text(path) || null : river.value(path);
    const { by, at } = river.author(path);
    const voiced = person ?? (by === "mentor" || by === "mentee" ? by : null);
    const empty = isEmpty(value);
    shell.sign({ person: voiced, at: empty ? null : at, writer: river.writing(path) });
    const now = JSON.stringify([value, said(river, spec, value, path)]);
    if (now === this.drawn) return;
    this.drawn = now;
    const mine = this.people.includes(river.role);
    const nothing = mine || !person ? river.say("fields.empty") : river.say("fields.only", { name: river.name(person) });
    const box = empty ? h("p", { class: "nothing" }, nothing) : shown(river, spec, value, path);
    fill(shell.body, h("div", { class: person && !mine ? "theirs" : "readonly value" }, box));
  }

  /** So that whoever was sent here is here: the words can be read, and have the focus. */
  focus() {
    this.shell.body.firstChild.tabIndex = -1;
    this.shell.body.firstChild.focus();
  }

  destroy() {}
}
