// Choosing a journey, or changing to another one: what stays is said before.

import { announce, fill, h, uid } from "../common/dom.js";
import { journeyOf, journeysOf } from "../common/journey.js";
import { modal } from "../common/modal.js";

/** Asks which journey, and writes it. */
export async function chooseJourney(river) {
  const now = journeyOf(river);
  const name = uid("journey");
  let chosen = now?.id ?? journeysOf(river)[0]?.id;
  const options = journeysOf(river).map((journey) => {
    const input = h("input", { type: "radio", name, value: journey.id, checked: journey.id === chosen, onchange: () => (chosen = journey.id) });
    const stages = journey.stages.map(({ title }) => title).join(" → ");
    return h("label", { class: "choice boxed" }, input, h("span", null, h("b", null, journey.title), journey.length ? h("span", { class: "quiet" }, ` · ${journey.length}`) : null, h("br"), h("span", { class: "small" }, journey.purpose), h("br"), h("span", { class: "small quiet" }, stages)));
  });
  const why = h("p", { class: "prose" }, now ? river.say("journey.change.text", { title: now.title }) : river.say("journey.change.first"));
  const taken = await modal({
    title: river.say(now ? "journey.change" : "journey.choose"),
    body: h("div", { class: "stack" }, why, h("fieldset", { class: "field" }, h("legend", { class: "sr" }, river.say("journey.change.which")), options)),
    yes: river.say("journey.change.yes"),
    no: river.say("journey.change.no"),
    onsubmit: () => chosen,
  });
  if (!taken || taken === now?.id) return;
  river.set("partnership/journey", taken);
  announce(river.say("journey.changed", { title: journeyOf(river).title }));
}

/** Where the two chose apart, which one it is to be: an element that says so, hidden where they did not. */
export function versions(river) {
  const el = h("div", { class: "note look", hidden: true });
  const update = () => {
    const found = river.cell("partnership/journey")?.versions ?? [];
    el.hidden = found.length < 2;
    if (el.hidden) return;
    const title = (id) => river.model.get("journeys")?.[id]?.title ?? id;
    const button = (id) => h("button", { class: "btn", type: "button", onclick: () => river.set("partnership/journey", id) }, title(id));
    fill(el, h("span", null), h("div", { class: "stack" }, h("p", null, river.say("journey.versions")), h("div", { class: "row" }, [...new Set(found.map(({ v }) => v))].map(button))));
  };
  update();
  return { el, update };
}
