import assert from "node:assert/strict";
import { test } from "node:test";
import { dateOf, dayNumber, evenPace, geometry, line, linked, pace, progress, series, standing } from "../../widgets/common/chart.js";

const reading = (date, value) => ({ id: date, path: `r/${date}`, date, value, note: "" });
const data = (readings, over = {}) => ({ name: "Led alone", unit: "", baseline: 0, target: 6, start: "2026-02-24", end: "2026-04-30", readings, undated: [], ...over });
const FOUR = [reading("2026-02-24", 0), reading("2026-03-02", 1), reading("2026-03-09", 1), reading("2026-03-16", 3)];
const TODAY = "2026-03-19";

test("days are counted, and what is no day is none", () => {
  assert.equal(dateOf(dayNumber("2026-03-16") + 20), "2026-04-05");
  assert.equal(dayNumber("2026-02-31"), null);
  assert.equal(dayNumber("soon"), null);
  assert.equal(dayNumber(undefined), null);
});

test("a link names a measure by its path or its id", () => {
  assert.equal(linked(["goals/a/measures/m1"]), "m1");
  assert.equal(linked("m1"), "m1");
  assert.equal(linked([]), null);
  assert.equal(linked(null), null);
});

test("ahead of an even pace, and when it gets there at this rate", () => {
  const said = pace(data(FOUR), TODAY);
  assert.equal(said.state, "ahead");
  assert.equal(said.arrives, "2026-04-05");
  assert.equal(said.stale, false);
});

test("nothing is said from fewer than two readings on different days", () => {
  assert.equal(pace(data([]), TODAY).state, "none");
  assert.equal(pace(data(FOUR.slice(3)), TODAY).state, "one");
  assert.equal(pace(data([reading("2026-03-16", 1), reading("2026-03-16", 3)]), TODAY).state, "one");
  assert.equal(pace(data(FOUR.slice(3)), TODAY).arrives, null);
});

test("behind, level and reached", () => {
  assert.equal(pace(data([reading("2026-02-24", 0), reading("2026-04-10", 1)]), "2026-04-11").state, "behind");
  const half = dateOf((dayNumber("2026-02-24") + dayNumber("2026-04-30") - 1) / 2);
  assert.equal(pace(data([reading("2026-02-24", 0), reading(half, 3)]), half).state, "level");
  assert.equal(pace(data([...FOUR, reading("2026-03-18", 6)]), TODAY).state, "reached");
  assert.equal(pace(data([reading("2026-03-18", 7)]), TODAY).state, "reached");
});

test("a target below where one began counts downwards", () => {
  const down = data([reading("2026-02-24", 12), reading("2026-03-16", 8)], { baseline: 12, target: 6 });
  assert.equal(pace(down, TODAY).state, "ahead");
  assert.equal(pace(down, TODAY).arrives, "2026-03-26");
  assert.ok(Math.abs(progress(down) - 4 / 6) < 1e-9);
  assert.equal(pace({ ...down, readings: [reading("2026-02-24", 12), reading("2026-03-16", 6)] }, TODAY).state, "reached");
});

test("what stands still or moves away has no day of arrival", () => {
  const still = pace(data([reading("2026-02-24", 2), reading("2026-03-16", 2)]), TODAY);
  assert.deepEqual([still.trend, still.arrives], ["same", null]);
  const away = pace(data([reading("2026-02-24", 2), reading("2026-03-16", 1)]), TODAY);
  assert.deepEqual([away.trend, away.arrives], ["away", null]);
});

test("no date is named that would be a pretence", () => {
  const slow = pace(data([reading("2026-02-24", 0), reading("2026-03-16", 0.01)]), TODAY);
  assert.deepEqual([slow.far, slow.arrives], [true, null]);
  assert.equal(pace(data(FOUR), "2026-06-01").stale, true);
});

test("without an end there is a trend, and no pace to hold it against", () => {
  const said = pace(data(FOUR, { end: null }), TODAY);
  assert.deepEqual([said.state, said.trend, said.arrives], ["open", "nearer", "2026-04-05"]);
  assert.equal(evenPace(data(FOUR, { end: "2026-02-01" }), TODAY), null);
  assert.equal(pace(data(FOUR, { target: null }), TODAY).state, "open");
});

test("how far it is, from 0 to 1, and only where that can be said", () => {
  assert.equal(progress(data(FOUR)), 0.5);
  assert.equal(progress(data([], { baseline: null })), null);
  assert.equal(progress(data(FOUR, { target: 0 })), null);
  assert.equal(progress(data([reading("2026-03-01", -4)])), 0);
  assert.equal(standing(data([])), 0);
  assert.equal(standing(data([], { baseline: null })), null);
});

test("shapes lie inside the plot, the first at its left edge", () => {
  const shape = geometry(data(FOUR), TODAY);
  assert.equal(shape.points[0].x, 0);
  assert.equal(shape.points[0].y, 1);
  assert.ok(shape.points.every((p) => p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1));
  assert.deepEqual(shape.pace, [{ x: 0, y: 1 }, { x: 1, y: 0 }]);
  assert.equal(shape.aim, 0);
  assert.deepEqual(shape.ticks.map((tick) => tick.value), [6, 3, 0]);
  assert.deepEqual([shape.from, shape.to], ["2026-02-24", "2026-04-30"]);
  assert.ok(Math.abs(shape.today - 23 / 65) < 1e-9);
  assert.equal(shape.origin, null);
});

test("a baseline before the first reading is where the line begins", () => {
  assert.deepEqual(geometry(data(FOUR.slice(2)), TODAY).origin, { x: 0, y: 1 });
  assert.equal(geometry(data([], { baseline: null, target: null }), TODAY), null);
  const single = geometry(data([reading("2026-03-16", 2)], { baseline: null, target: null, start: null, end: null }), TODAY);
  assert.equal(single, null);
});

test("a path goes through its points", () => {
  assert.equal(line([{ x: 0, y: 1 }, { x: 0.5, y: 0.25 }], 300, 160), "M0 160L150 40");
});

test("readings are put in order; those of no measure belong to the first", () => {
  const values = {
    "goals/a/start_date": "2026-02-24", "goals/a/target_date": "2026-04-30",
    "goals/a/measures/m/name": "Led", "goals/a/measures/m/target": 6, "goals/a/measures/n/target_date": "2026-05-30",
    "goals/a/readings/2/date": "2026-03-09", "goals/a/readings/2/value": 2, "goals/a/readings/2/measure": ["goals/a/measures/m"],
    "goals/a/readings/1/date": "2026-03-02", "goals/a/readings/1/value": 1,
    "goals/a/readings/3/date": "2026-03-03", "goals/a/readings/3/value": 5, "goals/a/readings/3/measure": ["goals/a/measures/n"],
    "goals/a/readings/4/value": 9, "goals/a/readings/4/measure": ["goals/a/measures/gone"],
  };
  const rows = { "goals/a/measures": ["m", "n"], "goals/a/readings": ["2", "1", "3", "4"] };
  const river = {
    value: (path) => values[path] ?? null,
    rows: (prefix) => (rows[prefix] ?? []).map((id) => ({ id, path: `${prefix}/${id}`, by: "mentee" })),
  };
  const [m, n] = river.rows("goals/a/measures").map((row) => series(river, "goals/a", row));
  assert.deepEqual(m.readings.map((one) => one.value), [1, 2]);
  assert.deepEqual(m.undated.map((one) => one.value), [9]);
  assert.deepEqual(n.readings.map((one) => one.value), [5]);
  assert.deepEqual([m.end, n.end, m.start], ["2026-04-30", "2026-05-30", "2026-02-24"]);
});
