// Courses without a page: how answers and ways are written, where to go on, the map, the fields of an exercise.

import assert from "node:assert/strict";
import test from "node:test";

import { goOn as goOnCourse, passed, state as stateOf } from "../../widgets/course/standing.js";
import { parts } from "../../widgets/exercise/parts.js";
import { complete, goOn, moved, read, state, written } from "../../widgets/quiz/answers.js";
import { ended, found, latest, map, written as way } from "../../widgets/roleplay/ways.js";

test("an answer reads back as it was written", () => {
  for (const [kind, draft] of [["single", ["k1"]], ["multiple", ["k1", "k2"]], ["ordering", ["b", "a"]], ["matching", { l: "r", m: "s" }], ["short", "two words"]]) {
    assert.deepEqual(read(kind, written(kind, draft)), draft);
  }
  assert.equal(written("short", "  said  "), "said");
  assert.deepEqual(read("single", ""), []);
  assert.deepEqual(read("matching", ""), {});
});

test("what is not answered cannot be checked", () => {
  const pair = { kind: "matching", options: [{ id: "a" }, { id: "b" }] };
  assert.equal(complete(pair, { a: "x" }), false);
  assert.equal(complete(pair, { a: "x", b: "x" }), true);
  assert.equal(complete({ kind: "short" }, "  "), false);
  assert.equal(complete({ kind: "single" }, []), false);
  assert.equal(complete({ kind: "multiple" }, ["a"]), true);
});

test("things are put in order one place at a time, and never past the ends", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], 1, 2), ["a", "b"]);
});

test("one goes on with what is not answered, then with what is not right", () => {
  const questions = [{ id: "q1" }, { id: "q2" }, { id: "q3" }];
  assert.equal(goOn(questions, {}), 0);
  assert.equal(goOn(questions, { q1: { tries: 1, solved: false } }), 1);
  const all = { q1: { tries: 1, solved: true }, q2: { tries: 2, solved: false }, q3: { tries: 1, solved: true } };
  assert.equal(goOn(questions, all), 1);
  assert.equal(goOn(questions, { ...all, q2: { tries: 3, solved: true } }), -1);
  assert.deepEqual([state(undefined), state({ tries: 0 }), state(all.q1), state(all.q2)], ["open", "open", "right", "wrong"]);
});

const scene = (id, ...choices) => ({ id, text: id, choices: choices.map((one) => ({ id: one, text: one })) });
const START = scene("start", "a", "b", "c");
const MIDDLE = scene("middle", "x", "y");
const END = scene("end");
const step = (at, choice) => ({ scene: at, choice, text: choice, rating: "fair" });
const WAYS = [
  { id: "1", steps: [step(START, "a"), step(MIDDLE, "x")], here: END },
  { id: "2", steps: [step(START, "a")], here: MIDDLE },
  { id: "3", steps: [step(START, "b")], here: scene("other") },
];

test("a way is written as the choices it is made of", () => {
  assert.equal(way(WAYS[0].steps), "a x");
  assert.equal(way(WAYS[1].steps, "y"), "a y");
  assert.equal(way([], "c"), "c");
  assert.equal(latest(WAYS).id, "3");
  assert.equal(latest([]), null);
});

test("the map shows each way once, and where something is left to try", () => {
  const root = map(START, WAYS);
  assert.deepEqual(root.branches.map((one) => one.step.choice), ["a", "b"]);
  assert.equal(root.untried, 1);
  const [a, b] = root.branches.map((one) => one.next);
  assert.equal(a.scene.id, "middle");
  assert.equal(a.untried, 1);
  assert.deepEqual(a.steps.map((one) => one.choice), ["a"]);
  assert.ok(ended({ here: a.branches[0].next.scene }));
  assert.equal(b.untried, 0);
  assert.equal(found(WAYS), 2);
  assert.equal(map(START, []).untried, 3);
});

test("an exercise shows only the fields it asks for, whatever their section hangs on", () => {
  const forms = {
    goals: { id: "goals", sections: [{ id: "what", fields: [{ id: "title" }, { id: "why" }] }, { id: "smart", when: { frame: "smart" }, fields: [{ id: "specific" }] }, { id: "end", fields: [{ id: "evidence" }] }] },
    skills: { id: "skills", sections: [{ id: "all", when: { moment: "start" }, fields: [{ id: "listen" }] }] },
  };
  const [goals, skills] = parts(["goals/title", "skills", "goals/specific", "nothing/at_all"], (id) => forms[id]);
  assert.deepEqual(goals.ids, ["title", "specific"]);
  assert.deepEqual(goals.form.sections.map((one) => one.when), [undefined, undefined]);
  assert.equal(skills.whole, true);
  assert.deepEqual(skills.form.sections[0].when, { moment: "start" });
});

test("a course goes on where something was done last", () => {
  const modules = [{ id: "one" }, { id: "two" }, { id: "three" }];
  const lessons = new Map([["one", { passed: true, at: "3" }], ["two", { passed: false, at: "" }], ["three", { passed: false, at: "2" }]]);
  assert.equal(goOnCourse(modules, lessons).id, "three");
  assert.equal(goOnCourse(modules, new Map()).id, "one");
  assert.equal(passed(modules, lessons), 1);
  assert.deepEqual(modules.map(({ id }) => stateOf(lessons.get(id))), ["passed", "new", "begun"]);
  assert.equal(goOnCourse([{ id: "one" }], lessons), null);
});
