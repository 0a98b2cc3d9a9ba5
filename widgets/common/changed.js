// One change of the history, as a line of a log: who, when, where, and what was struck out and put in.

import { day, machine, time } from "./dates.js";
import { h } from "./dom.js";
import { changeOf } from "./fields/changes.js";
import { journeyPlace } from "./journey.js";
import { fieldAt } from "./paths.js";

/** "created" or "removed" where a change is about a whole row, else "". */
export function marker(path) {
  return /\/(created|removed)$/.exec(path)?.[1] ?? "";
}

/** What a change did, as nodes. */
export function whatChanged(river, { path, before, after }) {
  if (path.startsWith("signatures/")) return river.say("history.signed.as", { name: after?.name ?? "", version: after?.version ?? 1 });
  const form = river.spec(path.split("/")[0]);
  const mark = marker(path);
  if (mark === "created") return river.say("agreement.history.added");
  if (mark) return river.say(after ? "agreement.history.removed" : "agreement.history.restored");
  const spec = (form ? fieldAt({ [form.id]: form }, path)?.field : journeyPlace(river, path)?.spec) ?? { type: "short", who: "together" };
  return changeOf(river, spec, before, after, path);
}

/**
 * A line of the log. `title`: nodes for where; `days`: say the day, too; `more`: what else belongs to it; `foot`: what can
 * be done about it.
 */
export function changeItem(river, change, { title, days = false, more = null, foot = null }) {
  const person = change.by === "mentor" || change.by === "mentee" ? change.by : "other";
  const { at } = change;
  const when = days ? `${day(river, at, { bare: true })}, ${time(river, at)}` : time(river, at);
  return h(
    "li",
    { dataset: { voice: person } },
    h("span", { class: "marker", "aria-hidden": "true" }),
    h(
      "div",
      { class: "body" },
      // The marker of whose it is stands on the line of time.
      h("p", { class: "when" }, h("strong", { class: "voice" }, nameOf(river, change.by)), h("time", { datetime: machine(at) }, when)),
      h("p", null, title),
      h("p", { class: marker(change.path) ? null : "said" }, whatChanged(river, change)),
      more,
      foot,
    ),
  );
}

function nameOf(river, by) {
  if (by === river.role) return river.say("person.you");
  return river.names[by] ? river.name(by) : river.say("person.facilitator");
}
