// Where a learner is in a course: all its modules, or, on the page of one, how far that is and what comes before and after.

import { fill, h, icon, note } from "../common/dom.js";
import { joinRiver } from "../common/river.js";
import { downloadFile } from "../page/download.js";
import { goOn, passed, state } from "./standing.js";

const ICON = { passed: "done", begun: "pencil", new: "todo" };

/** The way to another page of the course. In JupyterLab, where a link from a cell leads nowhere, its name. */
function way(href, props, ...children) {
  if (document.body.classList.contains("mentorbook-page")) return h("a", { ...props, href }, children);
  return h("span", { class: props?.class?.includes?.("btn") ? "quiet" : "" }, children, " ", h("span", { class: "small quiet" }, href));
}

function badge(river, { id }) {
  const stands = river.lessons.get(id);
  const now = state(stands);
  const words = now === "begun" ? river.say("course.begun", { right: stands.right, of: stands.of }) : river.say(`course.${now}`);
  return h("span", { class: ["status", now === "passed" && "done"] }, icon(ICON[now]), words);
}

/** All the modules, and the way to go on. */
function home(river, modules) {
  const next = river.ready ? goOn(modules, river.lessons) : null;
  const done = passed(modules, river.lessons);
  const lines = modules.map((module, at) => h("li", null,
    way(module.href, null, h("span", { class: "number num" }, String(at + 1)), " ", h("span", null, module.title)),
    h("span", { class: "small quiet" }, river.say("course.minutes", { minutes: module.minutes })),
    river.ready ? badge(river, module) : null));
  const button = next ? way(next.href, { class: "btn primary" }, river.say(state(river.lessons.get(next.id)) === "begun" ? "course.on" : done ? "course.next" : "course.start", { title: next.title }), " ", icon("arrow")) : null;
  return [
    river.ready ? h("div", { class: "how-far" }, h("p", null, h("strong", null, river.say("course.done", { done, of: modules.length }))), bar(river, done, modules.length)) : null,
    river.ready && done === modules.length ? passedAll(river) : null,
    button ? h("div", null, button) : null,
    h("ol", { class: "modules sheet", role: "list" }, lines),
  ];
}

/** The course is passed: what to do for the certificate, which only the trainer's key can make. */
function passedAll(river) {
  const get = h("button", { class: "btn", type: "button", onclick: () => void downloadFile(river) }, icon("download"), " ", river.say("course.certificate.download"));
  return note("good", h("p", null, h("strong", null, river.say("course.all"))), h("p", null, river.say("course.certificate")), h("div", null, get));
}

function bar(river, done, of) {
  return h("progress", { "aria-label": river.say("course.done", { done, of }), max: String(of), value: done });
}

/** On a module's page: which one it is, and how far. */
function head(river, modules, at) {
  const stands = river.lessons.get(modules[at].id);
  return h("div", { class: "how-far" },
    h("div", { class: "head" }, h("p", null, h("strong", null, river.say("course.module", { number: at + 1, of: modules.length })), " ", way("index.ipynb", { class: "all" }, river.say("course.home"))),
      h("span", { class: "small" }, river.say("course.minutes", { minutes: modules[at].minutes }))),
    river.ready && stands ? [bar(river, passed(modules, river.lessons), modules.length), badge(river, modules[at])] : null);
}

function foot(river, modules, at) {
  const [before, after] = [modules[at - 1], modules[at + 1]];
  const stands = river.lessons.get(modules[at].id);
  const back = before ? way(before.href, { class: "btn" }, icon("back"), " ", before.title) : way("index.ipynb", { class: "btn" }, icon("back"), " ", river.say("course.home"));
  const on = after ? way(after.href, { class: ["btn", stands?.passed && "primary"] }, after.title, " ", icon("arrow")) : way("index.ipynb", { class: ["btn", stands?.passed && "primary"] }, river.say("course.finish"), " ", icon("arrow"));
  return h("div", { class: "row spread rule-top" }, back, on);
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const modules = model.get("modules");
  const at = modules.findIndex(({ id }) => id === model.get("module"));
  const last = model.get("foot");
  const label = river.say(last ? "course.label.foot" : "course.label");
  const root = h("section", { class: "mb mb-course", "aria-label": label });
  el.append(root);
  const draw = () => fill(root, h("div", { class: "stack" }, at < 0 ? home(river, modules) : last ? foot(river, modules, at) : head(river, modules, at)));
  const told = () => {
    // A link that has the focus stays where it is: what it says does not change.
    if (root.contains(document.activeElement)) return;
    draw();
  };
  const offs = [river.on("open", draw), river.on("course", told)];
  draw();
  return () => {
    for (const off of offs) off();
    root.remove();
  };
}

export default { render };
