import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Live } from "../../widgets/common/live.js";
import { schedule, sizeOf, stand } from "../../widgets/common/live_time.js";

// What is tried again after a while is not waited for.
mock.timers.enable({ apis: ["setTimeout"] });

const START = Date.parse("2026-03-02T14:00:00Z");
const began = "2026-03-02T14:00:00.000Z";

class Storage {
  items = new Map();
  getItem(key) {
    return this.items.get(key) ?? null;
  }
  setItem(key, value) {
    this.items.set(key, value);
  }
  removeItem(key) {
    this.items.delete(key);
  }
}

/** A page's river as far as a session needs it: what is sent is noted, what is heard is told. */
class Line {
  sent = [];
  listeners = {};
  page = "0".repeat(32);
  connection = "live";
  time = { now: () => START };
  model = { get: () => null };
  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
    return () => {};
  }
  say(key) {
    return key;
  }
  send(message) {
    this.sent.push(message);
    return this.connection === "live";
  }
  tell(message) {
    for (const listener of this.listeners.live) listener(message);
  }
  hello() {
    for (const listener of this.listeners.hello) listener();
  }
  last(act) {
    return this.sent.findLast((message) => message.act === act);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A participant who is in, with a question on the screen. */
async function joined(tab = new Storage(), browser = new Storage()) {
  const line = new Line();
  const live = new Live(line, { tab, browser });
  live.start();
  if (live.phase === "closed") void live.join({ code: "quiet river 42" });
  const ask = line.last("join") ?? line.last("open");
  line.tell({ kind: "done", re: ask.id, link: "my-link", session: "s", lead: false });
  await settled();
  line.tell({ kind: "state", state: { lead: false, mine: {}, current: { id: "q", open: true } } });
  return { line, live, tab, browser };
}

test("the clock: counted from when a part began, stands while it is paused, goes below zero", () => {
  assert.deepEqual(stand({ began, minutes: 4 }, START + 60_000), { total: 240, used: 60, left: 180 });
  assert.equal(stand({ began, paused: "2026-03-02T14:01:30.000Z", minutes: 4 }, START + 600_000).used, 90);
  assert.equal(stand({ began, minutes: 1 }, START + 90_000).left, -30);
  assert.deepEqual(stand({ began: null, minutes: 2 }, START), { total: 120, used: 0, left: 120 });
});

test("when parts begin: from the one that is on, later where that takes longer than planned", () => {
  const plan = [{ id: "a", minutes: 4 }, { id: "b", minutes: 6 }, { id: "c", minutes: 5 }];
  const minutes = (times) => times.map((time) => (time - START) / 60_000);
  assert.deepEqual(minutes(schedule(plan, { segment: null }, began, START)), [0, 4, 10]);
  assert.deepEqual(minutes(schedule(plan, { segment: "b", began }, began, START + 60_000)), [-4, 0, 6]);
  assert.deepEqual(minutes(schedule(plan, { segment: "b", began }, began, START + 8 * 60_000)), [-4, 0, 8]);
});

test("a word that more wrote is larger, within bounds", () => {
  assert.equal(sizeOf(1, 1), 1.5);
  assert.deepEqual([sizeOf(1, 9), sizeOf(4, 9), sizeOf(9, 9)], [1, 2, 3]);
});

test("an answer is sent until it is on disk, and only then it stands as sent", async () => {
  const { line, live, tab } = await joined();
  live.draft("q", "Wai");
  live.answer("q", "Waiting");
  await settled();
  assert.equal(live.standing("q"), "sending");
  const { id, v, n } = line.last("answer");
  assert.equal(v, "Waiting");
  line.tell({ kind: "trouble", re: id, disk: true, message: "full" });
  await settled();
  assert.equal(live.standing("q"), "sending"); // kept, and sent again
  assert.match(tab.getItem("mentorbook:live:s"), /Waiting/);
  line.hello(); // a new kernel: who one is, and then what it may have missed
  line.tell({ kind: "done", re: line.last("open").id, link: "my-link", session: "s", lead: false });
  await settled();
  const again = line.last("answer");
  assert.deepEqual([again.v, again.n], ["Waiting", n]); // the same one: it is recognised
  assert.notEqual(again.id, id);
  line.tell({ kind: "done", re: again.id, question: "q", n });
  await settled();
  assert.equal(live.standing("q"), "sent");
  assert.equal(tab.getItem("mentorbook:live:s"), null);
});

test("who reloads has what was typed and what was not on disk yet, and comes back by their own link", async () => {
  const { live, tab, browser } = await joined();
  live.draft("later", "Half a senten");
  live.answer("q", "Waiting");
  await settled();
  const { line, live: after } = await joined(tab, browser);
  assert.equal(line.sent[0].act, "open");
  assert.equal(line.sent[0].link, "my-link");
  assert.equal(after.drafts.get("later"), "Half a senten");
  assert.equal(after.given("q"), "Waiting");
  assert.equal(line.last("answer").v, "Waiting");
  live.answer("q", null); // ends the timer of the first page
  line.tell({ kind: "done", re: line.last("answer").id, question: "q", n: 1 });
});

test("an answer that is changed while it is on its way is sent once more; a refused one is kept on the page", async () => {
  const { line, live } = await joined();
  live.answer("q", "First");
  await settled();
  const first = line.last("answer");
  live.answer("q", "Second");
  await settled();
  line.tell({ kind: "done", re: first.id, question: "q", n: first.n });
  await settled();
  assert.equal(live.standing("q"), "sending");
  const second = line.last("answer");
  assert.ok(second.n > first.n);
  line.tell({ kind: "trouble", re: second.id, message: "It is closed." });
  await settled();
  assert.equal(live.standing("q"), "refused");
  assert.equal(live.drafts.get("q"), "Second");
});

test("who scans the picture twice says who they were; in a Binder the browser keeps nothing", async () => {
  const { browser } = await joined();
  assert.deepEqual(JSON.parse(browser.getItem("mentorbook:live:joined")), ["my-link"]);
  const line = new Line();
  const other = new Live(line, { tab: new Storage(), browser });
  other.start();
  void other.join({ code: "quiet river 42" });
  assert.deepEqual(line.last("join").have, ["my-link"]);
  line.tell({ kind: "trouble", re: line.last("join").id, message: "no" });
  const binder = new Line();
  binder.model = { get: (name) => (name === "binder" ? {} : null) };
  assert.equal(new Live(binder, { tab: new Storage(), browser }).browser, null);
});

test("a page that says hello twice joins once: else one would be two people", async () => {
  const tab = new Storage();
  tab.setItem("mentorbook:live", JSON.stringify({ join: "secret" }));
  const line = new Line();
  const live = new Live(line, { tab, browser: new Storage() });
  live.start();
  line.hello();
  line.hello();
  assert.equal(line.sent.filter((message) => message.act === "join").length, 1);
  line.tell({ kind: "done", re: line.last("join").id, link: "my-link", session: "s", lead: false });
  await settled();
  assert.equal(live.link, "my-link");
});
