import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Keyed, show, whenLeft } from "../../widgets/common/keyed.js";

/** As much of an element as lists ask for. */
class Element {
  constructor(name) {
    Object.assign(this, { name, children: [], parentNode: null, dataset: {}, hidden: false, moves: 0, listeners: [] });
  }
  get #at() {
    return this.parentNode?.children.indexOf(this) ?? -1;
  }
  get firstElementChild() {
    return this.children[0] ?? null;
  }
  get nextElementSibling() {
    return this.parentNode?.children[this.#at + 1] ?? null;
  }
  get previousElementSibling() {
    return this.parentNode?.children[this.#at - 1] ?? null;
  }
  #put(one, at) {
    if (one === globalThis.document.activeElement && one.parentNode) throw new Error("the element with the focus was moved");
    one.remove();
    this.children.splice(at(), 0, one);
    one.parentNode = this;
    one.moves += 1;
  }
  prepend(one) {
    this.#put(one, () => 0);
  }
  before(one) {
    this.parentNode.#put(one, () => this.#at);
  }
  after(one) {
    this.parentNode.#put(one, () => this.#at + 1);
  }
  remove() {
    if (this.parentNode) this.parentNode.children.splice(this.#at, 1);
    this.parentNode = null;
  }
  contains(one) {
    return one === this || this.children.some((child) => child.contains(one));
  }
  addEventListener(_name, listener) {
    this.listeners.push(listener);
  }
  removeEventListener(_name, listener) {
    this.listeners = this.listeners.filter((one) => one !== listener);
  }
}

let list;
let made;
let gone;

beforeEach(() => {
  globalThis.document = { activeElement: null };
  [list, made, gone] = [new Element("list"), [], []];
});

function keyed(options) {
  const make = (item) => {
    made.push(item.path);
    return { el: new Element(item.path), destroy: () => gone.push(item.path) };
  };
  return new Keyed(list, make, options);
}

const items = (...paths) => paths.map((path) => ({ path }));
const order = () => list.children.map((child) => child.name).join("");

async function leave(el) {
  globalThis.document.activeElement = null;
  for (const listener of el.listeners) listener();
  await Promise.resolve();
}

test("elements stay the same nodes, in the items' order", () => {
  const rows = keyed();
  rows.update(items("a", "b", "c"));
  const [a] = list.children;
  rows.update(items("c", "a", "d", "b"));
  assert.equal(order(), "cadb");
  assert.equal(list.children[1], a);
  assert.deepEqual(made, ["a", "b", "c", "d"]);
});

test("nothing is moved that stands where it belongs", () => {
  const rows = keyed();
  rows.update(items("a", "b", "c"));
  rows.update(items("a", "b", "c"));
  assert.deepEqual(list.children.map((child) => child.moves), [1, 1, 1]);
});

test("what has gone is taken away, also after it was updated", () => {
  const rows = keyed();
  rows.update(items("a", "b"));
  rows.update(items("a", "b"));
  rows.update(items("a"));
  assert.equal(order(), "a");
  assert.deepEqual(gone, ["b"]);
  rows.update(items("a", "b"));
  assert.equal(order(), "ab");
});

test("others are moved around the element with the focus", () => {
  const rows = keyed();
  rows.update(items("a", "b", "c", "d"));
  globalThis.document.activeElement = rows.get("b").el;
  rows.update(items("d", "c", "b", "a"));
  assert.equal(order(), "dcba");
  rows.update(items("b", "a", "e"));
  assert.equal(order(), "bae");
});

test("what has gone while somebody is inside stays until they leave", async () => {
  const rows = keyed();
  rows.update(items("a", "b"));
  rows.update(items("a", "b"));
  const { el } = rows.get("a");
  globalThis.document.activeElement = el;
  rows.update(items("b"));
  assert.ok(list.children.includes(el));
  await leave(el);
  assert.equal(order(), "b");
  assert.deepEqual(gone, ["a"]);
});

test("what comes back while somebody is inside stays for good", async () => {
  const rows = keyed();
  rows.update(items("a", "b"));
  const { el } = rows.get("a");
  globalThis.document.activeElement = el;
  rows.update(items("b"));
  rows.update(items("a", "b"));
  await leave(el);
  assert.equal(order(), "ab");
  assert.deepEqual(gone, []);
});

test("a list can follow an anchor", () => {
  const head = new Element("H");
  list.prepend(head);
  const rows = keyed({ anchor: head });
  rows.update(items("a", "b"));
  rows.update(items("b", "a"));
  assert.equal(order(), "Hba");
});

test("what holds the focus is hidden once it is left, and not if it is wanted again", async () => {
  const el = new Element("x");
  show(el, false);
  assert.equal(el.hidden, true);
  show(el, true);
  globalThis.document.activeElement = el;
  show(el, false);
  assert.equal(el.hidden, false);
  show(el, true);
  await leave(el);
  assert.equal(el.hidden, false);
  globalThis.document.activeElement = el;
  show(el, false);
  await leave(el);
  assert.equal(el.hidden, true);
});

test("leaving is told once", async () => {
  const el = new Element("x");
  let times = 0;
  whenLeft(el, () => (times += 1));
  await leave(el);
  await leave(el);
  assert.equal(times, 1);
});
