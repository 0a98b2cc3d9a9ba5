// One programme on a facilitator's page: opened by its link, and how it stands now; the same for all widgets of a page.
//
//   const run = await joinRun(model);
//   run.on("state", draw);                       another programme, or news of this one
//   await run.request("stand", {pair, standing})  → what the kernel answers, or {problem}: a sentence

import { readItem } from "./outbox.js";
import { joinRiver } from "./river.js";
import { secretOf } from "./tab.js";

const KEY = "mentorbook:programme"; // {link} of the programme open in this tab; page.js of the template knows it, too
const PATIENCE = 60_000; // milliseconds for an answer
const LOOK = 4000; // milliseconds between two looks at what is new

const RUNS = Symbol.for("mentorbook.runs");
const runs = (globalThis[RUNS] ??= new WeakMap());

export async function joinRun(model) {
  const river = await joinRiver(model);
  let run = runs.get(river);
  if (!run) {
    run = new Run(river);
    runs.set(river, run);
    void run.start();
  }
  return run;
}

class Run {
  #asks = 0;
  #waiting = new Map();
  #listeners = new Set();

  constructor(river) {
    Object.assign(this, { river, state: null, phase: "opening", fresh: false });
    river.on("run", (message) => this.#answered(message));
  }

  say(key, params) {
    return this.river.say(key, params);
  }

  /** Calls `listener` whenever the programme, or what is known of it, is another. Returns what ends it. */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start() {
    const link = linkAsked();
    if (link) await this.open(link);
    else this.#stand("closed");
    setInterval(() => {
      if (this.phase === "open" && document.visibilityState === "visible" && this.river.connection === "live") void this.request("look");
    }, LOOK);
  }

  async open(text) {
    const answer = await this.request("open", { link: text.includes("programme=") ? text.split("programme=").at(-1).trim() : secretOf(text) });
    if (answer.problem) {
      this.problem = answer.problem;
      remember(null);
      this.#stand("closed");
    }
    return answer;
  }

  async create(details) {
    this.fresh = true;
    const answer = await this.request("create", details);
    if (answer.problem) this.fresh = false;
    return answer;
  }

  kept() {
    this.fresh = false;
    this.#tell();
  }

  leave() {
    remember(null);
    this.state = null;
    this.problem = null;
    this.#stand("closed");
  }

  request(act, params = {}, buffers = []) {
    const ask = (this.#asks += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(ask, { problem: this.say("connection.silent") }), PATIENCE);
      this.#waiting.set(ask, { resolve, timer });
      if (!this.river.send({ type: "run", act, ask, ...params }, buffers)) this.#settle(ask, { problem: this.say("connection.silent") });
    });
  }

  #answered(message) {
    const { ask, state } = message;
    if (state) {
      this.state = state;
      this.problem = null;
      remember(state.link);
      this.river.heading = state.settings.name;
      this.#stand("open");
    }
    this.#settle(ask, message);
  }

  #settle(ask, answer) {
    const waiting = this.#waiting.get(ask);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(ask);
    waiting.resolve(answer);
  }

  #stand(phase) {
    this.phase = phase;
    if (phase !== "open") this.river.heading = "";
    this.river.emit("link"); // the bar on top shows its name
    this.#tell();
  }

  #tell() {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The address of this page, and of that which pairs open: without query and fragment. */
export function addressOf(page = null) {
  const path = page ? location.pathname.replace(/[^/]*$/, page) : location.pathname;
  return `${location.origin}${path}`;
}

function linkAsked() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("programme");
  if (asked) {
    history.replaceState(history.state, "", location.pathname + location.search);
    return asked;
  }
  try {
    return JSON.parse(readItem(sessionStorage, KEY) ?? "null")?.link ?? null;
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof SyntaxError)) throw error;
    return null;
  }
}

function remember(link) {
  try {
    if (link) sessionStorage.setItem(KEY, JSON.stringify({ link }));
    else sessionStorage.removeItem(KEY);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // switched off: a reload asks for the link again
  }
}
