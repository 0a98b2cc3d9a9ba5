import assert from "node:assert/strict";
import { test } from "node:test";
import { next, stage } from "../../widgets/home/facts.js";

const FOUR = [
  { id: "preparation", forms: ["profile", "skills"] },
  { id: "negotiation", forms: ["fit", "agreement", "goals"] },
  { id: "enabling", forms: ["meetings", "actions"] },
  { id: "closure", forms: ["closure"] },
];
const FIVE = [{ id: "fit", forms: ["profile"] }, { id: "goal", forms: ["goals"] }, { id: "logistics", forms: ["agreement"] }, { id: "notice", forms: [] }, { id: "metrics", forms: ["goals"] }];
const LONG = [...["ready", "meet"].map((id) => ({ id, forms: id === "ready" ? ["profile"] : ["fit"] })), { id: "agree", forms: ["agreement"] }, ...["aim", "build", "midpoint", "grow", "close"].map((id) => ({ id, forms: [] }))];
const DAY = "2026-03-03T10:00:00Z";
const goal = (over = {}) => ({ path: "goals/a", title: "Lead", status: "active", owner: "mentee", measured: true, ...over });

function facts(over = {}, agreement = {}) {
  return {
    role: "mentee", partner: "mentor", profile: { mine: 0, theirs: 0 }, goals: [goal()], late: [], reflected: 2, begun: 20, week: 4, weeks: 12,
    agreement: { mine: 0, theirs: 0, differ: 0, sections: 0, signed: { mentor: DAY, mentee: DAY }, changed: 0, ...agreement },
    ...over,
  };
}
const unsigned = { signed: { mentor: null, mentee: null } };

test("the first stage lasts until both profiles have what is required", () => {
  assert.equal(stage(facts({ profile: { mine: 0, theirs: 1 } }, unsigned), FOUR), 0);
  assert.equal(stage(facts({}, unsigned), FOUR), 1);
});

test("agreeing lasts until both have signed; then nothing skipped holds a pair back", () => {
  assert.equal(stage(facts({}, { signed: { mentor: DAY, mentee: null } }), FOUR), 1);
  assert.equal(stage(facts({ profile: { mine: 2, theirs: 1 } }), FOUR), 2);
});

test("a stage for goals before the agreement waits for a goal", () => {
  assert.equal(stage(facts({ goals: [] }, unsigned), FIVE), 1);
  assert.equal(stage(facts({}, unsigned), FIVE), 2);
  assert.equal(stage(facts(), FIVE), 3);
});

test("closing begins in the last week, or when every goal is closed", () => {
  assert.equal(stage(facts({ week: 11 }), FOUR), 2);
  assert.equal(stage(facts({ week: 12 }), FOUR), 3);
  assert.equal(stage(facts({ goals: [goal({ status: "achieved" }), goal({ status: "dropped" })] }), FOUR), 3);
  assert.equal(stage(facts({ goals: [] }), FOUR), 2);
});

test("stages of work share the weeks; without weeks it stays at the first of them", () => {
  const at = (week) => stage(facts({ week, weeks: 16 }), LONG);
  assert.deepEqual([1, 2, 5, 6, 9, 15, 16].map(at), [3, 3, 3, 4, 5, 6, 7]);
  assert.equal(stage(facts({ weeks: null, week: 60 }), LONG), 3);
  assert.equal(stage(facts(), []), -1);
});

test("one next step, in the order a pair gets going", () => {
  const key = (over, agreement) => next(facts(over, agreement)).key;
  assert.equal(key({ profile: { mine: 3, theirs: 0 } }, unsigned), "profile");
  assert.equal(key({}, { ...unsigned, mine: 4, sections: 2 }), "agreement");
  assert.equal(key({}, { ...unsigned, differ: 2 }), "talk");
  assert.equal(key({}, { ...unsigned, theirs: 2 }), "answers");
  assert.equal(key({}, unsigned), "sign");
  assert.equal(key({}, { signed: { mentor: null, mentee: DAY } }), "partner");
  assert.equal(key({}, { changed: 2 }), "resign");
  assert.equal(key({ goals: [] }), "goal");
  assert.equal(key({ goals: [goal({ measured: false })] }), "measure");
  assert.equal(key({ goals: [goal({ measured: false, status: "dropped" })] }), "going");
  assert.equal(key({ late: [{ what: "Ask Priya" }] }), "late");
  assert.equal(key({ reflected: 14 }), "reflect");
  assert.equal(key({ reflected: null }), "reflect.first");
  assert.equal(key({ reflected: null, begun: 3 }), "going");
  assert.equal(key(), "going");
});

test("while the partner has yet to answer or sign, there is something of one's own to do", () => {
  assert.equal(next(facts({ goals: [] }, { signed: { mentor: null, mentee: DAY } })).view, "goals");
  assert.equal(next(facts({}, { ...unsigned, theirs: 1 })).view, "reflection");
});

test("without an agreement on the page, it is neither asked for nor waited for", () => {
  assert.equal(next(facts({ agreement: null })).key, "going");
  assert.equal(stage(facts({ agreement: null }), FOUR), 2);
});

test("a goal is its owner's to measure, and the mentee's to begin", () => {
  const bare = goal({ measured: false });
  assert.deepEqual([next(facts({ goals: [bare] })).key, next(facts({ goals: [bare] })).path], ["measure", "goals/a"]);
  assert.notEqual(next(facts({ role: "mentor", partner: "mentee", goals: [bare] })).key, "measure");
  assert.equal(next(facts({ role: "mentor", partner: "mentee", goals: [{ ...bare, owner: "both" }] })).key, "measure");
  assert.equal(next(facts({ goals: [] })).key, "goal");
  assert.notEqual(next(facts({ role: "mentor", partner: "mentee", goals: [] })).key, "goal");
});
