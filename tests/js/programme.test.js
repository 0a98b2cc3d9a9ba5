// Which pairs the facilitator's console shows.

import assert from "node:assert/strict";
import test from "node:test";
import { choose, named } from "../../widgets/programme/rows.js";

const COLUMNS = ["id", "mentor", "mentee", "agreement", "standing", "flags"];
const ROWS = [
  ["1", "Ada Byron", "Bo Lind", "signed", "invited", []],
  ["2", "Zoë Ek", "Cem Kaya", "draft", "invited", ["unsigned"]],
  ["3", "Dana Fox", "Eli Ray", "hidden", "paused", []],
  ["4", "Fay Low", "Gus Orr", "signed", "ended", []],
].map((row) => named(COLUMNS, row));
const ids = (options) => choose(ROWS, options).map((row) => row.id);

test("filters let through whom they name", () => {
  assert.deepEqual(ids({}), ["1", "2", "3"]);
  assert.deepEqual(ids({ filter: "look" }), ["2"]);
  assert.deepEqual(ids({ filter: "unsigned" }), ["2"]);
  assert.deepEqual(ids({ filter: "resting" }), ["3", "4"]);
});

test("either name finds a pair, whatever its capitals", () => {
  assert.deepEqual(ids({ words: " zoË " }), ["2"]);
  assert.deepEqual(ids({ words: "LIND" }), ["1"]);
  assert.deepEqual(ids({ filter: "look", words: "lind" }), []);
});
