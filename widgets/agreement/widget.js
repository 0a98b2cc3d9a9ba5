// The mentoring agreement: an outline of what is done, both answers where they are given apart, and the signatures.

import { bones, fill, h, icon, setText } from "../common/dom.js";
import { moment } from "../common/dates.js";
import { differences } from "../common/form.js";
import { joinRiver } from "../common/river.js";
import { sections, progress } from "../common/sections.js";
import { shown } from "../common/show.js";
import { fieldAt } from "../common/paths.js";
import { signing } from "./sign.js";

const FORM = "agreement";

async function render({ model, el }) {
  const river = await joinRiver(model);
  const form = river.spec(FORM);
  const root = h("section", { class: "mb mb-agreement", "aria-label": form.title, dataset: { view: model.get("view") || FORM } });
  el.append(root);
  let drawn = null;
  const draw = () => {
    drawn?.destroy();
    drawn = null;
    root.replaceChildren();
    if (river.ready) drawn = agreement(river, form, root);
    else root.append(bones(form.title));
  };
  const offs = [river.on("open", draw), river.on("change", (event) => drawn?.update(event.detail ?? event))];
  draw();
  return () => {
    for (const off of offs) off();
    drawn?.destroy();
    root.remove();
  };
}

function agreement(river, form, root) {
  const shownForm = { ...form, sections: form.sections.filter((section) => section.fields.some((field) => !field.view_of)) };
  let first = true;
  const list = sections(river, shownForm, {
    opened: ({ mine, fix, differ }) => {
      const open = Boolean(fix || differ || (mine && first));
      if (mine) first = false;
      return open;
    },
  });
  const far = progress(river, list);
  const go = (path) => list.open(path);
  const sign = signing(river, form, list, go);
  const outline = h("ol", { role: "list" });
  const look = h("div", null);
  const nav = h("nav", { class: "outline", "aria-label": river.say("agreement.outline") }, far.el, outline,
    h("div", { class: "row rule-top" },
      h("button", { class: "btn bare flush", type: "button", onclick: () => history(river, root) }, icon("history"), river.say("agreement.history")),
      h("button", { class: "btn bare", type: "button", onclick: () => (list.parts.forEach((part) => part.open()), print()) }, icon("print"), river.say("agreement.print"))));
  root.append(h("div", { class: "layout" }, nav, h("div", { class: "stack-l" }, look, list.el, sign.el)));

  const entries = [...list.parts, { el: sign.el, section: { title: river.say("agreement.sign") }, sign: true }].map((part) => {
    const shape = h("span", { class: "shape" });
    const words = h("span", { class: "state" });
    const item = h("li", null, h("button", {
      type: "button", class: "to",
      onclick: () => {
        part.open?.();
        part.el.scrollIntoView({ block: "start" });
        (part.el.querySelector("summary") ?? part.el.querySelector("h2"))?.focus();
      },
    }, shape, h("span", null, part.section.title), words));
    outline.append(item);
    return { part, shape, words, item };
  });

  const update = (paths) => {
    list.update(paths);
    far.update();
    sign.update(paths);
    for (const { part, shape, words, item } of entries) {
      const state = part.sign ? sign.state() : part.state;
      if (words.textContent === state.words) continue;
      item.className = state.kind === "done" ? "ok" : state.kind === "late" ? "fix" : "";
      fill(shape, icon(state.icon === "open" ? "todo" : state.icon));
      setText(words, state.words);
    }
    drawDifferences(river, shownForm, look, go);
  };
  update(null);
  return { update, destroy: () => (list.destroy(), sign.destroy()) };
}

/** The note on top: where the two answered apart and not alike. */
function drawDifferences(river, form, place, go) {
  const found = differences(river, form);
  const told = JSON.stringify(found.map(({ path }) => [path, river.cell(path)?.answers]));
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  place.hidden = !found.length;
  if (!found.length) return void fill(place);
  const says = (path, spec, person) => [river.say("agreement.says", { name: river.name(person) }), " ", h("mark", null, shown(river, spec, river.cell(path).answers[person]?.v))];
  fill(place, h("aside", { class: "note look", "aria-label": river.say("agreement.differences", { count: found.length }) }, icon("speech"), h("div", { class: "stack" },
    h("div", null, h("h2", { class: "h3" }, river.say("agreement.differences", { count: found.length })), h("p", null, river.say("agreement.differences.why"))),
    h("ul", { class: "diff-list", role: "list" }, found.map(({ spec, path }) => h("li", null,
      h("button", { class: "linklike", type: "button", onclick: () => go(path) }, spec.label), ": ",
      says(path, spec, river.partner), ", ", says(path, spec, river.role), "."))))));
}

async function history(river, root) {
  const changes = await river.history(null);
  const forms = river.model.get("forms") ?? {};
  const list = (Array.isArray(changes) ? changes : []).filter((one) => one.path.startsWith(`${FORM}/`)).reverse().slice(0, 100);
  const line = (one) => {
    const spec = fieldAt(forms, one.path)?.field ?? { type: "short" };
    const words = (value) => shown(river, spec, value);
    return h("li", { dataset: { voice: one.by } }, h("span", { class: "marker", "aria-hidden": "true" }), h("div", { class: "body" },
      h("p", { class: "when" }, h("strong", { class: "voice", dataset: { voice: one.by } }, river.name(one.by) || one.by), " ", h("span", null, moment(river, one.at)), " ", h("span", null, spec.label ?? one.label)),
      h("p", null, one.before === null ? null : h("del", null, words(one.before)), " ", one.after === null ? null : h("ins", null, words(one.after)))));
  };
  const dialog = h("dialog", { class: "history", "aria-label": river.say("agreement.history.title") }, h("div", { class: "stack" },
    h("h2", null, river.say("agreement.history.title")),
    list.length ? h("ol", { class: "log changes" }, list.map(line)) : h("p", { class: "quiet" }, river.say("agreement.history.none")),
    h("form", { method: "dialog" }, h("button", { class: "btn" }, river.say("agreement.history.close")))));
  dialog.addEventListener("close", () => dialog.remove());
  root.append(dialog);
  dialog.showModal();
}

export default { render };
