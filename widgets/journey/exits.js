// The exit points of a stage: ticked together, with what shows that they are met.

import { fill, h, icon, uid } from "../common/dom.js";
import { exitsOf, tickPath } from "../common/journey.js";
import { viewOf } from "../common/form_view.js";
import { viewLink } from "../common/places.js";

export class Exits {
  constructor(river, stage) {
    Object.assign(this, { river, stage });
    this.rows = (stage.exits ?? []).map((point) => this.#row(point));
    this.el = h("ul", { class: "exits", role: "list" }, this.rows.map((row) => row.el));
    this.update();
  }

  #row(point) {
    const { river, stage } = this;
    const path = tickPath(stage, point);
    const id = uid("exit");
    const box = h("input", { type: "checkbox", id, "aria-describedby": `${id}-shown`, disabled: Boolean(river.readonly), onchange: () => river.set(path, box.checked ? true : null) });
    const shown = h("p", { class: "small", id: `${id}-shown` });
    const el = h("li", { dataset: { path } }, h("label", { class: "choice", for: id }, box, h("span", null, point.text)), shown);
    return { point, path, box, shown, el, drawn: "" };
  }

  update() {
    const { river, stage } = this;
    for (const { point, ticked, met } of exitsOf(river, stage)) {
      const row = this.rows.find((one) => one.point === point);
      row.box.checked = ticked;
      const by = ticked ? river.cell(row.path)?.by : null;
      const told = JSON.stringify([met, by]);
      if (told === row.drawn) continue;
      row.drawn = told;
      const [form] = (point.evidence ?? [""])[0].split("/");
      const view = form && river.spec(form) ? viewOf(river, form) : null;
      fill(
        row.shown,
        met ? h("span", { class: "status done" }, icon("done"), river.say("journey.met")) : null,
        by === "mentor" || by === "mentee" ? h("span", { class: "quiet" }, river.say("journey.by", { name: river.name(by) })) : null,
        view && view !== "journey" ? viewLink(river, view, {}, river.say("journey.open.form", { form: river.spec(form).title })) : null,
      );
    }
  }
}
