// An answer as a person reads it.

import { day, number } from "./dates.js";
import { title } from "./controls.js";

/** The words for a value of a field; "" where there is no answer. */
export function shown(river, spec, value) {
  if (value === null || value === undefined || value === "") return "";
  switch (spec.type) {
    case "choice":
      return option(spec, value);
    case "multi":
      return (Array.isArray(value) ? value : [value]).map((one) => option(spec, one)).join(", ");
    case "yesno":
      return river.say(value ? "fields.yes" : "fields.no");
    case "date":
      return day(river, value);
    case "number":
      return [number(river, value), spec.unit].filter(Boolean).join(" ");
    case "scale5":
      return river.say("fields.of", { value, most: 5 });
    case "scale10":
      return river.say("fields.of", { value, most: 10 });
    case "link":
      return (Array.isArray(value) ? value : [value]).map((path) => title(river, path)).join(", ");
    default:
      return String(value);
  }
}

function option(spec, value) {
  if (typeof value !== "string") return String(value);
  if (value.startsWith("own:")) return value.slice(4);
  return spec.options?.find((one) => one.id === value)?.label ?? value.replaceAll("_", " ");
}
