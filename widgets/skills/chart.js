// A person's skills then and now: a hollow mark for the first list, a full one for the last, and the way between them.

import { numbers, track } from "../common/compare.js";
import { h, uid, voice } from "../common/dom.js";
import { furthest, thenNow } from "./skills.js";

/** The chart as a figure, or null where the person has no list that the reader may see. */
export function skillsChart(river, person, { heading = "h3" } = {}) {
  const form = river.spec("skills");
  const found = form ? thenNow(river, form, person) : null;
  if (!found || !found.rows.some((row) => row.then !== null || row.now !== null)) return null;
  const { from, to, rows, back } = found;
  const two = from !== to;
  const moment = (id) => river.say(`skills.${id}`);
  const dash = (value) => (value === null ? "–" : String(value));
  const words = (row) => {
    if (!two) return river.say("skills.at", { points: dash(row.then), moment: moment(from) });
    if (row.way === null) return river.say("skills.two.part", { then: dash(row.then), now: dash(row.now) });
    return river.say(row.way > 0 ? "skills.two.up" : row.way < 0 ? "skills.two.down" : "skills.two.same", { then: row.then, now: row.now, way: Math.abs(row.way) });
  };
  const line = (row) => h("li", null, h("span", null, row.label),
    track({ marks: [{ value: row.then, voice: person, kind: two ? "then" : "now" }, { value: row.now, voice: person, kind: "now" }], label: `${row.label}: ${words(row)}` }),
    h("span", { class: "said", "aria-hidden": "true" }, words(row)));
  const most = furthest(found);
  const id = uid("skills");
  const sum = !two ? river.say("skills.sum.first", { moment: moment(from) })
    : [river.say("skills.sum", { count: found.up }), found.down ? river.say("skills.sum.down", { count: found.down }) : "", most.length ? river.say("skills.most", { what: new Intl.ListFormat(river.locale).format(most) }) : ""].filter(Boolean).join(" ");
  return h("figure", { class: "stack skills-chart", "aria-labelledby": id, dataset: { person } },
    h("figcaption", { class: "stack-s" }, h(heading, { id }, voice(river, person, { you: true })), h("p", null, sum)),
    two ? h("p", { class: "small quiet legend", dataset: { voice: person } }, h("span", { class: "track-key" }, h("i", { class: "mark then" }), ` ${moment(from)}`), " ", h("span", { class: "track-key" }, h("i", { class: "mark now" }), ` ${moment(to)}`)) : null,
    h("ul", { class: "questions-compared", role: "list" }, rows.map(line)),
    back === null ? null : h("p", { class: "small" }, river.say("skills.back", { points: back })),
    two ? numbers(river.say("skills.numbers"), river.name(person), [river.say("skills.skill"), moment(from), moment(to)], rows.map((row) => [row.label, dash(row.then), dash(row.now)])) : null);
}
