import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { placeName } from "../../widgets/common/paths.js";
import { River } from "../../widgets/common/river.js";
import { Whereabouts } from "../../widgets/common/whereabouts.js";
import { FakeKernel } from "./fake_kernel.js";

const FORMS = {
  agreement: { id: "agreement", per: "pair", sections: [
    { id: "a", title: "What for", fields: [{ id: "purpose", label: "Purpose", type: "long", who: "together" }] },
    { id: "b", title: "", fields: [{ id: "place", label: "Where", type: "short", who: "together" }] },
  ] },
  goals: { id: "goals", per: "many", sections: [
    { id: "g", title: "Steps", fields: [{ id: "milestones", label: "Milestones", type: "rows", fields: [{ id: "what", label: "What", type: "short" }] }] },
  ] },
};
const MESSAGES = { "live.here": "{name} is here", "live.same": "{name} is in the same field as you." };
const PLACE = "agreement/purpose";

async function open(role = "mentor") {
  const said = [];
  const kernel = new FakeKernel({ delay: null, traits: { forms: FORMS, messages: MESSAGES } });
  const river = new River(kernel.page(role), { storage: null, document: null, announce: (text) => said.push(text) });
  await river.start();
  kernel.drain();
  return { river, said, tell: (here, place = "") => river.model.receive({ type: "here", here, place }) };
}

test("a page knows whether its partner is here, and which fields that changes", async () => {
  const { river, tell } = await open();
  assert.deepEqual(river.partnerNow, { here: null, place: "" });
  const heard = [];
  river.on("here", (paths) => heard.push([...paths]));
  tell(true);
  tell(true, PLACE);
  tell(true, "goals/1/title");
  assert.deepEqual(river.partnerNow, { here: true, place: "goals/1/title" });
  assert.equal(river.seen, null);
  tell(false);
  assert.deepEqual(heard, [[], [PLACE], [PLACE, "goals/1/title"], ["goals/1/title"]]);
  assert.ok(Date.now() - river.seen < 1000, "was here just now");
  river.close();
});

test("without a connection nobody knows who is here", async () => {
  const { river, tell } = await open();
  tell(true, PLACE);
  const heard = [];
  river.on("here", (paths) => heard.push(...paths));
  river.pulse.fail();
  assert.deepEqual(river.partnerNow, { here: null, place: "" });
  assert.deepEqual(heard, [PLACE], "the flag at the field goes");
  river.close();
});

test("another workbook, or somebody else's page, knows nothing yet", async () => {
  const { river, tell } = await open();
  tell(true, PLACE);
  river.model.receive({ type: "welcome", mode: "personal", workbooks: [], journeys: [] });
  assert.deepEqual(river.partnerNow, { here: null, place: "" });
  river.close();
});

test("somebody coming is said once in a while, and being in the same field as well", async () => {
  const now = mock.method(Date, "now", () => 1_000_000);
  const { river, said, tell } = await open();
  river.names = { mentor: "Sam", mentee: "Alex" };
  tell(true);
  tell(true, PLACE);
  tell(false);
  tell(true);
  assert.deepEqual(said, ["Alex is here"]);
  river.whereabouts = { place: PLACE, tell: () => PLACE, end() {} };
  tell(true, PLACE);
  tell(true);
  tell(true, PLACE);
  assert.deepEqual(said, ["Alex is here", "Alex is in the same field as you."]);
  tell(false);
  now.mock.mockImplementation(() => 1_070_000);
  tell(true);
  assert.deepEqual(said.slice(2), ["Alex is here"]);
  river.close();
  now.mock.restore();
});

test("the ping says where the reader writes", async () => {
  const { river } = await open();
  river.tryNow();
  river.whereabouts = { place: PLACE, tell: () => PLACE, end() {} };
  river.tryNow();
  const pings = river.model.sent.filter(({ type }) => type === "ping");
  assert.deepEqual(pings.slice(-2), [{ type: "ping", place: "" }, { type: "ping", place: PLACE }]);
  river.close();
});

// --- where the reader is

class FakeDocument extends EventTarget {
  activeElement = null;
}

function input(path, { kind = true, ...more } = {}) {
  const field = path === null ? null : { dataset: { path } };
  return { matches: () => kind, closest: () => field, ...more };
}

test("what counts is the field of this page that can be written in", () => {
  const document = new FakeDocument();
  const foreign = input("agreement/place");
  const where = new Whereabouts({ document, owns: (el) => el !== foreign.closest(), moved: () => {} });
  for (const [element, place] of [
    [input(PLACE), PLACE],
    [input(PLACE, { kind: false }), ""],
    [input(PLACE, { readOnly: true }), ""],
    [input(PLACE, { disabled: true }), ""],
    [input(null), ""],
    [foreign, ""],
    [null, ""],
  ]) {
    document.activeElement = element;
    assert.equal(where.place, place);
  }
  where.end();
});

test("a new place is told at once, what is only passed through is not, and whoever rests does not write", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  let told = [];
  const document = new FakeDocument();
  const where = new Whereabouts({ document, owns: () => true, moved: () => told.push(where.tell()), now: () => now });
  const go = (path) => {
    document.activeElement = input(path);
    document.dispatchEvent(new Event("focusin"));
  };
  go("agreement/place");
  mock.timers.tick(50);
  go(PLACE);
  mock.timers.tick(200);
  assert.deepEqual(told, [PLACE]);
  document.dispatchEvent(new Event("keydown"));
  mock.timers.tick(200);
  assert.deepEqual(told, [PLACE], "the same place is no news");
  now = 61_000;
  assert.equal(where.tell(), "");
  told = [];
  document.dispatchEvent(new Event("keydown"));
  mock.timers.tick(200);
  assert.deepEqual(told, [PLACE], "somebody who goes on is there again");
  where.end();
  go("agreement/place");
  mock.timers.tick(200);
  assert.equal(told.length, 1);
  mock.timers.reset();
});

test("a place is called by its section, or by its field where that has no title", () => {
  assert.equal(placeName(FORMS, PLACE), "What for");
  assert.equal(placeName(FORMS, "agreement/place"), "Where");
  assert.equal(placeName(FORMS, "goals/1/milestones/2/what"), "Steps");
  assert.equal(placeName(FORMS, "signatures/1/signed"), "");
  assert.equal(placeName(FORMS, ""), "");
});
