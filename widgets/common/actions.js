// What the two said they would do: one line each, with a tick, whose it is and when it is due; and a small form to add
// one. For the home page, and under “What next?”.

import { advice, adviceAhead, adviceLine } from "./advice.js";
import { changer, endRow } from "./changer.js";
import { dayNear, daysFromToday, machine, today } from "./dates.js";
import { errorLine, fill, h, icon, setText, uid, voice } from "./dom.js";
import { field, rowTitle } from "./fields.js";
import { fieldsOf } from "./paths.js";
import { viewLink } from "./places.js";
import { mayWrite } from "./rights.js";

const CLOSED = ["done", "dropped"];

/** An action as plain data: {path, what, owner, due, status, done_on, late: days or 0}. */
export function readAction(river, path, now = new Date()) {
  const value = (field) => river.value(`${path}/${field}`);
  const [due, status] = [value("due"), value("status") ?? "open"];
  const days = due ? daysFromToday(river, due, now) : null;
  const late = !CLOSED.includes(status) && days !== null && days < 0 ? -days : 0;
  return { path, what: value("what") ?? "", owner: value("owner"), due, status, done_on: value("done_on"), late };
}

/** The actions still to do, the most pressing first; those without a day last. */
export function openActions(river, now = new Date()) {
  return river
    .rows("actions")
    .map((row) => readAction(river, row.path, now))
    .filter((one) => !CLOSED.includes(one.status) && one.what)
    .sort(byDay);
}

/** By the day they are due; those without one last. */
export function byDay(a, b) {
  return (a.due ?? "9").localeCompare(b.due ?? "9") || a.path.localeCompare(b.path);
}

/** Ticks an action, or takes the tick back. */
export function tick(river, path, done, now = new Date()) {
  river.set(`${path}/status`, done ? "done" : "open");
  river.set(`${path}/done_on`, done ? today(river, now) : null);
}

/** Whether an action comes from a reflection that only its writer can read: then the action is only theirs, too. */
export function isPrivate(river, path) {
  const from = river.value(`${path}/came_from`);
  const sources = (Array.isArray(from) ? from : []).filter((one) => one.startsWith("reflections/"));
  return sources.some((one) => river.cell(`${one}/created`) && river.value(`${one}/sharing`) !== "shared");
}

const VIEWS = { meetings: "meeting", reflections: "reflection", goals: "goals" };

/** What an action came from: {path, view, name} of the first thing that is still there, or null. */
export function cameFrom(river, path) {
  const from = river.value(`${path}/came_from`);
  const source = (Array.isArray(from) ? from : []).find((one) => river.cell(`${one}/created`) && !river.cell(`${one}/removed`)?.v);
  return source ? { path: source, view: VIEWS[source.split("/")[0]] ?? "", name: rowTitle(river, source) } : null;
}

/** A field whose options are the two people, by their names. */
function named(river, spec) {
  const label = (one) => (["mentor", "mentee"].includes(one.id) ? river.name(one.id) : one.label);
  return { ...spec, options: spec.options.map((one) => ({ ...one, label: label(one) })) };
}

const BY_ITSELF = ["came_from", "done_on"]; // filled in by the program

/**
 * One action as a line of `ul.actions`, with a pencil that opens its fields: {el, update(paths), destroy()}.
 *
 * `ontick(done)`: it was ticked, or the tick taken back. `origin`: say what it came from.
 */
export function actionLine(river, path, { ontick = () => {}, origin = false } = {}) {
  const id = uid("action");
  const specs = river.spec("actions") ? fieldsOf(river.spec("actions")) : [];
  const status = specs.find((one) => one.id === "status");
  const box = h("input", { type: "checkbox", id, "aria-describedby": `${id}-meta`, onchange: () => (tick(river, path, box.checked), ontick(box.checked)) });
  const label = h("label", { class: "what", for: id });
  const meta = h("p", { class: "meta", id: `${id}-meta` });
  const said = adviceLine();
  const place = h("div", { class: "edit", hidden: true });
  const el = h("li", { dataset: { path } }, box, label);

  const draw = (close) => {
    const shown = specs.filter((one) => !BY_ITSELF.includes(one.id) && (one.type !== "link" || one.link));
    const fields = shown.map((spec) => field(river, spec.id === "owner" ? named(river, spec) : spec, `${path}/${spec.id}`, { compact: true, quiet: true, class: ["short", "long"].includes(spec.type) ? "wide" : "" }));
    const remove = () => {
      const near = el.nextElementSibling ?? el.previousElementSibling;
      const next = near?.querySelector("input:not(:disabled)") ?? el.closest("article, form, .mb")?.querySelector("[tabindex], button:not([hidden])");
      (el.contains(next) ? null : next)?.focus();
      river.remove(path);
    };
    fill(place, h("div", { class: "fields two" }, fields.map((one) => one.el)), endRow(river, { done: close, remove, removeLabel: river.say("actions.remove") }));
    return fields;
  };
  const pencil = changer(river, { place, name: () => river.say("actions.change", { what: label.textContent }), draw });
  el.append(pencil.button, meta, said.el, place);

  const update = (paths = null) => {
    const action = readAction(river, path);
    const mine = Boolean(status) && mayWrite(river, status, `${path}/status`);
    box.disabled = !mine;
    pencil.button.hidden = !mine;
    box.checked = action.status === "done";
    setText(label, action.what || river.say("actions.unnamed"));
    pencil.update(paths);
    said.set(mine ? advice(river, river.spec("actions"), path).get(`${path}/due`) : []);
    const hidden = isPrivate(river, path);
    const from = origin ? cameFrom(river, path) : null;
    const told = JSON.stringify([action, hidden, mine, from]);
    if (meta.dataset.told === told) return;
    meta.dataset.told = told;
    fill(meta, action.owner ? voice(river, action.owner, { you: true }) : null, when(river, action),
      from ? h("span", { class: "from" }, viewLink(river, from.view, { path: from.path }, river.say("actions.from", { what: from.name })) ?? river.say("actions.from", { what: from.name })) : null,
      hidden ? h("span", { class: "status" }, icon("lock"), river.say("actions.private")) : null,
      mine || !action.owner ? null : h("span", { class: "sr" }, river.say("actions.theirs", { name: river.name(action.owner) })));
  };
  update();
  return { el, path, update, destroy: () => pencil.destroy() };
}

function when(river, action) {
  if (action.status === "done") {
    const text = action.done_on ? river.say("actions.done.on", { day: dayNear(river, action.done_on) }) : river.say("actions.done");
    return h("span", { class: "status done" }, icon("done"), text);
  }
  if (action.status === "dropped") return h("span", null, river.say("actions.dropped"));
  if (!action.due) return null;
  const text = river.say("actions.due", { day: dayNear(river, action.due, { due: true }) });
  if (action.late) return h("span", { class: "status late" }, icon("warning"), text);
  return h("time", { datetime: machine(action.due) }, text);
}

/**
 * The form to add an action: {el, focus()}.
 *
 * `onadd({what, owner, due})` once all three are there, `oncancel()`; without it the form stays, and is empty again. `given`:
 * the day it begins with. Everything is native; what is missing is said under the field it is missing in.
 */
export function actionForm(river, { onadd, oncancel = null, given = () => "" }) {
  const ids = { what: uid("add"), due: uid("add"), what_error: uid("add"), due_error: uid("add") };
  const what = h("input", { type: "text", id: ids.what, autocomplete: "off", maxlength: 2000, "aria-describedby": ids.what_error, required: true });
  const due = h("input", { type: "date", id: ids.due, "aria-describedby": `${ids.due_error} ${ids.due}-advice`, required: true, oninput: () => advise() });
  const said = adviceLine({ id: `${ids.due}-advice` });
  const advise = () => said.set([adviceAhead(river, river.spec("actions"), { due: due.value }).due].filter(Boolean));
  const errors = { what: h("div", null), due: h("div", null) };
  const who = people(river, { legend: river.say("actions.who"), value: river.role, onpick: () => {} });
  const tell = (name, input, bad) => {
    if (bad) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    fill(errors[name], bad ? errorLine(river.say(`actions.${name}.missing`), ids[`${name}_error`]) : null);
    return bad;
  };
  const submit = (event) => {
    event.preventDefault();
    const words = what.value.trim();
    const wrong = [[what, tell("what", what, !words)], [due, tell("due", due, !due.value)]].find(([, bad]) => bad);
    if (wrong) return void wrong[0].focus();
    onadd({ what: words, owner: who.value, due: due.value });
    if (oncancel) return;
    [what.value, due.value] = ["", given()];
    advise();
    what.focus();
  };
  const el = h("form", { class: "add-action", novalidate: true, onsubmit: submit, onkeydown: (event) => event.key === "Escape" && oncancel?.() },
    h("div", { class: "field" }, h("label", { for: ids.what }, river.say("actions.what")), what, errors.what),
    h("div", { class: "line" }, who.el,
      h("div", { class: "field" }, h("label", { for: ids.due }, river.say("actions.by")), due, errors.due, said.el)),
    h("div", { class: "row" },
      h("button", { class: oncancel ? "btn primary" : "btn", type: "submit" }, river.say("actions.add.it")),
      oncancel ? h("button", { class: "btn bare", type: "button", onclick: oncancel }, river.say("actions.cancel")) : null));
  due.value = given();
  return { el, focus: () => what.focus(), update: () => !due.value && (due.value = given()) };
}

/** A switch between a few: {el, value, set(value)}. `options`: [{id, content}]. */
export function segments({ legend, options, value, onpick, sr = false }) {
  const name = uid("segment");
  const inputs = options.map((one) => h("input", { type: "radio", name, value: one.id, checked: one.id === value, onchange: () => onpick(one.id) }));
  const el = h("fieldset", { class: "field" }, h("legend", { class: sr ? "sr" : "" }, legend),
    h("div", { class: "segments" }, options.map((one, at) => h("label", null, inputs[at], " ", one.content))));
  return {
    el,
    get value() {
      return inputs.find((one) => one.checked)?.value ?? null;
    },
    set(to) {
      for (const input of inputs) input.checked = input.value === to;
    },
  };
}

/** A switch between the two people, the reader first. */
export function people(river, { legend, value, onpick }) {
  const options = [river.role, river.partner].filter(Boolean).map((person) => ({ id: person, content: voice(river, person, { you: true }) }));
  return segments({ legend, options, value, onpick });
}
