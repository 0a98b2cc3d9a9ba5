// The page itself: the bar on top (who, what is saved, where to go), the views, what is said across the page, and the
// choice of a workbook where none is open.

import { h, toast } from "../common/dom.js";
import { partnerCame, share } from "../common/links.js";
import { joinRiver } from "../common/river.js";
import { fieldsOf } from "../common/paths.js";
import { undoKeys, undoNow } from "../common/undoing.js";
import { Chooser } from "./chooser.js";
import { Keep } from "./keep.js";
import { Notices } from "./notices.js";
import { openShare } from "./share.js";
import { Topbar } from "./topbar.js";
import { Views } from "./views.js";

/** The words a row is known by: its first answer that is text. */
function nameOf(river, path) {
  const form = river.spec(path.split("/")[0]);
  const names = form && path.split("/").length === 2 ? fieldsOf(form) : [];
  const field = names.find((one) => one.type === "short" || one.type === "long");
  const words = field ? river.value(`${path}/${field.id}`) : null;
  return typeof words === "string" ? words.slice(0, 40) : "";
}

function offerUndo(river, path) {
  const name = nameOf(river, path);
  toast(name ? river.say("undo.named", { name }) : river.say("undo.removed"), {
    action: river.say("undo.undo"),
    onaction: () => river.restore(path),
    close: river.say("undo.close"),
  });
}

/** What stood earlier has been written again: said, with the way back. */
function sayRestored(river, { steps, kept, entry }) {
  const left = kept.length ? river.say("history.restored.kept", { count: kept.length, name: river.name(river.partner) }) : "";
  const done = river.say(steps.length ? "history.restored" : "history.restored.nothing");
  const undo = entry ? { action: river.say("undo.undo"), onaction: () => undoNow(river, { entry }) } : {};
  toast([done, left].filter(Boolean).join(" "), { ...undo, close: river.say("undo.close") });
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const main = document.querySelector("body.mentorbook-page main");
  const bar = h("header", { class: "mb mb-topbar" });
  const root = h("section", { class: "mb mb-page", "aria-label": river.say("page.label") });
  el.append(bar);
  const views = new Views(river, { el, main });
  const notices = new Notices(river, model.get("mistakes") ?? []);
  const chooser = new Chooser(river, notices);
  const topbar = new Topbar(river, { bar, views, notices });
  const keep = new Keep(river);
  root.append(notices.el, keep.el, chooser.el);
  // On our own page what is said across it stands in the main part, above the first cell; alarms stay in sight over it.
  if (main) main.before(notices.alarms), main.prepend(root);
  else el.append(notices.alarms, root);
  const parts = [views, notices, chooser, topbar, keep];
  const show = () => {
    for (const part of parts) part.update();
    root.hidden = notices.empty && chooser.empty && keep.empty;
  };
  notices.onchange = show;
  notices.onmerge = () => topbar.input.click();
  keep.onchange = show;
  const offs = ["open", "saved", "connection", "writing", "trouble", "view", "here", "link", "names"].map((event) => river.on(event, show));
  // What was pressed is gone once a workbook is opened or left: the focus goes to the heading of what has come.
  let phase = river.phase;
  offs.push(river.on("open", () => {
    const before = phase;
    phase = river.phase;
    if (before === phase || before === "opening") return;
    if (phase === "open") notices.clear();
    if (phase === "open") views.focus();
    else chooser.focus();
  }));
  // Whether the partner has ever been here is told from the links.
  const links = () => {
    const news = river.company.here && partnerCame(river) === false;
    if (river.shared && (!river.links || news)) void share(river, "list", ["links"]);
  };
  offs.push(river.on("open", links), river.on("here", links), river.on("share", () => openShare(river, bar)));
  offs.push(river.on("removed", (path) => offerUndo(river, path)));
  offs.push(river.on("restored", (done) => sayRestored(river, done)));
  if (main) offs.push(undoKeys(river, document));
  const minute = setInterval(() => topbar.update(), 20_000); // “just now” becomes a time
  show();
  links();

  return () => {
    clearInterval(minute);
    for (const off of offs) off();
    for (const part of parts) part.destroy?.();
    root.remove();
    bar.remove();
  };
}

export default {
  // Without a view, too: a page that is only made, and not shown, carries words all the same.
  initialize({ model }) {
    // That it is its own page it may be told a moment after it was made.
    const join = () => void (model.get("page") && joinRiver(model));
    join();
    model.on("change:page", join);
  },
  render,
};
