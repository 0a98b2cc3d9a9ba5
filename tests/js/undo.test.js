// Undo and redo of what a page wrote: what comes back, what is one entry, and what is left because it has moved on.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { River } from "../../widgets/common/river.js";
import { FakeKernel } from "./fake_kernel.js";

const PURPOSE = "agreement/purpose";
const TITLE = "goals/g1/title";
const FORMS = {
  agreement: {
    id: "agreement", title: "Agreement", per: "pair", apart: true,
    sections: [{ fields: [{ id: "purpose", label: "Purpose", type: "long", who: "together" }, { id: "often", label: "How often", type: "choice", who: "together" }] }],
  },
  goals: {
    id: "goals", title: "Goals", per: "many",
    sections: [{ fields: [{ id: "title", label: "Title", type: "short", who: "mentee" }, { id: "owner", label: "Whose", type: "choice", who: "together" }, { id: "status", label: "Status", type: "choice", who: "together" }] }],
  },
};
const MESSAGES = {
  "history.undone": "Undone: {what}.",
  "history.redone": "Done again: {what}.",
  "history.undo.none": "Nothing to undo.",
  "history.redo.none": "Nothing to redo.",
  "history.undo.passed": "“{what}” has changed.",
  "history.undo.left.one": "1 was left.",
  "history.undo.left.other": "{count} were left.",
  "history.several": "{count} answers",
};
const locks = { request: (_name, _options, use) => Promise.resolve(use({})) };
const rivers = [];
const tick = () => new Promise((resolve) => setImmediate(resolve));

async function settle(kernel) {
  do await tick();
  while (kernel.step() && (kernel.drain(), true));
}

async function open(kernel, role) {
  const river = new River(kernel.page(role), { storage: null, locks, document: null });
  rivers.push(river);
  await river.start();
  await settle(kernel);
  return river;
}

const newKernel = () => new FakeKernel({ delay: null, traits: { forms: FORMS, messages: MESSAGES } });

/** The task in which something was written is over, and a pause has passed. */
async function pause(river) {
  await new Promise((resolve) => setTimeout(resolve, 2));
  const late = river.undo.now() + 5000;
  river.undo.now = () => late;
}

test.afterEach(() => {
  for (const river of rivers.splice(0)) river.close();
});

test("an answer is undone and done again, and travels as any other", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.set("goals/g1/status", "open");
  await pause(alex);
  alex.set("goals/g1/status", "done");
  await settle(kernel);
  assert.deepEqual(alex.undo.undo(), { ok: true, text: "Undone: Status." });
  assert.equal(alex.value("goals/g1/status"), "open");
  await settle(kernel);
  assert.equal(sam.value("goals/g1/status"), "open");
  assert.deepEqual(alex.undo.redo(), { ok: true, text: "Done again: Status." });
  await settle(kernel);
  assert.equal(sam.value("goals/g1/status"), "done");
  alex.undo.undo();
  alex.undo.undo();
  assert.equal(alex.value("goals/g1/status"), null);
  assert.deepEqual(alex.undo.undo(), { ok: false, text: "Nothing to undo." });
  assert.equal(sam.undo.canUndo, false, "what came from elsewhere is not one's own");
});

test("what somebody else has written since is never overwritten", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.set("goals/g1/status", "open");
  await settle(kernel);
  sam.set("goals/g1/status", "done");
  await settle(kernel);
  assert.deepEqual(alex.undo.undo(), { ok: false, text: "“Status” has changed." });
  assert.equal(alex.value("goals/g1/status"), "done");
  assert.equal(alex.undo.canUndo, false, "it is passed over");
  assert.equal(alex.undo.canRedo, false);
  await settle(kernel);
  assert.equal(sam.value("goals/g1/status"), "done");
});

test("nor is the same answer, given again by the other, or what another page of one's own wrote", async () => {
  const kernel = newKernel();
  const [sam, alex, phone] = [await open(kernel, "mentor"), await open(kernel, "mentee"), await open(kernel, "mentee")];
  alex.set("goals/g1/status", "open");
  alex.set(TITLE, "Lead");
  await settle(kernel);
  sam.set("goals/g1/status", "done");
  await settle(kernel);
  sam.set("goals/g1/status", "open");
  phone.set(TITLE, "Lead well");
  await settle(kernel);
  assert.equal(alex.undo.undo().ok, false);
  assert.equal(alex.value("goals/g1/status"), "open");
  assert.equal(alex.value(TITLE), "Lead well");
});

test("where each answers for themselves, one's own answer goes back", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.set("agreement/often", "weekly");
  await pause(alex);
  alex.set("agreement/often", "monthly");
  sam.set("agreement/often", "never");
  await settle(kernel);
  assert.equal(alex.undo.undo().ok, true);
  await settle(kernel);
  assert.equal(sam.cell("agreement/often").answers.mentee.v, "weekly");
  assert.equal(sam.cell("agreement/often").answers.mentor.v, "never");
});

test("typing is one entry a word, and a pause ends one", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  const type = async (words) => {
    for (const letter of words) {
      alex.editText(PURPOSE, alex.text(PURPOSE) + letter);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  await type("We meet");
  assert.equal(alex.undo.done.length, 2);
  await pause(alex);
  await type("ings");
  assert.equal(alex.undo.done.length, 3);
  const read = () => alex.text(PURPOSE);
  alex.undo.undo();
  assert.equal(read(), "We meet");
  alex.undo.undo();
  assert.equal(read(), "We ");
  alex.undo.redo();
  assert.equal(read(), "We meet");
  await type("!");
  assert.equal(alex.undo.canRedo, false, "what is written anew ends what could be done again");
  await settle(kernel);
  assert.equal(kernel.texts.get(PURPOSE).text, "We meet!");
});

test("in a text that both write, one's own words go and theirs stay", async () => {
  const kernel = newKernel();
  kernel.texts.set(PURPOSE, { text: "We meet.", by: "mentor", at: "2026-03-01T10:00:00Z" });
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.editText(PURPOSE, "We meet weekly.");
  await settle(kernel);
  sam.editText(PURPOSE, "Yes! We meet weekly. In town.");
  await settle(kernel);
  const moves = [];
  alex.on("text", (move) => moves.push(move));
  assert.equal(alex.undo.undo().ok, true);
  assert.equal(moves.length, 1, "the field is told");
  await settle(kernel);
  assert.equal(sam.text(PURPOSE), "Yes! We meet. In town.");
  assert.equal(alex.undo.redo().ok, true);
  await settle(kernel);
  assert.equal(sam.text(PURPOSE), "Yes! We meet weekly. In town.");
});

test("words that somebody has written over are left as they are", async () => {
  const kernel = newKernel();
  kernel.texts.set(PURPOSE, { text: "We meet daily.", by: "mentor", at: "2026-03-01T10:00:00Z" });
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.editText(PURPOSE, "We meet weekly.");
  await settle(kernel);
  sam.editText(PURPOSE, "We meet often.");
  await settle(kernel);
  assert.deepEqual(alex.undo.undo(), { ok: false, text: "“Purpose” has changed." });
  assert.equal(alex.text(PURPOSE), "We meet often.");
});

test("a row that was added goes, and comes back with what was in it", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  const removed = [];
  alex.on("removed", (path) => removed.push(path));
  const id = alex.add("goals", { title: "Rest" });
  alex.set(`goals/${id}/status`, "open");
  await settle(kernel);
  assert.equal(alex.undo.done.length, 1, "written in one go");
  assert.equal(alex.undo.undo().ok, true);
  await settle(kernel);
  assert.deepEqual(sam.rows("goals"), []);
  assert.deepEqual(removed, [], "no second offer to undo");
  alex.undo.redo();
  await settle(kernel);
  assert.equal(sam.rows("goals").length, 1);
  assert.equal(sam.value(`goals/${id}/title`), "Rest");
  alex.remove(`goals/${id}`);
  await settle(kernel);
  alex.undo.undo();
  await settle(kernel);
  assert.equal(sam.rows("goals").length, 1);
});

test("a row in which the other has written since is not taken away", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  const id = alex.add("goals", { title: "Rest" });
  await settle(kernel);
  sam.set(`goals/${id}/owner`, "both");
  await settle(kernel);
  assert.equal(alex.undo.undo().ok, false);
  await settle(kernel);
  assert.equal(sam.rows("goals").length, 1);
});

test("what restoring wrote is one entry, undone but for what has been changed since", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  alex.set(TITLE, "Lead");
  alex.set("goals/g1/status", "open");
  await settle(kernel);
  alex.undo.clear();
  const entry = alex.undo.group([
    { path: TITLE, before: "Rest", after: "Lead" },
    { path: "goals/g1/status", before: "done", after: "open" },
  ]);
  assert.equal(alex.undo.group([]), null);
  alex.set("goals/g2/title", "Later");
  sam.set(TITLE, "Sleep");
  await settle(kernel);
  assert.deepEqual(alex.undo.undo(entry), { ok: true, text: "Undone: 2 answers. 1 was left." });
  assert.equal(alex.value(TITLE), "Sleep");
  assert.equal(alex.value("goals/g1/status"), "done");
  assert.equal(alex.undo.done.length, 1, "what was written later stays");
  assert.deepEqual(alex.undo.undo(entry), { ok: false, text: "Nothing to undo." }, "once only");
});

test("in a workbook for reading nothing is undone, and another workbook begins empty", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  alex.set("goals/g1/status", "open");
  await settle(kernel);
  alex.readonly = "Only to read.";
  assert.deepEqual(alex.undo.undo(), { ok: false, text: "Only to read." });
  assert.equal(alex.undo.canUndo, false);
  alex.readonly = null;
  assert.equal(alex.undo.canUndo, true);
  kernel.workbook = "book-2";
  alex.hello();
  await settle(kernel);
  assert.equal(alex.undo.canUndo, false);
});

test("whatever two people write, undoing all of one's own leaves the other's words", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    let state = seed;
    const random = (most) => ((state = (state * 48271) % 2147483647) % most);
    const kernel = newKernel();
    const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
    for (let turn = 0; turn < 12; turn += 1) {
      const [river, letters] = random(2) ? [sam, "ABCDEFGH"] : [alex, "abcdefgh"];
      const text = river.text(PURPOSE);
      const at = random(text.length + 1);
      river.editText(PURPOSE, text.slice(0, at) + letters[random(8)] + text.slice(at));
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (random(2)) await settle(kernel);
    }
    await settle(kernel);
    const theirs = sam.text(PURPOSE).replace(/[^A-Z]/g, "");
    while (alex.undo.canUndo) alex.undo.undo();
    await settle(kernel);
    assert.equal(sam.text(PURPOSE).replace(/[^A-Z]/g, ""), theirs, `seed ${seed}`);
    assert.equal(sam.text(PURPOSE), alex.text(PURPOSE));
    for (const river of rivers.splice(0)) river.close();
  }
});

test("the patch that restores carries what its writer saw, and waits for words on their way", async () => {
  const kernel = newKernel();
  kernel.apply = () => {}; // what it does is the workbook's to say
  const alex = await open(kernel, "mentee");
  mock.method(console, "warn", () => {});
  alex.editText(PURPOSE, "One");
  await tick();
  alex.editText(PURPOSE, "One two");
  alex.restoreAsOf("", { moment: "2026-03-01T22:59:59.999Z" });
  await settle(kernel);
  const sent = alex.model.sent.filter((message) => message.type === "patches").flatMap((message) => message.patches);
  assert.deepEqual(sent.map((patch) => patch.op), ["text", "text", "as_of"]);
  const { path, base, moment, change } = sent.at(-1);
  assert.deepEqual([path, moment, change], ["", "2026-03-01T22:59:59.999Z", undefined]);
  assert.ok(base);
  mock.restoreAll();
});
