// What a stage suggests: forms to fill in, activities, and a question at a time to put to each other.

import { announce, h, icon, setText } from "../common/dom.js";
import { viewOf } from "../common/form_view.js";
import { hasView, viewLink } from "../common/places.js";

/** The forms that are due, as links to where they are on this page; null where none is. */
export function formsDue(river, stage) {
  const links = (stage.forms ?? []).filter((form) => form !== "stage_checks").map((form) => [form, river.model.get("forms")?.[form], viewOf(river, form)]);
  const items = links.filter(([, spec, view]) => spec && view).map(([, spec, view]) => h("li", null, viewLink(river, view, {}, spec.title)));
  return items.length ? h("ul", { class: "plain due", role: "list" }, items) : null;
}

/** The activities that a stage suggests; null where there are none. */
export function activities(river, model, stage) {
  const known = new Map(model.get("activities").map((one) => [one.id, one]));
  const wanted = (stage.activities ?? []).map((id) => known.get(id)).filter(Boolean);
  if (!wanted.length) return null;
  const items = wanted.map((one) => h("li", null, h("h5", null, one.title), one.suits ? h("p", { class: "small quiet" }, one.suits) : null, one[river.role] ? h("p", { class: "small" }, one[river.role]) : null));
  const view = ["activities", "activity"].find((name) => hasView(river, name));
  return h("div", { class: "stack" }, h("ul", { class: "plain stack", role: "list" }, items), view ? h("p", { class: "small" }, viewLink(river, view, {}, river.say("journey.activities.open"))) : null);
}

/** One of the questions of a stage at a time; null where there are none. */
export function questions(river, model, stage) {
  const known = new Map(model.get("prompts").map((one) => [one.id, one]));
  const wanted = (stage.prompts ?? []).map((id) => known.get(id)).filter(Boolean);
  if (!wanted.length) return null;
  let at = Math.floor(Date.now() / 86_400_000) % wanted.length; // another one each day
  const text = h("blockquote", { "aria-live": "polite" });
  const who = h("p", { class: "small quiet" });
  const shown = () => {
    const { text: words, who: whose } = wanted[at];
    const goal = river.rows("goals").map(({ path }) => river.value(`${path}/title`)).find(Boolean);
    setText(text, words.replaceAll("{goal}", goal ? `“${goal}”` : river.say("journey.prompt.goal")));
    setText(who, whose === "both" ? river.say("journey.prompt.either") : river.say("journey.prompt.person", { name: river.name(whose) }));
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      announce(river.say("journey.prompt.copied"));
      setText(said, river.say("journey.prompt.copied"));
    } catch {
      // No clipboard on plain HTTP, or it was not allowed: then one copies by hand.
      getSelection().selectAllChildren(text);
      setText(said, river.say("journey.prompt.uncopied"));
    }
  };
  const said = h("span", { class: "small quiet" });
  const another = () => {
    at = (at + 1) % wanted.length;
    setText(said, "");
    shown();
  };
  const buttons = [
    wanted.length > 1 ? h("button", { class: "btn bare flush", type: "button", onclick: another }, icon("next"), river.say("journey.prompt.another")) : null,
    h("button", { class: "btn bare", type: "button", onclick: () => void copy() }, icon("file"), river.say("journey.prompt.copy")),
  ];
  const el = h("div", { class: "question stack" }, who, text, h("div", { class: "row" }, buttons, said));
  shown();
  return el;
}

/** A heading with what stands under it, or nothing. */
export function under(level, words, inside) {
  return inside ? h("section", { class: "stack" }, h(level, null, words), inside) : null;
}
