import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { River } from "../../widgets/common/river.js";
import { applyChange, moveCaret } from "../../widgets/common/text.js";
import { FakeKernel } from "./fake_kernel.js";
import { random, randomText } from "./random.js";

const FORMS = {
  agreement: {
    id: "agreement", per: "pair", apart: true, sections: [{ id: "a", fields: [
      { id: "purpose", label: "Purpose", type: "long", who: "together" },
      { id: "frequency", label: "How often", type: "choice", who: "together" },
      { id: "bring", label: "What you bring", type: "short", who: "each", seen: "reveal" },
    ] }],
  },
  goals: {
    id: "goals", per: "many", sections: [{ id: "g", fields: [
      { id: "title", label: "Title", type: "short", who: "together" },
      { id: "why", label: "Why", type: "long", who: "together" },
      { id: "milestones", label: "Milestones", type: "rows", who: "together", fields: [
        { id: "what", label: "What", type: "short", who: "together" } ] },
    ] }],
  },
};
const MESSAGES = { "x.one": "{count} goal", "x.other": "{count} goals", "hi": "Hello {name}" };

/** sessionStorage as a Map; `full` makes writing fail as a browser's does. */
class FakeStorage {
  items = new Map();
  full = false;
  get length() { return this.items.size; }
  key(index) { return [...this.items.keys()][index] ?? null; }
  getItem(key) { return this.items.get(key) ?? null; }
  setItem(key, value) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, value);
  }
  removeItem(key) { this.items.delete(key); }
}

/** navigator.locks of all the pages of a browser. */
const locks = {
  names: new Set(),
  async request(name, _options, use) {
    if (this.names.has(name)) return use(null);
    this.names.add(name);
    await use({ name });
    return this.names.delete(name);
  },
};

const rivers = [];

/** A page that has said hello; with a kernel whose delay is null, the test delivers messages itself. */
async function open(kernel, role, { storage = new FakeStorage(), ready = true } = {}) {
  const said = [];
  const river = new River(kernel.page(role), { storage, locks, document: null, announce: (text) => said.push(text) });
  Object.assign(river, { said, storage });
  rivers.push(river);
  await river.start();
  if (ready) await settle(kernel);
  return river;
}

/** Delivers everything that is under way, and what that brings about. */
async function settle(kernel) {
  do await tick();
  while (drain(kernel));
}

function drain(kernel) {
  const any = kernel.step();
  kernel.drain();
  return any;
}

/** Microtasks: a river sends when the event that wrote is over. */
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Time passes, second by second. */
function wait(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 1000) mock.timers.tick(1000);
}

/** The page goes, as by a reload: its timers end and it hears nothing more. */
function close(river) {
  river.close();
  river.model.off();
  river.model.deliver = () => {};
}

const newKernel = (options = {}) => new FakeKernel({ delay: null, traits: { forms: FORMS, messages: MESSAGES }, ...options });

test.afterEach(() => {
  for (const river of rivers.splice(0)) river.close();
});

test("an answer is shown at once, saved when the kernel says so, and told to the partner", async () => {
  const kernel = newKernel();
  const sam = await open(kernel, "mentor");
  const alex = await open(kernel, "mentee");
  assert.equal(alex.ready, true);
  assert.equal(alex.saved.state, "none");
  const changes = [];
  alex.on("change", (paths) => changes.push([...paths]));
  alex.set("goals/g1/title", "Lead the stand-up");
  assert.equal(alex.value("goals/g1/title"), "Lead the stand-up");
  assert.equal(alex.saved.state, "saving");
  assert.equal(sam.value("goals/g1/title"), null);
  await settle(kernel);
  assert.equal(alex.saved.state, "saved");
  assert.ok(alex.saved.at instanceof Date);
  assert.equal(sam.value("goals/g1/title"), "Lead the stand-up");
  assert.deepEqual(sam.author("goals/g1/title").by, "mentee");
  assert.equal(sam.writing("goals/g1/title"), "mentee");
  assert.ok(changes.flat().includes("goals/g1/title"));
  assert.equal(alex.storage.items.size, 2, "nothing waits: only the page ids and the workbook are kept");
});

test("one answer a path is under way, and the newest value wins while it waits", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  for (const title of ["L", "Le", "Lead"]) alex.set("goals/g1/title", title);
  await tick();
  const sent = () => alex.model.sent.filter((message) => message.type === "patches").flatMap((message) => message.patches);
  assert.deepEqual(sent().map((patch) => patch.to), ["L"]);
  assert.equal(alex.value("goals/g1/title"), "Lead");
  await settle(kernel);
  assert.deepEqual(sent().map((patch) => [patch.number, patch.to]), [[1, "L"], [2, "Lead"]]);
  assert.deepEqual(Object.keys(sent()[0]), ["number", "op", "path", "base", "to"]);
  assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
});

test("two people write in one text, and both sets of words are there", async () => {
  const kernel = newKernel();
  kernel.texts.set("agreement/purpose", { text: "We meet weekly.", by: "mentor", at: "2026-03-01T10:00:00Z" });
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  const moves = [];
  alex.on("text", (move) => moves.push(move));
  sam.editText("agreement/purpose", "Really, we meet weekly.");
  alex.editText("agreement/purpose", "We meet weekly. On Tuesdays.");
  await settle(kernel);
  assert.equal(sam.text("agreement/purpose"), "Really, we meet weekly. On Tuesdays.");
  assert.equal(alex.text("agreement/purpose"), sam.text("agreement/purpose"));
  assert.equal(applyChange("We meet weekly. On Tuesdays.", moves[0].steps), alex.text("agreement/purpose"));
  assert.equal(alex.author("agreement/purpose").by, "mentee");
});

test("whatever two people type, in whatever order it travels, both end with the kernel's text", async () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const r = random(seed);
    const kernel = newKernel();
    kernel.memory = seed % 2 === 0;
    const path = "agreement/purpose";
    kernel.texts.set(path, { text: randomText(r), by: "mentor", at: "2026-03-01T10:00:00Z" });
    const pages = [await open(kernel, "mentor"), await open(kernel, "mentee")];
    const shown = pages.map((page) => page.text(path));
    pages.forEach((page, index) => page.on("text", (move) => (shown[index] = applyChange(shown[index], move.steps))));
    for (let turn = 0; turn < 40; turn += 1) {
      const index = r(2);
      if (r(2)) {
        const letters = Array.from(pages[index].text(path));
        letters.splice(r(letters.length + 1), r(3), ...Array.from(randomText(r, 3)));
        shown[index] = letters.join("");
        pages[index].editText(path, shown[index]);
      } else kernel.step(r);
      if (r(3) === 0) await tick();
      if (r(25) === 0) pages[index].hello(); // as after a lost connection
      // What a field shows by following the moves is what the river says.
      pages.forEach((page, one) => assert.equal(shown[one], page.text(path), `seed ${seed}`));
    }
    await settle(kernel);
    for (const page of pages) {
      assert.equal(page.text(path), kernel.texts.get(path).text, `seed ${seed}`);
      assert.equal(page.saved.waiting, 0);
      close(page);
    }
  }
});

test("what is on the screen is told first, the rest when it is asked for, and it is news to nobody", async () => {
  const kernel = newKernel();
  kernel.write("agreement/frequency", "weekly", "mentor");
  kernel.write("goals/g1/title", "Lead", "mentor");
  kernel.write("agreement/purpose", "to learn", "mentor", { text: true });
  kernel.first = ["goals"];
  const alex = await open(kernel, "mentee");
  assert.equal(alex.value("goals/g1/title"), "Lead");
  assert.equal(alex.cell("agreement/frequency"), undefined);
  assert.equal(alex.text("agreement/purpose"), "");
  const heard = [];
  for (const event of ["change", "writing", "text", "whole"]) alex.on(event, (what) => heard.push([event, what]));
  kernel.write("agreement/frequency", "monthly", "mentor");
  await settle(kernel);
  assert.equal(alex.cell("agreement/frequency"), undefined);
  kernel.cells.set("goals/g1/title", { v: "Lead two", by: "mentor", at: new Date().toISOString() });
  const whole = alex.whole();
  await settle(kernel);
  await whole;
  assert.equal(alex.cell("agreement/frequency").answers.mentor.v, "monthly");
  assert.equal(alex.text("agreement/purpose"), "to learn");
  const [changed] = heard.filter(([event, paths]) => event === "change" && paths.size);
  assert.deepEqual([...changed[1]], ["goals/g1/title"], "what changed among the first is told as ever");
  assert.equal(heard.filter(([event]) => event === "whole").length, 1);
  const writers = heard.filter(([event]) => event === "writing").flatMap(([, paths]) => [...paths]);
  assert.deepEqual(writers, ["goals/g1/title"]);
  assert.ok(alex.seen >= new Date(kernel.cells.get("goals/g1/title").at));
  await alex.whole(); // it is there
  close(alex);
});

test("words that waited for a text which is told with the rest lie where they were meant", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const r = random(seed);
    const kernel = newKernel();
    kernel.memory = seed % 2 === 0;
    const path = "agreement/purpose";
    const storage = new FakeStorage();
    kernel.texts.set(path, { text: "one two three", by: "mentor", at: "2026-03-01T10:00:00Z" });
    let alex = await open(kernel, "mentee", { storage });
    alex.editText(path, "one two ⟨mine⟩ three");
    await tick();
    if (r(2)) kernel.step(); // it arrives; that it did is not heard
    if (r(2)) alex.editText(path, "one two ⟨mine⟩ three, and ⟨more⟩");
    const typed = [...alex.text(path).matchAll(/⟨\w+⟩/g)].map(([words]) => words);
    close(alex);
    kernel.pages.clear();
    kernel.queue.length = 0;
    if (r(2)) kernel.write(path, `sam ${kernel.texts.get(path).text}`, "mentor", { text: true });
    kernel.first = ["goals"];
    alex = await open(kernel, "mentee", { storage, ready: false });
    for (let count = r(6); count > 0; count -= 1) {
      kernel.step(r);
      if (r(2)) await tick();
    }
    if (r(2)) kernel.write(path, `${kernel.texts.get(path).text} end`, "mentor", { text: true });
    await settle(kernel);
    const whole = alex.whole();
    await settle(kernel);
    await whole;
    const { text } = kernel.texts.get(path);
    assert.equal(alex.text(path), text, `seed ${seed}`);
    for (const words of typed) assert.equal(text.split(words).length, 2, `seed ${seed}: ${text}`);
    assert.ok(text.includes("two ⟨mine⟩ three"), `seed ${seed}: ${text}`);
    assert.equal(alex.saved.waiting, 0);
    close(alex);
  }
});

test("words that wait for a text which is told with the rest are sent once it has been", async () => {
  const kernel = newKernel();
  const path = "agreement/purpose";
  const storage = new FakeStorage();
  kernel.write(path, "one two three", "mentor", { text: true });
  let alex = await open(kernel, "mentee", { storage });
  alex.editText(path, "one two ⟨mine⟩ three");
  close(alex); // before it could be sent
  kernel.pages.clear();
  kernel.write(path, "sam: one two three", "mentor", { text: true });
  kernel.first = ["goals"];
  alex = await open(kernel, "mentee", { storage });
  assert.equal(kernel.texts.get(path).text, "sam: one two three", "it does not know yet where its words belong");
  assert.equal(alex.saved.waiting, 1);
  const whole = alex.whole();
  await settle(kernel);
  await whole;
  assert.equal(kernel.texts.get(path).text, "sam: one two ⟨mine⟩ three");
  assert.equal(alex.saved.waiting, 0);
  close(alex);
});

test("a page that shows another view than was prepared is told everything at once", async () => {
  const kernel = newKernel();
  kernel.write("agreement/frequency", "weekly", "mentor");
  kernel.write("goals/g1/title", "Lead", "mentor");
  kernel.first = ["goals"];
  const alex = await open(kernel, "mentee", { ready: false });
  const seen = [];
  alex.on("open", () => seen.push(alex.cell("agreement/frequency")?.answers.mentor.v, alex.value("goals/g1/title")));
  alex.emit("view", "agreement"); // Back was pressed while the workbook was being opened
  const whole = alex.whole();
  assert.equal(alex.complete, false);
  await settle(kernel);
  await whole;
  assert.deepEqual(seen, ["weekly", "Lead"], "drawn once, with everything");
  close(alex);
});

test("the rest is asked for by itself, and once more where it does not come", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const kernel = newKernel();
    kernel.write("agreement/frequency", "weekly", "mentor");
    kernel.first = ["goals"];
    const alex = await open(kernel, "mentee");
    let [asked, sound] = [0, false];
    const send = alex.send.bind(alex);
    alex.send = (message, buffers) => {
      if (message.type === "rest") asked += 1;
      return message.type !== "rest" || sound ? send(message, buffers) : true; // into a line that is already dead
    };
    mock.timers.tick(499);
    assert.equal(asked, 0);
    mock.timers.tick(1);
    assert.equal(asked, 1);
    sound = true;
    mock.timers.tick(10_000);
    await settle(kernel);
    assert.equal(asked, 2);
    assert.equal(alex.complete, true);
    assert.equal(alex.cell("agreement/frequency").answers.mentor.v, "weekly");
    mock.timers.tick(60_000);
    assert.equal(asked, 2);
    close(alex);
  } finally {
    mock.timers.reset();
  }
});

test("what comes with the rest was not written just now, and from a part nobody is said to have been last here", async () => {
  for (const again of [false, true]) {
    const kernel = newKernel();
    kernel.write("goals/g1/title", "Lead", "mentor");
    const then = new Date(Date.now() + 5000).toISOString();
    kernel.cells.set("agreement/frequency", { v: "weekly", by: "mentor", at: then });
    kernel.write("agreement/purpose", "to learn", "mentor", { text: true });
    kernel.first = ["goals"];
    const alex = await open(kernel, "mentee");
    const [written, changed] = [[], []];
    alex.on("written", (paths) => written.push(...paths));
    alex.on("change", (paths) => changed.push(...paths));
    assert.equal(alex.seen, null);
    assert.equal(alex.copy().partly, true);
    const whole = alex.whole({ soon: !again });
    if (again) alex.hello(); // the line was lost and is back
    await settle(kernel);
    await whole;
    assert.deepEqual(written, []);
    assert.ok(changed.includes("agreement/frequency") && changed.includes("agreement/purpose"), "what is drawn may name it");
    assert.equal(alex.seen.toISOString(), then);
    assert.equal(alex.copy().partly, false);
    kernel.write("goals/g1/title", "Lead two", "mentor");
    await settle(kernel);
    alex.set("goals/g1/title", "Lead three");
    assert.deepEqual(written, ["goals/g1/title", "goals/g1/title"]);
    close(alex);
  }
});

test("words typed while the partner writes survive, whole and in order", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const r = random(seed);
    const kernel = newKernel();
    const path = "agreement/purpose";
    kernel.texts.set(path, { text: "one two three four", by: "mentor", at: "2026-03-01T10:00:00Z" });
    const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
    let caret = alex.text(path).length;
    alex.on("text", ({ steps }) => (caret = moveCaret(caret, steps)));
    const mine = "⟨Ask Priya to sit in on one stand-up⟩";
    for (const letter of mine) {
      const whole = alex.text(path);
      alex.editText(path, whole.slice(0, caret) + letter + whole.slice(caret), { caret: (caret += 1) });
      if (r(2)) {
        const words = sam.text(path).split(" ");
        words.splice(r(words.length), 0, "sam");
        if (!sam.text(path).includes("⟨")) sam.editText(path, words.join(" "));
        else sam.editText(path, `sam ${sam.text(path)}`);
      }
      for (let count = r(5); count > 0; count -= 1) kernel.step(r);
      if (r(2)) await tick();
    }
    await settle(kernel);
    assert.equal(alex.text(path), kernel.texts.get(path).text);
    assert.ok(alex.text(path).includes(mine), `seed ${seed}: ${alex.text(path)}`);
    assert.equal(alex.text(path).slice(0, caret).at(-1), "⟩", "the caret is still behind what was typed");
    [sam, alex].forEach(close);
  }
});

test("what a lost acknowledgement left is sent again after a reload, under the same number, and applied once", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const alex = await open(kernel, "mentee", { storage });
  alex.editText("agreement/purpose", "a team");
  alex.set("goals/g1/title", "Lead");
  await tick();
  kernel.step(); // the kernel has it; the acknowledgement never arrives
  assert.equal(kernel.texts.get("agreement/purpose").text, "a team");
  alex.editText("agreement/purpose", "a team that laughs");
  close(alex);
  kernel.pages.clear();
  kernel.queue.length = 0;

  const again = await open(kernel, "mentee", { storage });
  assert.equal(again.text("agreement/purpose"), "a team that laughs");
  await settle(kernel);
  assert.equal(kernel.texts.get("agreement/purpose").text, "a team that laughs");
  assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
  assert.equal(again.saved.waiting, 0);
});

test("what waits is shown after a reload before it has arrived", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  kernel.write("goals/g1/title", "Lea", "mentee");
  const alex = await open(kernel, "mentee", { storage });
  kernel.disk = false;
  alex.set("goals/g1/title", "Lead");
  const id = alex.add("goals", { title: "Speak" });
  close(alex);
  kernel.pages.clear();

  const again = await open(kernel, "mentee", { storage, ready: false });
  const seen = [];
  again.on("open", () => seen.push(again.value("goals/g1/title"), ...again.rows("goals").map((row) => row.id)));
  await settle(kernel);
  assert.deepEqual(seen, ["Lead", id]);
});

test("a browser that was killed remembers its storage as it was: what has been sent since is not sent once more", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const alex = await open(kernel, "mentee", { storage });
  const write = async (words) => {
    alex.editText("agreement/purpose", words);
    alex.set("goals/g1/title", words);
    await tick();
  };
  await write("one");
  await write("one two"); // these wait for the first, without a number
  const remembered = new Map(storage.items);
  await settle(kernel);
  await write("one two three");
  await settle(kernel);
  assert.equal(alex.saved.waiting, 0);
  close(alex);
  kernel.pages.clear();
  storage.items = remembered;

  const again = await open(kernel, "mentee", { storage });
  await settle(kernel);
  for (const said of [again.text("agreement/purpose"), kernel.texts.get("agreement/purpose").text]) assert.equal(said, "one two three");
  for (const said of [again.value("goals/g1/title"), kernel.cells.get("goals/g1/title").v]) assert.equal(said, "one two three");
  assert.equal(again.saved.waiting, 0);
  assert.equal(storage.getItem(`mentorbook:book-1:${again.page}`), null);
});

test("words without a number are sent after a reload also where all that had one has arrived", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const alex = await open(kernel, "mentee", { storage });
  alex.editText("agreement/purpose", "one");
  await settle(kernel);
  kernel.deaf = true;
  alex.pulse.fail();
  alex.outbox.text("agreement/purpose").type("one two"); // as the page goes: nothing has numbered them yet
  close(alex);
  kernel.pages.clear();
  kernel.deaf = false;

  await open(kernel, "mentee", { storage });
  await settle(kernel);
  assert.equal(kernel.texts.get("agreement/purpose").text, "one two");
});

test("what never arrived is sent after a reload, around what the partner wrote meanwhile", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const alex = await open(kernel, "mentee", { storage });
  kernel.write("agreement/purpose", "one two three", "mentor", { text: true });
  await settle(kernel);
  kernel.deaf = true;
  alex.editText("agreement/purpose", "one two big three", { caret: 12 });
  alex.editText("agreement/purpose", "one two big three!", { caret: 18 });
  alex.set("agreement/frequency", "weekly");
  alex.set("agreement/frequency", "monthly");
  const id = alex.add("goals", { title: "Lead", why: "Because" });
  await tick();
  close(alex);
  kernel.pages.clear();
  kernel.queue.length = 0;
  kernel.deaf = false;
  kernel.write("agreement/purpose", "ONE two three", "mentor", { text: true });

  const again = await open(kernel, "mentee", { storage });
  await settle(kernel);
  assert.equal(kernel.texts.get("agreement/purpose").text, "ONE two big three!");
  assert.equal(again.text("agreement/purpose"), "ONE two big three!");
  assert.equal(kernel.cells.get("agreement/frequency").answers.mentee.v, "monthly");
  assert.equal(kernel.cells.get(`goals/${id}/title`).v, "Lead");
  assert.equal(kernel.texts.get(`goals/${id}/why`).text, "Because");
  assert.equal(again.page, alex.page);
});

test("a second live page of the same storage gets an id of its own", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const one = await open(kernel, "mentee", { storage });
  const copied = new FakeStorage();
  copied.items = new Map(storage.items);
  const two = await open(kernel, "mentee", { storage: copied });
  assert.match(one.page, /^[0-9a-f]{32}$/);
  assert.notEqual(one.page, two.page);
});

test("refused: what was typed stays on the screen with the sentence", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  kernel.refuse = ({ op, to }) => (String(to).length > 5 ? "Write at most five letters." : null);
  alex.set("goals/g1/title", "Far too long");
  alex.editText("agreement/purpose", "Far too long");
  await settle(kernel);
  assert.equal(alex.problem("goals/g1/title"), "Write at most five letters.");
  assert.equal(alex.value("goals/g1/title"), "Far too long");
  assert.equal(alex.text("agreement/purpose"), "Far too long");
  assert.equal(alex.saved.waiting, 0);
  alex.set("goals/g1/title", "Lead");
  alex.editText("agreement/purpose", "Far");
  await settle(kernel);
  assert.equal(alex.problem("goals/g1/title"), null);
  assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
  assert.equal(kernel.texts.get("agreement/purpose").text, "Far");
  alex.set("goals/g1/title", "Far too long");
  await settle(kernel);
  alex.clearProblem("goals/g1/title");
  assert.equal(alex.value("goals/g1/title"), "Lead");
});

test("rows come and go at once, and a removed one can be restored", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  const id = alex.add("goals", { title: "Lead" });
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(alex.rows("goals").map((row) => [row.path, row.by]), [[`goals/${id}`, "mentee"]]);
  const step = alex.add(`goals/${id}/milestones`, { what: "Ask Priya" });
  alex.add("goals", { title: "Derived" }, "from-a-reflection");
  await settle(kernel);
  assert.deepEqual(sam.rows(`goals/${id}/milestones`).map((row) => row.id), [step]);
  assert.equal(sam.rows("goals").length, 2);
  sam.remove(`goals/${id}`);
  assert.equal(sam.rows("goals").length, 1);
  assert.deepEqual(sam.removedRows("goals").map((row) => row.id), [id]);
  sam.restore(`goals/${id}`);
  await settle(kernel);
  assert.equal(alex.rows("goals").length, 2);
});

test("signing waits for the words it signs", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  alex.set("agreement/frequency", "weekly");
  alex.set("agreement/frequency", "monthly");
  alex.sign("agreement", "Alex");
  await settle(kernel);
  const sent = alex.model.sent.filter((message) => message.type === "patches").flatMap((message) => message.patches);
  assert.deepEqual(sent.map((patch) => [patch.op, patch.to ?? patch.name]), [["set", "weekly"], ["set", "monthly"], ["sign", "Alex"]]);
});

test("what is done to answers and rows says what its writer had seen, so that settling takes the place of all of it", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  sam.set("agreement/frequency", "weekly");
  alex.set("agreement/frequency", "monthly");
  await settle(kernel);
  const seen = alex.revision;
  alex.settle("agreement/frequency", "weekly");
  alex.talked("agreement/frequency");
  alex.sign("agreement", "Alex");
  alex.remove(`goals/${alex.add("goals", { title: "Lead" })}`);
  alex.set("agreement/purpose", "Lead");
  alex.set("agreement/purpose", "Lead a team");
  alex.sign("agreement", "Alex Rivera"); // goes later than the words that it signs
  await settle(kernel);
  const sent = alex.model.sent.filter((message) => message.type === "patches").flatMap((message) => message.patches);
  const ops = ["settle", "talked", "sign", "add", "remove", "sign"];
  assert.deepEqual(sent.filter(({ op }) => ops.includes(op)).map(({ op, base }) => [op, base]), ops.map((op) => [op, seen]));
});

test("both answers, settling and talking show before the kernel has answered", async () => {
  const kernel = newKernel();
  const [sam, alex] = [await open(kernel, "mentor"), await open(kernel, "mentee")];
  sam.set("agreement/frequency", "weekly");
  await settle(kernel);
  alex.set("agreement/frequency", "monthly");
  assert.deepEqual(
    Object.entries(alex.cell("agreement/frequency").answers).map(([who, answer]) => [who, answer.v]),
    [["mentor", "weekly"], ["mentee", "monthly"]],
  );
  await settle(kernel);
  assert.equal(alex.cell("agreement/frequency").differs, true);
  alex.talked("agreement/frequency");
  alex.settle("agreement/frequency", "weekly");
  assert.equal(alex.cell("agreement/frequency").settled, true);
  assert.equal(alex.value("agreement/frequency"), "weekly");
  await settle(kernel);
  assert.equal(sam.cell("agreement/frequency").talked, true);
  assert.equal(sam.value("agreement/frequency"), "weekly");
});

test("a full storage is survived, and the page warns before it is left with words waiting", async () => {
  const kernel = newKernel();
  const storage = new FakeStorage();
  const alex = await open(kernel, "mentee", { storage });
  storage.full = true;
  alex.set("goals/g1/title", "Lead");
  assert.equal(alex.mustWarn, true);
  await settle(kernel);
  assert.equal(alex.mustWarn, false);
  assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
});

test("a splice that does not fit makes the page ask for the whole again", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  kernel.texts.set("agreement/purpose", { text: "abc", by: "mentor", at: "2026-03-01T10:00:00Z" });
  const told = { at: 0, cut: 0, put: "bc", length: 3, by: "mentor", when: "2026-03-01T10:00:00Z" };
  alex.receive({ type: "changes", revision: 9, reached: 0, cells: {}, texts: { "agreement/purpose": told } }, []);
  await settle(kernel);
  assert.equal(alex.text("agreement/purpose"), "abc");
});

test("without an answer the connection is lost, words are kept, and go out when it is back", async () => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"] });
  try {
    const kernel = newKernel();
    const alex = await open(kernel, "mentee");
    const states = [];
    alex.on("connection", () => states.push(alex.connection));
    for (let beat = 0; beat < 4; beat += 1) {
      mock.timers.tick(2000);
      kernel.drain();
    }
    assert.deepEqual(states, []);
    kernel.deaf = true;
    wait(6000);
    assert.deepEqual(states, ["lost"]);
    alex.set("goals/g1/title", "Lead");
    await tick();
    assert.deepEqual([alex.saved.state, alex.saved.waiting], ["kept", 1]);
    kernel.deaf = false;
    mock.timers.tick(2000);
    await settle(kernel);
    assert.deepEqual(states, ["lost", "live"]);
    assert.equal(alex.saved.state, "saved");
    assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
    assert.equal(alex.model.sent.filter((message) => message.type === "hello").length, 2);
  } finally {
    mock.timers.reset();
  }
});

test("a kernel that forgot the page is told from one that is silent", async () => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"] });
  try {
    const kernel = newKernel();
    const alex = await open(kernel, "mentee");
    alex.model.widget_manager._get_comm_info = async () => ({ "another-comm": {} });
    kernel.deaf = true;
    wait(8000);
    await tick();
    assert.equal(alex.connection, "gone");
  } finally {
    mock.timers.reset();
  }
});

test("a closed comm does not break writing", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  alex.model.comm_live = false;
  const warn = mock.method(console, "warn", () => {});
  alex.set("goals/g1/title", "Lead");
  await tick();
  assert.equal(alex.connection, "lost");
  assert.equal(alex.value("goals/g1/title"), "Lead");
  assert.equal(alex.saved.state, "kept");
  warn.mock.restore();
});

test("when the disk is full the words wait, and are sent again", async () => {
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"] });
  try {
    const kernel = newKernel();
    const alex = await open(kernel, "mentee");
    kernel.disk = false;
    alex.set("goals/g1/title", "Lead");
    await settle(kernel);
    assert.equal(alex.trouble.kind, "disk");
    assert.equal(alex.saved.state, "kept");
    kernel.disk = true;
    mock.timers.tick(3000);
    await settle(kernel);
    assert.equal(alex.trouble, null);
    assert.equal(alex.saved.state, "saved");
  } finally {
    mock.timers.reset();
  }
});

test("requests have answers, also when something is wrong", async () => {
  const kernel = newKernel();
  kernel.open = false;
  kernel.workbooks = [{ file: "a.mentorbook", mentor: "Sam", mentee: "Alex", changed: "2026-03-01T10:00:00Z" }];
  const page = await open(kernel, null);
  assert.equal(page.phase, "welcome");
  assert.equal(page.welcome.workbooks.length, 1);
  const opening = page.open("a.mentorbook", "mentee");
  await settle(kernel);
  assert.equal((await opening).type, "opened");
  assert.equal(page.ready, true);
  assert.deepEqual(page.toOpen, { file: "sam-alex.mentorbook", role: "mentee" });
  const download = page.download();
  await settle(kernel);
  assert.equal((await download).bytes.byteLength, 16);
  const merging = page.upload("copy.mentorbook", new ArrayBuffer(4), { into: true });
  page.receive({ type: "trouble", kind: "file", message: "This is no workbook.", keep: true }, []);
  assert.equal((await merging).message, "This is no workbook.");
  assert.equal(page.trouble, null, "who asked shows it");
  const leaving = page.leave();
  await settle(kernel);
  await leaving;
  assert.equal(page.phase, "welcome");
  assert.equal(page.storage.getItem("mentorbook:open"), null);
});

test("words for a workbook wait in the tab while another is open", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  kernel.deaf = true;
  alex.set("goals/g1/title", "Lead");
  await tick();
  kernel.deaf = false;
  kernel.queue.length = 0;
  alex.receive({ type: "welcome", mode: "personal", folder: true, workbooks: [], journeys: [] }, []);
  assert.equal(alex.value("goals/g1/title"), null);
  const opening = alex.open("sam-alex.mentorbook", "mentee");
  await settle(kernel);
  await opening;
  assert.equal(kernel.cells.get("goals/g1/title").v, "Lead");
});

test("one person's waiting words never go out under the other's name", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  kernel.deaf = true;
  alex.set("goals/g1/title", "Alex's words");
  await tick();
  kernel.deaf = false;
  kernel.queue.length = 0;
  const first = alex.page;
  const leaving = alex.leave();
  await settle(kernel);
  await leaving;
  const opening = alex.open("sam-alex.mentorbook", "mentor");
  await settle(kernel);
  await opening;
  await settle(kernel);
  assert.equal(alex.role, "mentor");
  assert.notEqual(alex.page, first);
  assert.equal(alex.value("goals/g1/title"), null);
  alex.set("goals/g2/title", "Sam's words");
  await settle(kernel);
  assert.equal(kernel.cells.get("goals/g2/title").by, "mentor");
  assert.equal(kernel.cells.has("goals/g1/title"), false);
  const back = alex.open("sam-alex.mentorbook", "mentee");
  await settle(kernel);
  await back;
  await settle(kernel);
  assert.equal(kernel.cells.get("goals/g1/title").by, "mentee");
});

test("sentences come from the catalogue", async () => {
  const kernel = newKernel();
  const alex = await open(kernel, "mentee");
  assert.equal(alex.say("hi", { name: "{Ada}" }), "Hello {Ada}");
  assert.equal(alex.say("x", { count: 1 }), "1 goal");
  assert.equal(alex.say("x", { count: 3 }), "3 goals");
  assert.equal(alex.name("mentor"), "Sam");
});
