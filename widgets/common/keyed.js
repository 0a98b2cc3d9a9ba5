// Lists that keep their elements: what is there stays the same node, so that a caret, an open fold and a place in the
// page survive whatever arrives. And a row that begins to exist with its first word.

import { newId } from "./tab.js";

/** Whether the reader is inside `el` just now. */
export function holdsFocus(el) {
  return el.contains(document.activeElement);
}

/** Shows or hides `el`; what holds the focus is hidden only once the reader has left it. */
export function show(el, visible) {
  el.dataset.wanted = visible ? "shown" : "hidden";
  if (visible || !holdsFocus(el)) {
    el.hidden = !visible;
    return;
  }
  whenLeft(el, () => (el.hidden = el.dataset.wanted === "hidden"));
}

/** Calls `then` once the focus has left `el`. */
export function whenLeft(el, then) {
  const look = () =>
    queueMicrotask(() => {
      if (holdsFocus(el)) return;
      el.removeEventListener("focusout", look);
      then();
    });
  el.addEventListener("focusout", look);
}

/**
 * The children of `el`, one an item, in the items' order; after `anchor`, where one is given.
 *
 * `make(item)` → {el, update(paths, item), destroy()}; `update` and `destroy` may be missing. An item that has gone
 * while the reader is inside it stays until they leave; an element with the focus is never moved, the others are
 * moved around it.
 */
export class Keyed {
  constructor(el, make, { key = (item) => item.path, anchor = null } = {}) {
    Object.assign(this, { el, make, key, anchor, parts: new Map() });
  }

  update(items, paths = null) {
    const wanted = new Set(items.map(this.key));
    for (const [key, part] of this.parts) if (!wanted.has(key) && !part.leaving) this.#drop(key, part);
    for (const item of items) {
      const key = this.key(item);
      let part = this.parts.get(key);
      if (part) {
        part.leaving = false;
        part.update?.(paths, item);
      } else this.parts.set(key, (part = this.make(item)));
    }
    this.#arrange(items.map((item) => this.parts.get(this.key(item)).el));
  }

  get(key) {
    return this.parts.get(key);
  }

  #drop(key, part) {
    part.leaving = true;
    const go = () => {
      if (part.leaving === false) return;
      part.destroy?.();
      part.el.remove();
      if (this.parts.get(key) === part) this.parts.delete(key);
    };
    if (!holdsFocus(part.el)) return go();
    whenLeft(part.el, go);
  }

  /** Puts the elements in order without taking the one with the focus out of the page. */
  #arrange(elements) {
    const fixed = elements.find((one) => one.parentNode === this.el && holdsFocus(one)) ?? null;
    const at = elements.indexOf(fixed);
    let before = fixed;
    for (const one of elements.slice(0, Math.max(at, 0)).reverse()) {
      if (before.previousElementSibling !== one) before.before(one);
      before = one;
    }
    let after = fixed ?? this.anchor;
    for (const one of elements.slice(at + 1)) {
      const right = after ? after.nextElementSibling : this.el.firstElementChild;
      if (right !== one) {
        if (after) after.after(one);
        else this.el.prepend(one);
      }
      after = one;
    }
  }

  destroy() {
    for (const part of this.parts.values()) part.destroy?.();
    this.parts.clear();
  }
}

/**
 * A river in which the row at `prefix` + its new id begins to exist with the first thing written in it.
 *
 * `defaults()` → the answers that it begins with, and that are shown before. Everything else is the river's own.
 * Returns {river, id, path}.
 */
export function draftRow(river, prefix, defaults = () => ({}), id = newId()) {
  const path = `${prefix}/${id}`;
  const inside = (where) => where === path || where.startsWith(`${path}/`);
  const exists = () => Boolean(river.cell(`${path}/created`));
  const begin = (first = {}) => exists() || river.add(prefix, { ...defaults(), ...first }, id);
  /** The answer that a place will begin with, as a cell; undefined where there is none. */
  const given = (where) => {
    if (!inside(where) || exists()) return undefined;
    const v = defaults()[where.slice(path.length + 1)];
    return v === undefined ? undefined : { v, by: river.role, at: null };
  };
  const own = {
    cell: (where) => given(where) ?? river.cell(where),
    value: (where) => given(where)?.v ?? river.value(where),
    set(where, value) {
      const name = where.slice(path.length + 1);
      if (!inside(where) || exists() || name.includes("/")) {
        if (inside(where)) begin();
        return river.set(where, value);
      }
      if (value === null || value === undefined) return undefined; // nothing is not a first word
      return begin({ [name]: value });
    },
    editText(where, ...rest) {
      if (inside(where)) begin();
      return river.editText(where, ...rest);
    },
    add(where, ...rest) {
      if (inside(where)) begin();
      return river.add(where, ...rest);
    },
  };
  const proxy = new Proxy(river, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name];
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { river: proxy, id, path };
}
