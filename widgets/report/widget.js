// A document of the workbook to keep: what kind, which parts, with or without what the reader keeps to themselves.

import { bones, fill, h, icon, note, uid } from "../common/dom.js";
import { saveFile } from "../common/files.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";

const KINDS = ["pdf", "docx", "html", "md", "ics", "csv", "json"];
const WHOLE = new Set(["ics", "csv", "json"]); // these always hold all parts
const STAGES = ["read", "charts", "layout"];

class Panel {
  #off;

  constructor(river) {
    this.river = river;
    this.to = "pdf";
    this.left = new Set(); // parts that the reader has taken out
    this.parts = null; // [{id, title}], once told
    this.busy = false;
    this.made = null; // {name, mime, bytes}
    this.boxes = h("div", { class: "parts" });
    this.all = h("button", { class: "btn bare flush", type: "button", onclick: () => this.#every() });
    this.choice = h("fieldset", { class: "field" }, h("legend", null, river.say("report.parts")), this.boxes, h("div", null, this.all));
    this.whole = h("p", { class: "quiet", hidden: true });
    this.box = h("input", { type: "checkbox", onchange: () => this.ask() });
    this.button = h("button", { class: "btn primary", type: "submit" }, icon("download"), " ", river.say("report.make"));
    this.bar = h("progress", { "aria-label": river.say("report.progress"), max: STAGES.length, hidden: true });
    this.state = h("div", { class: "stack", role: "status" });
    this.el = h("form", { class: "sheet roomy stack-l", novalidate: true, onsubmit: (event) => this.#make(event) }, this.#kinds(), this.choice, this.whole, this.#own(), h("div", { class: "row" }, this.button), this.bar, this.state);
    this.#off = [river.on("report", (message) => this.#told(message)), river.on("connection", () => this.#lost())];
    this.ask();
  }

  #kinds() {
    const { river } = this;
    const name = uid("kind");
    const one = (kind) =>
      h(
        "label",
        { class: "choice boxed" },
        h("input", { type: "radio", name, value: kind, checked: kind === this.to, onchange: () => this.#choose(kind) }),
        h("span", null, h("strong", null, river.say(`report.kind.${kind}`)), h("span", { class: "small quiet" }, river.say(`report.kind.${kind}.help`))),
      );
    return h("fieldset", { class: "field" }, h("legend", null, river.say("report.kind")), h("div", { class: "kinds" }, KINDS.map(one)));
  }

  #own() {
    const { river } = this;
    if (river.private === "locked") return h("p", { class: "small quiet" }, river.say("report.own.locked"));
    if (river.private !== "open") return h("p", { class: "small quiet" }, river.say("report.own.none"));
    const id = uid("own");
    this.box.setAttribute("aria-describedby", id);
    return h("div", null, h("label", { class: "choice" }, this.box, h("span", null, river.say("report.own"))), h("p", { class: "help", id }, river.say("report.own.help")));
  }

  // --- the parts

  /** Asks which parts hold something to put in. */
  ask() {
    this.river.send({ type: "report", act: "parts", private: this.box.checked });
  }

  #choose(kind) {
    this.to = kind;
    this.draw();
  }

  #every() {
    if (this.left.size) this.left.clear();
    else for (const { id } of this.parts ?? []) this.left.add(id);
    this.draw();
  }

  draw() {
    const { river, parts } = this;
    const whole = WHOLE.has(this.to);
    this.whole.hidden = !whole;
    this.whole.textContent = whole ? river.say(`report.whole.${this.to === "ics" ? "ics" : "tables"}`) : "";
    this.choice.hidden = whole;
    const held = document.activeElement?.closest?.(".parts input")?.value;
    const one = ({ id, title }) => {
      const onchange = (event) => {
        if (event.target.checked) this.left.delete(id);
        else this.left.add(id);
        this.draw();
      };
      return h("label", { class: "choice" }, h("input", { type: "checkbox", value: id, checked: !this.left.has(id), onchange }), h("span", null, title));
    };
    if (!parts) fill(this.boxes, h("p", { class: "quiet" }, river.say("report.wait")));
    else if (!parts.length) fill(this.boxes, h("p", { class: "quiet" }, river.say("report.empty")));
    else fill(this.boxes, parts.map(one));
    if (held) this.boxes.querySelector(`input[value="${CSS.escape(held)}"]`)?.focus();
    this.all.hidden = (parts?.length ?? 0) < 2;
    this.all.textContent = river.say(this.left.size ? "report.all" : "report.nothing");
  }

  // --- making it

  #make(event) {
    event.preventDefault();
    if (this.busy) return;
    const { river, to } = this;
    const sections = (this.parts ?? []).map(({ id }) => id).filter((id) => !this.left.has(id));
    if (!WHOLE.has(to) && this.parts?.length && !sections.length) return this.#say(note("bad", h("p", null, river.say("report.choose"))));
    const asked = { type: "report", act: "make", to, private: this.box.checked, locale: river.locale, zone: river.zone };
    this.made = null;
    if (!river.send(WHOLE.has(to) ? asked : { ...asked, sections })) return this.#say(note("bad", h("p", null, river.say("connection.silent"))));
    this.#working(true);
    this.#stage("read");
  }

  #told(message) {
    if (message.parts) {
      this.parts = message.parts;
      return this.draw();
    }
    if (!this.busy) return undefined; // asked for by somebody who has left since
    if (message.stage) return this.#stage(message.stage);
    this.#working(false);
    if (message.problem) return this.#say(note("bad", h("p", null, message.problem)));
    this.made = message;
    this.#save();
    const again = h("button", { class: "btn", type: "button", onclick: () => this.#save() }, icon("download"), " ", this.river.say("report.again"));
    this.#say(note("good", h("p", null, this.river.say("report.there", { name: message.name })), h("div", { class: "row" }, again)));
    return undefined;
  }

  #save() {
    saveFile(this.made.name, [this.made.bytes], this.made.mime);
  }

  #stage(stage) {
    this.bar.value = STAGES.indexOf(stage) + 0.5;
    this.#say(h("p", { class: "quiet" }, this.river.say(`report.stage.${stage}`)));
  }

  #working(busy) {
    this.busy = busy;
    this.bar.hidden = !busy;
    // Said, not disabled: the focus stays where it is.
    this.button.setAttribute("aria-disabled", String(busy));
  }

  #say(...what) {
    fill(this.state, ...what);
  }

  /** The kernel that was making it is gone, or cannot be heard. */
  #lost() {
    if (!this.busy || this.river.connection === "live") return;
    this.#working(false);
    this.#say(note("bad", h("p", null, this.river.say("report.lost"))));
  }

  destroy() {
    for (const off of this.#off) off();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-report", "aria-label": river.say("report.label") });
  el.append(root);
  await markView(river, model, root);
  let panel = null;
  const draw = () => {
    panel?.destroy();
    panel = river.ready ? new Panel(river) : null;
    fill(root, panel ? panel.el : bones(river.say("report.loading")));
    panel?.draw();
  };
  const offs = [
    river.on("open", draw),
    river.on("private", draw),
    // What was written meanwhile may be a new part; told once somebody looks here again.
    river.on("view", () => panel && !panel.busy && panel.ask()),
  ];
  draw();
  return () => {
    for (const off of offs) off();
    panel?.destroy();
    root.remove();
  };
}

export default { render };
