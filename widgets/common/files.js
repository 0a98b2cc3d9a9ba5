// Files in and out of the page, and the list of workbooks to choose from. Nothing here needs a server but sending.

import { fill, firstName, h, icon, note, uid, voice } from "./dom.js";
import { machine, moment } from "./dates.js";
import { unlocking } from "./passphrase.js";

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

/**
 * Sends a file to the kernel. Resolves to its answer, to {type: "trouble", message}, or to {type: "none"} where the
 * reader was asked for something, and left it. A sealed file is asked its passphrase for.
 */
export async function send(river, file, { into = false, ...more } = {}) {
  const problem = problemWith(river, file);
  if (problem) return { type: "trouble", kind: "file", message: problem };
  const bytes = await file.arrayBuffer();
  let words = more.passphrase ?? "";
  const answer = await unlocking(river, file.name, (passphrase) => {
    words = passphrase || words;
    return river.upload(file.name, bytes, { into, ...more, ...(words ? { passphrase: words } : {}) });
  });
  if (answer?.type !== "who") return answer ?? { type: "none" };
  const role = await askWhose(river, answer.names);
  return role ? send(river, file, { into, ...more, ...(words ? { passphrase: words } : {}), role }) : { type: "none" };
}

/** Whose file it is that came to a shared server: "mentor", "mentee", or "" where the reader does not say. */
function askWhose(river, names) {
  const heading = uid("whose");
  const button = (role) => h("button", { class: "btn", value: role }, iAm(river, role, names[role], { full: true }));
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { "aria-labelledby": heading },
      h(
        "form",
        { class: "stack", method: "dialog" },
        h("h2", { id: heading }, river.say("who.title")),
        h("p", null, river.say("share.file.whose")),
        h("div", { class: "row" }, button("mentor"), button("mentee"), h("button", { class: "btn bare", value: "" }, river.say("take.cancel"))),
      ),
    );
    const host = h("div", { class: "mb" }, dialog);
    dialog.addEventListener("close", () => {
      host.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(host);
    dialog.showModal();
  });
}

/** Fetches the open workbook and hands it to the reader; see `river.download`. Resolves to the kernel's answer. */
export async function download(river, options = {}) {
  const answer = await river.download(options);
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

/** What is shown over the page while a file hovers there: the mark for `onDrop`. */
export function dropHint(river) {
  const hint = h("div", { class: "mb mb-drop", "aria-hidden": "true" }, h("p", null, icon("file"), " ", river.say("file.hint")));
  document.body.append(hint);
  return hint;
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
 * `onopen(file, role, more)` resolves to the kernel's answer, `more` being for `river.open`; what is wrong is said at the workbook. `heading`: the element
 * of a workbook's heading, one level below what stands over the list.
 */
export function workbookList(river, workbooks, onopen, { heading = "h3" } = {}) {
  const newest = [...workbooks].sort((a, b) => (b.changed ?? "").localeCompare(a.changed ?? ""));
  return h("ul", { class: "books", role: "list" }, newest.map((book) => h("li", null, card(river, book, onopen, heading))));
}

function card(river, { file, mentor, mentee, changed, sealed = false }, onopen, level) {
  const heading = uid("book");
  const wrong = h("div");
  const names = new Intl.ListFormat(river.locale).format([mentor, mentee].filter(Boolean));
  const open = async (role) => {
    for (const button of buttons) button.disabled = true;
    const answer = await unlocking(river, file, (passphrase) => onopen(file, role, passphrase ? { passphrase } : {}));
    for (const button of buttons) button.disabled = false;
    fill(wrong, answer?.type === "trouble" ? note("bad", h("p", null, answer.message)) : null);
  };
  const button = (role, inside) => h("button", { class: "btn", type: "button", onclick: () => open(role) }, inside);
  // Whose a sealed one is, it says once it is open.
  const buttons = sealed
    ? [button(null, [icon("lock"), " ", river.say("books.sealed")])]
    : [button("mentor", iAm(river, "mentor", mentor)), button("mentee", iAm(river, "mentee", mentee))];
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
