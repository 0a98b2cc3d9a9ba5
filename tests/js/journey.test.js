import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bothWays, daysOf, decisionFor, journeyOf, met, movesFrom, noticed, onward, standing, startOf, weekOf } from "../../widgets/common/journey.js";
import { fakeKernel, fakePage } from "./fake_river.js";
import { builtin } from "./pack.js";

const { forms, journeys, messages } = builtin();
const cases = JSON.parse(readFileSync(new URL("../journeys/cases.json", import.meta.url), "utf8"));
const moment = (number) => `2026-03-${String(number).padStart(2, "0")}T10:00:00.000Z`;

async function page(journey, { started = null, steps = [], role = "mentee" } = {}) {
  const kernel = fakeKernel({ forms, messages, journeys });
  kernel.answer("partnership/journey", journey, "pair", "2026-03-01T09:00:00.000Z");
  if (started) kernel.answer("partnership/start", started, "pair");
  for (const [what, ...rest] of steps) {
    if (what === "remove") kernel.cells.set(`${rest[0]}/removed`, { v: true, by: rest[1], at: moment(rest[2]) });
    else kernel[what](...rest.slice(0, -1), moment(rest.at(-1)));
  }
  return fakePage(kernel, role);
}

for (const one of cases) {
  test(`the rules of a journey: ${one.name}`, async () => {
    for (const role of ["mentor", "mentee"]) {
      const { river, close } = await page(one.journey, { ...one, role });
      if ("stage" in one) {
        const found = standing(river);
        assert.equal(found.stage, one.stage);
        assert.deepEqual(found.left, Object.fromEntries(Object.entries(one.left).map(([name, at]) => [name, at && moment(at)])));
      }
      if ("start" in one) assert.equal(startOf(river), one.start);
      for (const [name, wanted] of Object.entries(one.met ?? {})) {
        const [stage, point] = name.split("/");
        const exit = journeyOf(river).stages.find(({ id }) => id === stage).exits.find(({ id }) => id === point);
        assert.equal(met(river, exit), wanted, name);
      }
      close();
    }
  });
}

test("no exit point of any journey is met in an empty workbook", async () => {
  for (const journey of Object.values(journeys)) {
    const { river, close } = await page(journey.id);
    assert.deepEqual(journey.stages.flatMap(({ exits }) => exits.filter((point) => met(river, point))), []);
    close();
  }
});

test("a signal that both have is ticked by each; one person's by that person", async () => {
  const { river, close } = await page("four-week");
  const stage = journeys["four-week"].stages[0];
  const [, h2, r1] = stage.signals;
  river.told.set("journey/preparation/r1", { v: true, by: "mentor", answers: { mentor: { v: true, by: "mentor" }, mentee: null } });
  river.told.set("journey/preparation/h2", { v: true, by: "mentee", at: "" });
  assert.deepEqual(["mentor", "mentee"].map((person) => noticed(river, stage, r1, person)), [true, false]);
  assert.deepEqual(["mentor", "mentee"].map((person) => noticed(river, stage, h2, person)), [false, true]);
  close();
});

test("ways out of a stage: those that the journey names, on before back, and always one on", () => {
  const ways = (journey, stage) => movesFrom(journeys[journey], stage).map(({ enter, back }) => [enter, back]);
  assert.deepEqual(ways("relationship-stages", "mastery"), [["moving-on", false], ["building", true]]);
  assert.deepEqual(ways("relationship-stages", "building"), [["mastery", false], ["moving-on", false]]);
  assert.deepEqual(ways("five-steps", "metrics"), [["goal", true]]);
  assert.equal(onward(journeys["five-steps"], "goal"), "logistics");
  assert.ok(bothWays(journeys["relationship-stages"], "building", "mastery"));
  assert.ok(!bothWays(journeys["relationship-stages"], "creating", "building"));
  const decide = (from, to) => decisionFor(journeys["relationship-stages"], from, to);
  assert.deepEqual([decide("building", "building"), decide("building", "mastery"), decide("mastery", "building"), decide("creating", "moving-on")], ["stay", "move", "back", "close"]);
});

test("weeks as days, where the journey has them", async () => {
  const stages = journeys["four-week"].stages;
  assert.deepEqual(daysOf(stages[2], "2026-03-02"), { from: "2026-03-09", to: "2026-03-29" });
  assert.equal(daysOf(stages[2], null), null);
  assert.equal(daysOf(journeys["relationship-stages"].stages[0], "2026-03-02"), null);
  const { river, close } = await page("four-week", { started: "2026-03-02" });
  const week = (day) => weekOf(river, new Date(`${day}T12:00:00Z`));
  assert.deepEqual(["2026-03-01", "2026-03-02", "2026-03-08", "2026-03-09"].map(week), [null, 1, 1, 2]);
  close();
});
