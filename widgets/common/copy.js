// What is on the page as plain text, made without a server: for when the connection is lost.

import { fieldAt } from "./paths.js";
import { moment } from "./dates.js";

/** The words of an open workbook, what waits to be sent first, as one text to read. */
export function copyAsText(river) {
  const { answers, waiting, names } = river.copy();
  const forms = river.model.get("forms") ?? {};
  const people = new Intl.ListFormat(river.locale).format(Object.values(names));
  const lines = [river.say("copy.title", { names: people }), river.say("copy.made", { when: moment(river, new Date()) }), ""];
  if (waiting.size) {
    lines.push(river.say("copy.waiting"), "");
    for (const path of waiting) lines.push(...entry(river, forms, path, answers[path]));
    lines.push("");
  }
  lines.push(river.say("copy.all"), "");
  const shown = Object.keys(answers).filter((path) => fieldAt(forms, path) && !isEmpty(answers[path]));
  let section = "";
  for (const path of shown.sort()) {
    const [name] = path.split("/");
    if (name !== section) lines.push("", (forms[name].title ?? name).toUpperCase(), "");
    section = name;
    lines.push(...entry(river, forms, path, answers[path]));
  }
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

function entry(river, forms, path, value) {
  const label = fieldAt(forms, path)?.field.label ?? path;
  if (isEmpty(value)) return [];
  if (typeof value === "boolean") return [label, `  ${river.say(value ? "copy.yes" : "copy.no")}`];
  const text = Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
  return [label, ...text.split("\n").map((line) => `  ${line}`)];
}
