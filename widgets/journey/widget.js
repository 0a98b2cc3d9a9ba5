// The journey: its stages as a line, and the one that is looked at.

import { announce, bones, fill, h, icon, setText, uid } from "../common/dom.js";
import { journeyOf, stageOf, standing } from "../common/journey.js";
import { markView } from "../common/places.js";
import { rail } from "../common/rail.js";
import { joinRiver } from "../common/river.js";
import { StageChecks } from "./check.js";
import { chooseJourney, versions } from "./choose.js";
import { Plan } from "./plan.js";
import { StagePanel } from "./stage.js";

class View {
  constructor(river, model) {
    Object.assign(this, { river, model, looked: null, drawn: null, panel: null, plan: null });
    this.journey = journeyOf(river);
    const heading = uid("journey");
    this.apart = versions(river);
    this.said = h("p", { class: "note good", role: "status", hidden: true }, icon("check"), h("span", null));
    this.line = rail(river, { link: (one, words, props) => this.#button(one, words, props), shown: () => this.stage.id });
    this.place = h("div");
    this.checks = new StageChecks(river);
    this.week = h("div");
    this.el = h(
      "div",
      { class: "stack-l" },
      h(
        "div",
        { class: "head top" },
        h("div", { class: "stack" }, h("h2", { id: heading }, this.journey.title), h("p", { class: "quiet prose" }, this.journey.purpose), this.journey.note ? h("p", { class: "small quiet prose" }, this.journey.note) : null),
        river.readonly ? null : h("button", { class: "btn", type: "button", onclick: () => void chooseJourney(river) }, river.say("journey.change")),
      ),
      this.apart.el,
      this.line.el,
      this.said,
      this.place,
      h("section", { class: "sheet stack" }, h("h3", null, river.say("journey.check")), this.checks.el),
      this.week,
    );
    if (this.journey.plans?.length) {
      this.plan = new Plan(river, this.journey);
      this.week.append(this.plan.el);
    }
    this.update();
  }

  /** The stage that is looked at: where they are, unless somebody chose another one to look at. */
  get stage() {
    return stageOf(this.journey, this.looked ?? standing(this.river).stage) ?? this.journey.stages[0];
  }

  #button({ stage }, words, props) {
    const pressed = { "aria-pressed": this.stage.id === stage.id };
    return h("button", { type: "button", ...props, ...pressed, onclick: () => this.look(stage.id) }, words);
  }

  look(id) {
    if (!stageOf(this.journey, id)) return false;
    this.looked = id;
    this.update();
    return true;
  }

  #moved(from, to, left) {
    const { river } = this;
    const words = left ? river.say("journey.moved.left", { stage: to.title, from: from.title, points: left }) : river.say("journey.moved", { stage: to.title });
    setText(this.said.lastElementChild, words);
    this.said.hidden = false;
    announce(words);
    this.looked = null;
    this.update();
    this.panel.focus();
  }

  update(paths = null) {
    const { river, stage } = this;
    if (this.drawn !== stage.id) {
      this.drawn = stage.id;
      this.panel = new StagePanel(river, this.model, stage, { onmove: (from, to, left) => this.#moved(from, to, left) });
      fill(this.place, this.panel.el);
    } else this.panel.update();
    this.line.update();
    this.apart.update();
    this.checks.update(paths);
    this.plan?.update();
  }

  destroy() {
    this.checks.destroy();
  }
}

function nothing(river) {
  const press = () => void chooseJourney(river);
  return h("div", { class: "sheet stack" }, h("p", null, river.say("journey.none")), river.readonly ? null : h("div", null, h("button", { class: "btn primary", type: "button", onclick: press }, river.say("journey.choose"))));
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-journey", "aria-label": river.say("journey.label") });
  el.append(root);
  await markView(river, model, root);
  let view = null;
  const build = () => {
    view?.destroy();
    view = null;
    if (!river.ready) return void fill(root, bones(river.say("journey.loading")));
    view = journeyOf(river) ? new View(river, model) : null;
    return void fill(root, view?.el ?? nothing(river));
  };
  const update = (paths) => {
    if (!river.ready) return;
    // Another journey is drawn anew; whoever was in the old one is taken along to the new one's beginning.
    if (journeyOf(river) !== (view?.journey ?? null)) {
      const inside = root.contains(document.activeElement);
      build();
      if (inside) view?.panel.focus();
    } else view?.update(paths);
  };
  const show = ({ path }) => {
    if (!path?.startsWith("journey/")) return;
    const id = path.split("/")[1];
    requestAnimationFrame(() => view?.look(id) && view.panel.focus());
  };
  const offs = [river.on("open", build), river.on("change", update), river.on("show", show), river.on("view", () => update(null))];
  build();
  return () => {
    for (const off of offs) off();
    view?.destroy();
    root.remove();
  };
}

export default { render };
