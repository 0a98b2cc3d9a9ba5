// The front page: start a partnership, open a workbook from a file or from the folder, and the doors to the pages.

import { fill, h, icon, note, uid } from "../common/dom.js";
import { dropHint, dropZone, onDrop, send, workbookList } from "../common/files.js";
import { linkBox, plainNote } from "../common/links.js";
import { joinRiver } from "../common/river.js";
import { drawing } from "./drawing.js";
import { startForm } from "./form.js";

const BESIDE = 2; // so many workbooks stand beside the form; more go below it
const NEXT = "partnership.ipynb"; // where a workbook is worked in

async function render({ model, el }) {
  const river = await joinRiver(model);
  const root = h("section", { class: "mb mb-start", "aria-label": river.say("start.label") });
  const doors = drawDoors(river, model.get("doors") ?? []);
  el.append(root, ...(doors ? [doors] : []));
  const undraw = illustrate(el);

  const ours = document.body.classList.contains("mentorbook-page");
  const go = (file, role) => {
    // What a link opened lies in the tab: it never goes into an address again.
    if (ours) location.assign(river.mode === "shared" ? NEXT : address(file, role));
    else fill(said, note("good", h("p", null, river.say("start.ready", { notebook: NEXT }))));
  };
  const said = h("div", { class: "said" });
  const books = h("div", { class: "shelf" });

  // On our own page the next page opens the workbook itself; in JupyterLab it is opened here.
  const open = async (file, role, more) => {
    if (ours) return go(file, role);
    const answer = await river.open(file, role, more);
    if (answer.type === "opened") go(file, role);
    return answer;
  };
  const begin = async (details, own) => {
    const answer = await (river.mode === "shared" ? river.createBy(details, own) : river.create(details));
    if (answer.type !== "trouble") go(answer.file, answer.role);
    return answer;
  };
  // An invitation, and a link that opens several, are shown on the next page too.
  const byLink = async (text) => {
    const answer = await river.openLink(text);
    if (answer.type !== "trouble" && (ours || answer.type === "opened")) go(answer.file, answer.role);
    return answer;
  };
  const take = async (file) => {
    const answer = await send(river, file);
    if (answer.type === "opened" || answer.type === "link") go(answer.file, answer.role);
    else if (answer.type === "none") fill(wrong);
    else if (answer.type === "merged") fill(said, note("good", h("p", null, h("strong", null, river.say("merged.title")), ` ${answer.summary}`)));
    else fill(wrong, note("bad", h("p", null, answer.message)));
  };
  const wrong = h("div");

  let drawn = false;
  const draw = () => {
    if (river.phase === "opening") return void fill(root, waiting(river));
    if (!river.welcome) return void fill(root, goOn(river, ours));
    if (!drawn) {
      drawn = true;
      fill(
        root,
        said,
        river.mode === "shared" ? h("div", { class: "said" }, plainNote(river)) : null,
        h(
          "div",
          { class: "ways" },
          startForm(river, begin),
          h("div", { class: "two" }, river.mode === "shared" ? linkSheet(river, byLink, ours) : null, fileSheet(river, take, wrong)),
        ),
        promise(river),
      );
    }
    if (river.phase !== "welcome") return;
    fill(books, shelf(river, open));
    const many = (river.welcome.workbooks ?? []).length > BESIDE;
    if (many) root.querySelector(".ways").after(books);
    else root.querySelector(".ways > .two").append(books);
  };
  const off = river.on("open", draw);
  draw();
  const hint = dropHint(river);
  const undrop = onDrop(ours ? document.body : el, (file) => void take(file), hint);
  return () => {
    off();
    undrop();
    hint.remove();
    undraw();
  };
}

/** The address of the page where a workbook is worked in; what it is to open stands behind the #. */
function address(file, role) {
  const words = new URLSearchParams({ open: file, ...(role ? { as: role } : {}) });
  const next = new URL(NEXT, location.href);
  next.hash = words.toString();
  return next.href;
}

/** A workbook is open on this page already: the way to where it is worked in. */
function goOn(river, ours) {
  const names = new Intl.ListFormat(river.locale).format(Object.values(river.names));
  const way = ours
    ? h("a", { class: "btn primary", href: river.shared ? NEXT : address(river.file, river.role) }, river.say("start.go", { names }), " ", icon("arrow"))
    : h("p", null, river.say("start.ready", { notebook: NEXT }));
  return h("div", { class: "sheet" }, h("h2", null, names), h("div", null, way));
}

function waiting(river) {
  const bones = (...sizes) => sizes.map(([width, height = "1em"]) => h("span", { class: "bone", style: { width, height } }));
  return h(
    "div",
    { class: "ways", "aria-busy": true },
    h("p", { class: "sr", role: "status" }, river.say("start.loading")),
    h("div", { class: "sheet" }, bones(["55%", "1.6em"], ["100%", "2.75rem"], ["100%", "2.75rem"], ["12rem", "2.75rem"])),
    h("div", { class: "sheet" }, bones(["60%", "1.6em"], ["100%", "7rem"])),
  );
}

/** What opens a workbook on a shared server: a link, or an invitation. */
function linkSheet(river, byLink, ours) {
  const heading = uid("paste");
  return h(
    "section",
    { class: "sheet", "aria-labelledby": heading },
    h("h2", { id: heading }, river.say("share.paste")),
    linkBox(river, byLink),
    river.toOpen?.link && ours ? h("p", null, h("a", { href: NEXT }, river.say("share.paste.go"))) : null,
  );
}

function fileSheet(river, take, wrong) {
  const heading = uid("open");
  return h(
    "section",
    { class: "sheet", "aria-labelledby": heading },
    h("h2", { id: heading }, river.say("start.open")),
    dropZone(river, take),
    wrong,
    h("p", { class: "small quiet" }, river.say("start.merge")),
  );
}

/** The workbooks of the folder, where the server lists them. */
function shelf(river, open) {
  const { workbooks = [] } = river.welcome ?? {};
  if (!workbooks.length) return null;
  const heading = uid("shelf");
  return h(
    "section",
    { class: "sheet", "aria-labelledby": heading },
    h("div", { class: "head" }, h("h2", { id: heading }, river.say("start.here")), h("span", { class: "small" }, river.say("start.count", { count: workbooks.length }))),
    workbookList(river, workbooks, open),
  );
}

/** What is so, and no more. */
function promise(river) {
  return h(
    "p",
    { class: "promise" },
    icon("lock"),
    h("span", null, h("strong", null, river.say("start.promise")), " ", river.say(`start.promise.${river.mode}`)),
  );
}

/** `doors`: [{title, text, href, icon}], only those that lead somewhere. */
function drawDoors(river, doors) {
  if (!doors.length) return null;
  const heading = uid("doors");
  const door = ({ title, text, href, icon: name = "pair" }) =>
    h("li", null, h("a", { href }, icon(name), h("h3", null, title, " ", icon("arrow")), h("p", null, text)));
  return h(
    "section",
    { class: "mb mb-doors", "aria-labelledby": heading },
    h("div", { class: "stack-l" }, h("h2", { id: heading }, river.say("start.doors")), h("ul", { role: "list" }, doors.map(door))),
  );
}

/** Draws the notebook beside the page's heading, which is a Markdown cell of our own page. */
function illustrate(el) {
  const cells = [...(el.closest("main.notebook")?.querySelectorAll(".cell.guide") ?? [])];
  const cell = cells.find((one) => one.querySelector("h1"));
  if (!cell || cell.classList.contains("opening")) return () => {};
  const words = h("div", null, ...cell.childNodes);
  const picture = drawing();
  cell.classList.add("opening", "mb-opening");
  cell.append(words, picture);
  return () => {
    cell.classList.remove("opening", "mb-opening");
    cell.replaceChildren(...words.childNodes);
  };
}

export default { render };
