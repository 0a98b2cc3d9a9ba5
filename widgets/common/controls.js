// The controls of the forms: one plain, native control a field type. They know nothing of the workbook: they show a
// value, and tell when a person gives another.
//
//   control(river, spec, {id, describedby, label, onvalue}) → {el, native, set(value), focus(), invalid(bool), busy()}
//
// `native` says that the control is one element that a <label for> can name; others are groups with a legend.
// `onvalue(value, problem)` is called with a value of the field's type, or with a sentence on what is wrong.

import { fill, h, icon, uid } from "./dom.js";
import { fieldsOf } from "./paths.js";
import { parseNumber } from "./numbers.js";

const OWN = "own:";

export function control(river, spec, options) {
  const make = { choice, multi, yesno, scale5: scale, scale10: ruler, link, number, date: native, time: native }[spec.type];
  return (make ?? text)(river, spec, options);
}

/** Whether a field's control is one element that a label can name. */
export function isNative(spec) {
  if (spec.type === "choice") return looks(spec) === "select";
  return ["short", "long", "date", "time", "number", "scale10"].includes(spec.type) || (spec.type === "link" && !spec.many);
}

function attributes({ id, describedby, label }) {
  return { id, "aria-describedby": describedby || null, "aria-label": label || null };
}

// --- words, numbers, days

/** Keeps the caret of an element that has the focus where it was while its text changes under it. */
export function assign(el, text) {
  if (el.value === text) return;
  const focused = el === el.getRootNode().activeElement;
  const { selectionStart, selectionEnd } = el;
  el.value = text;
  if (focused && selectionStart !== null) el.setSelectionRange(selectionStart, selectionEnd);
}

function text(river, spec, options) {
  const long = spec.type === "long";
  let composing = false;
  let waiting = null;
  const el = h(long ? "textarea" : "input", {
    ...attributes(options),
    ...(long ? { class: "grow", rows: 2 } : { type: "text", autocomplete: "off" }),
    oninput: () => composing || options.onvalue(el.value || null),
    oncompositionstart: () => (composing = true),
    oncompositionend: () => {
      composing = false;
      options.onvalue(el.value || null);
      waiting = null;
    },
  });
  const set = (value) => {
    if (composing) waiting = value;
    else assign(el, value ?? "");
  };
  return { el, native: true, set, ...common(el), busy: () => composing || waiting !== null };
}

function native(river, spec, options) {
  const el = h("input", {
    ...attributes(options), type: spec.type, class: "medium",
    onchange: () => {
      if (el.validity.badInput) options.onvalue(undefined, river.say(`fields.${spec.type}.bad`));
      else options.onvalue(el.value || null);
    },
  });
  return { el, native: true, set: (value) => el !== document.activeElement && (el.value = value ?? ""), ...common(el) };
}

function number(river, spec, options) {
  const tell = () => {
    const parsed = parseNumber(el.value, river.locale);
    if (parsed === undefined) {
      const unit = spec.unit ? river.say("fields.number.of", { unit: spec.unit }) : river.say("fields.number.plain");
      options.onvalue(undefined, river.say("fields.number.bad", { example: spec.example || "60", unit, typed: el.value.slice(0, 40) }));
    } else options.onvalue(parsed);
  };
  const el = h("input", { ...attributes(options), type: "text", inputmode: "decimal", class: "short", autocomplete: "off", oninput: tell });
  const wrap = h("div", { class: "unit" }, el, spec.unit ? h("span", { class: "quiet" }, spec.unit) : null);
  const set = (value) => {
    // What is typed half-way (“4.”) reads as the same number: leave it as it is typed.
    if (parseNumber(el.value, river.locale) === value && el.value !== "") return;
    if (value === null && el.value && parseNumber(el.value, river.locale) === undefined) return;
    assign(el, value === null || value === undefined ? "" : String(value));
  };
  return { el: wrap, native: true, set, ...common(el) };
}

// --- one of several

/** How a choice is drawn: a switch for a few short words, boxes for a few sentences, a list for more. */
function looks(spec) {
  if (spec.options_from) return "select";
  const labels = spec.options.map((one) => one.label);
  const whole = labels.reduce((sum, label) => sum + label.length, 0);
  if (labels.length <= 4 && whole <= 44 && !spec.own) return "segments";
  if (labels.length <= 5 && labels.some((label) => label.length > 22)) return "boxes";
  return "select";
}

function choice(river, spec, options) {
  return looks(spec) === "select" ? list(river, spec, options) : radios(river, spec, options);
}

function list(river, spec, options) {
  const entries = spec.options_from === "time_zones"
    ? [...new Set([Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf("timeZone")])].map((zone) => ({ id: zone, label: zone.replaceAll("_", " ") }))
    : spec.options;
  const own = h("input", {
    type: "text", class: "own", "aria-label": river.say("fields.own.label", { label: spec.label }), hidden: true,
    oninput: () => options.onvalue(own.value.trim() ? OWN + own.value : null),
  });
  const select = h("select", {
    ...attributes(options), class: "medium",
    onchange: () => {
      own.hidden = select.value !== OWN;
      if (select.value !== OWN) options.onvalue(select.value || null);
      else own.focus();
    },
  }, h("option", { value: "" }, river.say("fields.choose")), entries.map((one) => h("option", { value: one.id }, one.label)),
  spec.own ? h("option", { value: OWN }, river.say("fields.own")) : null);
  const set = (value) => {
    if (typeof value === "string" && value.startsWith(OWN)) {
      select.value = OWN;
      own.hidden = false;
      assign(own, value.slice(OWN.length));
      return;
    }
    if (document.activeElement === own && value === null) return;
    own.hidden = true;
    if (value && ![...select.options].some((one) => one.value === value)) select.add(new Option(value, value));
    select.value = value ?? "";
  };
  return { el: spec.own ? h("div", { class: "stack tight" }, select, own) : select, native: true, set, ...common(select) };
}

function radios(river, spec, options) {
  const name = uid("radio");
  const boxed = looks(spec) === "boxes";
  const inputs = new Map();
  const item = (one) => {
    const input = h("input", { type: "radio", name, value: one.id, "aria-describedby": options.describedby || null, onchange: () => options.onvalue(one.value ?? one.id) });
    inputs.set(one.value ?? one.id, input);
    return h("label", { class: boxed ? "choice boxed" : "" }, input, boxed ? h("span", null, one.label) : ` ${one.label}`);
  };
  const group = h("div", { class: boxed ? "boxes" : "segments" }, spec.options.map(item));
  const own = spec.own && h("input", {
    type: "text", class: "own", placeholder: river.say("fields.own"), "aria-label": river.say("fields.own.label", { label: spec.label }),
    oninput: () => options.onvalue(own.value.trim() ? OWN + own.value : null),
  });
  const clear = h("button", { type: "button", class: "btn bare clear", hidden: true, onclick: () => (set(null), options.onvalue(null), [...inputs.values()][0].focus()) },
    river.say("fields.clear"), h("span", { class: "sr" }, ` ${spec.label}`));
  const set = (value) => {
    for (const [id, input] of inputs) input.checked = id === value;
    const typed = typeof value === "string" && value.startsWith(OWN) ? value.slice(OWN.length) : "";
    if (own && (typed || document.activeElement !== own)) assign(own, typed);
    clear.hidden = value === null || value === undefined;
  };
  const el = h("div", { class: "group" }, group, own || null, clear);
  return { el, native: false, set, focus: () => ([...inputs.values()].find((one) => one.checked) ?? [...inputs.values()][0]).focus(), invalid: (bad) => el.classList.toggle("bad", bad) };
}

function yesno(river, spec, options) {
  const words = { ...spec, options: [{ id: "yes", value: true, label: river.say("fields.yes") }, { id: "no", value: false, label: river.say("fields.no") }] };
  return radios(river, words, options);
}

function scale(river, spec, options) {
  const [low, high] = spec.ends ?? ["", ""];
  const steps = Array.from({ length: 5 }, (_, at) => ({ id: String(at + 1), value: at + 1, label: String(at + 1) }));
  const made = radios(river, { ...spec, options: steps, own: false }, options);
  if (low || high) made.el.insertBefore(h("p", { class: "ends small quiet" }, h("span", null, `1 ${low}`), h("span", null, `5 ${high}`)), made.el.lastChild);
  return made;
}

/** 1 to 10. A slider has no empty place: until it is touched it is shown as not answered. */
function ruler(river, spec, options) {
  const [low, high] = spec.ends ?? ["", ""];
  const output = h("output", null);
  const give = () => {
    show(Number(input.value));
    options.onvalue(Number(input.value));
  };
  const input = h("input", { ...attributes(options), type: "range", min: 1, max: 10, step: 1, oninput: give, onpointerup: give, onkeydown: (event) => event.key === "Enter" && (event.preventDefault(), give()) });
  const clear = h("button", { type: "button", class: "btn bare clear", hidden: true, onclick: () => (show(null), options.onvalue(null), input.focus()) },
    river.say("fields.clear"), h("span", { class: "sr" }, ` ${spec.label}`));
  const show = (value) => {
    const none = value === null || value === undefined;
    if (none) input.value = 5;
    else if (Number(input.value) !== value) input.value = value;
    input.classList.toggle("unanswered", none);
    input.setAttribute("aria-valuetext", none ? river.say("fields.unanswered") : String(value));
    output.textContent = none ? "–" : String(value);
    clear.hidden = none;
  };
  show(null);
  const el = h("div", { class: "ruler" }, h("div", { class: "line" }, input, output),
    h("p", { class: "ends small quiet", "aria-hidden": "true" }, h("span", null, `1 ${low}`), h("span", null, `10 ${high}`)), clear);
  return { el, native: true, set: show, ...common(input) };
}

// --- several

function multi(river, spec, options) {
  let chosen = [];
  const boxes = new Map();
  const give = () => options.onvalue(chosen.length ? [...chosen] : null);
  const tick = (id, label) => {
    const input = h("input", {
      type: "checkbox",
      onchange: () => {
        chosen = input.checked ? [...chosen, id] : chosen.filter((one) => one !== id);
        give();
      },
    });
    boxes.set(id, input);
    return h("label", { class: "choice" }, input, h("span", null, label));
  };
  const ticks = h("div", { class: "ticks" }, spec.options.map((one) => tick(one.id, one.label)));
  const own = spec.own && h("input", {
    type: "text", "aria-label": river.say("fields.own.label", { label: spec.label }), placeholder: river.say("fields.own"),
    onkeydown: (event) => event.key === "Enter" && (event.preventDefault(), add()),
  });
  const add = () => {
    const id = OWN + own.value.trim();
    if (id === OWN) return own.focus();
    if (!chosen.includes(id)) {
      chosen = [...chosen, id];
      set(chosen);
      give();
    }
    own.value = "";
    own.focus();
  };
  const set = (value) => {
    chosen = Array.isArray(value) ? value : [];
    for (const id of chosen) if (!boxes.has(id)) ticks.append(tick(id, id.startsWith(OWN) ? id.slice(OWN.length) : id));
    for (const [id, input] of boxes) input.checked = chosen.includes(id);
  };
  const el = h("div", { class: "group" }, ticks, own ? h("div", { class: "add-own row" }, own, h("button", { type: "button", class: "btn", onclick: add }, icon("plus"), river.say("fields.own.add"))) : null);
  return { el, native: false, set, focus: () => boxes.values().next().value?.focus(), invalid: (bad) => el.classList.toggle("bad", bad) };
}

/** Rows of another form, by their first words. */
function link(river, spec, options) {
  const select = h("select", { ...attributes(options), class: "medium", onchange: () => options.onvalue(select.value ? [select.value] : null) });
  const set = (value) => {
    const path = Array.isArray(value) ? value[0] : value;
    const rows = targets(river, spec, options.row);
    if (path && !rows.some((row) => row.path === path)) rows.push({ path, label: river.say("fields.link.gone") });
    fill(select, h("option", { value: "" }, river.say("fields.link.none")), rows.map((row) => h("option", { value: row.path }, row.label)));
    select.value = path ?? "";
  };
  return { el: select, native: true, set, ...common(select) };
}

/** What a link field can lead to: [{path, label}]. */
export function targets(river, spec, row = "") {
  return String(spec.link ?? "").split(",").map((one) => one.trim().split("?")[0]).filter(Boolean).flatMap((target) => {
    const form = river.spec(target);
    const prefix = form ? target : `${row}/${target}`;
    return river.rows(prefix).map((one) => ({ path: one.path, label: title(river, one.path) }));
  });
}

/** The words a row is known by: its first answer in words. */
export function title(river, path) {
  const parts = path.split("/");
  const form = river.spec(parts[0]);
  let fields = form ? fieldsOf(form) : [];
  if (parts.length > 2) fields = fields.find((one) => one.id === parts.at(-2))?.fields ?? [];
  for (const field of fields) {
    const words = ["short", "long"].includes(field.type) ? river.value(`${path}/${field.id}`) : null;
    if (typeof words === "string" && words.trim()) return words.length > 60 ? `${words.slice(0, 58)}…` : words;
  }
  return river.say("fields.untitled");
}

function common(el) {
  return { focus: () => el.focus(), invalid: (bad) => (bad ? el.setAttribute("aria-invalid", "true") : el.removeAttribute("aria-invalid")) };
}
