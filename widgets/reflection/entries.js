// Reflections as they are read: what was written, by whom, about what, and whether it is private.

import { dayOf } from "../common/dates.js";
import { h } from "../common/dom.js";
import { applies, filled, pathOf } from "../common/form.js";
import { shown } from "../common/show.js";

// What is not shown as an answer of its own: how, when, for whom, and what became an action.
const ABOUT = ["title", "date", "variant", "tone", "goal", "linked_to", "next_action", "next_owner", "next_due", "sharing", "theme", "reply"];

/**
 * The reflections this reader may see that say anything, newest first:
 * [{id, path, by, own, date, title, variant, words: [{id, label, value}], themes: [ids], toneName, goal, private, action}];
 * goal and action are paths, or null.
 */
export function contents(river, { except = null } = {}) {
  const form = river.spec("reflections");
  if (!form) return [];
  return river
    .rows("reflections")
    .filter((row) => row.id !== except)
    .map((row) => entry(river, form, row))
    .filter((one) => one.words.length || one.title)
    .sort((a, b) => b.date.localeCompare(a.date) || (b.created ?? "").localeCompare(a.created ?? ""));
}

function entry(river, form, row) {
  const value = (id) => river.value(`${row.path}/${id}`);
  const own = row.by === river.role;
  const sections = form.sections.filter((section) => applies(river, form, section, { row: row.id }));
  const asked = sections.flatMap((section) => section.fields).filter((spec) => !ABOUT.includes(spec.id) && spec.type !== "rows");
  const words = asked
    .map((spec) => ({ spec, path: pathOf(form, spec, { row: row.id }) }))
    .filter(({ spec, path }) => filled(river, spec, path))
    .map(({ spec, path }) => ({ id: spec.id, label: spec.label, value: shown(river, spec, river.value(path)) }));
  const step = value("next_action");
  const action = `actions/${row.id}`;
  const acts = river.rows("actions").some((one) => one.path === action);
  if (step && !acts) {
    const spec = form.sections.flatMap((section) => section.fields).find((one) => one.id === "next_action");
    words.push({ id: "next_action", label: spec.label, value: step });
  }
  return {
    id: row.id, path: row.path, by: row.by, own, created: row.created, words,
    date: value("date") ?? (row.created ? dayOf(river, row.created) : ""),
    title: value("title") ?? "", variant: value("variant") ?? "three", goal: value("goal")?.[0] ?? null, toneName: optionName(form, "tone", value("tone")),
    themes: value("theme") ?? [], private: value("sharing") !== "shared", action: acts ? action : null,
  };
}

/** The words for an option of a field; "" where there is none. */
function optionName(form, id, value) {
  const spec = form.sections.flatMap((section) => section.fields).find((one) => one.id === id);
  return (value && spec?.options?.find((one) => one.id === value)?.label) || "";
}

/** A theme as a person reads it. */
export function themeName(river, id) {
  if (id.startsWith("own:")) return id.slice(4);
  const fields = river.spec("reflections")?.sections.flatMap((section) => section.fields) ?? [];
  return fields.find((one) => one.id === "theme")?.options?.find((one) => one.id === id)?.label ?? id;
}

/** The themes of an entry as `ul.chips`; null where it has none. */
export function themes(river, one) {
  if (!one.themes.length) return null;
  return h("ul", { class: "chips", role: "list", "aria-label": river.say("reflection.themes") }, one.themes.map((id) => h("li", { class: "chip" }, themeName(river, id))));
}

/** How often each theme comes up: [{id, count}], the most frequent first, then as they came. Themes of one spelling are one. */
export function countThemes(entries) {
  const counts = new Map();
  for (const one of entries) for (const id of new Set(one.themes)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count);
}

/** What keeps coming back, the most frequent first: [{id, count, last, people: {mentor, mentee}}]; last is a day. */
export function overview(entries) {
  return countThemes(entries).map(({ id, count }) => {
    const about = entries.filter((one) => one.themes.includes(id));
    const of = (person) => about.filter((one) => one.by === person).length;
    return { id, count, last: about.map((one) => one.date).sort().at(-1), people: { mentor: of("mentor"), mentee: of("mentee") } };
  });
}
