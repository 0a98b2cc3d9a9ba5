// Links on a shared server: the box to paste one into, an address to copy or to scan, and what the page knows of them.

import { announce, errorLine, fill, h, icon, note, setProp, svg, uid } from "./dom.js";

const LONGEST = 1000; // characters of an address
const PAGE = "partnership.ipynb"; // where links lead
const COURSE = "index.ipynb"; // and those of a practice workbook, beside the other pages of the course
const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.localhost$/;

/** The address that links are made for: of our own pages the one that shows the whole workbook, or the course. */
export function pageAddress({ location = globalThis.location, ours = "voila" in document.body.dataset } = {}) {
  const address = ours ? new URL(location.pathname.includes("/course/") ? COURSE : PAGE, location.href) : new URL(location.href);
  return address.origin + address.pathname;
}

/** Whether what is sent and shown can be read on its way. */
export function isPlain(location = globalThis.location) {
  return location.protocol === "http:" && !HERE.test(location.hostname);
}

/** One sentence where the page is not encrypted on its way, else null. */
export function plainNote(river) {
  return isPlain() ? note("look", h("p", null, river.say("share.plain"))) : null;
}

/** Does something with the workbook's links; `types` are the answers that may come. See the kernel's `Shared.share`. */
export function share(river, act, types, more = {}) {
  return river.request({ type: "share", act, ...more }, types);
}

/** Whether the partner has a link, so has been here or is about to come; null where that is not known. */
export function partnerCame(river) {
  if (!river.shared || !river.links) return null;
  return river.links.some((one) => one.kind === "link" && one.person === river.partner && one.state !== "used");
}

/**
 * A form to paste a link into. `onlink(text)` resolves to the kernel's answer; what is wrong is said at the box. `key`
 * names its sentences: share.<key>.label, .help and .button.
 */
export function linkBox(river, onlink, key = "paste") {
  const { el: field, input, complain } = linkField(river, key);
  const press = h("button", { class: "btn", type: "submit" }, river.say(`share.${key}.button`));
  const submit = async (event) => {
    event.preventDefault();
    if (!input.value.trim()) {
      complain(river.say("share.paste.missing"));
      return input.focus();
    }
    press.disabled = true;
    complain("");
    const answer = await onlink(input.value);
    press.disabled = false;
    if (answer?.type !== "trouble") return undefined;
    complain(answer.message);
    announce(answer.message);
    return input.focus();
  };
  return h("form", { class: "link-box", novalidate: true, onsubmit: (event) => void submit(event) }, field, h("div", null, press));
}

function linkField(river, key) {
  const id = uid("link");
  const error = h("div");
  const input = h("input", {
    type: "text", id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: LONGEST,
    placeholder: "https://", "aria-describedby": `${id}-help`,
  });
  const complain = (text) => {
    fill(error, text ? errorLine(text, `${id}-error`) : null);
    setProp(input, "aria-invalid", text ? true : null);
    setProp(input, "aria-describedby", text ? `${id}-help ${id}-error` : `${id}-help`);
  };
  input.addEventListener("input", () => error.childNodes.length && complain(""));
  const el = h("div", { class: "field" }, h("label", { htmlFor: id }, river.say(`share.${key}.label`)), h("p", { class: "help", id: `${id}-help` }, river.say(`share.${key}.help`)), input, error);
  return { el, input, complain };
}

/** “I already have a link of my own here”: folded, with a box. {el, value()} */
export function ownLink(river) {
  const { el: field, input } = linkField(river, "have");
  const el = h("details", { class: "own-link" }, h("summary", null, icon("turn", "turn"), river.say("share.have")), field);
  return { el, value: () => (el.open ? input.value.trim() : "") };
}

/** An address to copy, and its picture for a phone. `qr`: {size, path}, or null. */
export function addressBox(river, { label, address, qr = null, title = "" }) {
  const id = uid("address");
  const input = h("input", { type: "text", id, readonly: true, value: address, spellcheck: "false", onfocus: () => input.select() });
  const words = h("span", null, river.say("share.copy"));
  const copy = async () => {
    const done = await toClipboard(input);
    words.textContent = river.say(done ? "share.copied" : "share.copy.self");
    announce(words.textContent);
  };
  return h(
    "div",
    { class: "address" },
    h(
      "div",
      { class: "field" },
      h("label", { htmlFor: id }, label),
      h("div", { class: "row" }, input, h("button", { class: "btn", type: "button", onclick: () => void copy() }, icon("link"), words)),
    ),
    qr ? picture(qr, title) : null,
  );
}

/** Puts what is in a box on the clipboard; where the browser does not let the page, it is selected. */
export async function toClipboard(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    input.focus();
    input.select();
    return document.execCommand("copy");
  }
}

/** A QR code; dark on light whatever the page's colours are, since not every phone reads it otherwise. */
export function picture({ size, path }, title) {
  const id = uid("qr");
  return svg(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-labelledby": id, "shape-rendering": "crispEdges" },
    svg("title", { id }, title),
    svg("rect", { class: "ground", width: size, height: size }),
    svg("path", { d: path }),
  );
}
