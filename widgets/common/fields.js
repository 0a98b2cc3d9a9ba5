// A field of a form, bound to its place in the workbook.
//
//   field(river, spec, path, {label, help, compact}) → {el, path, spec, update(paths), focus(), destroy()}
//
// Somebody in the middle of typing is never disturbed: the control is made once and stays; what arrives changes only
// what is around it, and its value only where that really is another.

import { assign, control, isNative } from "./controls.js";
import { moment } from "./dates.js";
import { errorLine, fill, h, icon, typing, uid, voice } from "./dom.js";
import { onePerPerson, sharedText } from "./paths.js";
import { mayWrite } from "./rights.js";
import { rowsField } from "./rows.js";
import { shown } from "./show.js";
import { moveSelection } from "./text.js";

export function field(river, spec, path, options = {}) {
  if (spec.type === "rows") return rowsField(river, spec, path, options, field);
  const writes = mayWrite(river, spec, path);
  const forms = river.model.get("forms") ?? {};
  if (onePerPerson(forms, path)) return apartField(river, spec, path, options, writes);
  if (!writes) return readField(river, spec, path, options);
  return sharedText(forms, path) ? textField(river, spec, path, options) : plainField(river, spec, path, options);
}

// --- the frame: label above, help under it, the control, who and when, what is wrong

function frame(river, spec, options, { id, group }) {
  const help = options.help ?? spec.help;
  const helpId = help && !options.compact ? `${id}-help` : "";
  const errorId = `${id}-error`;
  const words = [options.label ?? spec.label];
  if (spec.required === "sign") words.push(" ", h("span", { class: "optional" }, river.say("fields.to_sign")));
  const label = h(group ? "legend" : "label", group ? { class: options.labelClass ?? "" } : { for: id, class: options.labelClass ?? "" }, words);
  const about = helpId ? h("p", { class: "help", id: helpId }, help) : null;
  const meta = h("p", { class: "meta" });
  const error = h("div", { class: "wrong" });
  const el = h(group ? "fieldset" : "div", { class: ["field", options.class], dataset: { path: options.path } }, label, about);
  const show = (made, message) => {
    made.invalid?.(Boolean(message));
    if (error.dataset.told === (message ?? "")) return;
    error.dataset.told = message ?? "";
    fill(error, message ? errorLine(message, errorId) : null);
  };
  return { el, meta, error, describedby: [helpId, errorId].filter(Boolean).join(" "), show };
}

/** Beside a field: who is writing in it; else, where somebody else wrote last, who and when. */
function around(river, path, meta) {
  const writer = river.writing(path);
  const { by, at } = river.author(path);
  const told = writer ? `w${writer}` : by && by !== river.role && at ? `${by}${at}` : "";
  if (meta.dataset.told === told) return;
  meta.dataset.told = told;
  if (writer) fill(meta, typing(river, writer));
  else if (told && ["mentor", "mentee"].includes(by)) fill(meta, voice(river, by), h("span", null, moment(river, at)));
  else fill(meta);
}

// --- one answer

function plainField(river, spec, path, options) {
  const id = uid("f");
  const parts = frame(river, spec, { ...options, path }, { id, group: !isNative(spec) });
  let local = null;
  const made = control(river, spec, {
    id, describedby: parts.describedby, row: path.split("/").slice(0, -1).join("/").replace(/\/(readings)\/[^/]+$/, ""),
    onvalue: (value, problem) => {
      local = problem ?? null;
      if (problem === undefined) {
        river.clearProblem(path);
        river.set(path, value);
      }
      parts.show(made, local);
    },
  });
  const versions = h("div", null);
  parts.el.append(made.el, versions, parts.meta, parts.error);
  const refresh = () => {
    if (!local) made.set(river.value(path));
    drawVersions(river, spec, path, versions);
    around(river, path, parts.meta);
    parts.show(made, local ?? river.problem(path));
  };
  return finish(river, spec, path, parts.el, refresh, made);
}

/** Where two wrote without seeing each other: both, until somebody keeps one. */
function drawVersions(river, spec, path, place) {
  const versions = river.cell(path)?.versions ?? [];
  const told = JSON.stringify(versions);
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  fill(place, versions.length < 2 ? null : h("div", { class: "note look" }, icon("speech"), h("div", { class: "stack" },
    h("p", null, h("strong", null, river.say("fields.versions"))),
    h("ul", { class: "versions", role: "list" }, versions.map((one) => h("li", { dataset: { voice: one.by } },
      h("p", { class: "row small quiet" }, voice(river, one.by), moment(river, one.at)),
      h("p", { class: "theirs" }, shown(river, spec, one.v)),
      h("div", null, h("button", { class: "btn", type: "button", onclick: () => river.set(path, one.v) }, river.say("fields.versions.keep")))))))));
}

// --- one text that both write in

function textField(river, spec, path, options) {
  const id = uid("f");
  const parts = frame(river, spec, { ...options, path }, { id, group: false });
  let composing = false;
  let seen = river.text(path);
  const el = h("textarea", {
    id, class: "grow", rows: 3, "aria-describedby": parts.describedby,
    oninput: () => composing || typed(),
    oncompositionstart: () => ((composing = true), (seen = river.text(path))),
    oncompositionend: () => ((composing = false), typed()),
  });
  const typed = () => {
    river.clearProblem(path);
    river.editText(path, el.value, { caret: el.selectionStart, seen });
    seen = river.text(path);
    assign(el, seen);
  };
  const off = river.on("text", (event) => {
    const { path: where, steps } = event.detail ?? event;
    if (where !== path || composing) return;
    const { start, end } = moveSelection({ start: el.selectionStart, end: el.selectionEnd }, steps);
    const { scrollTop } = el;
    el.value = seen = river.text(path);
    if (el === document.activeElement) el.setSelectionRange(start, end);
    el.scrollTop = scrollTop;
  });
  parts.el.append(el, parts.meta, parts.error);
  const made = { focus: () => el.focus(), invalid: (bad) => (bad ? el.setAttribute("aria-invalid", "true") : el.removeAttribute("aria-invalid")) };
  const refresh = () => {
    if (!composing) {
      seen = river.text(path);
      assign(el, seen);
    }
    around(river, path, parts.meta);
    parts.show(made, river.problem(path));
  };
  return finish(river, spec, path, parts.el, refresh, made, off);
}

// --- the other person's answer

function readField(river, spec, path, options) {
  const words = h("p", { class: "theirs" });
  const about = options.help ?? spec.help;
  const el = h("div", { class: ["field", options.class], dataset: { path } },
    h("p", { class: ["label", options.labelClass] }, options.label ?? spec.label),
    about && !options.compact ? h("p", { class: "help" }, about) : null, words, h("p", { class: "meta" }));
  const meta = el.lastChild;
  const refresh = () => {
    const value = sharedText(river.model.get("forms") ?? {}, path) ? river.text(path) : river.value(path);
    const said = shown(river, spec, value);
    const owner = river.cell(path)?.by ?? (["mentor", "mentee"].includes(spec.who) ? spec.who : river.partner);
    el.dataset.voice = owner ?? "other";
    words.classList.toggle("none", !said);
    const text = said || (owner && owner !== river.role ? river.say("fields.only", { name: river.name(owner) }) : "–");
    if (words.textContent !== text) words.textContent = text;
    around(river, path, meta);
  };
  return finish(river, spec, path, el, refresh, { focus: () => {} });
}

// --- an answer of each

function apartField(river, spec, path, options, writes) {
  const id = uid("f");
  const parts = frame(river, spec, { ...options, path, class: ["both", options.class].filter(Boolean).join(" ") }, { id, group: true });
  let local = null;
  const made = control(river, spec, {
    id, describedby: parts.describedby, label: isNative(spec) ? river.say("fields.own.label", { label: options.label ?? spec.label }) : "",
    onvalue: (value, problem) => {
      local = problem ?? null;
      if (problem === undefined) {
        river.clearProblem(path);
        river.set(path, value);
      }
      parts.show(made, local);
    },
  });
  const flag = h("p", { class: "help flagged" });
  const when = h("span", null);
  const mine = h("div", { class: "answer", dataset: { voice: river.role } }, h("p", { class: "who" }, voice(river, river.role, { you: true }), when), writes ? made.el : h("p", { class: "theirs" }));
  const theirsWhen = h("span", null);
  const words = h("p", { class: "theirs" });
  const theirs = h("div", { class: "answer", dataset: { voice: river.partner } }, h("p", { class: "who" }, voice(river, river.partner), theirsWhen), words);
  const settle = h("div", { class: "settle" });
  parts.el.append(flag, h("div", { class: "answers" }, mine, theirs, settle), parts.error);

  const refresh = () => {
    const cell = river.cell(path);
    const own = cell?.answers?.[river.role] ?? (cell && !cell.answers && cell.by === river.role ? cell : null);
    const other = cell?.answers?.[river.partner] ?? null;
    const answered = other !== null && other.v !== null;
    const both = answered && own !== null && own.v !== null;
    const agreed = Boolean(cell?.settled) || (both && !cell.differs && shown(river, spec, own.v) === shown(river, spec, other.v));
    const apart = answered && !agreed;
    if (!writes) mine.lastChild.textContent = shown(river, spec, own?.v);
    else if (!local) made.set(own?.v ?? null);
    theirs.hidden = !apart;
    mine.firstChild.hidden = !apart && !agreed;
    parts.el.classList.toggle("alone", !apart);
    parts.el.classList.toggle("differs", Boolean(cell?.differs) && !cell?.talked);
    words.textContent = shown(river, spec, other?.v);
    when.textContent = own?.at ? moment(river, own.at) : "";
    const writer = river.writing(path);
    fill(theirsWhen, writer ? typing(river, writer) : other?.at ? moment(river, other.at) : "");
    drawFlag(river, spec, flag, { cell, own, agreed, seen: spec.seen });
    drawSettle(river, spec, path, settle, { cell, own, other, apart, writes });
    parts.show(made, local ?? river.problem(path));
  };
  return finish(river, spec, path, parts.el, refresh, made);
}

function drawFlag(river, spec, flag, { cell, own, agreed }) {
  const name = river.name(river.partner);
  let told = "";
  if (cell?.differs) told = cell.talked ? "talked" : "differ";
  else if (agreed) told = "agreed";
  else if (spec.seen === "reveal" && cell?.hidden) told = "theirs";
  else if (spec.seen === "reveal" && cell?.mine_in) told = "in";
  if (flag.dataset.told === told) return;
  flag.dataset.told = told;
  fill(flag, {
    differ: () => h("span", { class: "flag" }, icon("speech"), river.say("fields.differ")),
    talked: () => h("span", { class: "status done" }, icon("done"), river.say("fields.talked.done")),
    agreed: () => h("span", { class: "status done" }, icon("done"), river.say("fields.agreed")),
    theirs: () => river.say("fields.reveal.theirs", { name }),
    in: () => river.say("fields.reveal.done", { name }),
  }[told]?.() ?? null);
}

function drawSettle(river, spec, path, place, { cell, own, other, apart, writes }) {
  const has = own !== null && own.v !== null;
  const reveal = spec.seen === "reveal" && has && !cell?.mine_in && writes;
  const told = JSON.stringify([apart, has, cell?.differs, cell?.talked, reveal, other?.v, own?.v]);
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  const name = river.name(river.partner);
  const button = (label, onclick, bare = false) => h("button", { class: bare ? "btn bare" : "btn", type: "button", onclick }, label);
  const open = () => fill(row, button(river.say("fields.settle.mine"), () => river.settle(path, own.v)), button(river.say("fields.settle.theirs", { name }), () => river.settle(path, other.v)));
  const row = h("div", { class: "row" });
  place.hidden = false;
  if (reveal) fill(place, h("p", { class: "help" }, river.say("fields.reveal.help", { name })), row), fill(row, button(river.say("fields.reveal"), () => river.reveal(path)));
  else if (apart && spec.who !== "each" && writes && !has) fill(place, row), fill(row, button(river.say("fields.same"), () => river.set(path, other.v)));
  else if (apart && spec.who !== "each" && writes && cell?.differs && !cell.talked) {
    fill(place, row);
    fill(row, button(river.say("fields.settle"), () => (open(), row.firstChild.focus())), button(river.say("fields.talked"), () => river.talked(path), true));
  } else {
    fill(place);
    place.hidden = true;
  }
}

// --- what all have

function finish(river, spec, path, el, refresh, made, off = null) {
  const offs = [river.on("writing", refresh), off].filter(Boolean);
  refresh();
  return {
    el, path, spec,
    update: (paths) => (!paths || river.touches(paths, path) || (spec.type === "link" && !el.contains(document.activeElement))) && refresh(),
    focus: () => made.focus(),
    destroy: () => offs.forEach((one) => one()),
  };
}
