// The role-play on the page: what happened, what can be said now, what came of it, and the map of the ways taken.

import { fill, h, icon, uid } from "../common/dom.js";
import { placeFor } from "../common/lesson.js";
import { newId } from "../common/tab.js";
import { ended, found, latest, map, written } from "./ways.js";

const RATING = { strong: "done", fair: "todo", weak: "info" };

export class RolePlayPanel {
  constructor(river, model) {
    Object.assign(this, { river, module: model.get("module"), play: model.get("play") });
    // Where one is: a way that is kept under `id`, or the beginning of one that is not walked yet.
    const last = latest(this.told.ways);
    this.here = last ? { id: last.id, ...last } : this.#start();
    this.held = false; // whether what came of the last choice is read before the next scene
    this.sent = null; // {id, steps} of the choice that is on its way
    const heading = h("h2", { id: uid("play") }, this.play.title);
    this.count = h("span", { class: "small" });
    this.story = h("ol", { class: "story", role: "list" });
    this.now = h("div", { class: "stack" });
    this.happens = h("div", { role: "status" });
    this.wrong = h("div", { role: "alert" });
    this.foot = h("div", { class: "row" });
    this.map = h("details", { class: "more map" }, h("summary", null, icon("turn", "turn"), h("span")), h("div", { class: "stack" }));
    this.el = h("form", { class: "sheet roomy stack", "aria-labelledby": heading.id, novalidate: true, onsubmit: (event) => this.#submit(event) },
      h("div", { class: "head" }, heading, this.count), h("p", { class: "scene" }, this.play.intro), this.story, this.now, this.wrong, this.happens, this.foot, this.map);
    this.#draw();
  }

  get told() {
    return this.river.lessons.get(this.module).play;
  }

  #start() {
    return { id: null, steps: [], here: this.told.start };
  }

  update() {
    const { sent } = this;
    if (!sent) return void this.#drawMap();
    const way = this.told.ways.find((one) => one.id === sent.id);
    if (!way || way.steps.length <= sent.steps) return;
    this.sent = null;
    this.here = way;
    this.held = true;
    this.#draw();
    this.foot.querySelector("button").focus();
  }

  change(paths) {
    const why = this.sent && paths.has(this.sent.path) ? this.river.problem(this.sent.path) : null;
    if (!why) return;
    this.sent = null;
    fill(this.wrong, h("p", { class: "error" }, icon("warning"), h("span", null, why)));
    this.#drawFoot();
  }

  #submit(event) {
    event.preventDefault();
    if (this.sent) return;
    if (this.held) return void this.#goOn();
    if (ended(this.here)) return void this.#from([]);
    const choice = this.now.querySelector("input:checked")?.value;
    if (!choice) {
      fill(this.wrong, h("p", { class: "error" }, icon("warning"), h("span", null, this.river.say("roleplay.none"))));
      return void this.now.querySelector("input").focus();
    }
    const id = this.here.id ?? newId();
    const path = placeFor(this.river, this.module, "play", id);
    this.sent = { id, path, steps: this.here.steps.length };
    fill(this.wrong);
    this.river.set(path, written(this.here.steps, choice));
    if (!this.river.problem(path)) this.#drawFoot();
  }

  /** The next scene. */
  #goOn() {
    this.held = false;
    this.#draw();
    this.title.focus();
  }

  /** Back to a scene that was reached: another way begins there. `steps` lead to it, `scene` is it. */
  #from(steps, scene = this.told.start) {
    Object.assign(this, { here: { id: null, steps, here: scene }, held: false, sent: null });
    this.#draw();
    this.title.focus();
    this.title.scrollIntoView({ block: "nearest" });
  }

  #draw() {
    const { river, here } = this;
    const shown = this.held ? here.steps.slice(0, -1) : here.steps;
    fill(this.story, shown.map((step) => this.#told(step)));
    const scene = this.held ? here.steps.at(-1).scene : here.here;
    const over = !this.held && ended(here);
    fill(this.count, river.say(over ? "roleplay.over" : "roleplay.count", { number: shown.length + 1 }));
    const what = h("p", { class: "what prose" }, scene.text);
    fill(this.wrong);
    if (over) {
      this.title = h("h3", { tabindex: "-1" }, river.say("roleplay.end"));
      fill(this.now, this.title, what, h("p", { class: "small quiet" }, river.say("roleplay.found", { found: found(this.told.ways), of: this.told.endings })));
    } else {
      this.title = h("legend", { tabindex: "-1" }, river.say("roleplay.what"));
      const made = this.held ? here.steps.at(-1).choice : null;
      const name = uid("choice");
      const choices = scene.choices.filter(({ id }) => !made || id === made).map(({ id, text }) =>
        h("label", { class: "choice boxed" }, h("input", { type: "radio", name, value: id, checked: id === made, onchange: () => fill(this.wrong) }), " ", h("span", null, text)));
      fill(this.now, what, h("fieldset", { class: "paths" }, this.title, choices));
    }
    this.#drawHappens();
    this.#drawFoot();
    this.#drawMap();
  }

  /** A step that was taken: what happened, what one said, what came of it. */
  #told(step) {
    return h("li", null, h("p", { class: "what prose" }, step.scene.text), this.#said(step), h("p", { class: "what prose" }, step.consequence), step.note ? h("p", { class: "small quiet prose" }, step.note) : null);
  }

  #said(step) {
    return h("div", { class: "said own" }, h("p", null, h("strong", null, this.river.say("person.you")), " ", this.#rating(step)), h("p", null, step.text));
  }

  #rating({ rating }) {
    return h("span", { class: ["status rating", rating] }, icon(RATING[rating]), this.river.say(`roleplay.rating.${rating}`));
  }

  #drawHappens() {
    if (!this.held) return void fill(this.happens);
    const step = this.here.steps.at(-1);
    fill(this.happens, h("div", { class: "consequence" },
      h("h3", null, this.river.say("roleplay.happens")), h("p", { class: "prose" }, step.consequence),
      h("p", { class: "small prose" }, this.#rating(step), " ", step.note)));
  }

  #drawFoot() {
    const { river, here } = this;
    const button = (key, name, press, cls = "btn") => h("button", { class: cls, type: press ? "button" : "submit", onclick: press ?? undefined }, name === "arrow" ? null : [icon(name), " "], river.say(key), name === "arrow" ? [" ", icon(name)] : null);
    if (this.sent) return void fill(this.foot, h("button", { class: "btn primary", type: "submit", "aria-disabled": "true" }, river.say("quiz.checking")));
    if (river.readonly) return void fill(this.foot);
    if (this.held) {
      const back = () => this.#from(here.steps.slice(0, -1), here.steps.at(-1).scene);
      return void fill(this.foot, button("roleplay.on", "arrow", null, "btn primary"), button("roleplay.another", "undo", back));
    }
    if (ended(here)) return void fill(this.foot, button("roleplay.again", "undo", null));
    fill(this.foot, button("roleplay.say", "arrow", null, "btn primary"), here.steps.length ? button("roleplay.start", "undo", () => this.#from([])) : null);
  }

  #drawMap() {
    const { river, told } = this;
    this.map.hidden = told.ways.length === 0;
    if (this.map.hidden || this.map.contains(document.activeElement)) return;
    const [summary, body] = this.map.children;
    fill(summary.lastChild, river.say("roleplay.map", { found: found(told.ways), of: told.endings }));
    fill(body, h("p", { class: "small quiet prose" }, river.say("roleplay.map.help")), this.#branches(map(told.start, told.ways)));
  }

  #branches(node) {
    const { river } = this;
    const item = ({ step, next }) => h("li", null, h("div", { class: "branch" }, this.#rating(step), h("span", null, step.text)), ended({ here: next.scene })
      ? h("p", { class: "small quiet ending" }, icon("done"), " ", river.say("roleplay.ending"), " ", next.scene.text) : this.#branches(next));
    const open = node.untried && !river.readonly
      ? h("li", null, h("button", { class: "btn bare flush", type: "button", onclick: () => this.#from(node.steps, node.scene) }, icon("todo"), " ", river.say("roleplay.untried", { count: node.untried }), node.steps.length ? h("span", { class: "sr" }, ` ${river.say("roleplay.after", { text: node.steps.at(-1).text })}`) : null)) : null;
    return h("ul", { class: "ways", role: "list" }, node.branches.map(item), open);
  }

  destroy() {}
}
