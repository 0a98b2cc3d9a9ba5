// Files in and out of the page, and the list of workbooks to choose from. Nothing here needs a server but sending.

import { fill, firstName, h, icon, note, uid, voice } from "./dom.js";
import { machine, moment } from "./dates.js";

const MOST = 8_000_000; // bytes: more than this does not arrive through a notebook's socket
export const KIND = ".mentorbook";

/** Hands the reader a file to keep. `parts`: strings or buffers. */
export function saveFile(name, parts, type = "application/octet-stream") {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read it only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What is wrong with a file before it is sent, as a sentence; null where nothing is. */
export function problemWith(river, file) {
  if (file.size > MOST) return river.say("file.large", { name: file.name, size: megabytes(river, file.size) });
  if (file.size === 0) return river.say("file.empty", { name: file.name });
  return null;
}

function megabytes(river, bytes) {
  return (bytes / 1_000_000).toLocaleString(river.locale, { maximumFractionDigits: 1 });
}

/** Sends a file to the kernel. Resolves to its answer, or to {type: "trouble", message}. */
export async function send(river, file, { into = false } = {}) {
  const problem = problemWith(river, file);
  if (problem) return { type: "trouble", kind: "file", message: problem };
  return river.upload(file.name, await file.arrayBuffer(), { into });
}

/** Fetches the open workbook and hands it to the reader. Resolves to the kernel's answer. */
export async function download(river) {
  const answer = await river.download();
  if (answer.type === "file") saveFile(answer.name, [answer.bytes]);
  return answer;
}

/** A place to drop a file on, which is also a button to choose one. `onfile(file)`. */
export function dropZone(river, onfile) {
  const input = h("input", {
    class: "sr",
    type: "file",
    accept: KIND,
    onchange: () => {
      const [file] = input.files;
      input.value = ""; // the same file may be chosen again
      if (file) onfile(file);
    },
  });
  const zone = h(
    "label",
    { class: "drop" },
    icon("file"),
    h("span", null, `${river.say("file.drop")} `, h("span", { class: "pick" }, river.say("file.pick"))),
    h("span", { class: "small quiet" }, river.say("file.kind", { kind: KIND })),
    input,
  );
  onDrop(zone, onfile);
  return zone;
}

/**
 * Calls `onfile` with a file that is dropped on `target`, which has the class `over` while one hovers there.
 * Returns a function that ends it.
 */
export function onDrop(target, onfile, mark = target) {
  let depth = 0; // enter and leave also come from the elements inside
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const handlers = {
    dragenter: () => {
      depth += 1;
      mark.classList.add("over");
    },
    dragover: (event) => event.preventDefault(),
    dragleave: () => {
      depth = Math.max(0, depth - 1);
      if (!depth) mark.classList.remove("over");
    },
    drop: (event) => {
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      mark.classList.remove("over");
      const [file] = event.dataTransfer.files;
      if (file) onfile(file);
    },
  };
  const listeners = Object.entries(handlers).map(([name, handle]) => [name, (event) => carries(event) && handle(event)]);
  for (const [name, listener] of listeners) target.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of listeners) target.removeEventListener(name, listener);
  };
}

/**
 * The workbooks of the folder, newest first, each with a button for either person.
 *
 * `onopen(file, role)` resolves to the kernel's answer; what is wrong is said at the workbook. `heading`: the element
 * of a workbook's heading, one level below what stands over the list.
 */
export function workbookList(river, workbooks, onopen, { heading = "h3" } = {}) {
  const newest = [...workbooks].sort((a, b) => (b.changed ?? "").localeCompare(a.changed ?? ""));
  return h("ul", { class: "books", role: "list" }, newest.map((book) => h("li", null, card(river, book, onopen, heading))));
}

function card(river, { file, mentor, mentee, changed }, onopen, level) {
  const heading = uid("book");
  const wrong = h("div");
  const names = new Intl.ListFormat(river.locale).format([mentor, mentee].filter(Boolean));
  const open = async (role) => {
    for (const button of buttons) button.disabled = true;
    const answer = await onopen(file, role);
    for (const button of buttons) button.disabled = false;
    fill(wrong, answer?.type === "trouble" ? note("bad", h("p", null, answer.message)) : null);
  };
  const buttons = [["mentor", mentor], ["mentee", mentee]].map(([role, name]) =>
    h("button", { class: "btn", type: "button", onclick: () => open(role) }, iAm(river, role, name)),
  );
  return h(
    "article",
    { class: "book", "aria-labelledby": heading },
    h(
      "div",
      null,
      h(level, { class: "h3", id: heading }, names || file),
      h(
        "p",
        { class: "small quiet" },
        changed
          ? [h("time", { datetime: machine(changed) }, river.say("books.changed", { when: moment(river, changed) })), " · "]
          : null,
        h("span", { class: "file" }, file),
      ),
    ),
    h("div", { class: "row" }, buttons),
    wrong,
  );
}

/** “I am Sam”, with Sam's marker; `full`: “I am Sam, the mentor”. */
export function iAm(river, role, name, { full = false } = {}) {
  const called = name || river.say(`person.${role}`);
  const marker = voice(river, role, { name: called }).firstChild;
  const words = river.say(full ? `who.iam.${role}` : "who.iam", { name: firstName(called) });
  return h("span", { class: "voice", dataset: { voice: role } }, marker, words);
}
