// The facilitator's console: every pair with its progress, what to look at and why, and the cohort in numbers.
// Only the rows of one page are elements, however many pairs there are.

import { fill, h, icon, note, setText, bones } from "../common/dom.js";
import { day, parseDay } from "../common/dates.js";
import { addressBox } from "../common/links.js";
import { markView } from "../common/places.js";
import { addressOf, joinRun } from "../common/running.js";
import { couple, download, flagWords, inviteDialog, pairDialog, settingsDialog } from "./dialogs.js";
import { Evaluation } from "./evaluation.js";
import { opener } from "./opener.js";
import { choose, named } from "./rows.js";

const PAGE = 25;
const FILTERS = ["all", "look", "unsigned", "resting"];

class Console {
  constructor(run, root) {
    Object.assign(this, { run, root, filter: "all", words: "", page: 0 });
    const say = (key, params) => run.say(key, params);
    this.figures = h("dl", { class: "figures" });
    this.chips = h("div", { class: "chips", role: "group", "aria-label": say("running.show") });
    this.find = h("input", { type: "search", id: "find-person", oninput: () => this.#search() });
    this.body = h("tbody", { role: "rowgroup" });
    this.head = h("h2", { tabindex: "-1" }, say("running.pairs"));
    this.status = h("p", { class: "small quiet", role: "status" });
    this.back = h("button", { class: "btn", type: "button", onclick: () => this.#turn(-1) }, say("running.before"));
    this.next = h("button", { class: "btn", type: "button", onclick: () => this.#turn(1) }, say("running.after"));
    this.charts = h("section", { class: "stack-l", "aria-label": say("running.cohort") });
    this.evaluation = new Evaluation(run);
    this.keep = h("div");
    this.lead = h("p", { class: "lead quiet" });
    const act = (name, key, onclick, look = "btn") => h("button", { class: look, type: "button", onclick }, icon(name), " ", say(key));
    this.el = h(
      "div",
      { class: "stack-l" },
      this.keep,
      h("div", { class: "row spread" }, this.lead, h("div", { class: "row" }, act("plus", "running.invite", () => inviteDialog(run, root)), act("pencil", "running.settings", () => void settingsDialog(run, root), "btn bare"), act("leave", "running.leave", () => run.leave(), "btn bare"))),
      this.figures,
      note("", h("p", null, h("strong", null, say("running.promise")), " ", say("running.promise.more"))),
      h("div", { class: "tools" }, h("div", { class: "stack" }, this.head, this.chips), h("div", { class: "field" }, h("label", { for: "find-person" }, say("running.find")), this.find)),
      h("table", { class: "table pairs", role: "table" }, h("caption", { class: "sr" }, say("running.table")), this.#header(), this.body),
      h("div", { class: "row spread" }, h("div", { class: "row" }, this.back, this.next, this.status), act("download", "running.table.download", () => void download(run, "status", "csv"), "btn bare")),
      this.charts,
      this.evaluation.el,
    );
    this.update();
  }

  #header() {
    const names = ["pair", "stage", "last", "agreement", "goals", "pulse", "flags"];
    return h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, names.map((name) => h("th", { scope: "col", role: "columnheader" }, this.run.say(name === "pair" ? "running.pair" : `console.column.${name}`)))));
  }

  update() {
    const { run } = this;
    const { rows, columns, figures, link } = run.state;
    this.rows = rows.map((row) => named(columns, row));
    const week = weekOf(run, run.state);
    setText(this.lead, [week, run.say("running.lead", { count: figures.pairs }), figures.look ? run.say("running.lead.look", { count: figures.look }) : ""].filter(Boolean).join(" "));
    fill(this.keep, run.fresh ? this.#keeping(link) : null);
    fill(this.figures, ["pairs", "signed", "met", "look"].map((name) => h("div", { class: name === "look" ? "look" : "" }, h("dt", null, run.say(`running.figure.${name}`)), h("dd", null, figures[name].toLocaleString(run.river.locale)))));
    fill(this.charts, figures.pairs ? this.#charts(figures.charts) : null);
    this.#filters();
    this.#draw();
    void this.evaluation.update();
  }

  #keeping(link) {
    const { run } = this;
    const done = h("button", { class: "btn", type: "button", onclick: () => run.kept() }, run.say("running.keep.done"));
    return h("section", { class: "sheet stack", "aria-label": run.say("running.keep") }, h("h2", null, run.say("running.keep")), h("p", null, run.say("running.keep.text")), addressBox(run.river, { label: run.say("running.open.link"), address: `${addressOf()}#programme=${link}` }), h("div", null, done));
  }

  #filters() {
    const chips = FILTERS.map((name) => {
      const count = choose(this.rows, { filter: name }).length;
      return h("button", { class: "chip", type: "button", "aria-pressed": this.filter === name, onclick: () => this.#choose(name), dataset: { filter: name } }, this.run.say(`running.filter.${name}`, { count: count.toLocaleString(this.run.river.locale) }));
    });
    const held = this.chips.contains(document.activeElement) ? document.activeElement.dataset.filter : null;
    fill(this.chips, chips);
    if (held) this.chips.querySelector(`[data-filter="${held}"]`)?.focus();
  }

  #choose(name) {
    Object.assign(this, { filter: name, page: 0 });
    this.#filters();
    this.#draw();
  }

  #search() {
    Object.assign(this, { words: this.find.value, page: 0 });
    this.#draw();
  }

  #turn(by) {
    this.page += by;
    this.#draw();
    this.head.focus();
  }

  #draw() {
    const { run } = this;
    const found = choose(this.rows, this);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    this.page = Math.min(Math.max(this.page, 0), pages - 1);
    const shown = found.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const held = this.body.contains(document.activeElement) ? document.activeElement.dataset.pair : null;
    fill(this.body, shown.length ? shown.map((row) => this.#row(row)) : h("tr", { role: "row" }, h("td", { role: "cell", colspan: 7, class: "wide" }, run.say(this.rows.length ? "running.none" : "running.no_pairs"))));
    if (held) this.body.querySelector(`[data-pair="${CSS.escape(held)}"]`)?.focus();
    this.back.hidden = this.next.hidden = pages === 1;
    this.back.disabled = this.page === 0;
    this.next.disabled = this.page === pages - 1;
    setText(this.status, found.length ? run.say("running.shown", { from: this.page * PAGE + 1, to: this.page * PAGE + shown.length, all: found.length }) : "");
  }

  #row(row) {
    const { run } = this;
    const cell = (name, ...children) => h("td", { role: "cell", "data-label": run.say(`console.column.${name}`) }, children);
    const date = (when) => (when ? h("time", { datetime: when, title: day(run.river, when) }, shortDay(run.river, when)) : null);
    const none = (words) => h("span", { class: "quiet" }, words);
    const signed = row.agreement === "signed";
    const standing = row.standing === "invited" ? null : h("span", { class: "chip" }, run.say(`console.standing.${row.standing}`));
    return h(
      "tr",
      { role: "row", class: row.flags.length ? "attend" : "" },
      h("th", { scope: "row", role: "rowheader" }, h("div", { class: "names" }, couple(run, row), standing)),
      cell("stage", row.stage || none("–")),
      cell("last", date(row.last) || none(run.say("signal.none")), row.next ? h("span", { class: "small quiet next" }, run.say("running.next"), " ", date(row.next)) : null),
      cell("agreement", row.agreement ? h("span", { class: ["status", signed && "done"] }, icon(signed ? "done" : row.agreement === "hidden" ? "hidden" : "todo"), " ", run.say(`signal.agreement.${row.agreement}`)) : none("–")),
      cell("goals", row.goals || none(run.say("signal.none")), row.late ? h("span", { class: "status late next" }, run.say("running.late", { count: row.late })) : null),
      cell("pulse", row.pulse >= 0 ? run.say(`signal.pulse.${row.pulse}`) : none("–")),
      h(
        "td",
        { role: "cell", class: "wide", "data-label": run.say("console.column.flags") },
        h("div", { class: "why" }, row.flags.map((flag) => h("span", { class: "flag" }, icon("warning"), " ", flagWords(run, flag, row))), h("button", { class: "btn bare flush", type: "button", dataset: { pair: row.id }, "aria-label": run.say("running.look.at", row), onclick: () => pairDialog(run, this.root, row) }, run.say("running.look"))),
      ),
    );
  }

  #charts(charts) {
    const { run } = this;
    const title = h("h2", null, run.say("running.cohort"));
    if (!charts.stages) return [title, h("p", { class: "quiet" }, run.say("running.few"))];
    const label = { agreement: (id) => run.say(`signal.agreement.${id}`), pulse: (id) => run.say(`signal.pulse.${id}`) };
    const figure = (name) => {
      const bars = charts[name].filter(([, count]) => count > 0);
      const most = Math.max(...bars.map(([, count]) => count), 1);
      return h(
        "figure",
        { class: "stack" },
        h("figcaption", null, h("h3", null, run.say(`running.chart.${name}`))),
        h(
          "table",
          { class: "bars" },
          h("thead", { class: "sr" }, h("tr", null, ["running.chart.what", "running.chart.bar", "running.chart.count"].map((key) => h("th", { scope: "col" }, run.say(key))))),
          h("tbody", null, bars.map(([id, count]) => h("tr", null, h("th", { scope: "row" }, label[name]?.(id) ?? id), h("td", { class: "bar" }, h("i", { style: { "--share": `${(count / most) * 100}%` } })), h("td", null, count.toLocaleString(run.river.locale))))),
        ),
      );
    };
    return [title, h("div", { class: "charts" }, ["stages", "agreement", "goals", "pulse"].map(figure))];
  }

  destroy() {}
}

/** “12 Mar”: in a column of many. */
function shortDay(river, when) {
  return new Intl.DateTimeFormat(river.locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(parseDay(when));
}

const WEEK = 7 * 86_400_000;

/** "Week 4 of 12." where the programme runs just now. */
function weekOf(run, { settings: { start, end }, today }) {
  const week = (from, to) => Math.floor((Date.parse(to) - Date.parse(from)) / WEEK) + 1;
  if (!start || !end || today < start || today > end) return "";
  return run.say("running.week", { week: week(start, today), weeks: week(start, end) });
}

async function render({ model, el }) {
  const run = await joinRun(model);
  const root = h("section", { class: "mb mb-programme", "aria-label": run.say("running.label") });
  el.append(root);
  await markView(run.river, model, root);
  let drawn = null;
  let phase = "";
  const draw = () => {
    const now = `${run.phase} ${run.state?.id ?? ""} ${run.phase === "closed" ? run.problem ?? "" : ""}`;
    if (now === phase) return void drawn?.update?.();
    phase = now;
    drawn = run.phase === "open" ? new Console(run, root) : run.phase === "closed" ? opener(run) : null;
    fill(root, drawn ? drawn.el : bones(run.say("running.loading")));
    return undefined;
  };
  const off = run.on(draw);
  draw();
  return () => {
    off();
    root.remove();
  };
}

export default { render };
