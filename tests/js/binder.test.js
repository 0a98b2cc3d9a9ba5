import assert from "node:assert/strict";
import { test } from "node:test";

import { due, stage } from "../../widgets/page/binder.js";

const MINUTE = 60_000;
const quiet = { changed: null, downloaded: null, closed: null, later: 0 };

test("the end is spoken of thirty, ten and two minutes before, and once it has come", () => {
  const at = (minutes) => stage(minutes * MINUTE);
  assert.deepEqual([360, 30.1, 30, 10.1, 10, 2.1, 2, 0.1, 0, -5].map(at), [null, null, 30, 30, 10, 10, 2, 2, 0, 0]);
});

test("what was closed stays closed until the next time", () => {
  const say = (minutes, closed) => due({ ends: minutes * MINUTE, now: 0, state: { ...quiet, closed } });
  assert.deepEqual(say(25, null), { stage: 30 });
  assert.equal(say(25, 30), null);
  assert.deepEqual(say(9, 30), { stage: 10 });
  assert.deepEqual(say(-1, 2), { stage: 0 });
});

test("changes that are in no download are spoken of after a while, and again later", () => {
  const say = (state) => due({ ends: 300 * MINUTE, now: 60 * MINUTE, state: { ...quiet, ...state } });
  assert.equal(say({}), null);
  assert.equal(say({ changed: 50 * MINUTE }), null);
  assert.deepEqual(say({ changed: 39 * MINUTE }), { reminder: true });
  assert.equal(say({ changed: 1, later: 70 * MINUTE }), null);
  assert.deepEqual(say({ changed: 1, later: 59 * MINUTE }), { reminder: true });
});
