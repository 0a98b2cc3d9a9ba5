// The sections of a form as folds or sheets. A section's fields are drawn when it is first opened.

import { field } from "./fields.js";
import { applies, completion } from "./form.js";
import { h, icon, setText, uid } from "./dom.js";

const NARROW = ["short", "date", "time", "number", "choice", "yesno", "link"];

/** What a section's state is called, and how it looks: {words, icon, kind}. */
export function state(river, { total, done, mine, theirs, fix, differ }) {
  if (fix) return { words: river.say("form.fix", { count: fix }), icon: "warning", kind: "late" };
  if (differ) return { words: river.say("form.differ", { count: differ }), icon: "speech", kind: "" };
  if (mine) return { words: done ? river.say("form.left", { count: mine }) : river.say("form.none"), icon: "open", kind: "" };
  if (theirs) return { words: river.say("form.theirs", { name: river.name(river.partner) }), icon: "open", kind: "" };
  return total ? { words: river.say("form.complete"), icon: "done", kind: "done" } : { words: river.say("form.free"), icon: "open", kind: "" };
}

/**
 * All sections of a form for one row or person: {el, update(paths), open(path), parts, destroy()}.
 *
 * Options: `where` {row, person}, `number` (count the sections), `opened` (part) → whether it starts open.
 */
export function sections(river, form, { where = {}, opened = () => false } = {}) {
  const el = h("div", { class: "stack" });
  const parts = completion(river, form, where).map((done, at) => draw(done, at));
  el.append(...parts.map((part) => part.el));

  function draw(done, at) {
    const { section } = done;
    const status = h("span", { class: "status" });
    const body = h("div", { class: "body fields two" });
    const fold = h("details", { class: "fold section", id: uid("s"), ontoggle: () => fold.open && fill() },
      h("summary", null, icon("turn", "turn"), h("span", { class: "n", "aria-hidden": "true" }, String(at + 1)), h("span", { class: "title" }, section.title), status), body);
    const part = { el: fold, section, status, fields: null, state: null, id: section.id };
    const fill = () => {
      if (part.fields) return;
      part.fields = done.fields.map(({ spec, path }) => field(river, spec, path, { class: NARROW.includes(spec.type) ? "" : "wide" }));
      body.append(...part.fields.map((one) => one.el));
    };
    part.open = () => ((fold.open = true), fill());
    if (opened(done, at)) part.open();
    return part;
  }

  const update = (paths) => {
    completion(river, form, where).forEach((done, at) => {
      const part = parts[at];
      part.state = state(river, done);
      part.done = done;
      part.el.hidden = !applies(river, form, part.section, where);
      const told = `${part.state.kind} ${part.state.words}`;
      if (part.status.dataset.told !== told) {
        part.status.dataset.told = told;
        part.status.className = `status ${part.state.kind}`;
        part.status.replaceChildren(icon(part.state.icon === "open" ? "todo" : part.state.icon), h("span", null, part.state.words));
      }
      part.fields?.forEach((one) => one.update(paths));
    });
  };
  update(null);
  return {
    el, parts, update,
    /** Opens the section that a path is in, and goes to its field. */
    open(path) {
      const part = parts.find((one) => one.done.fields.some((spot) => spot.path === path));
      if (!part) return;
      part.open();
      const spot = part.fields.find((one) => one.path === path);
      spot.el.scrollIntoView({ block: "center" });
      spot.focus();
    },
    destroy: () => parts.forEach((part) => part.fields?.forEach((one) => one.destroy())),
  };
}

/** “4 of 6 sections complete”, with its bar: {el, update()}. */
export function progress(river, list) {
  const id = uid("p");
  const words = h("label", { for: id });
  const bar = h("progress", { id, max: 1, value: 0 });
  const update = () => {
    const counted = list.parts.filter((part) => !part.el.hidden);
    const done = counted.filter((part) => ["done"].includes(part.state.kind) || !part.done.total).length;
    bar.max = counted.length;
    bar.value = done;
    setText(words, river.say("form.progress", { done, all: counted.length }));
  };
  update();
  return { el: h("div", null, h("p", { class: "small" }, words), bar), update };
}
