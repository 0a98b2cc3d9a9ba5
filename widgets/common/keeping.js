// What one person keeps to themselves, and whether there is a place for it: river.private is "open", "locked" (behind a
// passphrase that was not given yet) or "none" (no passphrase was ever chosen). Without a place nothing private is
// offered; the kernel refuses it.

import { fieldsOf } from "./paths.js";

const ALONE = ["private", "facilitator"];

/** Whether what the reader marks as private has a place to go. */
export function canKeep(river) {
  return river.private === "open";
}

/** What a new row needs to be told so that it has a home: where nothing can be kept private, it is shared. */
export function homeOf(river, prefix, given = {}) {
  const form = river.spec(prefix);
  if (!form || form.seen !== "author" || canKeep(river) || "sharing" in given) return {};
  return fieldsOf(form).some((spec) => spec.id === "sharing") ? { sharing: "shared" } : {};
}

/** Whether a field of the reader's would be for nobody but them, and there is no place for that. */
export function noPlaceFor(river, spec) {
  return ALONE.includes(spec.seen) && !canKeep(river);
}

/** A field as it is offered: who may read an entry is a choice only where there is one. */
export function offered(river, spec) {
  if (spec.id !== "sharing" || spec.seen !== "author" || canKeep(river) || !spec.options) return spec;
  return { ...spec, help: river.say("keep.only", { name: river.name(river.partner) }), options: spec.options.filter((one) => one.id === "shared") };
}
