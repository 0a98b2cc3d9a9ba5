// Meetings: all of them, and the one that is open.

import { bones, fill, h } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { stay, stayed } from "../common/staying.js";
import { PlanForm } from "./form.js";
import { Overview } from "./list.js";
import { MeetingSheet } from "./page.js";

class Meetings {
  constructor(river, prompts) {
    Object.assign(this, { river, prompts, one: null, form: null });
    this.list = new Overview(river, {
      onopen: (path, how) => this.open(path, how),
      onplan: () => this.plan(),
      onlog: () => this.plan({ past: true }),
    });
    this.el = h("div", null, this.list.el);
  }

  /** The form for a new meeting; `given`: answers that it begins with. */
  plan(options = {}) {
    this.#back();
    const end = (path = null) => {
      this.list.hold(null);
      this.list.focus(path);
    };
    this.list.hold(new PlanForm(this.river, { ...options, onadd: end, oncancel: () => end() }));
  }

  /** Opens a meeting; `how`: "prepare", "details" for when and where, or "again" as it was before a reload. */
  open(path, how = null) {
    if (this.one?.path !== path) {
      stay("meetings", path);
      this.one?.destroy();
      this.one = new MeetingSheet(this.river, path, {
        prompts: this.prompts,
        onclose: () => this.close(),
        onopen: (other) => this.open(other),
        onplan: (given, id) => this.plan({ given, id }),
        onremove: () => {
          this.river.remove(path);
          this.close();
        },
      });
      fill(this.el, this.one.el);
    }
    if (how === "prepare") this.one.prepare();
    else if (how === "details") this.one.details.toggle();
    else if (how !== "again") {
      this.el.scrollIntoView({ block: "start" });
      this.one.focus();
    }
  }

  close() {
    const path = this.one?.path;
    this.#back();
    this.list.focus(path);
  }

  /** Everything that the two said they would do. */
  actions() {
    this.#back();
    this.list.actions.focus();
  }

  #back() {
    stay("meetings", null);
    this.one?.destroy();
    this.one = null;
    if (this.list.el.parentNode !== this.el) fill(this.el, this.list.el);
    this.list.update(null);
  }

  update(paths) {
    if (this.one) this.one.update(paths);
    else this.list.update(paths);
  }

  destroy() {
    this.one?.destroy();
    this.list.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-meeting", "aria-label": river.say("meeting.label") });
  el.append(root);
  await markView(river, model, root);
  let meetings = null;
  const draw = () => {
    const open = meetings?.one?.path;
    const before = !meetings && river.ready ? stayed(river, "meetings") : null;
    meetings?.destroy();
    meetings = river.ready && river.spec("meetings") ? new Meetings(river, model.get("prompts") ?? []) : null;
    fill(root, meetings ? meetings.el : bones(river.say("meeting.loading")));
    if (open && meetings && river.cell(`${open}/created`)) meetings.open(open);
    else if (before) meetings?.open(before, "again");
  };
  draw();
  const offs = [
    river.on("open", draw),
    river.on("change", (paths) => meetings?.update(paths)),
    river.on("view", () => meetings?.update(null)),
    river.on("show", ({ path, view }) => {
      if (path?.startsWith("meetings/")) meetings?.open(path.split("/").slice(0, 2).join("/"), path.endsWith("/wins") ? "prepare" : null);
      else if (view === "meeting" && path === "plan") meetings?.plan();
      else if (view === "meeting" && path === "actions") meetings?.actions();
    }),
  ];
  return () => {
    for (const off of offs) off();
    meetings?.destroy();
    root.remove();
  };
}

export default { render };
