import assert from "node:assert/strict";
import { test } from "node:test";

import * as tab from "../../widgets/common/tab.js";

class FakeStorage extends Map {
  getItem(key) { return this.get(key) ?? null; }
  setItem(key, value) { this.set(key, value); }
  removeItem(key) { this.delete(key); }
  key(index) { return [...this.keys()][index] ?? null; }
  get length() { return this.size; }
}

/** An address bar: what `wanted` reads and clears. */
function bar(address) {
  const location = new URL(address);
  const cleared = [];
  return { location, history: { state: null, replaceState: (_state, _title, to) => cleared.push(to) }, cleared };
}

test("what the address opens goes to the tab's storage, and out of the address", () => {
  const storage = new FakeStorage();
  const here = bar("http://localhost/voila/render/partnership.ipynb?token=x&view=goals#open=Ada%20%26%20Grace.mentorbook&as=mentee");
  const open = { file: "Ada & Grace.mentorbook", role: "mentee" };
  assert.deepEqual(tab.wanted(storage, here), open);
  assert.deepEqual(here.cleared, ["/voila/render/partnership.ipynb?token=x&view=goals"]);
  // After a reload the storage knows.
  assert.deepEqual(tab.wanted(storage, bar("http://localhost/voila/render/partnership.ipynb")), open);
  tab.rememberOpen(storage, null);
  assert.equal(tab.wanted(storage, bar("http://localhost/#part")), null);
});

test("a role that is none is nobody's", () => {
  const { role } = tab.wanted(new FakeStorage(), bar("http://localhost/#open=a.mentorbook&as=admin"));
  assert.equal(role, null);
});

test("a link goes to the tab's storage, and out of the address", () => {
  const storage = new FakeStorage();
  const here = bar("https://mentors.example/voila/render/partnership.ipynb?view=goals#link=SECRET");
  assert.deepEqual(tab.wanted(storage, here), { link: "SECRET" });
  assert.deepEqual(here.cleared, ["/voila/render/partnership.ipynb?view=goals"]);
  tab.rememberOpen(storage, { link: "OWN", workbook: "w", fresh: true });
  assert.deepEqual(tab.wanted(storage, bar("https://mentors.example/")), { link: "OWN", workbook: "w", fresh: true });
  assert.equal(tab.asked(new URL("https://mentors.example/#link=")), null);
});

test("a page of a course is made ready for the workbook to practise in, never for the real one", () => {
  const storage = new FakeStorage();
  tab.rememberOpen(storage, { file: "real.mentorbook", role: "mentee" });
  const lesson = new URL("http://localhost/voila/render/course/02-roles.ipynb");
  assert.equal(tab.openingSoon(storage, lesson), null);
  tab.rememberOpen(storage, { file: "practice.mentorbook", role: "mentor" }, { practice: true });
  assert.deepEqual(tab.openingSoon(storage, lesson), { file: "practice.mentorbook", role: "mentor" });
  const page = new URL("http://localhost/voila/render/partnership.ipynb?view=goals");
  assert.deepEqual(tab.openingSoon(storage, page), { file: "real.mentorbook", role: "mentee" });
});

test("a secret is found in what is pasted", () => {
  for (const pasted of ["SE-C_R", " SE-C_R\n", "https://a.example/x#link=SE-C_R", "#link=SE-C_R&view=goals"]) {
    assert.equal(tab.secretOf(pasted), "SE-C_R", pasted);
  }
});

test("a page id is held once, also where there are no locks", async () => {
  const storage = new FakeStorage();
  const first = await tab.pageId(storage, { patience: 20, locks: null });
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.equal(await tab.claim(first, { patience: 20, locks: null }), false);
  const second = await tab.pageId(storage, { patience: 20, locks: null });
  assert.notEqual(second, first);
  tab.release(first);
  tab.release(second);
  assert.equal(await tab.pageId(storage, { patience: 20, locks: null }), second, "a reload has the id of the load before it");
  tab.release(second);
});

test("a live page in another tab answers that the id is its own", async () => {
  const other = new BroadcastChannel("mentorbook:pages");
  other.onmessage = ({ data }) => data.ask && other.postMessage({ held: data.ask });
  assert.equal(await tab.claim("f".repeat(32), { patience: 200, locks: null }), false);
  other.close();
});

test("words that were left behind are found by workbook and person", () => {
  const storage = new FakeStorage();
  storage.setItem("mentorbook:w:a", JSON.stringify({ role: "mentee" }));
  storage.setItem("mentorbook:w:b", JSON.stringify({ role: "mentor" }));
  storage.setItem("mentorbook:other:c", JSON.stringify({ role: "mentee" }));
  storage.setItem("mentorbook:w:d", "cut sho");
  assert.deepEqual(tab.leftBehind(storage, { workbook: "w", page: "z", role: "mentee" }), ["a"]);
});

test("storage that is switched off is survived", async () => {
  const off = { get length() { throw new DOMException("off", "SecurityError"); } };
  for (const name of ["getItem", "setItem", "removeItem", "key"]) {
    off[name] = () => { throw new DOMException("off", "SecurityError"); };
  }
  assert.match(await tab.pageId(off, { patience: 10, locks: null }), /^[0-9a-f]{32}$/);
  assert.equal(tab.wanted(off, bar("http://localhost/")), null);
  assert.deepEqual(tab.leftBehind(off, { workbook: "w", page: "z", role: "mentee" }), []);
});
