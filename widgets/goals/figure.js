// A measure's chart: the lines, the words around them, and the numbers as a table in a fold.

import { geometry, pace, plot, standing, evenPace } from "../common/chart.js";
import { day, number } from "../common/dates.js";
import { fill, h, icon } from "../common/dom.js";

const share = (value) => `${(value * 100).toFixed(1)}%`;

/** What the readings say about pace: {tone: "good"|"look"|"", text}. `owner`: whose goal it is. */
export function paceSentence(river, data, today, owner) {
  const said = pace(data, today);
  const bare = (date) => day(river, date, { bare: true });
  const own = owner === river.role || owner === "both";
  const who = own ? "you" : "name";
  const words = { name: own ? "" : river.name(owner) };
  if (said.state === "none") return { tone: "", text: river.say("goals.pace.none") };
  if (said.state === "reached") return { tone: "good", text: river.say("goals.pace.reached") };
  if (said.state === "one") return { tone: "", text: river.say("goals.pace.single") };
  const parts = [];
  if (said.state !== "open") parts.push(river.say(`goals.pace.${said.state}`));
  const past = said.arrives !== null && said.arrives < today;
  if (said.trend === "nearer" && said.far) parts.push(river.say(`goals.pace.far.${who}`, words));
  else if (said.trend === "nearer" && said.arrives && !past) parts.push(river.say(`goals.pace.arrives.${who}`, { ...words, day: bare(said.arrives) }));
  else if (said.trend === "same" || said.trend === "away") parts.push(river.say(`goals.pace.${said.trend}`, { day: bare(said.since) }));
  else if (said.state === "open" && said.trend === null) parts.push(river.say("goals.pace.no_target"));
  if (said.stale || past) parts.push(river.say("goals.pace.stale", { day: bare(said.last) }));
  return { tone: said.state === "ahead" || said.state === "level" ? "good" : "", text: parts.join(" ") };
}

/** What the chart shows, for whoever does not see it. */
export function chartLabel(river, data, today) {
  const bare = (date) => day(river, date, { bare: true });
  const [first, last] = [data.readings[0], data.readings.at(-1)];
  if (!last) return river.say("goals.chart.empty");
  const words = { from: number(river, first.value), start: bare(first.date), to: number(river, last.value), end: bare(last.date) };
  const parts = [data.readings.length > 1 ? river.say("goals.chart.label", words) : river.say("goals.chart.single", words)];
  const even = evenPace(data, last.date);
  const { state } = pace(data, today);
  if (even !== null && ["ahead", "level", "behind"].includes(state)) parts.push(river.say(`goals.chart.${state}`, { even: number(river, Number(even.toPrecision(3))) }));
  if (data.target !== null) parts.push(river.say("goals.chart.target", { target: number(river, data.target) }));
  return parts.filter(Boolean).join(" ");
}

/** The chart: {el, update(data, today)}. Drawn anew only when the numbers are others. */
export class Figure {
  constructor(river) {
    this.river = river;
    this.caption = h("figcaption", { class: "label" });
    this.place = h("div");
    this.el = h("figure", { class: "stack" }, this.caption, this.place);
    this.told = "";
  }

  update(data, today) {
    const told = JSON.stringify([data, today]);
    if (told === this.told) return;
    this.told = told;
    const { river } = this;
    const shape = data.readings.length ? geometry(data, today) : null;
    const name = data.name || river.say("goals.measure.unnamed");
    const bare = (date) => day(river, date, { bare: true });
    this.caption.textContent = shape ? river.say("goals.chart.caption", { name, from: bare(shape.from), to: bare(shape.to) }) : name;
    fill(this.place, shape ? this.#draw(shape, data, today) : h("p", { class: "quiet small no-curve" }, river.say("goals.chart.empty")));
  }

  #draw(shape, data, today) {
    const { river } = this;
    const say = (value) => number(river, value);
    const short = (date) => new Intl.DateTimeFormat(river.locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
    const dots = shape.points.map((p, at) => h("i", { class: at === shape.points.length - 1 ? "now" : "", style: { left: share(p.x), top: share(p.y) } }));
    // “Today” keeps clear of the first and the last date, which stand at the ends.
    const near = shape.today !== null && (shape.today < 0.16 || shape.today > 0.84);
    const legend = data.name || river.say("goals.chart.read");
    return [
      h(
        "div",
        { class: "chart" },
        h("div", { class: "y", "aria-hidden": "true" }, shape.ticks.map((tick) => h("span", null, say(tick.value)))),
        h("div", { class: "plot" }, plot(shape, chartLabel(river, data, today))),
        h("div", { class: "dots", "aria-hidden": "true" }, dots),
        h(
          "div",
          { class: "x", "aria-hidden": "true" },
          h("span", null, short(shape.from)),
          shape.today === null || near ? null : h("span", { class: "today", style: { left: share(shape.today) } }, river.say("goals.chart.today")),
          h("span", null, short(shape.to)),
        ),
      ),
      h(
        "ul",
        { class: "key", "aria-hidden": "true" },
        h("li", null, h("i"), ` ${legend}`),
        shape.pace ? h("li", null, h("i", { class: "pace" }), ` ${river.say("goals.chart.pace")}`) : null,
        data.target === null ? null : h("li", null, h("i", { class: "aim" }), ` ${river.say("goals.chart.aim", { target: say(data.target) })}`),
      ),
    ];
  }
}

/** The words beside a measure on how it goes, as a note: {el, update(data, today, owner)}. */
export class PaceNote {
  constructor(river) {
    this.river = river;
    this.text = h("span");
    this.icon = h("span", { class: "sign" });
    this.el = h("p", { class: "note", role: "status" }, this.icon, this.text);
    this.told = "";
  }

  update(data, today, owner) {
    const { tone, text } = paceSentence(this.river, data, today, owner);
    if (this.told === tone + text) return;
    this.told = tone + text;
    this.el.className = tone ? `note ${tone}` : "note";
    fill(this.icon, icon(tone === "good" ? "check" : "info"));
    this.text.textContent = text;
    this.el.hidden = !text;
  }
}

/** Where a measure stands now, as people read it: “3”, or “–”. */
export function standingText(river, data) {
  const now = standing(data);
  return now === null || now === undefined ? "–" : number(river, now);
}
