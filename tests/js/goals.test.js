import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { draftRow } from "../../widgets/common/keyed.js";
import { advice, adviceAhead } from "../../widgets/common/advice.js";
import { takeExample, example } from "../../widgets/goals/example.js";
import { chartLabel, paceSentence } from "../../widgets/goals/figure.js";
import { board, distance, footLine, owns, readGoal, summary } from "../../widgets/goals/goal.js";
import { folds, lettersFor, otherColumns, placed } from "../../widgets/goals/layout.js";
import { byImpact } from "../../widgets/goals/impact.js";
import { mentions } from "../../widgets/goals/mentions.js";
import { revisions } from "../../widgets/goals/revisions.js";
import { timeline } from "../../widgets/goals/updates.js";
import { series } from "../../widgets/common/chart.js";
import { fieldsOf } from "../../widgets/common/paths.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const read = (path) => readFileSync(new URL(`../../src/mentorbook/content/packs/en/${path}`, import.meta.url), "utf8");
const messages = catalogue(read("messages.yaml"));

/** The pack's own form: its fields, columns and rules, as far as these tests ask for them (the pack is plain YAML). */
function packForm(yaml) {
  const fields = [];
  const rules = [];
  let [here, list] = [null, null];
  for (const text of yaml.split("\n")) {
    const [, indent, key, rest] = /^(\s*)(?:- )?(\w+): ?(.*)$/.exec(text) ?? [];
    if (key === undefined) continue;
    if (/^ *- id: /.test(text)) {
      here = { id: rest, label: rest, type: "short", who: "mentee", required: "no", options: [], fields: [] };
      (indent.length <= 6 ? fields : fields.at(-1).fields).push(here);
    } else if (/^ *- kind: /.test(text)) rules.push((here = { kind: rest }));
    else if (key === "options") list = here;
    else if (here && ["type", "who", "field", "than", "after", "before", "message", "most"].includes(key)) here[key] = key === "most" ? Number(rest) : rest.replace(/^"|"$/g, "");
    else if (here && key === "when" && here.kind) here.when = Object.fromEntries([...rest.matchAll(/(\w+): (\[[^\]]*\]|[\w-]+)/g)].map(([, name, value]) => [name, value.replace(/[[\]]/g, "").split(", ")]));
    else if (list === here && /^ {10,}/.test(text)) here?.options?.push({ id: key, label: rest });
  }
  return { id: "goals", title: "Goals", per: "many", by: "pair", seen: "shared", apart: false, sections: [{ id: "all", title: "", fields }], rules };
}

const form = packForm(read("forms/goals.yaml"));
const T = "2026-03-01T10:00:00Z";

async function page(fill = () => {}, role = "mentee", forms = { goals: form }) {
  const kernel = fakeKernel({ forms, messages });
  fill(kernel);
  return { kernel, ...(await fakePage(kernel, role)) };
}

const goal = (kernel, id, fields = {}, by = "mentee", at = T) => kernel.row("goals", id, { title: `Goal ${id}`, owner: by, ...fields }, by, at);

test("the pack's form is read as it is", () => {
  assert.ok(fieldsOf(form).length > 50);
  assert.equal(fieldsOf(form).find((one) => one.id === "milestones").fields.length, 5);
  assert.equal(form.rules.length, 8);
});

test("every field of a goal has a place in the editor", () => {
  const places = placed();
  assert.deepEqual(fieldsOf(form).map((spec) => spec.id).filter((id) => !places.has(id)), []);
  const known = new Set(fieldsOf(form).map((spec) => spec.id));
  assert.deepEqual([...places].filter((id) => !known.has(id)), []);
});

test("what a trainer adds falls into the last fold, and a column beside the known ones", () => {
  const more = structuredClone(form);
  more.sections.push({ id: "ours", title: "Ours", fields: [{ id: "colour", label: "Colour", type: "short", who: "mentee" }] });
  const last = folds(more).at(-1);
  assert.deepEqual([last.id, last.specs.map((spec) => spec.id)], ["more", ["colour"]]);
  assert.ok(!folds(form).some((fold) => fold.id === "more"));
  const steps = fieldsOf(form).find((spec) => spec.id === "milestones");
  steps.fields.push({ id: "cost", label: "Cost", type: "number", who: "mentee" });
  assert.deepEqual(otherColumns(steps, ["title", "due", "done", "done_on", "note"]).map((one) => one.id), ["cost"]);
  steps.fields.pop();
});

test("letters are those of the frame; before one is chosen, those that have words", () => {
  const none = () => false;
  assert.deepEqual(lettersFor("smart", none), ["smart"]);
  assert.deepEqual(lettersFor("both", none), ["smart", "real"]);
  assert.deepEqual(lettersFor("none", () => true), []);
  assert.deepEqual(lettersFor(null, none), []);
  assert.deepEqual(lettersFor(null, (id) => id === "real_linked"), ["real"]);
});

test("goals lie in the lane of their status, the nearest day first", async () => {
  const { river, close } = await page((kernel) => {
    goal(kernel, "a", { status: "active", target_date: "2027-05-01" });
    goal(kernel, "b", { status: "active", target_date: "2027-04-01" });
    goal(kernel, "c");
    goal(kernel, "d", { status: "achieved", achieved_on: "2026-02-01" });
    goal(kernel, "e", { status: "paused" });
    goal(kernel, "f", { status: "dropped" });
  });
  const all = board(river);
  assert.deepEqual(all.lanes.active.map((one) => one.id), ["b", "a"]);
  assert.deepEqual(all.lanes.waiting.map((one) => one.id), ["c"]);
  assert.deepEqual(all.lanes.aside.map((one) => one.id), ["e", "f"]);
  assert.equal(summary(river, all), "6 goals. 1 not started, 2 under way, 1 reached, 2 set aside.");
  close();
});

test("a goal belongs to its owner, to both, or to whoever wrote it down", async () => {
  const { river, close } = await page((kernel) => {
    goal(kernel, "a", { owner: "mentor" });
    goal(kernel, "b", { owner: "both" }, "mentor");
    kernel.row("goals", "c", { title: "Mine" }, "mentee", T);
  });
  const [a, b, c] = ["a", "b", "c"].map((id) => readGoal(river, river.rows("goals").find((row) => row.id === id)));
  assert.deepEqual([owns(river, a), owns(river, b), owns(river, c)], [false, true, true]);
  close();
});

test("how far a goal is: counted up, from where to where, so far, or by its milestones", async () => {
  const { river, close } = await page((kernel) => {
    const measure = (id, fields, value) => {
      goal(kernel, id);
      kernel.row(`goals/${id}/measures`, "m", { name: "Talks", ...fields }, "mentee", T);
      if (value !== undefined) kernel.row(`goals/${id}/readings`, "r", { date: "2026-03-16", value }, "mentee", T);
    };
    measure("a", { unit: "talks", baseline: 0, target: 6 }, 3);
    measure("b", { unit: "hours", baseline: 12, target: 6 }, 8);
    measure("c", { unit: "talks" }, 3);
    measure("d", { baseline: 0, target: 6 });
    goal(kernel, "e");
    kernel.row("goals/e/milestones", "1", { title: "One", done: true }, "mentee", T);
    kernel.row("goals/e/milestones", "2", { title: "Two" }, "mentee", T);
    goal(kernel, "f");
  });
  const said = (id) => distance(river, `goals/${id}`);
  assert.deepEqual([said("a").text, said("a").share, said("a").towards], ["3 of 6 talks", 0.5, "Towards 6 talks"]);
  assert.equal(said("b").text, "8 hours, from 12 towards 6");
  assert.deepEqual([said("c").text, said("c").share], ["3 talks so far", null]);
  assert.equal(said("d").text, "Talks: 0 of 6");
  assert.deepEqual([said("e").text, said("e").share], ["1 of 2 milestones", 0.5]);
  assert.equal(said("f"), null);
  close();
});

test("what is late says so, and what was reached says how early", async () => {
  const { river, close } = await page();
  const at = (over) => footLine(river, { lane: "active", due: null, reached: null, why: "", ...over });
  assert.deepEqual(at({}), { text: "", late: false });
  assert.equal(at({ due: "2001-01-01" }).late, true);
  assert.equal(at({ due: "2999-01-01" }).late, false);
  assert.equal(at({ lane: "reached", due: "2026-03-24", reached: "2026-03-12" }).text, "12 days early");
  assert.equal(at({ lane: "reached", due: "2026-03-12", reached: "2026-03-12" }).text, "on the day");
  assert.equal(at({ lane: "aside", why: "until summer" }).text, "until summer");
  close();
});

test("the form's rules advise at the field they are about", async () => {
  const { river, close } = await page((kernel) => {
    goal(kernel, "a", { status: "achieved", start_date: "2026-03-01", target_date: "2026-02-01" });
    kernel.row("goals/a/measures", "m", { baseline: 3, target: 3 }, "mentee", T);
    kernel.row("goals/a/milestones", "s", { title: "Late", due: "2026-06-01" }, "mentee", T);
    kernel.row("goals/a/milestones", "t", { title: "None" }, "mentee", T);
    kernel.row("goals/a/readings", "r", { date: "2026-01-01", value: 1 }, "mentee", T);
    goal(kernel, "p", { status: "paused" });
    for (const id of ["1", "2", "3", "4"]) goal(kernel, id, { status: "active" });
  });
  const paths = (row) => [...advice(river, form, `goals/${row}`).keys()].sort();
  assert.deepEqual(paths("a"), ["goals/a/evidence", "goals/a/measures/m/target", "goals/a/milestones/s/due", "goals/a/readings/r/date", "goals/a/target_date"]);
  assert.deepEqual(paths("p"), ["goals/p/status_why"]);
  assert.deepEqual(paths("1"), ["goals/1/status"]);
  assert.match(advice(river, form, "goals/1").get("goals/1/status")[0], /4 goals at once/);
  close();
});

test("what would lie before the partnership began is said of a row that is not there yet, too", async () => {
  const { river, close } = await page((kernel) => {
    kernel.answer("partnership/start", "2026-03-01", "pair", T);
    goal(kernel, "a", { target_date: "2026-02-01" });
    goal(kernel, "b", { target_date: "2026-02-01", start_date: "2026-02-10" });
  });
  assert.match(advice(river, form, "goals/a").get("goals/a/target_date").join(), /before your partnership began, on .*March/);
  assert.deepEqual(advice(river, form, "goals/b").get("goals/b/target_date").length, 1, "one sentence about where a day lies");
  const ahead = (values) => adviceAhead(river, form, values, { row: "goals/b", rows: "readings" });
  assert.match(ahead({ date: "2026-02-09" }).date, /before the goal's start/);
  assert.deepEqual([ahead({ date: "2026-02-10" }), ahead({})], [{}, {}]);
  assert.deepEqual(Object.keys(adviceAhead(river, form, { target_date: "2026-02-01" })), ["target_date"]);
  close();
});

test("what the readings say, to the owner and to the other", async () => {
  const fill = (kernel) => {
    goal(kernel, "a", { start_date: "2026-02-24", target_date: "2026-04-30" });
    kernel.row("goals/a/measures", "m", { name: "Led", baseline: 0, target: 6 }, "mentee", T);
    [["2026-02-24", 0], ["2026-03-16", 3]].forEach(([date, value], at) => kernel.row("goals/a/readings", `r${at}`, { date, value }, "mentee", T));
  };
  const alex = await page(fill);
  const sam = await page(fill, "mentor");
  const data = series(alex.river, "goals/a", alex.river.rows("goals/a/measures")[0]);
  assert.match(paceSentence(alex.river, data, "2026-03-19", "mentee").text, /^Ahead of an even pace\. At this rate you get there on .*April/);
  assert.match(paceSentence(sam.river, data, "2026-03-19", "mentee").text, /At this rate Alex gets there on/);
  assert.equal(paceSentence(alex.river, data, "2026-03-19", "mentee").tone, "good");
  assert.match(paceSentence(alex.river, data, "2026-05-30", "mentee").text, /The last reading is from/);
  assert.doesNotMatch(paceSentence(alex.river, data, "2026-05-30", "mentee").text, /At this rate/);
  assert.match(chartLabel(alex.river, data, "2026-03-19"), /^From 0 on .* to 3 on .*\. Ahead of the even pace, .*Target 6\.$/);
  alex.close();
  sam.close();
});

test("updates and comments lie in one line of time, the latest first", async () => {
  const { river, close } = await page((kernel) => {
    goal(kernel, "a");
    kernel.row("goals/a/updates", "u", { date: "2026-03-09", note: "First" }, "mentee", "2026-03-09T10:00:00Z");
    kernel.row("goals/a/comments", "c", { date: "2026-03-12", note: "Second" }, "mentor", "2026-03-12T10:00:00Z");
    kernel.row("goals/a/updates", "v", { note: "No day: the one it was written on" }, "mentee", "2026-03-10T10:00:00Z");
  });
  assert.deepEqual(timeline(river, "goals/a").map((one) => [one.id, one.kind]), [["c", "comments"], ["v", "updates"], ["u", "updates"]]);
  close();
});

test("a draft shows what it begins with and is stored with its first word", async () => {
  const { river, kernel, close } = await page();
  const draft = draftRow(river, "goals", () => ({ owner: "mentee", status: "not-started" }));
  assert.equal(draft.river.value(`${draft.path}/owner`), "mentee");
  assert.equal(draft.river.value(`${draft.path}/title`), null);
  draft.river.set(`${draft.path}/title`, null);
  assert.equal(river.rows("goals").length, 0);
  draft.river.set(`${draft.path}/title`, "L");
  draft.river.set(`${draft.path}/title`, "Lead");
  assert.equal(river.rows("goals").length, 1);
  await settled();
  assert.equal(kernel.cells.get(`${draft.path}/title`).v, "Lead");
  assert.equal(kernel.cells.get(`${draft.path}/status`).v, "not-started");
  close();
});

test("a draft begins with a row in it, or with a chosen answer, too", async () => {
  const { river, close } = await page();
  const one = draftRow(river, "goals", () => ({ owner: "mentee" }));
  one.river.add(`${one.path}/measures`, { name: "Talks" });
  assert.equal(river.rows(`${one.path}/measures`).length, 1);
  assert.equal(river.value(`${one.path}/owner`), "mentee");
  const other = draftRow(river, "goals", () => ({ owner: "mentee" }));
  other.river.set(`${other.path}/owner`, "both");
  assert.equal(river.value(`${other.path}/owner`), "both");
  assert.equal(river.rows("goals").length, 2);
  close();
});

test("the example is stored only when it is taken, and then as a whole goal", async () => {
  const { river, close } = await page();
  assert.equal(example(river).goal.owner, "mentee");
  assert.equal(river.rows("goals").length, 0);
  const path = takeExample(river);
  assert.equal(river.rows("goals").length, 1);
  assert.equal(river.rows(`${path}/milestones`).length, 3);
  assert.equal(river.rows(`${path}/measures`).length, 1);
  assert.equal(river.rows(`${path}/obstacles`).length, 1);
  assert.deepEqual([...advice(river, form, path)], []);
  close();
});

test("a goal says where it comes up: in an entry of its own, in a row of one, in a smaller goal", async () => {
  const link = { id: "goal", label: "Goal", type: "link", link: "goals", who: "author" };
  const many = (id, fields) => ({ id, title: id, per: "many", by: "pair", seen: "shared", sections: [{ id: "all", title: "", fields }] });
  const short = (id) => ({ id, label: id, type: id === "date" ? "date" : "short", who: "author", required: "no", help: "" });
  const forms = {
    goals: form,
    reflections: many("reflections", [short("title"), short("date"), link]),
    meetings: many("meetings", [short("title"), short("date"), { id: "topics", label: "Topics", type: "rows", who: "author", fields: [short("what"), link] }]),
    actions: many("actions", [short("what"), { ...link, id: "came_from", link: "meetings, goals" }]),
  };
  form.sections[0].fields.find((one) => one.id === "part_of").link = "goals?horizon=long";
  const { river, close } = await page((kernel) => {
    goal(kernel, "a");
    goal(kernel, "b", { part_of: ["goals/a"] });
    kernel.row("reflections", "r", { title: "After", date: "2026-03-04", goal: ["goals/a"] }, "mentee", T);
    kernel.row("reflections", "s", { title: "Later", date: "2026-03-05", goal: ["goals/a"] }, "mentee", T);
    kernel.row("reflections", "t", { title: "Of another", goal: ["goals/b"] }, "mentee", T);
    kernel.row("meetings", "m", { title: "First" }, "mentee", T);
    kernel.row("meetings/m/topics", "q", { what: "Who speaks?", goal: ["goals/a"] }, "mentee", T);
    kernel.row("actions", "x", { what: "Ask", came_from: ["goals/a"] }, "mentee", T);
  }, "mentee", forms);
  const found = mentions(river, "goals/a").map((one) => [one.form.id, one.entries.map(({ title }) => title)]);
  assert.deepEqual(found, [["goals", ["Goal b"]], ["reflections", ["Later", "After"]], ["meetings", ["First"]]]);
  assert.deepEqual(mentions(river, "goals/c"), []);
  close();
});

test("a revision is what had been something else; readings and ticks are none", () => {
  const change = (path, before, after) => ({ path: `goals/a/${path}`, before, after });
  const all = [change("created", null, true), change("title", null, "Lead"), change("title", "Lead", "Lead alone"), change("readings/r/value", 1, 2),
    change("measures/m/target", 6, 8), change("target_date", "2026-04-01", null), change("milestones/s/done", false, true)];
  assert.deepEqual(revisions(all, "goals/a").map(({ path }) => path), ["goals/a/target_date", "goals/a/measures/m/target", "goals/a/title"]);
});

test("goals are compared by how much they would change: those of one owner that are not over", async () => {
  const { river, close } = await page((kernel) => {
    goal(kernel, "a", { impact: 5 });
    goal(kernel, "b", { impact: 9 });
    goal(kernel, "c", { impact: 10, status: "achieved" });
    goal(kernel, "d");
    goal(kernel, "e", { impact: 8, owner: "mentor" }, "mentor");
  });
  assert.deepEqual(byImpact(river, "mentee").map(({ path }) => path), ["goals/b", "goals/a"]);
  close();
});
