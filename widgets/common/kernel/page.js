// Draws a page whose cells show nothing but our own widgets. Jupyter's manager, which can draw any widget, is a megabyte of
// scripts and half a second of work; a page that needs no other widgets than ours needs none of it.
// `mentorbook` is what page.js beside the template defines.

import { openingSoon } from "../tab.js";
import { sessionOf } from "../wire.js";
import { Channel } from "./channel.js";
import { Models } from "./models.js";

const SHOWN = 'script[type="application/vnd.voila.cell-output+json"]';
const VIEW = "application/vnd.jupyter.widget-view+json";
const IDLE = 300; // milliseconds that a view which is not shown waits for a quiet moment
const PATIENCE = 30_000; // milliseconds without a line after which the reader is told

const loaders = new Map(); // the text of a widget's loader → its module

/** A widget's loader, from its text; once however many widgets share it. */
function loader(text) {
  if (!loaders.has(text)) loaders.set(text, import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))));
  return loaders.get(text);
}

async function draw(place, manager) {
  const model = await manager.get_model(place.view.model_id);
  const { default: widget } = await loader(model.get("_esm"));
  await widget.initialize?.({ model });
  const el = document.createElement("div");
  el.className = "mentorbook-view";
  place.script.replaceWith(el);
  await widget.render?.({ model, el });
}

/** The kernel opens the workbook while the page is drawn; that it is wanted is said once more with the page's hello. */
function prepare(places, manager) {
  const page = places.find(({ view }) => view.mentorbook === "page");
  const open = location.pathname.endsWith("/index.ipynb") ? null : openingSoon(sessionOf(globalThis), location);
  if (!page || !open) return;
  const first = sectionsOf(places.filter((place) => place !== page && onScreen(place)));
  manager.send(page.view.model_id, { method: "custom", content: { type: "prepare", open, ...(first ? { first } : {}) } });
}

const onScreen = ({ script }) => !script.closest("[hidden]");

/** The sections that these widgets show; null where that is not known of all. */
function sectionsOf(places) {
  const lists = places.map(({ view }) => view.sections);
  return lists.length && lists.every(Array.isArray) ? [...new Set(lists.flat())] : null;
}

/** Lets what waits on the page go first. */
const breathe = () => (globalThis.scheduler?.yield ? scheduler.yield() : new Promise((resolve) => setTimeout(resolve, 0)));
const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ? requestIdleCallback(resolve, { timeout: IDLE }) : setTimeout(resolve, 50)));

/** What is on the screen first, and one after the other: meanwhile the kernel opens the workbook. */
async function drawAll(places, manager) {
  const shown = places.filter(onScreen);
  for (const place of [...shown, ...places.filter((one) => !shown.includes(one))]) {
    await (shown.includes(place) ? breathe() : idle());
    draw(place, manager).catch((error) => reportError(error));
  }
}

/** Opens the line to the kernel, and draws what the cells show. */
export function begin() {
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const base = new URL(config.baseUrl, document.baseURI).href;
  const places = [...document.querySelectorAll(SHOWN)].map((script) => ({ script, view: JSON.parse(script.textContent).data[VIEW] }));
  const late = setTimeout(() => mentorbook.failed(), PATIENCE);
  let asked = false;
  const channel = new Channel(base, config.kernelId, {
    onmessage: (heard) => manager.hear(heard),
    onopen: () => {
      if (!asked) {
        manager.ask();
        prepare(places, manager);
        Intl.DateTimeFormat(); // the first takes long, and just now there is nothing to do but wait
      }
      asked = true;
      clearTimeout(late);
    },
  });
  const manager = new Models(channel, { id: config.kernelId, serverSettings: { baseUrl: base } });
  drawAll(places, manager).catch((error) => reportError(error));
  // The page is left, not only asked about: nobody else has this kernel.
  addEventListener("pagehide", () => {
    const form = new FormData();
    form.append("_xsrf", document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "");
    navigator.sendBeacon(`${base}voila/api/shutdown/${config.kernelId}`, form);
  });
}
