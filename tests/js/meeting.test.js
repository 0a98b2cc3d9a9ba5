import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KernelTime } from "../../widgets/common/kernel_time.js";
import { mark, press, scaled, shownTime, since, stand, sum, untilTick } from "../../widgets/meeting/clock.js";
import { rowsOf } from "../../widgets/meeting/form.js";
import { agendaOf, check, hint, hours, moved, ownHours, proposal, sorted } from "../../widgets/meeting/meetings.js";
import { webAddress } from "../../widgets/meeting/page.js";
import { toSettle } from "../../widgets/meeting/parts.js";
import { countUntil, derivedId, instant, nextOn, series, step, wall } from "../../widgets/meeting/schedule.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const LONDON = "Europe/London";
const messages = catalogue(readFileSync(new URL("../../src/mentorbook/content/packs/en/messages.yaml", import.meta.url), "utf8"));

// --- when

test("an hour that clocks leave out, one that they show twice, and all others", () => {
  assert.deepEqual(instant("2026-03-28", "01:30", LONDON), { ms: Date.UTC(2026, 2, 28, 1, 30), kind: "one" });
  const missing = instant("2026-03-29", "01:30", LONDON);
  assert.equal(missing.kind, "none");
  assert.deepEqual(wall(missing.ms, LONDON), { date: "2026-03-29", time: "02:30" });
  assert.deepEqual(instant("2026-10-25", "01:30", LONDON), { ms: Date.UTC(2026, 9, 25, 0, 30), kind: "twice" });
  assert.equal(instant("2026-03-08", "02:30", "America/New_York").kind, "none");
  assert.equal(instant("2026-10-04", "02:15", "Australia/Lord_Howe").kind, "none", "clocks there move by half an hour");
  assert.equal(instant("2026-03-29", "01:30", "Asia/Kolkata").kind, "one");
  assert.deepEqual([instant(null, "01:30", LONDON), instant("2026-03-29", null, LONDON), instant("2026-03-29", "01:30", "Nowhere/Else")], [null, null, null]);
});

test("a series keeps the time on the wall when clocks change", () => {
  const days = series("2026-03-19", "weekly", 3);
  assert.deepEqual(days, ["2026-03-19", "2026-03-26", "2026-04-02"]);
  const at = days.map((day) => instant(day, "16:00", LONDON).ms);
  assert.deepEqual(at.map((ms) => wall(ms, LONDON).time), ["16:00", "16:00", "16:00"]);
  assert.equal((at[2] - at[1]) / 3_600_000, 7 * 24 - 1, "that week has an hour less");
});

test("rhythms: every one, two, three weeks, and the same weekday of every month", () => {
  assert.equal(step("2026-03-19", "two-weekly"), "2026-04-02");
  assert.equal(step("2026-03-19", "three-weekly", 2), "2026-04-30");
  assert.deepEqual(series("2026-01-15", "monthly", 4), ["2026-01-15", "2026-02-19", "2026-03-19", "2026-04-16"]);
  assert.deepEqual(series("2026-01-29", "monthly", 3), ["2026-01-29", "2026-02-26", "2026-03-26"], "a fifth Thursday is the last where there are four");
  assert.deepEqual(series("2026-01-15", "no", 4), ["2026-01-15"]);
  assert.equal(countUntil("2026-03-19", "weekly", "2026-04-02", 52), 3);
  assert.equal(countUntil("2026-03-19", "weekly", "2036-04-02", 52), 52);
  assert.equal(nextOn("2026-03-19", 3), "2026-03-19");
  assert.equal(nextOn("2026-03-20", 3), "2026-03-26");
});

test("rows made from another have the same ids on every page, and sort as they were made", () => {
  const ids = Array.from({ length: 300 }, (_, at) => derivedId("5a", "series", at));
  assert.equal(new Set(ids).size, 300);
  assert.deepEqual(ids.toSorted(), ids);
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)));
  assert.equal(derivedId("5a", "next"), derivedId("5a", "next"));
  assert.notEqual(derivedId("5a", "next"), derivedId("5b", "next"));
  const plan = { date: "2026-03-19", start_time: "16:00", repeats: "weekly", title: "Begin" };
  const [first, second] = [rowsOf(plan, { id: "5a", count: 3 }), rowsOf(plan, { id: "5a", count: 3 })];
  assert.deepEqual(first, second);
  assert.deepEqual(first.map((row) => [row.fields.date, row.fields.title, row.fields.status]), [["2026-03-19", "Begin", "planned"], ["2026-03-26", undefined, "planned"], ["2026-04-02", undefined, "planned"]]);
});

// --- the clock

const item = (path, minutes, more = {}) => ({ path, what: path, minutes, took: 0, done: false, ...more });

test("the clock: what is left follows from when it began and what was used before", () => {
  const rows = [item("a", 5, { done: true, took: 4 }), item("b", 20, { took: 2 }), item("c", 10)];
  const on = { path: "b", since: 1_000_000 };
  assert.deepEqual(stand(rows, on, 1_000_000 + 320_000), { current: rows[1], running: true, total: 1200, used: 440, left: 760, begun: true });
  assert.equal(shownTime(760), "12:40");
  assert.equal(stand(rows, on, 999_000).used, 120, "a clock that is behind never counts backwards");
  assert.equal(stand(rows, null, 0).current, rows[1], "paused: the first that is not done");
  assert.equal(stand([item("a", 5)], null, 0).begun, false);
  assert.equal(stand([], null, 0).current, null);
  assert.equal(stand(rows, { path: "gone", since: 0 }, 9e9).running, false, "an item that was removed runs no more");
});

test("what the buttons write: few facts, the same for both who press at once", () => {
  const rows = [item("m/agenda/a", 5), item("m/agenda/b", 20), item("m/agenda/c", 10, { done: true })];
  assert.deepEqual(press.start("m", stand(rows, null, 0)), [["m/now", ["m/agenda/a"]]]);
  const running = stand(rows, { path: "m/agenda/a", since: 0 }, 90_000);
  assert.deepEqual(press.pause("m", running), [["m/agenda/a/took", 1.5], ["m/now", null]]);
  assert.deepEqual(press.next("m", running, rows), [["m/agenda/a/took", 1.5], ["m/agenda/a/done", true], ["m/now", ["m/agenda/b"]]]);
  const last = stand(rows, { path: "m/agenda/b", since: 0 }, 60_000);
  assert.deepEqual(press.next("m", last, rows).at(-1), ["m/now", null], "after the last nothing runs");
  assert.deepEqual(press.more("m", running, rows), [["m/agenda/a/minutes", 10]]);
});

test("how time reads, when it changes, and when it is worth saying", () => {
  assert.deepEqual([1200, 59.2, 0, -0.4, -1, -130, 3900].map(shownTime), ["20:00", "1:00", "0:00", "0:00", "+0:01", "+2:10", "1:05:00"]);
  assert.ok(untilTick(10) > 1000 && untilTick(10.25) < 300 && untilTick(-3.5) < 600);
  assert.deepEqual([mark(301, 1200), mark(300, 1200), mark(59, 1200), mark(-1, 1200), mark(100, 240)], [null, 5, 1, 0, null]);
});

test("since when an item is on is the kernel's own time, on machines whose clocks differ", () => {
  const cell = { v: ["m/agenda/a"], at: "2026-03-26T16:00:00.000Z" };
  const at = Date.parse(cell.at);
  assert.deepEqual(since(cell, { pending: false, ahead: -90_000 }), { path: "m/agenda/a", since: at });
  assert.equal(since(cell, { pending: true, ahead: -90_000 }).since, at - 90_000, "not told yet: by this page's clock, corrected");
  assert.equal(since({ v: null, at: cell.at }, { pending: false, ahead: 0 }), null);
});

test("the kernel's time: from the answer that travelled fastest", () => {
  let here = 1000;
  const time = new KernelTime(() => here);
  assert.equal(time.now(), 1000);
  const round = (took, told) => {
    time.asked();
    here += took;
    time.heard(new Date(told).toISOString());
  };
  round(400, 61_000); // a slow one: off by up to 200
  round(20, 61_410);
  assert.equal(time.ahead, 61_410 - (here - 10));
  time.heard("2020-01-01T00:00:00Z");
  time.asked();
  time.heard("no time at all");
  assert.equal(time.ahead, 61_410 - (here - 10), "what answers nothing, or is no time, does not count");
});

test("the conversation frame fits every length, to the minute", () => {
  const frame = [["Open", 10], ["Explore", 25], ["Decide", 15], ["Close", 10]].map(([what, minutes]) => ({ what, minutes }));
  const of = (length) => scaled(frame, length).map((row) => row.minutes);
  assert.deepEqual(of(60), [10, 25, 15, 10]);
  assert.deepEqual(of(30), [5, 15, 5, 5]);
  assert.deepEqual(of(45), [10, 20, 10, 5]);
  for (let length = 4; length <= 240; length += 1) {
    assert.equal(sum(scaled(frame, length)), length);
    assert.ok(of(length).every((minutes) => minutes > 0));
  }
  assert.deepEqual(of(null), [10, 25, 15, 10]);
});

test("only what is an address of the web is a link", () => {
  assert.equal(webAddress("Room 4, https://meet.example.org/a?b=1"), "https://meet.example.org/a?b=1");
  assert.deepEqual([webAddress("javascript:alert(1)"), webAddress("data:text/html,x"), webAddress("https://"), webAddress("")], [null, null, null, null]);
});

// --- with a workbook

const one = (id, type, over = {}) => ({ id, label: id, type, who: "together", seen: "shared", required: "no", ...over });
const options = (...ids) => ids.map((id) => ({ id, label: id }));
const forms = {
  meetings: {
    id: "meetings", title: "Meetings", per: "many", by: "pair", seen: "shared", apart: false,
    sections: [{ id: "a", title: "", fields: [
      one("title", "short"), one("date", "date"), one("start_time", "time"), one("time_zone", "choice", { options_from: "time_zones" }), one("length", "number"),
      one("place", "choice", { options: options("video", "walk") }), one("place_detail", "short"), one("repeats", "choice", { options: options("no", "weekly") }),
      one("status", "choice", { options: options("planned", "held", "missed") }), one("status_who", "choice"), one("status_why", "short"),
      one("actions_review", "rows", { fields: [one("action", "link", { link: "actions" }), one("outcome", "choice", { options: options("done", "open") })] }),
    ] }],
  },
  agreement: {
    id: "agreement", title: "Agreement", per: "pair", by: "pair", seen: "shared", apart: false,
    sections: [{ id: "a", title: "", fields: [one("meeting_frequency", "choice"), one("meeting_day", "choice"), one("meeting_time", "time"), one("meeting_time_zone", "choice"), one("meeting_length", "number"), one("meeting_place", "choice"), one("meeting_place_detail", "short"), one("start_date", "date"), one("end_date", "date")] }],
  },
  actions: { id: "actions", title: "Actions", per: "many", by: "pair", seen: "shared", apart: false, sections: [{ id: "a", title: "", fields: [one("what", "short"), one("owner", "choice"), one("due", "date"), one("came_from", "link", { link: "meetings" }), one("status", "choice"), one("done_on", "date")] }] },
};
const NOW = new Date("2026-03-19T12:00:00Z");

async function alex(t, fill) {
  const kernel = fakeKernel({ forms, messages });
  fill(kernel);
  const page = await fakePage(kernel, "mentee");
  Object.defineProperty(page.river, "locale", { value: "en-GB" });
  t.after(() => page.close());
  return page;
}

test("a new meeting begins as agreed, one step of the rhythm after the last, and never in the past", async (t) => {
  const page = await alex(t, (kernel) => {
    for (const [id, v] of Object.entries({ meeting_frequency: "two-weekly", meeting_day: "thu", meeting_time: "16:00", meeting_time_zone: LONDON, meeting_length: 45, meeting_place: "mixed", meeting_place_detail: "Room 4" })) kernel.answer(`agreement/${id}`, v, "mentor");
  });
  const begin = () => proposal(page.river, NOW);
  assert.deepEqual(begin(), { title: null, date: "2026-03-26", start_time: "16:00", time_zone: LONDON, length: 45, place: null, place_detail: "Room 4", repeats: "no" });
  page.river.add("meetings", { date: "2026-03-19", status: "held" });
  assert.equal(begin().date, "2026-04-02");
  page.river.add("meetings", { date: "2026-01-08", status: "missed" });
  assert.equal(begin().date, "2026-04-02");
  await settled();
});

test("what cannot be meant is said beside its field", async (t) => {
  const page = await alex(t, (kernel) => kernel.answer("agreement/start_date", "2026-03-01", "mentor"));
  const when = (over) => ({ date: "2026-03-29", start_time: "16:00", time_zone: LONDON, length: 60, ...over });
  const wrong = (over, past) => check(page.river, when(over), { now: NOW, past });
  assert.deepEqual(wrong(), {});
  assert.match(wrong({ date: "2026-02-27" }).date, /before your partnership began, on .*1 March/);
  assert.match(wrong({ start_time: "01:30" }).start_time, /put forward, and .*01:30.* does not exist.*02:30/);
  assert.match(wrong({ length: 0 }).length, /ends after it starts/);
  assert.match(wrong({ length: 5000 }).length, /longer than a day/);
  assert.match(wrong({ date: "2026-03-20" }, true).date, /still to come/);
  assert.equal(hint(page.river, when()), null);
  assert.match(hint(page.river, when({ date: "2026-10-25", start_time: "01:30" })), /comes twice/);
});

test("the next meeting, those to come, those nobody has settled, and the past", async (t) => {
  const page = await alex(t, (kernel) => {
    const put = (id, date, status, over = {}) => kernel.row("meetings", id, { date, start_time: "11:00", time_zone: LONDON, length: 60, status, ...over }, "mentor");
    put("aa", "2026-03-05", "held");
    put("bb", "2026-03-12", "planned");
    put("cc", "2026-03-19", "planned");
    put("dd", "2026-04-02", "planned");
    put("ee", "2026-02-19", "missed");
  });
  const { next, coming, unsettled, past } = sorted(page.river, NOW);
  assert.deepEqual([next.id, coming.map((row) => row.id), unsettled.map((row) => row.id), past.map((row) => row.id)], ["cc", ["dd"], ["bb"], ["aa", "ee"]], "a meeting that is not long over is still the next");
  assert.deepEqual([next.number, past[0].number, past[1].number], [3, 1, null]);
  Object.defineProperty(page.river, "zone", { value: "Asia/Kolkata", configurable: true });
  assert.match(hours(page.river, next), /^11:00 to 12:00, London time$/);
  assert.match(ownHours(page.river, next), /^16:30 to 17:30 for you$/);
  assert.match(ownHours(page.river, { ...next, begins: next.begins + 9 * 3_600_000, ends: next.ends + 9 * 3_600_000 }), /01:30 to 02:30 on Fri 20 March for you/);
  Object.defineProperty(page.river, "zone", { value: LONDON, configurable: true });
  assert.equal(ownHours(page.river, next), "");
});

test("actions come back at the next meeting until they are settled; those of the day itself do not", async (t) => {
  const page = await alex(t, (kernel) => {
    const put = (id, date, status) => kernel.row("meetings", id, { date, start_time: "11:00", time_zone: LONDON, length: 60, status }, "mentor");
    put("aa", "2026-03-05", "held");
    put("bb", "2026-03-19", "planned");
    kernel.row("actions", "a1", { what: "Open", owner: "mentee", due: "2026-03-12", status: "open", came_from: ["meetings/aa"] }, "mentee");
    kernel.row("actions", "a2", { what: "Done since", owner: "mentee", status: "done", done_on: "2026-03-10" }, "mentee");
    kernel.row("actions", "a3", { what: "Done long ago", owner: "mentee", status: "done", done_on: "2026-02-10" }, "mentee");
    kernel.row("actions", "a4", { what: "From today", owner: "mentee", status: "open", came_from: ["meetings/bb"] }, "mentee");
    kernel.row("meetings/aa/actions_review", "a3", { action: ["actions/a3"], outcome: "done" }, "mentee");
  });
  assert.deepEqual(toSettle(page.river, "meetings/bb").map((row) => row.what), ["Open", "Done since"]);
  assert.deepEqual(toSettle(page.river, "meetings/aa").map((row) => [row.what, row.outcome]), [["Done long ago", "done"]]);
  page.river.set("meetings/bb/status", "held");
  assert.deepEqual(toSettle(page.river, "meetings/bb"), []);
  await settled();
});

test("an agenda stands as it came, until somebody moves an item; what is added comes last", () => {
  const items = ["a", "b", "c", "d"].map((path) => ({ path, place: null }));
  const river = { rows: () => items.map(({ path }) => ({ path })), value: (path) => (path.endsWith("/place") ? items.find((one) => path.startsWith(one.path)).place : null) };
  const order = () => agendaOf(river, "meetings/m").map(({ path }) => path).join("");
  const move = (at, to) => {
    const written = moved(agendaOf(river, "meetings/m"), at, to);
    for (const { path, place } of written) items.find((one) => one.path === path).place = place;
    return written.length;
  };
  assert.equal(order(), "abcd");
  assert.equal(move(2, 1), 3, "what stands behind keeps without a place");
  assert.equal(order(), "acbd");
  items.push({ path: "e", place: null });
  assert.equal(order(), "acbde");
  assert.equal(move(4, 3), 2);
  assert.equal(order(), "acbed");
  items.splice(0, 1); // removed: no place is left behind that would be in the way
  assert.equal(order(), "cbed");
  move(0, 3);
  assert.equal(order(), "bedc");
  move(3, 0);
  assert.equal(order(), "cbed");
});

test("two who move items at once come to one order", () => {
  const rows = [{ path: "a", place: 2 }, { path: "b", place: 2 }, { path: "c", place: 1 }];
  const river = { rows: () => rows, value: (path) => (path.endsWith("/place") ? rows.find((one) => path.startsWith(one.path)).place : null) };
  assert.equal(agendaOf(river, "m").map(({ path }) => path).join(""), "cab");
});
