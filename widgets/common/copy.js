// What is on the page as plain text, made without a server: for when the connection is lost. It reads as the page does:
// in the forms' order, options by their words, and where both answered, both.

import { moment } from "./dates.js";
import { isEmpty, said } from "./fields/answers.js";
import { fieldAt, fieldsOf } from "./paths.js";

const PEOPLE = ["mentor", "mentee"];

/** The words of an open workbook, what waits to be sent first, as one text to read. */
export function copyAsText(river) {
  const { answers, apart, created, removed, waiting, names, partly } = river.copy();
  const forms = river.model.get("forms") ?? {};
  const people = new Intl.ListFormat(river.locale).format(Object.values(names));
  const lines = [river.say("copy.title", { names: people }), river.say("copy.made", { when: moment(river, new Date()) }), ""];
  if (partly) lines.push(river.say("copy.partly"), "");
  const entry = (path) => told(river, forms, path, answers[path], apart[path]);
  const order = inOrder(forms, created);
  if (waiting.size) {
    lines.push(river.say("copy.waiting"), "");
    for (const path of [...waiting].sort(order)) lines.push(...entry(path));
    lines.push("");
  }
  lines.push(river.say("copy.all"), "");
  let [section, row] = ["", ""];
  const gone = (path) => removed.some((one) => path.startsWith(`${one}/`));
  for (const path of Object.keys(answers).filter((one) => fieldAt(forms, one) && !gone(one)).sort(order)) {
    const words = entry(path);
    if (!words.length) continue;
    const [name] = path.split("/");
    if (name !== section) lines.push("", (forms[name].title ?? name).toUpperCase(), "");
    const inside = Object.keys(created).filter((one) => path.startsWith(`${one}/`)).join();
    if (name === section && inside !== row) lines.push("");
    [section, row] = [name, inside];
    lines.push(...words);
  }
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

/** Compares two paths: forms and fields as a pack has them, rows by their age. */
function inOrder(forms, created) {
  const place = new Map();
  for (const [at, form] of Object.values(forms).entries()) {
    place.set(form.id, at);
    for (const [index, field] of fieldsOf(form).entries()) {
      place.set(`${form.id} ${field.id}`, index);
      for (const [column, one] of (field.fields ?? []).entries()) place.set(`${form.id} ${one.id}`, column);
    }
  }
  const keys = (path) => {
    const [form] = path.split("/");
    return path.split("/").map((part, at, all) => {
      const row = created[all.slice(0, at + 1).join("/")];
      return row !== undefined ? `~${row}${part}` : String(place.get(at ? `${form} ${part}` : part) ?? part).padStart(6, "0");
    });
  };
  return (one, two) => (keys(one).join(" ") < keys(two).join(" ") ? -1 : 1);
}

/** A field and what stands in it, each answer under whose it is; [] where nothing does. */
function told(river, forms, path, value, both) {
  const spec = fieldAt(forms, path)?.field;
  if (!spec) return [];
  const words = (one) => said(river, spec, one, path).split("\n");
  const indented = (lines) => lines.map((line) => `  ${line}`);
  const whose = PEOPLE.find((person) => path.split("/")[1] === person);
  const label = whose ? `${spec.label} (${river.name(whose)})` : spec.label;
  const answered = PEOPLE.filter((person) => both && !isEmpty(both[person]));
  if (answered.length) return [label, ...answered.flatMap((person) => indented([`${river.name(person)}:`, ...indented(words(both[person]))]))];
  return isEmpty(value) ? [] : [label, ...indented(words(value))];
}
