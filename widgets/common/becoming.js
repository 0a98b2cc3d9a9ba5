// What an entry says is to be done becomes an action item, of which it takes the id: two pages make one. From then on its
// words are the action's, and lie in one place only.

import { actionLine } from "./actions.js";
import { errorLine, fill, h, icon } from "./dom.js";
import { said } from "./fields.js";
import { fieldsOf } from "./paths.js";

/** The field of a form that becomes an action, or null. */
export function becoming(form) {
  return fieldsOf(form).find((spec) => spec.becomes === "actions") ?? null;
}

/**
 * The action that an entry asks for: {what, owner, due, goal, came_from, status}, and `missing`: the first of what, owner
 * and due that it does not say yet, or null. `title`: what the entry is about, where it does not name the step itself.
 */
export function proposed(river, form, path, title) {
  const spec = becoming(form);
  const value = (id) => (id ? river.value(`${path}/${id}`) : null);
  const { what, owner, due } = spec.carries ?? {};
  const words = what ? (value(what) ?? "").trim() : title;
  const goal = fieldsOf(form).some((one) => one.id === "goal") ? value("goal") : null;
  const found = { what: words, owner: value(owner) ?? river.role, due: value(due), goal, came_from: [path], status: "open" };
  return { ...found, missing: !found.what ? "what" : !found.due ? "due" : null };
}

/** Under an entry: the button that makes the action, or the action: {el, update(paths), destroy()}. */
export class Becoming {
  /** `around`: the element in which the entry's fields are. */
  constructor(river, form, path, around) {
    Object.assign(this, { river, form, path, around, line: null });
    this.spec = becoming(form);
    this.id = path.slice(path.lastIndexOf("/") + 1);
    this.wrong = h("div");
    this.button = h("button", { class: "btn", type: "button", onclick: () => this.#make() }, icon("plus"), " ", river.say("becoming.add"));
    this.list = h("ul", { class: "actions" });
    this.title = h("p", { class: "label" }, river.say("becoming.is"));
    this.el = h("div", { class: "well stack becoming" }, this.title, this.list, h("div", { class: "row" }, this.button), this.wrong);
    this.update();
  }

  get #action() {
    return this.river.rows("actions").find((row) => row.id === this.id)?.path ?? null;
  }

  #make() {
    const { river, form, path, spec, id } = this;
    const about = fieldsOf(form)[0];
    const title = river.say(`becoming.${form.id}`, { what: said(river, about, river.value(`${path}/${about.id}`)) });
    const { missing, ...action } = proposed(river, form, path, title);
    fill(this.wrong, missing ? errorLine(river.say(`actions.${missing}.missing`)) : null);
    if (missing) return;
    if (river.cell(`actions/${id}/created`)) {
      river.restore(`actions/${id}`);
      for (const [name, to] of Object.entries(action)) river.set(`actions/${id}/${name}`, to);
    } else river.add("actions", action, id);
    for (const field of this.#carried) if (river.value(`${path}/${field}`) !== null) river.set(`${path}/${field}`, null);
    this.update();
    this.list.querySelector("input, button")?.focus();
  }

  /** The fields that say nothing but what the action says: the step itself, and its own owner and day. */
  get #carried() {
    const { spec } = this;
    return [spec.id, ...Object.values(spec.carries ?? {}).filter((id) => id.startsWith("next_"))];
  }

  update(paths = null) {
    const { river, path } = this;
    const action = this.#action;
    if (this.line?.path !== action) {
      this.line?.destroy();
      this.line = action ? actionLine(river, action) : null;
      fill(this.list, this.line?.el);
    } else this.line?.update(paths);
    this.title.hidden = this.list.hidden = !action;
    const may = !river.readonly && !action;
    this.button.parentElement.hidden = !may;
    this.el.hidden = !may && !action;
    for (const id of this.#carried) {
      const field = this.around.querySelector(`.field[data-path="${CSS.escape(`${path}/${id}`)}"]`);
      if (field) field.hidden = Boolean(action);
    }
  }

  destroy() {
    this.line?.destroy();
  }
}
