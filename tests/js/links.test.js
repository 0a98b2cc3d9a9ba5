import assert from "node:assert/strict";
import { test } from "node:test";

import { isPlain, pageAddress, partnerCame } from "../../widgets/common/links.js";
import { River } from "../../widgets/common/river.js";
import { FakeModel } from "./fake_model.js";

const locks = { request: (_name, _options, use) => Promise.resolve(use({})) };

/** A page of a shared server whose kernel is the test: what was sent, and a way to answer. */
async function page() {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key), key: () => null, length: 0 };
  const model = new FakeModel({ page: "IPY_MODEL_x", messages: {}, forms: {}, mode: "shared", views: [], language: "en", front: false, practice: false });
  const river = new River(model, { storage, locks, document: null });
  await river.start();
  const tell = (type, message = {}) => model.receive({ type, ...message });
  const opened = (more = {}) =>
    tell("opened", { workbook: "w1", file: "a.mentorbook", role: "mentor", names: { mentor: "Sam", mentee: "Alex" }, readonly: null, revision: 1, reached: 0, cells: {}, texts: {}, shared: true, ...more });
  const tab = () => JSON.parse(kept.get("mentorbook:open") ?? "null");
  const last = () => model.sent.at(-1);
  return { river, tell, opened, tab, last, model };
}

test("an invitation is taken up, and its link stays in the tab; what was made first is found again", async () => {
  const { river, tell, opened, tab, last } = await page();
  tell("welcome", { mode: "shared", folder: false, workbooks: [], journeys: [] });
  const shown = river.openLink(" https://a.example/voila/render/partnership.ipynb#link=INVITE ");
  assert.deepEqual(last(), { type: "open", link: "INVITE" });
  tell("invited", { workbook: "w1", person: "mentee", names: { mentor: "Sam", mentee: "Alex" } });
  assert.equal((await shown).type, "invited");
  assert.equal(river.phase, "invited");
  assert.deepEqual(tab(), { link: "INVITE" });
  const claimed = river.claim();
  assert.deepEqual(last(), { type: "claim", link: "INVITE" });
  tell("claimed", { link: "OWN" });
  await Promise.resolve();
  assert.equal(tab().link, "OWN", "before it is used: a crash now loses nothing");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(last(), { type: "open", link: "OWN", workbook: "w1" });
  opened({ role: "mentee" });
  assert.equal((await claimed).type, "opened");
  assert.deepEqual(tab(), { fresh: true, link: "OWN", several: false, workbook: "w1" });
  river.keptLink();
  assert.equal(tab().fresh, false);
  river.close();
});

test("who makes a workbook is given a link to keep; with a link of their own, that one", async () => {
  const { river, tell, opened, tab } = await page();
  tell("welcome", { mode: "shared", folder: false, workbooks: [], journeys: [] });
  const details = { mentor: "Sam", mentee: "Alex", role: "mentor", journey: null, start: "2026-03-02" };
  const made = river.createBy(details);
  opened();
  tell("link", { link: "OWN" });
  assert.equal((await made).link, "OWN");
  assert.deepEqual([tab().link, tab().workbook, tab().fresh], ["OWN", "w1", true]);
  river.keptLink();
  const second = river.createBy(details, "https://a.example/#link=OWN");
  opened({ workbook: "w2" });
  tell("link", { link: "OWN" });
  await second;
  assert.deepEqual([tab().link, tab().workbook, tab().fresh, tab().several], ["OWN", "w2", false, true]);
  const third = river.createBy(details);
  opened({ workbook: "w3" });
  tell("link", { link: "OTHER" });
  await third;
  assert.deepEqual([tab().link, tab().workbook, tab().fresh], ["OTHER", "w3", true]);
  river.close();
});

test("what fails beside an open workbook leaves it open; what could not be opened is not tried again", async () => {
  const { river, tell, opened, tab } = await page();
  const trouble = { kind: "open", message: "This link opens nothing here.", keep: false };
  const first = river.openLink("OWN");
  opened();
  await first;
  const asked = river.request({ type: "share", act: "adopt", link: "x" }, ["links"]);
  tell("trouble", trouble);
  assert.equal((await asked).type, "trouble");
  assert.equal(tab().link, "OWN");
  tell("trouble", trouble); // the answer to a hello: the link was revoked meanwhile
  tell("welcome", { mode: "shared", folder: false, workbooks: [], journeys: [] });
  assert.equal(tab(), null);
  assert.equal(river.trouble.message, trouble.message);
  river.close();
});

test("whether the partner was ever here is told from the links", () => {
  const river = { shared: true, partner: "mentee", links: null };
  assert.equal(partnerCame(river), null);
  river.links = [{ kind: "link", person: "mentor", state: "open" }, { kind: "invitation", person: "mentee", state: "open" }];
  assert.equal(partnerCame(river), false);
  river.links.push({ kind: "link", person: "mentee", state: "open" });
  assert.equal(partnerCame(river), true);
});

test("links lead to the whole workbook, without what else the address holds", () => {
  const location = new URL("https://a.example/b/voila/render/goals.ipynb?view=x#part");
  assert.equal(pageAddress({ location, ours: true }), "https://a.example/b/voila/render/partnership.ipynb");
  assert.equal(pageAddress({ location, ours: false }), "https://a.example/b/voila/render/goals.ipynb");
});

test("what is not encrypted on its way is known by its address", () => {
  for (const address of ["http://10.0.0.7:8866/", "http://mentors.example/"]) assert.ok(isPlain(new URL(address)), address);
  for (const address of ["https://mentors.example/", "http://localhost:1/", "http://127.0.0.1:1/", "http://[::1]:1/"]) assert.ok(!isPlain(new URL(address)), address);
});
