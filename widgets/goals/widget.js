// Goals: the board of all, and below it the one that is open.

import { bones, fill, h, icon, setText } from "../common/dom.js";
import { draftRow, holdsFocus, whenLeft } from "../common/keyed.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { stay, stayed } from "../common/staying.js";
import { advice } from "../common/advice.js";
import { Board } from "./board.js";
import { Editor } from "./editor.js";
import { exampleSheet, takeExample } from "./example.js";
import { board, summary } from "./goal.js";

class Goals {
  constructor(river, root) {
    Object.assign(this, { river, root, editor: null, example: null, kept: new Map() });
    this.sum = h("p", { class: "quiet" });
    this.newButton = h("button", { class: "btn primary", type: "button", onclick: () => this.begin() }, icon("plus"), river.say("goals.new"));
    this.head = h("div", { class: "row spread" }, this.sum, this.newButton);
    this.many = h("div", { class: "note look", hidden: true }, icon("info"), h("p"));
    this.board = new Board(river, { onopen: (path) => this.open(path) });
    this.empty = this.#empty();
    this.below = h("div", { class: "below" });
    this.el = h("div", { class: "stack-l" }, this.head, this.many, this.board.el, this.empty, this.below);
    this.update(null);
  }

  #empty() {
    const { river } = this;
    this.firstButton = h("button", { class: "btn primary", type: "button", onclick: () => this.begin() }, icon("plus"), river.say("goals.empty.first"));
    this.exampleButton = h("button", { class: "btn bare", type: "button", onclick: () => this.showExample() }, river.say("goals.empty.example"));
    return h("div", { class: "empty" }, icon("target"), h("h2", { class: "h3" }, river.say("goals.empty.title")), h("p", null, river.say("goals.empty.text")),
      river.readonly ? null : h("div", { class: "row" }, this.firstButton, this.exampleButton));
  }

  /** A new goal: it is stored with the first thing written in it. */
  begin() {
    const { river } = this;
    const draft = draftRow(river, "goals", () => ({ owner: river.role, status: "not-started" }));
    this.#draw(draft.river, draft.path);
    this.editor.focus("title");
  }

  open(path) {
    if (this.editor?.path !== path) this.#draw(this.river, path);
    this.editor.focus();
    this.editor.el.scrollIntoView({ block: "start" });
  }

  /** The goal that was open before a reload. */
  again(path) {
    this.#draw(this.river, path);
  }

  #draw(river, path) {
    this.#clear();
    stay("goals", path);
    this.editor = new Editor(river, path, {
      kept: this.kept,
      onclose: () => this.close(),
      onowner: () => this.#again(river, path),
      onremove: () => {
        this.river.remove(path);
        this.close();
      },
    });
    fill(this.below, this.editor.el);
    this.update(null);
  }

  /** The goal is somebody else's now, so other fields are the reader's: drawn anew, once nobody is in the middle of it. */
  #again(river, path) {
    const { editor } = this;
    const on = document.activeElement?.closest('[data-path$="/owner"]');
    const draw = () => {
      if (this.editor !== editor) return;
      this.#draw(river, path);
      if (on) this.editor.focus("owner");
    };
    if (on || !holdsFocus(editor.el)) draw();
    else whenLeft(editor.el, draw);
  }

  close() {
    const path = this.editor?.path;
    this.#clear();
    stay("goals", null);
    this.update(null);
    const there = path && !this.river.cell(`${path}/removed`)?.v && this.board.focus(path);
    if (!there) (this.newButton.closest("[hidden]") ? this.firstButton : this.newButton).focus();
  }

  #clear() {
    this.editor?.destroy();
    this.editor = null;
    this.example = null;
    fill(this.below);
  }

  showExample() {
    this.#clear();
    this.example = exampleSheet(this.river, {
      onuse: () => this.open(takeExample(this.river)),
      onclose: () => {
        this.#clear();
        this.update(null);
        this.exampleButton.focus();
      },
    });
    fill(this.below, this.example.el);
    this.update(null);
    this.example.focus();
  }

  update(paths) {
    const { river } = this;
    if (paths && !river.touches(paths, "goals")) return void this.editor?.update(paths);
    const all = board(river);
    const none = all.total === 0;
    this.head.hidden = this.board.el.hidden = none;
    this.empty.hidden = !none || this.editor !== null || this.example !== null;
    this.newButton.hidden = Boolean(river.readonly);
    if (!none) setText(this.sum, summary(river, all));
    this.board.update(all, paths, this.editor?.path ?? null);
    this.#updateMany(all);
    this.editor?.update(paths);
  }

  /** More than is good at once: said above the board, unless the open goal says it at its status. */
  #updateMany({ lanes }) {
    const form = this.river.spec("goals");
    const said = lanes.active.map((goal) => advice(this.river, form, goal.path).get(`${goal.path}/status`)?.[0]).find(Boolean) ?? "";
    setText(this.many.lastChild, said);
    this.many.hidden = !said || lanes.active.some((goal) => goal.path === this.editor?.path);
  }

  destroy() {
    this.#clear();
    this.board.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-goals", "aria-label": river.say("goals.label") });
  el.append(root);
  await markView(river, model, root);
  let goals = null;
  const draw = () => {
    const before = !goals && river.ready ? stayed(river, "goals") : null;
    goals?.destroy();
    goals = river.ready ? new Goals(river, root) : null;
    fill(root, goals ? goals.el : bones(river.say("goals.loading")));
    if (before) goals?.again(before);
  };
  draw();
  const offs = [
    river.on("open", draw),
    river.on("change", (paths) => goals?.update(paths)),
    river.on("show", ({ path }) => path?.startsWith("goals/") && goals?.open(path.split("/").slice(0, 2).join("/"))),
  ];
  return () => {
    for (const off of offs) off();
    goals?.destroy();
    root.remove();
  };
}

export default { render };
