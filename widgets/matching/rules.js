// What counts when people are matched: weights in words, likeness or difference, and who must not be together.

import { h, icon, uid } from "../common/dom.js";

/** {el, read()}: `onchange` is called when anything is changed. `told`: {rules, criteria, either_way}. */
export function rulesPart(run, { rules, criteria, either_way: either }, onchange) {
  const chosen = structuredClone(rules);
  const changed = () => onchange(chosen);
  const select = (label, options, value, set) => {
    const id = uid("rule");
    const input = h("select", { id, value: String(value), onchange: () => (set(input.value), changed()) }, options.map(([key, words]) => h("option", { value: key }, words)));
    return h("div", { class: "field" }, h("label", { for: id }, label), input);
  };
  const tick = (name) => {
    const input = h("input", { type: "checkbox", checked: chosen[name], onchange: () => ((chosen[name] = input.checked), changed()) });
    return h("label", { class: "choice" }, input, h("span", null, run.say(`matching.rule.${name}`)));
  };
  const weights = [0, 1, 2, 3].map((weight) => [String(weight), run.say(`matching.weight.${weight}`)]);
  const wishes = ["", "alike", "different"].map((wish) => [wish, run.say(`matching.wish.${wish || "none"}`)]);
  const least = h("input", { type: "number", min: 0, max: 60, class: "short", id: uid("least"), value: chosen.least_experience, onchange: () => ((chosen.least_experience = Number(least.value) || 0), changed()) });
  const el = h(
    "details",
    { class: "more" },
    h("summary", null, icon("turn", "turn"), run.say("matching.change")),
    h(
      "div",
      { class: "stack" },
      h("div", { class: "fields two" }, criteria.map((name) => select(run.say(`matching.criterion.${name}`), weights, chosen.weights[name], (value) => (chosen.weights[name] = Number(value))))),
      h("div", { class: "fields two" }, either.map((name) => select(run.say(`matching.wished.${name}`), wishes, chosen.wish[name] ?? "", (value) => (chosen.wish[name] = value)))),
      h("fieldset", { class: "field" }, h("legend", null, run.say("matching.never")), ["apart_team", "apart_manager", "share_language"].map(tick), h("p", { class: "help" }, run.say("matching.never.help"))),
      h("div", { class: "field" }, h("label", { for: least.id }, run.say("matching.least")), least),
    ),
  );
  return { el };
}
