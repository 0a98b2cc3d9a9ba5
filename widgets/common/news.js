// What a screen reader is told while somebody works: that words are saved, and what the other person changed.
// Politely, and seldom enough that one can still write.

import { fieldAt } from "./paths.js";

const SAVED = 20_000; // milliseconds between two times “Saved” is said
const AGAIN = 60_000; // milliseconds between two times that the other person is said to be here, or in the same field
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

  const met = { here: { is: false, at: -Infinity }, same: { is: false, at: -Infinity } };
  const meet = (what, is) => {
    const one = met[what];
    if (is && !one.is && Date.now() - one.at >= AGAIN) {
      one.at = Date.now();
      say(river.say(`live.${what}`, { name: river.name(river.partner) }));
    }
    one.is = is;
  };
  const look = () => {
    const { here, place } = river.partnerNow;
    meet("here", Boolean(here));
    meet("same", Boolean(place) && place === river.whereabouts?.place);
  };
  river.on("here", look);
  river.on("moved", look);

  return () => clearTimeout(timer);
}
