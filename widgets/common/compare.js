// Charts that set answers on a scale beside each other: where both stand on one question, how far one has come, and how
// both went over time. Who it is, is told by shape, side and name, never by colour alone; every chart has its words.

import { h, icon, svg, voice } from "./dom.js";

const share = (value, low, high) => (value - low) / (high - low);
const percent = (part) => `${Number((part * 100).toFixed(1))}%`;

/**
 * One question's scale with marks on it; what it says goes into `label`.
 *
 * `marks`: [{value, voice, kind}], kind "then" (hollow), "now" or "". Two of one person are joined by a line.
 */
export function track({ low = 1, high = 5, marks, label }) {
  const there = marks.filter((one) => Number.isFinite(one.value));
  const at = (value) => percent(share(value, low, high));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => h("i", { class: "tick", style: { left: at(low + index) } }));
  const [from, to] = [there.find((one) => one.kind === "then"), there.find((one) => one.kind === "now")];
  const way = from && to && from.value !== to.value
    ? h("i", { class: ["way", to.value < from.value && "back"], style: { left: at(Math.min(from.value, to.value)), width: percent(Math.abs(to.value - from.value) / (high - low)) }, dataset: { voice: to.voice } })
    : null;
  const dots = there.map((one) => h("i", { class: ["mark", one.kind], style: { left: at(one.value) }, dataset: { voice: one.voice } }));
  return h("span", { class: "track", role: "img", "aria-label": label }, ticks, way, dots);
}

/**
 * Where everything of a chart over time goes, as shares from the left and the top: [{voice, points: [{x, y, value, at}]}].
 * `series`: [{voice, values}], a value or null for each time; all as long as `count`.
 */
export function spread(series, { count, low = 1, high = 5 }) {
  const x = (index) => (count > 1 ? index / (count - 1) : 0.5);
  return series.map(({ voice: person, values }) => ({
    voice: person,
    points: values.flatMap((value, at) => (Number.isFinite(value) ? [{ x: x(at), y: 1 - share(value, low, high), value, at }] : [])),
  }));
}

/** Lines over time, both people's; `times`: what stands under each point; `ends`: words for the lowest and the highest. */
export function overTime(river, { series, times, ends, label, low = 1, high = 5 }) {
  const placed = spread(series, { count: times.length, low, high });
  const path = (points) => points.map((p, i) => `${i ? "L" : "M"}${(p.x * 300).toFixed(1)} ${(p.y * 120).toFixed(1)}`).join("");
  const grid = Array.from({ length: high - low + 1 }, (_, index) => `M0 ${((index / (high - low)) * 120).toFixed(1)}h300`).join("");
  const keep = { "vector-effect": "non-scaling-stroke" };
  const lines = placed.map(({ voice: person, points }) => svg("path", { ...keep, class: "line", "data-voice": person, d: path(points) }));
  const dots = placed.flatMap(({ voice: person, points }) =>
    points.map((p) => h("i", { class: "mark", dataset: { voice: person }, style: { left: percent(p.x), top: percent(p.y) } })));
  const shown = times.length > 5 ? [0, times.length - 1] : times.map((_, index) => index);
  return h("div", { class: "over-time" },
    h("div", { class: "scale-words", "aria-hidden": "true" }, h("span", null, `${high} ${ends[1]}`), h("span", null, `${low} ${ends[0]}`)),
    h("div", { class: "canvas" },
      svg("svg", { viewBox: "0 0 300 120", preserveAspectRatio: "none", role: "img", "aria-label": label }, svg("path", { ...keep, class: "grid", d: grid }), lines),
      h("div", { class: "dots", "aria-hidden": "true" }, dots)),
    h("div", { class: "times", "aria-hidden": "true" }, shown.map((index) => h("span", null, times[index]))),
    h("ul", { class: "key", role: "list" }, placed.map(({ voice: person }) => h("li", null, voice(river, person, { you: true })))));
}

/** The numbers of a chart as a table in a fold. `about`: what tells it from another on the page; `head`: the columns' names; `rows`: a list of cells each. */
export function numbers(words, about, head, rows) {
  const label = about ? `${words}: ${about}` : words;
  return h("details", { class: "numbers" }, h("summary", null, icon("turn", "turn"), words),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      h("table", { class: "table" }, h("thead", null, h("tr", null, head.map((one) => h("th", { scope: "col" }, one)))),
        h("tbody", null, rows.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row" }, first), rest.map((one) => h("td", null, one))))))));
}
