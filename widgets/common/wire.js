// One page's line to its kernel: events, requests and their answers, and whether anybody is there. The river is built
// on it and says what the messages mean.

import { KernelTime } from "./kernel_time.js";
import { Pulse } from "./pulse.js";
import { asked, opening, pageId, release, rememberOpen, wanted } from "./tab.js";
import { readItem } from "./outbox.js";
import { Whereabouts } from "./whereabouts.js";

const ANSWER = 30_000; // milliseconds after which a request without an answer has failed

export class Wire {
  #listeners = new Map();
  #requests = [];
  #gone = false;

  /** `model`: the Page widget's own model. `env` may bring storage, document, locks and announce of its own. */
  constructor(model, env = {}) {
    this.model = model;
    this.env = { storage: sessionOf(globalThis), document: globalThis.document ?? null, announce: () => {}, ...env };
    this.page = null; // this page's id, once claimed
    this.toOpen = null; // for the next hello: {file, role}, or on a shared server {link, workbook}; see tab.js
    this.pulse = null;
    this.time = new KernelTime();
    this.fields = new WeakSet(); // the elements of the fields that are drawn for this page
    this.whereabouts = null;
  }

  // What the river fills in.
  handle(_message, _buffers) {}
  keepWords() {}
  get mustWarn() {
    return false;
  }
  get waits() {
    return false;
  }

  /** Calls `listener` with what each `event` brings; returns a function that ends it. */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
    return () => this.#listeners.get(event).delete(listener);
  }

  emit(event, detail) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        // One widget's mistake must not keep words from the others, or from being sent.
        reportError(error);
      }
    }
  }

  /** Whether this is the front page, which opens nothing by itself: there workbooks are begun and chosen. */
  get front() {
    if (this.practice) return false;
    const path = this.env.document?.location?.pathname ?? "";
    return Boolean(this.model.get("front")) || path.endsWith("/index.ipynb");
  }

  /** Whether this is a page of a course, where the workbook is one to practise in. */
  get practice() {
    return Boolean(this.model.get("practice"));
  }

  /** "opening", "live", "lost" (no answer), or "gone" (the kernel has forgotten this page: only a reload helps). */
  get connection() {
    if (this.#gone) return "gone";
    return !this.pulse || this.pulse.state === "waiting" ? "opening" : this.pulse.state;
  }

  /** Claims a page id, says hello and keeps listening. */
  async start() {
    this.model.on("msg:custom", (message, buffers) => this.receive(message, buffers ?? []));
    this.model.on("comm:close", () => this.#lose());
    this.model.on("destroy", () => this.close());
    const { document, storage } = this.env;
    this.toOpen = this.#wanted(document?.defaultView);
    this.page = await pageId(storage, { locks: this.env.locks });
    this.pulse = new Pulse({
      ask: () => this.#ask(),
      lost: () => this.emit("connection"),
      found: () => this.hello(),
      wanted: () => document?.visibilityState !== "hidden" || this.waits,
    });
    if (document?.body) {
      const moved = () => {
        this.pulse.beat();
        this.emit("moved");
      };
      this.whereabouts = new Whereabouts({ document, owns: (el) => this.fields.has(el), moved });
    }
    document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.keepWords();
      else this.pulse.beat();
    });
    const view = document?.defaultView;
    // Another link in the address of a page that is open loads no page by itself.
    view?.addEventListener("hashchange", () => {
      if (!asked(view.location) || !document.body.classList.contains("mentorbook-page")) return;
      this.keepWords();
      if (this.#wanted(view).link && this.front) view.location.assign("partnership.ipynb");
      else view.location.reload();
    });
    // A page brought back from the browser's memory has lost its kernel.
    view?.addEventListener("pageshow", (event) => event.persisted && view.location.reload());
    view?.addEventListener("pagehide", () => {
      this.keepWords();
      if (this.connection === "live") this.send({ type: "away" });
    });
    view?.addEventListener("beforeunload", (event) => {
      this.keepWords();
      if (this.mustWarn) event.preventDefault();
    });
    this.hello();
  }

  /** The page is gone (its cell was run again, the notebook closed): what waits is left to the next one. */
  close() {
    this.keepWords();
    this.pulse?.stop();
    this.whereabouts?.end();
    if (this.page) release(this.page);
    this.#lose();
  }

  hello() {
    const open = this.front ? null : opening(this.toOpen);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.send({ type: "hello", page: this.page, open, zone, language: globalThis.navigator?.language ?? "en" });
    this.emit("hello");
  }

  #wanted(view) {
    const { location = globalThis.location, history = globalThis.history } = view ?? {};
    return wanted(this.env.storage, { location, history, practice: this.practice });
  }

  /** Asks at once whether the kernel is back. */
  tryNow() {
    this.#ask();
  }

  #ask() {
    this.time.asked();
    this.send({ type: "ping", place: this.whereabouts?.tell() ?? "" });
    if (this.connection === "lost") void this.#look();
  }

  /** A kernel that was restarted, or is not there any more, knows no widget: then only a reload helps. */
  async #look() {
    const { comm_live: live, model_id: id, widget_manager: manager } = this.model;
    if (live === false || (await kernelGone(manager?.kernel))) this.#lose();
    else if (typeof manager?._get_comm_info === "function") {
      const known = await manager._get_comm_info().catch(() => null); // no kernel at all: lost, as before
      if (known && !(id in known) && this.connection === "lost") this.#lose();
    }
  }

  #lose() {
    if (this.#gone) return;
    this.#gone = true;
    this.pulse?.fail();
    this.emit("connection");
  }

  /** Sends a message; false where the comm or its kernel is gone (asking goes on, and what waits is kept). */
  send(message, buffers = []) {
    try {
      this.model.send(message, undefined, buffers);
      return true;
    } catch (error) {
      if (this.connection === "live") console.warn("mentorbook: could not send", error);
      this.pulse?.fail();
      return false;
    }
  }

  /** A message from the kernel. */
  receive(message, buffers) {
    if (!message?.type) return; // anywidget's own messages travel on the same comm
    const before = this.connection;
    this.#gone = false;
    this.pulse?.heard();
    if (this.connection !== before) this.emit("connection");
    this.handle(message, buffers);
  }

  /**
   * Asks the kernel for something. Resolves to the answer, of one of `types`, or to {type: "trouble", message}.
   */
  request(message, types, buffers = []) {
    return new Promise((resolve) => {
      const request = { types };
      request.resolve = (answer) => {
        clearTimeout(request.timer);
        this.#requests = this.#requests.filter((one) => one !== request);
        resolve(answer);
      };
      const fail = () => request.resolve({ type: "trouble", kind: "connection", message: this.say("connection.silent") });
      request.timer = setTimeout(fail, ANSWER);
      this.#requests.push(request);
      if (!this.send(message, buffers)) fail();
    });
  }

  // --- asking the kernel; each resolves to its answer, or to {type: "trouble", message}

  open(file, role, more = {}) {
    return this.request({ type: "open", file, role, ...more }, ["opened"]);
  }

  /** Makes what the reader keeps to themselves, behind a passphrase of its own. */
  keepPrivate(passphrase) {
    return this.request({ type: "private", act: "keep", passphrase }, ["opened"]);
  }

  unlockPrivate(passphrase) {
    return this.request({ type: "private", act: "unlock", passphrase }, ["opened"]);
  }

  /** `details`: {mentor, mentee, role, journey, start}. */
  create(details) {
    return this.request({ type: "create", ...details }, ["opened"]);
  }

  leave() {
    this.keepWords();
    rememberOpen(this.env.storage, (this.toOpen = null), { practice: this.practice });
    return this.request({ type: "leave" }, ["welcome"]);
  }

  /**
   * Sends a file (an ArrayBuffer): to open it, or `into` the workbook that is open. `more` goes with it. A shared server
   * asks whose the file is ("who": send it again with `role`), and answers with a link.
   */
  upload(name, buffer, { into = false, ...more } = {}) {
    const types = into ? ["merged"] : this.mode === "shared" ? ["link", "who"] : ["opened", "merged"];
    return this.request({ type: "upload", name, into, ...more }, types, [buffer]);
  }

  /** The workbook as a file: {type: "file", name, bytes}. `passphrase` seals it; `own`: with the reader's private notes. */
  download({ passphrase = "", own = true } = {}) {
    return this.request({ type: "download", private: own, ...(passphrase ? { passphrase } : {}) }, ["file"]);
  }

  /** Meetings as a calendar's file: {type: "file", name, bytes}. `rows`: their ids. */
  calendarOf(rows) {
    return this.request({ type: "invitation", rows }, ["file"]);
  }

  /** The changes at a path (or all of them). */
  async history(path = null) {
    return (await this.changesOf({ path })).changes ?? [];
  }

  /**
   * The changes that fit, oldest first: {changes, from, all}. `asked`: {section, field, by, since, until} to choose,
   * {count} how many of the newest, {to: from} for earlier ones.
   */
  changesOf(asked) {
    return this.request({ type: "history", ...asked }, ["history"]);
  }

  /** The workbook as it was at a moment: {parts, steps, kept}; see mentorbook.widgets.looking. */
  past(when) {
    return this.request({ type: "past", when }, ["past"]);
  }

  /** Hands an answer to the oldest request that it may answer. Returns whether there was one. */
  answer(message) {
    const request = this.#requests.find((one) => message.type === "trouble" || one.types.includes(message.type));
    request?.resolve(message);
    return request !== undefined;
  }
}

/** Whether the server is there and says that it has no such kernel: it has been started afresh, or culled the kernel. */
async function kernelGone(kernel) {
  const { id, serverSettings } = kernel ?? {};
  if (!id || !serverSettings?.baseUrl) return false;
  try {
    const headers = serverSettings.token ? { Authorization: `token ${serverSettings.token}` } : {};
    const answer = await fetch(`${serverSettings.baseUrl}api/kernels/${encodeURIComponent(id)}`, { cache: "no-store", headers });
    return answer.status === 404;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false; // no server at all: it may come back
  }
}

/** The tab's storage, or null where it is switched off. */
export function sessionOf(scope) {
  try {
    const storage = scope.sessionStorage ?? null;
    readItem(storage, "mentorbook:pages");
    return storage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
