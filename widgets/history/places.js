// What people call a place in the workbook, for the history.

import { rowTitle, said as saidOf } from "../common/fields.js";
import { journeyPlace } from "../common/journey.js";
import { fieldAt } from "../common/paths.js";
import { marker } from "../common/changed.js";

export { kindOf, mayWrite, rowTitle } from "../common/fields.js";

const LONG = 200; // characters of an answer that a question repeats

/** The path without its last part. */
export const parent = (path) => path.slice(0, path.lastIndexOf("/"));

/** The path of the row that a path is in, or of the innermost; "" outside of rows. */
export function rowOf(river, path) {
  const parts = path.split("/");
  const form = river.spec(parts[0]);
  if (!form) return "";
  const head = form.per === "many" || (form.per === "person" && ["mentor", "mentee"].includes(parts[1])) ? 2 : 1;
  if (parts.length >= head + 3) return parts.slice(0, head + 2).join("/");
  return form.per === "many" ? parts.slice(0, 2).join("/") : "";
}

/** {label, within, said(value)}: the field, where it is, and how an answer to it reads (shortened). */
export function shownIn(river, path, change = null) {
  const [section] = path.split("/");
  const form = river.spec(section);
  const kept = form ? null : journeyPlace(river, path);
  if (kept) return { label: kept.label, within: kept.within, said: (value) => saidOf(river, kept.spec, value, path) };
  if (!form) {
    const title = river.spec(change?.after?.form ?? "")?.title ?? section;
    return { label: river.say("history.signed", { form: title }), within: "", said: String };
  }
  const found = fieldAt({ [section]: form }, marker(path) ? parent(path) : path);
  const spec = found?.field;
  const row = rowOf(river, path);
  const top = row.split("/").slice(0, 2).join("/");
  const names = [form.title];
  if (form.per === "person") {
    const person = path.split("/")[1];
    if (river.names[person]) names.push(river.name(person));
  }
  if (marker(path)) {
    if (form.per === "many" && row !== top) names.push(rowTitle(river, top));
    return { label: rowTitle(river, row), within: names.join(", "), said: String };
  }
  if (row) names.push(...new Set([form.per === "many" ? rowTitle(river, top) : "", rowTitle(river, row)].filter(Boolean)));
  const said = (value) => {
    const words = saidOf(river, spec ?? { type: "short" }, value, path);
    return words.length > LONG ? `${words.slice(0, LONG).trimEnd()}…` : words;
  };
  return { label: spec?.label ?? path.split("/").at(-1), within: names.join(", "), said };
}
