// Small makers of elements. Everything a person wrote goes in as a text node, never as markup.

const SVG = "http://www.w3.org/2000/svg";

// Set as properties, not attributes: their attribute is only the first value, or they have none.
const PROPERTIES = new Set(["value", "checked", "selected", "indeterminate", "disabled", "readOnly", "htmlFor"]);

let counter = 0;

/** An id that no other element on the page has, to tie a label, a help and an error to a field. */
export function uid(prefix = "mb") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * An HTML element. `h("p", {class: "help", id}, "Up to ", 3)`.
 *
 * Props: `class` (a string, or a list in which falsy ones are left out), `on<event>` (a listener), `dataset` (an object),
 * `style` (an object of CSS properties, also `--custom`), `value`, `checked`, `disabled`… as properties, and any
 * attribute. null, undefined and false leave an attribute out; true writes it empty (aria-* get "true" and "false").
 * Children: nodes, texts, numbers, lists of them; null, undefined and booleans are left out.
 */
export function h(tag, props, ...children) {
  return dress(document.createElement(tag), props, children);
}

/** An SVG element, made like `h`: `svg("path", {d: "M0 0h8", class: "aim"})`. */
export function svg(tag, props, ...children) {
  return dress(document.createElementNS(SVG, tag), props, children);
}

function dress(el, props, children) {
  el.append(...flat(children));
  // After the children: the value of a select is set only once its options are there.
  for (const [name, value] of Object.entries(props ?? {})) setProp(el, name, value);
  return el;
}

/** Sets one prop as `h` does; for updating an element in place. */
export function setProp(el, name, value) {
  if (name.startsWith("on") && typeof value === "function") el.addEventListener(name.slice(2), value);
  else if (name.startsWith("on")) return;
  else if (name === "class") el.setAttribute("class", [value].flat().filter(Boolean).join(" "));
  else if (name === "dataset") Object.assign(el.dataset, value);
  else if (name === "style") for (const [key, item] of Object.entries(value ?? {})) el.style.setProperty(key, item);
  else if (PROPERTIES.has(name)) el[name] = value ?? (typeof el[name] === "boolean" ? false : "");
  else if (name.startsWith("aria-") && typeof value === "boolean") el.setAttribute(name, String(value));
  else if (value === null || value === undefined || value === false) el.removeAttribute(name);
  else el.setAttribute(name, value === true ? "" : String(value));
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && typeof child !== "boolean")
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/** Replaces what is in `el`; children as for `h`. Returns `el`. */
export function fill(el, ...children) {
  el.replaceChildren(...flat(children));
  return el;
}

/** Writes a text only where it differs, so that a screen reader and a selection are not disturbed. */
export function setText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

// 24 × 24, stroke 1.75, the colour of the text beside it. A path is a string; rect and circle are lists.
const ICONS = {
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  done: [["circle", 12, 12, 8.5], "M8.2 12.3l2.7 2.7 5-5.4"],
  todo: [["circle", 12, 12, 8.5]],
  lock: [["rect", 5, 11, 14, 9, 2], "M8 11V8a4 4 0 0 1 8 0v3"],
  warning: ["M12 4.5L21 19.5H3z", "M12 10.5v4M12 17.2v.1"],
  plus: ["M12 5v14M5 12h14"],
  arrow: ["M5 12h14M13 6l6 6-6 6"],
  back: ["M19 12H5M11 6l-6 6 6 6"],
  turn: ["M9 6l6 6-6 6"],
  contents: ["M4 7h16M4 12h16M4 17h10"],
  share: ["M12 15V4M8 7.5L12 3.5l4 4M6 12H5v8h14v-8h-1"],
  print: ["M7 9V4h10v5M7 17H5a1 1 0 0 1-1-1v-5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v5a1 1 0 0 1-1 1h-2", "M7 14h10v6H7z"],
  speech: ["M4 5h16v11h-9.5L6 20v-4H4z", "M8 9h8M8 12.5h5"],
  calendar: [["rect", 4, 5, 16, 15, 2], "M4 10h16M8 3v4M16 3v4"],
  pencil: ["M4 20l1-4.2L16 5l3.2 3.2L8.2 19z", "M13.5 7.5l3.2 3.2"],
  people: [["circle", 9, 8.5, 3.5], "M2.5 20a6.5 6.5 0 0 1 13 0M16 5.3a3.4 3.4 0 0 1 0 6.4M18.5 14.6a6 6 0 0 1 3 5.4"],
  pair: [["rect", 3, 7, 10, 10, 1.5], ["circle", 15.5, 12, 5.5]],
  pause: ["M9 6v12M15 6v12"],
  next: ["M6 6l8 6-8 6zM18 6v12"],
  undo: ["M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3"],
  offline: ["M7.3 18.5H17a4 4 0 0 0 2.8-6.9M16.5 10.3A6 6 0 0 0 9.5 7M7 9.3A4.7 4.7 0 0 0 7 18.5M4 4l16 16"],
  history: ["M4.2 12A8 8 0 1 0 6.5 6.3", "M4 4.5V8.5h4M12 8v4.5l3 1.7"],
  hidden: [
    "M4 4l16 16M10 6.2A9.6 9.6 0 0 1 12 6c5 0 8.5 4 9.5 6a14 14 0 0 1-3 3.7M6.5 8A14 14 0 0 0 2.5 12c1 2 4.5 6 9.5 6 1.5 0 2.8-.3 4-.9M9.9 9.9a3 3 0 0 0 4.2 4.2",
  ],
  download: ["M12 4v11M7.5 11L12 15.5l4.5-4.5M5 20h14"],
  upload: ["M12 15.5V4M7.5 8.5L12 4l4.5 4.5M5 20h14"],
  clock: [["circle", 12, 12, 8.5], "M12 7.5V12l3 2"],
  video: [["rect", 3, 6.5, 12, 11, 2], "M15 11l6-3v8l-6-3"],
  close: ["M6 6l12 12M18 6L6 18"],
  sound: ["M4 10v4h3.5l8.5 5V5l-8.5 5zM19 9.5a4 4 0 0 1 0 5"],
  course: ["M2.5 9.5L12 5l9.5 4.5L12 14z", "M6.5 11.5v5c3 2.3 8 2.3 11 0v-5M21.5 9.5v5"],
  saving: ["M19 8.5A7.5 7.5 0 0 0 5.5 8M5 4v4.5h4.5M5 15.5A7.5 7.5 0 0 0 18.5 16M19 20v-4.5h-4.5"],
  file: ["M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z", "M14 3v5h5"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"],
  info: [["circle", 12, 12, 8.5], "M12 11.5v5M12 8v.1"],
  target: [["circle", 12, 12, 8.5], ["circle", 12, 12, 4.5], "M12 12v.1"],
  bin: ["M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5"],
  leave: ["M13 4H6v16h7M10 12h10M16.5 8.5L20 12l-3.5 3.5"],
};

/** An icon of the mock-up by name, hidden from screen readers: always put a word beside it. */
export function icon(name, cls = "") {
  const shapes = ICONS[name];
  if (!shapes) throw new Error(`no icon is called ${name}`);
  return svg("svg", { class: ["icon", cls], viewBox: "0 0 24 24", "aria-hidden": "true" }, shapes.map(shape));
}

function shape(item) {
  if (typeof item === "string") return svg("path", { d: item });
  const [kind, ...at] = item;
  if (kind === "circle") return svg("circle", { cx: at[0], cy: at[1], r: at[2] });
  return svg("rect", { x: at[0], y: at[1], width: at[2], height: at[3], rx: at[4] });
}

/** The two overlapping shapes of mentorbook, for the brand. */
export function mark() {
  return svg(
    "svg",
    { viewBox: "0 0 32 24", "aria-hidden": "true" },
    svg("rect", { class: "a", x: 1, y: 3, width: 18, height: 18, rx: 2.5 }),
    svg("circle", { class: "c", cx: 21, cy: 12, r: 11 }),
    svg("circle", { class: "b", cx: 21, cy: 12, r: 9.5 }),
  );
}

/**
 * Who said it: a marker in the person's colour and shape, and a name.
 *
 * `person` is "mentor", "mentee" or "other". Options: `you` (say “You” for the reader), `full` (with the family name,
 * which narrow bars hide), `role` (a word after the name), `name` (another name than the workbook's).
 */
export function voice(river, person, { you = false, full = false, role = "", name = "" } = {}) {
  const whole = name || river.names?.[person] || river.say(`person.${person === "other" ? "facilitator" : person}`);
  const [first, last] = split(whole);
  const own = you && person === river.role;
  return h(
    "span",
    { class: "voice", dataset: { voice: person } },
    h("span", { class: "marker", "aria-hidden": "true" }),
    h("span", null, own ? river.say("person.you") : first, full && last ? h("span", { class: "last" }, ` ${last}`) : null),
    role ? [" ", h("span", { class: "role" }, role)] : null,
  );
}

/** The first of a person's names: "Sam" of "Sam Okafor". */
export function firstName(name) {
  return split(name)[0];
}

function split(name) {
  const at = name.trim().indexOf(" ");
  return at < 0 ? [name.trim(), ""] : [name.trim().slice(0, at), name.trim().slice(at + 1)];
}

/** The dots and the words for “Sam is writing”; goes beside the field, never in it. */
export function typing(river, person) {
  return h(
    "span",
    { class: "typing", dataset: { voice: person } },
    h("span", { "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    h("span", null, river.say("live.writing", { name: river.name(person) })),
  );
}

/** What is wrong with a field, for `p.error`; give it the id that the field's aria-describedby names. */
export function errorLine(text, id) {
  return h("p", { class: "error", id }, icon("warning"), h("span", null, text));
}

/** A note inside a widget. `kind`: "", "good", "look" or "bad" (which is read out at once). */
export function note(kind, ...children) {
  const names = { good: "check", look: "info", bad: "warning" };
  const role = { good: "status", bad: "alert" }[kind];
  return h("div", { class: ["note", kind], role }, icon(names[kind] ?? "info"), h("div", { class: "stack" }, children));
}

/** The shape of what is coming, while there is no workbook to draw. `label` is what a screen reader hears. */
export function bones(label) {
  const sizes = [["45%", "1.5em"], ["92%"], ["80%"], ["100%", "2.75rem"], ["8rem", "2.75rem"]];
  return h(
    "div",
    { class: "sheet stack", "aria-busy": true },
    h("p", { class: "sr", role: "status" }, label),
    sizes.map(([width, height = "1em"]) => h("span", { class: "bone", style: { width, height } })),
  );
}

/**
 * Asks before something that others notice. Resolves to true when the first button is pressed.
 *
 * Options: `title`, `text`, `yes` (verb of the first button), `no`, `danger` (the first button removes something).
 */
export function ask(host, { title, text, yes, no, danger = false }) {
  const heading = uid("ask");
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { "aria-labelledby": heading },
      h(
        "form",
        { class: "stack", method: "dialog" },
        h("h3", { class: "h2", id: heading }, title),
        text ? h("p", null, text) : null,
        h(
          "div",
          { class: "row" },
          h("button", { class: danger ? "btn danger" : "btn primary", value: "yes" }, yes),
          h("button", { class: "btn", value: "no", autofocus: danger }, no),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    (host.closest(".mb") ?? host).append(dialog);
    dialog.showModal();
  });
}

// --- read out by screen readers: one polite region for the whole page

const QUIET = 1500; // milliseconds between two announcements; what comes sooner is joined, and repeats are dropped
let region = null;
let waiting = [];
let timer = 0;

/** Says a sentence to screen readers, politely, once what was said before has had its time. */
export function announce(text) {
  if (!text || waiting.includes(text)) return;
  waiting.push(text);
  if (!timer) timer = setTimeout(speak, 50);
}

function speak() {
  timer = 0;
  if (!waiting.length) return;
  if (!region?.isConnected) {
    region = h("div", { class: "sr", role: "status", "aria-live": "polite", dataset: { mbLive: "" } });
    // On the paper of the page itself where there is one; a root of our own gives it our style elsewhere.
    document.body.append(h("div", { class: "mb mb-live" }, region));
  }
  const said = waiting.join(" ");
  waiting = [];
  // The same sentence twice is only read when the region has changed in between.
  region.textContent = region.textContent === said ? `${said} ` : said;
  timer = setTimeout(speak, QUIET);
}

// --- the toast: for what can be undone

let toastHost = null;
let toastTimer = 0;
let toastFrom = null; // where the focus was before it came to the toast

/** Shows a toast at the foot of the window for ten seconds, or as long as it has the pointer or the focus. */
export function toast(text, { action = "", onaction = null, close = "" } = {}) {
  if (!toastHost?.isConnected) {
    toastHost = h("div", { class: "mb mb-toasts" });
    document.body.append(toastHost);
  }
  // Who came by keyboard goes on from where they were, or in what is said next; a finger is not to find a keyboard opened.
  const byKey = () => toastHost.querySelector(":focus-visible") !== null;
  const leave = () => {
    clearTimeout(toastTimer);
    const back = byKey() && toastFrom?.isConnected ? toastFrom : null;
    toastHost.replaceChildren();
    back?.focus({ preventScroll: true });
  };
  const press = () => {
    const held = byKey();
    leave();
    onaction();
    if (held) toastHost.querySelector("button")?.focus();
  };
  const stay = (event) => {
    clearTimeout(toastTimer);
    if (event.type === "focusin" && !toastHost.contains(event.relatedTarget)) toastFrom = event.relatedTarget ?? toastFrom;
  };
  const go = () => {
    clearTimeout(toastTimer);
    toastTimer = setTimeout(leave, 10_000);
  };
  const box = h(
    "div",
    { class: "toast", onpointerenter: stay, onpointerleave: go, onfocusin: stay, onfocusout: go },
    h("span", null, text),
    onaction ? h("button", { class: "btn", type: "button", onclick: press }, action) : null,
    close ? h("button", { class: "btn square", type: "button", "aria-label": close, onclick: leave }, icon("close")) : null,
  );
  toastHost.replaceChildren(box);
  announce(text);
  go();
  return leave;
}
