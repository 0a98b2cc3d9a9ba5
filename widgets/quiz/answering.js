// The fields in which a question is answered: one or several of a list, an order, what belongs together, or words.

import { announce, fill, h, icon, uid } from "../common/dom.js";
import { moved, read } from "./answers.js";

/**
 * {el, draft(), focus()}. `answer`: the one given last, "" for none; `mark`: what is known of it, null before it is
 * checked; `onchange`: something else is chosen.
 */
export function answering(river, question, options) {
  const make = { single: choosing, multiple: choosing, ordering, matching, short }[question.kind];
  return make(river, question, { ...options, given: read(question.kind, options.answer) });
}

/** What is said of an option once it has been given: right or not, and why. */
function verdict(river, note, id) {
  if (!note) return { badge: null, why: null };
  const badge = h("span", { class: ["status verdict", note.right ? "done" : "wrong"] }, icon(note.right ? "done" : "close"), river.say(note.right ? "quiz.yes" : "quiz.no"));
  return { badge, why: note.note ? h("p", { class: "why small", id }, note.note) : null };
}

function choosing(river, question, { mark, given, onchange }) {
  const name = uid("option");
  const one = question.kind === "single";
  const inputs = [];
  const option = ({ id, text }) => {
    const told = `${name}-${id}`;
    const { badge, why } = verdict(river, mark?.notes?.[id], told);
    const input = h("input", { type: one ? "radio" : "checkbox", name, value: id, checked: given.includes(id), "aria-describedby": why ? told : null, onchange });
    inputs.push(input);
    const cls = ["choice boxed", mark?.notes?.[id]?.right && "right"];
    return h("div", { class: "option" }, h("label", { class: cls }, input, " ", h("span", null, text), badge), why);
  };
  const el = h("div", { class: "options" }, question.options.map(option));
  return { el, draft: () => inputs.filter((input) => input.checked).map((input) => input.value), focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus() };
}

function ordering(river, question, { mark, given, onchange }) {
  const known = new Map(question.options.map((option) => [option.id, option.text]));
  let order = given.length === known.size && given.every((id) => known.has(id)) ? given : [...known.keys()];
  let marked = mark;
  const list = h("ol", { class: "order" });
  const move = (at, to, key) => {
    if (to < 0 || to >= order.length) return;
    const id = order[at];
    order = moved(order, at, to);
    marked = null;
    draw();
    list.querySelector(`[data-id="${id}"] [data-key="${key}"]`).focus();
    announce(river.say("quiz.moved", { text: known.get(id), place: to + 1, count: order.length }));
    onchange();
  };
  const draw = () => fill(list, order.map((id, at) => {
    const text = known.get(id);
    const { badge, why } = verdict(river, marked?.notes?.[id], `${id}-why`);
    const press = (key, to, word) => h("button", {
      class: "btn square", type: "button", dataset: { key }, "aria-disabled": to < 0 || to >= order.length ? "true" : null,
      "aria-label": river.say(word, { text, place: at + 1, count: order.length }), onclick: () => move(at, to, key),
      onkeydown: (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        move(at, at + step, key);
      },
    }, icon("turn", key));
    return h("li", { dataset: { id } }, h("div", { class: ["item", marked?.notes?.[id]?.right && "right"] }, h("span", null, text), badge, h("span", { class: "moves" }, press("up", at - 1, "quiz.up"), press("down", at + 1, "quiz.down"))), why);
  }));
  draw();
  return { el: h("div", { class: "stack" }, h("p", { class: "help" }, river.say("quiz.ordering")), list), draft: () => order, focus: () => list.querySelector("button").focus() };
}

function matching(river, question, { mark, given, onchange }) {
  const selects = new Map();
  const line = ({ id, text }) => {
    const field = uid("match");
    const { badge, why } = verdict(river, mark?.notes?.[id], `${field}-why`);
    const select = h("select", { id: field, value: given[id] ?? "", "aria-describedby": why ? `${field}-why` : null, onchange },
      h("option", { value: "" }, river.say("quiz.match")), question.matches.map((one) => h("option", { value: one.id }, one.text)));
    selects.set(id, select);
    return h("div", { class: "field pair" }, h("div", { class: "head" }, h("label", { htmlFor: field }, text), badge), select, why);
  };
  const el = h("div", { class: "fields" }, question.options.map(line));
  const draft = () => Object.fromEntries([...selects].filter(([, select]) => select.value).map(([id, select]) => [id, select.value]));
  return { el, draft, focus: () => selects.values().next().value.focus() };
}

function short(river, _question, { given, onchange }) {
  const field = uid("words");
  const input = h("input", { id: field, type: "text", value: given, autocomplete: "off", oninput: onchange });
  return { el: h("div", { class: "field" }, h("label", { htmlFor: field }, river.say("quiz.words")), input), draft: () => input.value, focus: () => input.focus() };
}
