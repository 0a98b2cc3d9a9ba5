// Which reflection is being written on this page. A row is made with the first thing written, not before; which one it
// is, is kept in the browser, so that a draft opens again after a reload.

import { today } from "../common/dates.js";
import { canKeep } from "../common/keeping.js";

const newId = () => globalThis.crypto.randomUUID().replaceAll("-", "");

export class Draft {
  /** `storage`: a Storage, or null where the browser has none for us. */
  constructor(river, storage = ownStorage()) {
    Object.assign(this, { river, storage, adding: false });
    this.variant = "three";
    this.writer = this.#writing(river);
    const kept = this.#read();
    this.id = kept && this.#mine(kept) ? kept : newId();
    if (this.made) this.variant = this.#kept("variant") ?? "three";
  }

  /** The river as the fields of the form write into it: the row is there before the first answer is set. */
  #writing(river) {
    const set = (path, value) => {
      if (value !== null) this.ensure();
      if (this.made) river.set(path, value);
    };
    return new Proxy(river, {
      get(target, name) {
        if (name === "set") return set;
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  get path() {
    return `reflections/${this.id}`;
  }

  /** Whether there is a row already. */
  get made() {
    return this.#mine(this.id);
  }

  #mine(id) {
    return this.river.rows("reflections").some((row) => row.id === id && row.by === this.river.role);
  }

  #kept(field) {
    return this.river.value(`${this.path}/${field}`);
  }

  /** Makes the row, once. While it is being added, fields must not be updated: they hold what is not written yet. */
  ensure() {
    if (this.made || this.river.readonly) return;
    this.adding = true;
    try {
      const fields = { variant: this.variant, date: today(this.river), sharing: canKeep(this.river) ? "private" : "shared" };
      this.river.add("reflections", fields, this.id);
    } finally {
      this.adding = false;
    }
    this.#write(this.id);
  }

  /** Whether the other person reads it; where nothing has been written, whether they will. */
  get shared() {
    return this.made ? this.#kept("sharing") === "shared" : !canKeep(this.river);
  }

  /** Other questions; a row is not made for that. */
  ask(variant) {
    this.variant = variant;
    if (this.made) this.river.set(`${this.path}/variant`, variant);
  }

  /** Opens another reflection, or a new one. */
  open(id = null) {
    this.id = id ?? newId();
    this.variant = (id && this.#kept("variant")) || "three";
    this.#write(id);
  }

  get #key() {
    return `mentorbook.draft.${this.river.workbook}.${this.river.role}`;
  }

  #read() {
    return this.storage?.getItem(this.#key) ?? null;
  }

  #write(id) {
    try {
      if (id) this.storage?.setItem(this.#key, id);
      else this.storage?.removeItem(this.#key);
    } catch (error) {
      // Full, or forbidden: the draft is in the workbook all the same, and can be opened from the list.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function ownStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null; // storage is switched off
    throw error;
  }
}
