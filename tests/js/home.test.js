import assert from "node:assert/strict";
import { test } from "node:test";
import { gather } from "../../widgets/home/facts.js";
import { RULES, next } from "../../widgets/home/next.js";
import { fakeKernel, fakePage } from "./fake_river.js";
import { builtin } from "./pack.js";

const DAY = "2026-03-03T10:00:00Z";
const goal = (over = {}) => ({ path: "goals/a", title: "Lead", status: "active", owner: "mentee", measured: true, ...over });

function facts(over = {}, agreement = {}) {
  return {
    role: "mentee", partner: "mentor", profile: { mine: 0, theirs: 0 }, goals: [goal()], late: [], reflected: 2, begun: 20, week: 4, weeks: 12,
    meeting: { next: { path: "meetings/b", days: 6, when: "in 6 days", prepared: false }, unsettled: null, held: 5, on: "2026-03-12" },
    waiting: [], pulse: 6, stage: { id: "build", title: "Build", to: "Grow", last: false, reached: false }, midpoint: { due: false, mine: false }, closing: { due: false, closed: false },
    agreement: { mine: 0, theirs: 0, differ: 0, sections: 0, signed: { mentor: DAY, mentee: DAY }, changed: 0, ...agreement },
    ...over,
  };
}
const unsigned = { signed: { mentor: null, mentee: null } };
const meeting = (over) => ({ meeting: { ...facts().meeting, ...over } });
const key = (over, agreement) => next(facts(over, agreement)).key;

/** What makes each rule hold, in the order of the rules. */
const HOLDS = {
  closed: [{ closing: { due: true, closed: true } }],
  profile: [{ profile: { mine: 3, theirs: 0 } }],
  prepare: [meeting({ next: { path: "meetings/b", days: 1, when: "tomorrow", prepared: false } })],
  agreement: [{}, { ...unsigned, mine: 4, sections: 2 }],
  talk: [{}, { differ: 2 }],
  sign: [{}, unsigned],
  resign: [{}, { changed: 2 }],
  waiting: [{ waiting: [{ form: "pulses", path: "pulses/a", title: "Pulse check", view: "pulses" }] }],
  goal: [{ goals: [] }],
  measure: [{ goals: [goal({ measured: false })] }],
  late: [{ late: [{ what: "Ask Priya" }] }],
  became: [meeting({ unsettled: { path: "meetings/a", days: -2, when: "2 days ago" } })],
  closure: [{ closing: { due: true, closed: false } }],
  midpoint: [{ midpoint: { due: true, mine: false } }],
  meeting: [meeting({ next: null })],
  "reflect.met": [{ reflected: 9 }],
  stage: [{ stage: { ...facts().stage, reached: true } }],
  pulse: [{ pulse: 28 }],
  "reflect.first": [{ reflected: null, ...meeting({ held: null }) }],
  reflect: [{ reflected: 14, ...meeting({ held: null }) }],
  answers: [{}, { ...unsigned, theirs: 2 }],
  partner: [{}, { signed: { mentor: null, mentee: DAY } }],
  going: [{}, {}],
};

test("every rule holds where it should, and says where to go and how long it takes", () => {
  assert.deepEqual(Object.keys(HOLDS), RULES.map((rule) => rule.key));
  for (const [name, [over, agreement]] of Object.entries(HOLDS)) {
    const step = next(facts(over, agreement));
    assert.equal(step.key, name);
    assert.ok(step.view && step.minutes >= 2, name);
  }
});

test("of two that hold, the one that comes first in the table is shown", () => {
  const names = Object.keys(HOLDS);
  // Those of which both can be so at once.
  const apart = new Set(["agreement", "sign", "resign", "answers", "partner", "goal", "measure"]);
  names.forEach((first, at) => {
    for (const second of names.slice(at + 1)) {
      if (apart.has(first) && apart.has(second)) continue;
      const [a, b] = [HOLDS[first], HOLDS[second]];
      if (Object.keys(a[0]).some((name) => name in b[0])) continue;
      assert.equal(key({ ...b[0], ...a[0] }, { ...b[1], ...a[1] }), first, `${first} before ${second}`);
    }
  });
});

test("every sentence that a step is told in is there, and has what it names", async () => {
  const { forms, journeys, messages } = builtin();
  const kernel = fakeKernel({ forms, messages, journeys });
  const { river, close } = await fakePage(kernel, "mentee");
  for (const [name, [over, agreement]] of Object.entries(HOLDS)) {
    const { params } = next(facts(over, agreement));
    for (const part of ["title", "text"]) assert.ok(river.say(`home.next.${name}.${part}`, { ...params, name: "Sam" }).length > 5);
  }
  close();
});

test("what the page has no view for is not asked for", () => {
  const place = (view) => (["meeting", "journey"].includes(view) ? null : view);
  assert.equal(next(facts(meeting({ next: null })), place).key, "going");
  assert.equal(next(facts(HOLDS.stage[0]), place).key, "going");
  assert.equal(next(facts(), () => null).view, "home");
  assert.equal(next(facts(HOLDS.late[0]), () => null).key, "late");
});

test("limits: within a day, two weeks, four weeks", () => {
  assert.notEqual(key(meeting({ next: { path: "m", days: 2, when: "", prepared: false } })), "prepare");
  assert.notEqual(key(meeting({ next: { path: "m", days: 0, when: "", prepared: true } })), "prepare");
  assert.equal(key({ reflected: 13, ...meeting({ held: null }) }), "going");
  assert.equal(key({ reflected: null, begun: 3, ...meeting({ held: null }) }), "going");
  assert.equal(key({ pulse: null, begun: 27 }), "going");
  assert.equal(key({ pulse: null, begun: 28 }), "pulse");
  assert.equal(key({ reflected: 15, ...meeting({ held: 15 }) }), "reflect");
  assert.equal(key({ reflected: 2, ...meeting({ held: 2 }) }), "going");
  assert.equal(key({ closing: { due: true, closed: false }, ...meeting({ next: null }) }), "closure");
});

test("while the partner has yet to answer or sign, there is something of one's own to do", () => {
  const waits = { signed: { mentor: null, mentee: DAY } };
  assert.equal(next(facts({ goals: [], role: "mentor", partner: "mentee" }, { signed: { mentor: DAY, mentee: null } })).view, "goals");
  assert.equal(next(facts({}, waits)).view, "reflection");
  assert.equal(next(facts({}, { ...unsigned, theirs: 1 })).view, "reflection");
});

test("without an agreement on the page, it is neither asked for nor waited for", () => {
  assert.equal(key({ agreement: null }), "going");
});

test("a goal is its owner's to measure, and the mentee's to begin", () => {
  const bare = goal({ measured: false });
  const mentor = { role: "mentor", partner: "mentee" };
  assert.equal(next(facts({ goals: [bare] })).path, "goals/a");
  assert.equal(key({ goals: [goal({ measured: false, status: "dropped" })] }), "going");
  assert.notEqual(key({ ...mentor, goals: [bare] }), "measure");
  assert.equal(key({ ...mentor, goals: [{ ...bare, owner: "both" }] }), "measure");
  assert.notEqual(key({ ...mentor, goals: [] }), "goal");
});

test("what is judged by is found in the workbook", async () => {
  const { forms, journeys, messages } = builtin();
  const kernel = fakeKernel({ forms, messages, journeys });
  Object.assign(kernel.traits, { views: [{ name: "meeting", label: "Meetings" }, { name: "pulses", label: "Pulse" }] });
  const now = new Date("2026-03-20T12:00:00Z");
  kernel.answer("partnership/journey", "four-week", "pair").answer("agreement/start_date", "2026-03-02", "mentor");
  for (const point of ["x1", "x2", "x3"]) kernel.answer(`journey/preparation/${point}`, true, "mentor");
  kernel.row("meetings", "a", { status: "held", date: "2026-03-06" }, "mentor");
  kernel.row("meetings", "b", { status: "planned", date: "2026-03-21" }, "mentor");
  kernel.row("pulses", "p", { trust: 4 }, "mentor");
  kernel.cells.get("pulses/p/trust").revealed = { mentor: true };
  const { river, close } = await fakePage(kernel, "mentee");
  const found = gather(river, now);
  assert.deepEqual([found.week, found.weeks, found.start], [3, 4, "2026-03-02"]);
  assert.deepEqual([found.stage.id, found.stage.to, found.stage.reached, found.stage.last], ["negotiation", "Do the work", false, false]);
  assert.deepEqual([found.meeting.next.path, found.meeting.next.days, found.meeting.next.prepared, found.meeting.held], ["meetings/b", 1, false, 14]);
  assert.deepEqual(found.waiting.map(({ path, view }) => [path, view]), [["pulses/p", "pulses"]]);
  assert.equal(found.pulse, null);
  assert.deepEqual(found.closing, { due: false, closed: false });
  assert.equal(gather(river, new Date("2026-03-27T12:00:00Z")).closing.due, true);
  river.add("meetings/b/topics", { what: "My first stand-up" });
  assert.ok(gather(river, now).meeting.next.prepared);
  close();
});
