// The wall: what the room has answered. With the facilitator's tools, or as a screen for everybody.

import { announce, fill, h, icon, setProp, setText, uid } from "../common/dom.js";
import { joinLive } from "../common/live.js";
import { WallView } from "../common/live_wall.js";
import { joinRiver } from "../common/river.js";
import { markView } from "../common/places.js";

const ORDERS = ["", "most", "alphabet", "length"];

class Wall {
  constructor(live, model) {
    this.live = live;
    this.screen = model.get("screen") === true;
    this.view = new WallView(live, { tools: !this.screen });
    this.view.onchoose = () => this.#tools();
    this.bar = h("div", { class: "tools" });
    this.note = h("p", { class: "note small" }, icon("lock"), h("span", null, live.say(this.screen ? "participant.anonymous" : "live.wall.anonymous")));
    this.waiting = h("p", { class: "quiet nothing" });
    this.paper = h("div", { class: "sheet" }, this.waiting, this.bar, this.view.el, this.note);
    this.el = h("div", null, this.paper);
    this.#make();
  }

  #make() {
    const { live } = this;
    const order = uid("order");
    const which = uid("which");
    this.which = h("select", { id: which, onchange: () => this.which.value && void live.request("show", { question: this.which.value, shown: true }) });
    this.order = h(
      "select",
      { id: order, onchange: () => void live.request("sort", { question: this.view.question.id, order: this.order.value }) },
      ORDERS.map((one) => h("option", { value: one }, live.say(`live.wall.order.${one || "plain"}`))),
    );
    this.shown = h("button", { class: "btn", type: "button", onclick: () => void this.#show() });
    this.large = h("button", { class: "btn", type: "button", onclick: () => void this.#full() }, icon("share"), live.say("live.wall.full"));
    const name = uid("group");
    this.name = h("input", { type: "text", id: name, maxlength: 80, autocomplete: "off" });
    const form = h(
      "form",
      { class: "together", onsubmit: (event) => (event.preventDefault(), void this.#group()) },
      h("div", { class: "field" }, h("label", { htmlFor: name }, live.say("live.wall.group")), this.name),
      h("button", { class: "btn", type: "submit" }, live.say("live.wall.together")),
    );
    this.together = form;
    fill(
      this.bar,
      h("div", { class: "field" }, h("label", { htmlFor: which }, live.say("live.wall.which")), this.which),
      h("div", { class: "field" }, h("label", { htmlFor: order }, live.say("live.wall.order")), this.order),
      h("div", { class: "row" }, this.shown, this.large),
      form,
    );
  }

  async #show() {
    const { question } = this.view;
    const answer = await this.live.request("show", { question: question.id, shown: !question.shown });
    if (answer.kind === "done") announce(this.live.say(question.shown ? "live.wall.is_hidden" : "live.wall.is_shown"));
  }

  async #full() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await this.paper.requestFullscreen();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      announce(this.live.say("live.wall.no_full"));
    }
  }

  async #group() {
    const answers = [...this.view.chosen];
    const done = await this.live.request("group", { question: this.view.question.id, answers, name: this.name.value });
    if (done.kind !== "done") return announce(done.message);
    this.view.chosen.clear();
    this.name.value = "";
    this.view.drawn = "";
    return this.update();
  }

  #tools() {
    this.together.hidden = !this.view.chosen.size;
  }

  update() {
    const { live } = this;
    const { question } = this.view;
    // A participant sees a wall where it is put: beside the question. This one is the facilitator's, and the screen's.
    this.el.hidden = !live.lead;
    if (!live.lead) return;
    const there = Boolean(question?.response && question.response !== "none");
    const asked = live.state?.questions.filter((one) => one.response !== "none") ?? [];
    this.el.hidden = this.screen && !there;
    this.waiting.hidden = there;
    setText(this.waiting, live.say(asked.length ? "live.wall.empty" : "live.wall.waiting"));
    this.bar.hidden = !asked.length || this.screen;
    for (const one of [this.order.parentElement, this.shown, this.large]) one.hidden = !there;
    const now = JSON.stringify([asked.map((one) => one.id), there]);
    if (this.which.dataset.now !== now) {
      this.which.dataset.now = now;
      fill(this.which, there ? null : h("option", { value: "" }, live.say("live.wall.choose")), asked.map((one, at) => h("option", { value: one.id }, `${at + 1}. ${one.text}`)));
    }
    this.which.value = there ? question.id : "";
    this.view.el.hidden = !there;
    const off = there && !question.shown && this.screen;
    if (there) {
      this.order.value = question.order;
      setProp(this.shown, "aria-pressed", question.shown);
      if (this.shown.dataset.now !== String(question.shown)) {
        this.shown.dataset.now = String(question.shown);
        fill(this.shown, icon(question.shown ? "hidden" : "share"), live.say(question.shown ? "live.wall.take" : "live.wall.put"));
      }
    }
    this.#tools();
    this.view.el.classList.toggle("veiled", off);
    this.view.body.hidden = off;
    this.view.update();
    if (off) setText(this.view.count, live.say("live.wall.veiled"));
  }

  destroy() {}
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const live = joinLive(river);
  const root = h("section", { class: "mb mb-wall", "aria-label": river.say("live.wall.label") });
  el.append(root);
  await markView(river, model, root);
  const wall = new Wall(live, model);
  root.append(wall.el);
  const offs = ["state", "wall", "people"].map((event) => live.on(event, () => wall.update()));
  wall.update();
  return () => {
    for (const off of offs) off();
    root.remove();
  };
}

export default { render };
