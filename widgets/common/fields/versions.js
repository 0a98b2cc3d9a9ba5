// Two answers written without seeing each other: both are shown until somebody says which one stays.

import { fill, h, icon, setProp, uid, voice } from "../dom.js";
import { isEmpty, said } from "./answers.js";
import { shown, when } from "./shell.js";

/** The box for them: {el, show(versions)}. `keep(value)` is called for the one that stays; null only shows them. */
export function versionsBox(river, spec, path, keep) {
  const el = h("div", { class: "versions", hidden: true });
  let drawn = "";

  const item = ({ v, by, at }) => {
    const id = uid("version");
    const words = isEmpty(v) ? h("p", { class: "nothing" }, river.say("fields.version.empty")) : shown(river, spec, v, path);
    setProp(words, "id", id);
    const name = isEmpty(v) ? river.say("fields.version.empty") : said(river, spec, v, path);
    return h(
      "li",
      { dataset: { voice: by } },
      h("p", { class: "who" }, voice(river, by, { you: true }), " ", when(river, at)),
      h("div", { class: "theirs" }, words),
      keep ? h("button", { class: "btn", type: "button", onclick: () => keep(v), "aria-label": river.say("fields.version.keep.what", { answer: name.slice(0, 80) }) }, river.say("fields.version.keep")) : null,
    );
  };

  const show = (versions = []) => {
    const now = JSON.stringify(versions);
    if (now === drawn) return;
    drawn = now;
    el.hidden = versions.length < 2;
    if (el.hidden) return void fill(el);
    const title = h("p", { class: "flag" }, icon("speech"), " ", river.say("fields.versions"));
    fill(el, title, h("ul", { class: "plain" }, versions.map(item)));
  };

  return { el, show };
}
