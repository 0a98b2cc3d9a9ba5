// The reflection journal: writing one, and looking back at those that were written.

import { announce, bones, fill, h } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { Draft } from "./draft.js";
import { ReflectionForm } from "./form.js";
import { Log } from "./log.js";

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-reflection", "aria-label": river.say("reflection.label") });
  el.append(root);
  await markView(river, model, root);
  let parts = [];
  let draft = null;
  let form = null;
  let log = null;
  let made = false;

  const build = () => {
    for (const part of parts) part.destroy();
    parts = [];
    [draft, form, log] = [null, null, null];
    if (!river.ready || !river.spec("reflections")) {
      fill(root, bones(river.say("reflection.loading")));
      return;
    }
    draft = new Draft(river);
    made = draft.made;
    if (!river.readonly) form = new ReflectionForm(river, draft, { onclose: closed, onplace: () => form.focusSharing() });
    log = new Log(river, { editing: () => (form ? draft.id : null), onedit: (id) => edit(id) });
    parts = [form, log].filter(Boolean);
    fill(root, h("div", { class: "stack-xl" }, parts.map((part) => part.el)));
  };

  const closed = (path) => {
    made = draft.made;
    log.update();
    if (path) announce(river.say("reflection.kept"));
    log.focus(path);
  };

  const edit = (id) => {
    form.edit(id);
    made = true;
    log.update();
  };

  const update = ({ detail } = {}) => {
    if (!log || draft.adding) return;
    const paths = detail ?? null;
    // Removed elsewhere while it is open here: go on with an empty one.
    if (made && !draft.made && form) {
      draft.open();
      form.build();
    }
    made = draft.made;
    form?.update(paths);
    log.update(paths);
  };

  // There is a place for what is private now: what has been begun goes on, else the draft that lay there is opened.
  const placed = () => {
    if (!form) return;
    if (!draft.made && new Draft(river).made) build();
    else form.drawSharing();
    update();
  };

  const offs = [
    river.on("private", placed),
    river.on("open", build),
    river.on("change", (paths) => update({ detail: paths?.detail ?? paths })),
    river.on("saved", () => form?.updateSaved()),
  ];
  build();
  return () => {
    for (const off of offs) off();
    for (const part of parts) part.destroy();
    root.remove();
  };
}

export default { render };
