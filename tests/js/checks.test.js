import assert from "node:assert/strict";
import { test } from "node:test";
import { board, advised, standing } from "../../widgets/activities/board.js";
import { follows } from "../../widgets/checks/midpoint.js";
import { careful } from "../../widgets/closure/closing.js";
import { spread } from "../../widgets/common/compare.js";
import { proposed } from "../../widgets/common/becoming.js";
import { oneForEach } from "../../widgets/common/fields/one_for.js";
import { gathered, wholeOf } from "../../widgets/common/gathered.js";
import { farApart, overlap, triangulated } from "../../widgets/first/talk.js";
import { attention, checks, mean, strongest } from "../../widgets/pulse/pulse.js";
import { formFor, furthest, thenNow } from "../../widgets/skills/skills.js";
import { fakeKernel, fakePage } from "./fake_river.js";

const field = (id, type, who, more = {}) => ({ id, label: `The ${id}`, type, who, seen: "shared", required: "no", low: 1, high: 5, ...more });
const form = (id, per, fields, more = {}) => ({ id, title: id, per, by: "pair", seen: "shared", apart: false, ...more, sections: [{ id: "one", title: "", fields }] });
const reveal = { seen: "reveal" };
const rows = (id, fields, more = {}) => field(id, "rows", "together", { fields, ...more });

const FORMS = {
  pulses: form("pulses", "many", [field("date", "date", "each", reveal), field("trust", "scale5", "each", { ...reveal, required: "yes" }), field("heard", "scale5", "each", { ...reveal, required: "yes" }), field("more_of", "short", "each", reveal)], reveal),
  fit: form("fit", "person", [field("at_ease", "scale5", "each", { ...reveal, required: "yes" }), field("worry", "long", "each", { seen: "private" })], reveal),
  midpoint: form("midpoint", "pair", [field("agreement_change", "choice", "each", { ...reveal, required: "yes" }), rows("goals_review", [field("goal", "link", "together", { link: "goals" }), field("keep", "choice", "together")])], reveal),
  agreement: form("agreement", "pair", [field("often", "short", "together")]),
  skills: { ...form("skills", "many", [field("moment", "choice", "each"), field("date", "date", "each"), field("m_listen", "scale5", "mentor"), field("e_goal", "scale5", "mentee"), field("e_follow", "scale5", "mentee"), field("looking_back", "scale5", "each"), field("sharing", "choice", "each")], { seen: "author", by: "person" }) },
  goals: form("goals", "many", [field("title", "short", "mentee"), field("status", "choice", "together")]),
  actions: form("actions", "many", [field("what", "short", "author"), field("owner", "choice", "author"), field("due", "date", "author"), field("status", "choice", "author"), field("goal", "link", "author", { link: "goals" }), field("came_from", "link", "author", { link: "events, introductions" })]),
  closure: form("closure", "pair", [rows("outcomes", [field("goal", "link", "together", { link: "goals" }), field("result", "choice", "together")], { one_for: "goals" }), rows("open_actions", [field("action", "link", "together", { link: "actions" }), field("becomes", "choice", "together")], { one_for: "actions" })]),
  activities: form("activities", "many", [field("activity", "choice", "together", { options: [] }), field("status", "choice", "together"), field("planned_for", "date", "together"), field("own_idea", "long", "together")]),
  events: form("events", "many", [field("title", "short", "together"), field("next_action", "short", "together", { becomes: "actions", carries: { what: "next_action", owner: "next_owner", due: "next_due" } }), field("next_owner", "choice", "together"), field("next_due", "date", "together")]),
  introductions: form("introductions", "many", [field("person", "short", "author"), field("for_whom", "choice", "author"), field("goal", "link", "author", { link: "goals" }), field("follow_up_by", "date", "author", { becomes: "actions", carries: { owner: "for_whom", due: "follow_up_by" } })]),
  profile: form("profile", "person", [field("strengths", "rows", "mentee", { fields: [field("what", "short", "mentee"), field("sources", "multi", "mentee"), field("example", "long", "mentee"), field("mentor_view", "long", "mentor")] })]),
};
const messages = { "fields.untitled": "Untitled", "activities.own.untitled": "Our own idea" };

async function opened(write, role = "mentee") {
  const kernel = fakeKernel({ forms: FORMS, messages });
  write(kernel);
  const page = await fakePage(kernel, role);
  return { kernel, ...page };
}

function both(kernel, row, day, mentor, mentee) {
  const path = kernel.row("pulses", row, {}, "mentor", `${day}T09:00:00Z`);
  for (const [person, answers] of [["mentor", mentor], ["mentee", mentee]]) {
    for (const [id, value] of Object.entries({ date: day, ...answers })) {
      kernel.answer(`${path}/${id}`, value, person);
      kernel.cells.get(`${path}/${id}`).revealed = { mentor: true, mentee: true };
    }
  }
}

test("pulse checks in the order of their days, the mean of each, and nothing of what is not yet shown", async () => {
  const { river, close } = await opened((kernel) => {
    both(kernel, "b", "2026-04-01", { trust: 5, heard: 4 }, { trust: 2, heard: 4 });
    both(kernel, "a", "2026-03-01", { trust: 4, heard: 4 }, { trust: 4, heard: 3 });
    const path = kernel.row("pulses", "c", {}, "mentor", "2026-05-01T09:00:00Z");
    kernel.answer(`${path}/trust`, 1, "mentor");
    kernel.cells.get(`${path}/trust`).revealed = { mentor: true };
  });
  const [first, second, third] = checks(river);
  assert.deepEqual([first.id, second.id, third.id], ["a", "b", "c"]);
  assert.deepEqual([mean(second.mine), mean(second.theirs), mean({})], [3, 4.5, null]);
  assert.deepEqual(third.theirs, {});
  assert.deepEqual(third.state, { mine: false, theirs: true, left: 2, begun: 0, differ: 0 });
  assert.deepEqual(attention(second, first), [{ id: "trust", kind: "apart", who: null, from: 2, to: 5 }]);
  assert.equal(second.state.differ, 1);
  close();
});

test("halfway, what both want to change is pointed to until it has been changed, and not before both are in", async () => {
  const [then, since] = ["2026-03-05T09:00:00Z", "2026-03-09T09:00:00Z"];
  const pointed = async (revealed, changed) => {
    const { river, close } = await opened((kernel) => {
      kernel.row("goals", "a", { title: "Lead" }, "mentee");
      kernel.row("midpoint/goals_review", "a", { goal: ["goals/a"], keep: "refine" }, "mentee", then);
      kernel.answer("midpoint/agreement_change", "change", "mentor", then).answer("midpoint/agreement_change", "yes", "mentee", then);
      kernel.cells.get("midpoint/agreement_change").revealed = revealed;
      if (changed) kernel.answer("goals/a/title", "Lead a little", "mentee", since).answer("agreement/often", "monthly", "mentor", since);
    });
    const found = follows(river, FORMS.midpoint);
    close();
    return found;
  };
  const both = { mentor: true, mentee: true };
  assert.deepEqual([await pointed({ mentor: true }, false), await pointed(both, false), await pointed(both, true)], [[], ["agreement", "goals"], []]);
});

test("a pulse check is talked about where it is low, apart or fell, each once, and praised where both are high", () => {
  const now = { mine: { a: 2, b: 3, c: 5, d: 4 }, theirs: { a: 2, b: 3, c: 5, d: 4 } };
  const before = { mine: { a: 2, b: 5, c: 5, d: 4 }, theirs: { a: 4, b: 4, c: 5, d: 5 } };
  const notes = attention(now, before);
  assert.deepEqual(notes.map((note) => [note.id, note.kind, note.who]), [["a", "fell", "theirs"], ["b", "fell", "mine"]]);
  assert.deepEqual(attention(now).map((note) => note.id), ["a"]);
  assert.deepEqual(strongest(now), ["c", "d"]);
});

test("answers are in for a whole entry; what is asked of nobody but oneself is not waited for", async () => {
  const { river, close } = await opened((kernel) => kernel.answer("fit/mentee/at_ease", 4, "mentee"));
  assert.equal(wholeOf(FORMS.fit, { person: "mentee" }), "fit/mentee");
  assert.equal(wholeOf(FORMS.pulses, { row: "a" }), "pulses/a");
  assert.deepEqual(gathered(river, FORMS.fit, { person: "mentee" }), { mine: false, theirs: false, left: 0, begun: 1, differ: 0 });
  close();
});

test("skills then and now: the way of each, what grew furthest, and one list alone has no way yet", async () => {
  const { river, close } = await opened((kernel) => {
    kernel.row("skills", "a", { moment: "before", e_goal: 2, e_follow: 4 }, "mentee");
    kernel.row("skills", "b", { moment: "after", e_goal: 4, e_follow: 3, looking_back: 1 }, "mentee");
    kernel.row("skills", "c", { moment: "before", m_listen: 3 }, "mentor");
  });
  const found = thenNow(river, FORMS.skills, "mentee");
  assert.deepEqual(found.rows.map(({ id, then, now, way }) => [id, then, now, way]), [["e_goal", 2, 4, 2], ["e_follow", 4, 3, -1]]);
  assert.deepEqual([found.up, found.down, found.same, found.back], [1, 1, 0, 1]);
  assert.deepEqual(furthest(found), ["The e_goal"]);
  const one = thenNow(river, FORMS.skills, "mentor");
  assert.deepEqual([one.from, one.to, one.rows[0].way], ["before", "before", null]);
  assert.deepEqual(formFor(FORMS.skills, "mentor").sections[0].fields.map((spec) => spec.id), ["moment", "date", "m_listen", "looking_back", "sharing"]);
  close();
});

test("points of a chart keep their place where one is missing", () => {
  const [line] = spread([{ voice: "mentor", values: [1, null, 5] }], { count: 3 });
  assert.deepEqual(line.points.map(({ x, y }) => [x, y]), [[0, 1], [1, 0]]);
  assert.equal(spread([{ voice: "mentee", values: [3] }], { count: 1 })[0].points[0].x, 0.5);
});

test("a strength is the surer the more sources agree; the mentor's view is one", async () => {
  const { river, close } = await opened((kernel) => {
    const path = kernel.row("profile/mentee/strengths", "a", { what: "Calm", sources: ["me", "review", "own:My sister"] }, "mentee");
    kernel.answer(`${path}/mentor_view`, "I saw it", "mentor");
    kernel.row("profile/mentee/strengths", "b", { what: "Order", sources: ["me"] }, "mentee");
    kernel.row("profile/mentee/strengths", "c", {}, "mentee");
  });
  const [calm, order, ...rest] = triangulated(river, "profile/mentee/strengths");
  assert.deepEqual([calm.count, calm.sure, calm.from.mentor, calm.from.feedback, calm.own], [4, "agree", true, false, ["My sister"]]);
  assert.deepEqual([order.count, order.sure, rest], [1, "alone", []]);
  close();
});

test("what suits both, in the order of the week, and where they are far apart", () => {
  assert.deepEqual(overlap(["mon", "tue", "wed"], ["wed", "mon", "own:Fridays"], ["own:Fridays", "wed", "tue"]), { both: ["wed", "own:Fridays"], first: ["mon"], second: ["tue"] });
  assert.deepEqual(overlap(["mon"], null, ["mon"]).both, []);
  assert.deepEqual(farApart([{ id: "a", mine: 1, theirs: 3 }, { id: "b", mine: 1, theirs: 5 }, { id: "c", mine: 4, theirs: 5 }, { id: "d", mine: null, theirs: 5 }]), ["b", "a"]);
});

test("the board: chosen, being done once something is written, done; and the advice to choose two or three", async () => {
  const { river, close } = await opened((kernel) => {
    kernel.row("activities", "going", { activity: "going", status: "planned" }, "mentor");
    kernel.row("activities", "x1", { activity: "reading", status: "done" }, "mentee");
    kernel.row("activities", "x2", { activity: "own:A walk", status: "idea" }, "mentee");
    kernel.row("events", "e", { title: "A fair" }, "mentee");
  });
  const listed = [{ id: "going", title: "Going along", forms: ["events", "unknown"] }, { id: "reading", title: "Reading", forms: [] }, { id: "third", title: "Third", forms: [] }];
  const found = board(river, listed);
  assert.deepEqual(found.map(({ title, state, chosen }) => [title, state, chosen]), [["Going along", "doing", true], ["Reading", "done", true], ["Third", null, false], ["A walk", "idea", true]]);
  assert.deepEqual(found[0].forms, ["events"]);
  assert.deepEqual([advised(found).key, advised([]).key, advised(Array(4).fill({ state: "planned" })).key], ["right", "none", "many"]);
  assert.equal(standing(null, 0), "idea");
  close();
});

test("there is a row for every goal and open action, and nothing is stored for it until something is written", async () => {
  const { kernel, river, close } = await opened((kernel) => {
    kernel.row("goals", "g1", { title: "First", status: "dropped" }, "mentee", "2026-03-01T09:00:00Z");
    kernel.row("goals", "g2", { title: "Second" }, "mentee", "2026-03-02T09:00:00Z");
    kernel.row("closure/outcomes", "zz", { goal: ["goals/g2"], result: "met" }, "mentor");
    kernel.row("actions", "a1", { what: "Send it", status: "open" }, "mentee");
    kernel.row("actions", "a2", { what: "Old", status: "done" }, "mentee");
  });
  const [outcomes, open] = FORMS.closure.sections[0].fields;
  const asked = oneForEach(river, outcomes, "closure/outcomes");
  assert.deepEqual(asked.map(({ path, given }) => [path, given ?? null]), [["closure/outcomes/g1", { goal: ["goals/g1"] }], ["closure/outcomes/zz", null]]);
  assert.deepEqual(oneForEach(river, open, "closure/open_actions").map(({ id }) => id), ["a1"]);
  assert.ok(!kernel.cells.has("closure/outcomes/g1/created"));
  close();
});

test("what an entry says to do, as an action, and what is still missing for one", async () => {
  const { river, close } = await opened((kernel) => {
    kernel.row("events", "e", { title: "A fair", next_action: " Ask one question ", next_owner: "mentor" }, "mentee");
    kernel.row("introductions", "i", { person: "Priya", for_whom: "mentee", follow_up_by: "2026-03-09", goal: ["goals/g"] }, "mentor");
  });
  const step = proposed(river, FORMS.events, "events/e", "");
  assert.deepEqual([step.what, step.owner, step.missing, step.came_from], ["Ask one question", "mentor", "due", ["events/e"]]);
  const follow = proposed(river, FORMS.introductions, "introductions/i", "Follow up with Priya");
  assert.deepEqual([follow.what, follow.owner, follow.due, follow.goal, follow.missing], ["Follow up with Priya", "mentee", "2026-03-09", ["goals/g"], null]);
  close();
});

test("where two choose differently, the one that asks less counts; with one answer alone, none does yet", () => {
  assert.equal(careful("contact", "friends", "periodic"), "periodic");
  assert.equal(careful("records", "each-keeps", "delete"), "delete");
  assert.equal(careful("records", "each-keeps", null), null);
});
