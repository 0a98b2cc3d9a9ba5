import assert from "node:assert/strict";
import { test } from "node:test";

import * as dates from "../../widgets/common/dates.js";

const SENTENCES = {
  "dates.today": "today", "dates.tomorrow": "tomorrow", "dates.yesterday": "yesterday", "dates.now": "just now",
  "dates.in": "in {count} days", "dates.ago": "{count} days ago", "dates.late": "{count} days late",
  "dates.minutes": "{count} minutes ago",
};
const reader = (locale, zone = "Europe/London") => ({
  locale, zone, say: (key, { count } = {}) => SENTENCES[key].replace("{count}", count),
});
const london = reader("en-GB");
const now = new Date("2026-03-19T14:02:00Z");

test("a day reads as people say it, with the year where it is another", () => {
  assert.equal(dates.day(london, "2026-03-26", { now }), "Thursday 26 March");
  assert.equal(dates.day(london, "2026-03-26", { now, short: true }), "Thu 26 March");
  assert.equal(dates.day(london, "2026-03-26", { now, bare: true }), "26 March");
  assert.equal(dates.day(london, "2025-12-01", { now, bare: true }), "1 December 2025");
  assert.equal(dates.day(london, "", { now }), "");
  assert.equal(dates.day(reader("en-US"), "2026-03-26", { now }), "Thursday March 26");
});

test("near days say how near, and what was due is late", () => {
  const near = (day, options) => dates.near(london, day, { now, ...options });
  assert.equal(near("2026-03-19"), "today");
  assert.equal(near("2026-03-20"), "tomorrow");
  assert.equal(near("2026-03-18"), "yesterday");
  assert.equal(near("2026-03-26"), "in 7 days");
  assert.equal(near("2026-03-17"), "2 days ago");
  assert.equal(near("2026-03-17", { due: true }), "2 days late");
  assert.equal(near("2026-06-17"), "");
  assert.equal(dates.dayNear(london, "2026-03-17", { due: true, now }), "Tue 17 March, 2 days late");
});

test("today is the reader's, wherever they are", () => {
  const late = new Date("2026-03-19T23:30:00Z");
  assert.equal(dates.today(london, late), "2026-03-19");
  assert.equal(dates.today(reader("en-GB", "Asia/Tokyo"), late), "2026-03-20");
  assert.equal(dates.daysFromToday(london, "2026-03-29", now), 10, "also over the change to summer time");
});

test("a time reads as the locale writes it", () => {
  assert.equal(dates.time(london, "16:05"), "16:05");
  assert.match(dates.time(reader("en-US"), "16:05"), /^4:05\sPM$/);
  assert.equal(dates.time(london, "2026-06-19T14:02:00Z"), "15:02");
});

test("a moment is short when it is near", () => {
  const at = (when) => dates.moment(london, when, { now });
  assert.equal(at("2026-03-19T14:01:30Z"), "just now");
  assert.equal(at("2026-03-19T13:59:00Z"), "3 minutes ago");
  assert.equal(at("2026-03-19T09:10:00Z"), "09:10");
  assert.equal(at("2026-03-18T09:10:00Z"), "yesterday 09:10");
  assert.equal(at("2026-03-12T09:10:00Z"), "Thu 12 March");
});

test("a day that is none is shown as it was typed", () => {
  assert.equal(dates.parseDay("2026-02-31"), null);
  assert.equal(dates.day(london, "2026-02-31", { now }), "2026-02-31");
  assert.equal(dates.near(london, "2026-02-31", { now }), "");
});
