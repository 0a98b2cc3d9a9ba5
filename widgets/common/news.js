// What a screen reader is told while somebody works: that words are saved, and what the other person changed.
// Politely, and seldom enough that one can still write.

import { fieldAt } from "./paths.js";

const SAVED = 20_000; // milliseconds between two times “Saved” is said
const NEWS = 4000; // what the other person changes is gathered for so long

/** Starts telling; returns a function that ends it. */
export function readOut(river, say) {
  let last = river.saved.state;
  let said = 0;
  let timer = 0;
  const fields = new Set();

  river.on("saved", () => {
    const { state } = river.saved;
    if (state === last) return;
    if (state === "kept") say(river.say("saved.kept"));
    if (state === "saved" && (last === "kept" || Date.now() - said > SAVED)) {
      said = Date.now();
      say(river.say("saved.said"));
    }
    last = state;
  });

  river.on("writing", (paths) => {
    for (const path of paths) {
      const label = fieldAt(river.model.get("forms") ?? {}, path)?.field.label;
      if (label && river.writing(path)) fields.add(label);
    }
    if (!fields.size || timer) return;
    timer = setTimeout(() => {
      timer = 0;
      const list = new Intl.ListFormat(river.locale).format([...fields].slice(0, 3));
      fields.clear();
      say(river.say("live.changed", { name: river.name(river.partner), fields: list }));
    }, NEWS);
  });

  return () => clearTimeout(timer);
}
