// One page's end of a live session: the facilitator's, or a participant's. Messages travel over the page's own comm.
//
//   const live = joinLive(river);
//   live.on("state", () => …)          live.state: what is on; null where no session is open
//   live.answer(question, value)       kept in the tab until it is known to be on disk
//
// Events: "state" (a session was opened, left, or has moved on), "wall" (the answers on the wall), "people" (how many are
// here), "mine" (one of the reader's own answers was sent, arrived or was refused), "saved" (the connection came or went).
//
// In the tab's storage lie the link by which the reader comes back, answers that are not on disk yet, and words that were
// not sent. So that who scans the picture twice is one person, a browser also keeps the participants' links it was given;
// in a Binder, whose address is everybody's, it does not.

import { readItem } from "./outbox.js";

const LIVES = Symbol.for("mentorbook.lives");
const lives = (globalThis[LIVES] ??= new WeakMap());
const TAB = "mentorbook:live";
const BROWSER = "mentorbook:live:joined";
const ANSWER = 30_000; // milliseconds after which a request without an answer has failed
const AGAIN = 3000; // after the disk refused, or without an acknowledgement, an answer is sent again
const MOST = 8; // sessions that a browser remembers

/** The live session of a page; the same for all its widgets. */
export function joinLive(river) {
  let live = lives.get(river);
  if (!live) {
    live = new Live(river);
    lives.set(river, live);
    live.start();
  }
  return live;
}

export class Live {
  state = null;
  wall = null;
  people = null;
  phase = "opening"; // then "closed" (no session), "open"
  trouble = null; // {message}: why no session is open
  pending = new Map(); // question → {v, n}: sent, and not known to be on disk
  drafts = new Map(); // question → what was chosen or typed, and not sent
  refused = new Map(); // question → why

  #listeners = new Map();
  #requests = new Map();
  #count = 0;
  #kept = null; // {link, session, lead}
  #timer = 0;
  #busy = false;

  constructor(river, { tab = storageOf("sessionStorage"), browser = storageOf("localStorage") } = {}) {
    this.river = river;
    this.tab = tab;
    this.browser = river.model.get("binder") ? null : browser;
  }

  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
    return () => this.#listeners.get(event).delete(listener);
  }

  #emit(event) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener();
  }

  say(key, params) {
    return this.river.say(key, params);
  }

  /** The secret by which this page comes back to its session. */
  get link() {
    return this.#kept?.link ?? "";
  }

  /** Whether this page leads the session that is open. */
  get lead() {
    return this.state?.lead === true;
  }

  /** The kernel's time, in milliseconds. */
  now() {
    return this.river.time.now();
  }

  start() {
    this.#kept = read(this.tab, TAB);
    this.river.on("live", (message) => this.#heard(message));
    this.river.on("hello", () => void this.#again());
    this.river.on("connection", () => this.#emit("saved"));
    globalThis.addEventListener?.("hashchange", () => this.#address() && void this.#again());
    this.#address();
    if (this.river.page) void this.#again();
  }

  /** What the address asks for (#join= or #lead=) is taken out of it: it stays in no history entry. */
  #address() {
    const { location, history } = globalThis;
    const words = new URLSearchParams((location?.hash ?? "").replace(/^#/, ""));
    const [join, lead] = [words.get("join"), words.get("lead")];
    if (!join && !lead) return false;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.#keep(join ? { join } : { link: lead, lead: true });
    return true;
  }

  #keep(kept) {
    this.#kept = kept;
    write(this.tab, TAB, kept);
  }

  /** Says to a kernel, a new one perhaps, which session this page is in; then what it may have missed. */
  async #again() {
    const { join, link } = this.#kept ?? {};
    if (!join && !link) return this.#close();
    if (this.#busy) return undefined; // who joins twice at once would be two people
    this.#busy = true;
    const answer = join ? await this.join({ join }) : this.#came(await this.request("open", { link, page: this.river.page }));
    this.#busy = false;
    return answer.silent && this.river.connection === "live" ? this.#again() : undefined;
  }

  /** Joins by {code} or by {join}, the secret in an address. Resolves to the answer: {kind: "done"} or a trouble. */
  async join(by, { anew = false } = {}) {
    const have = anew ? [] : [this.#kept?.link, ...(read(this.browser, BROWSER) ?? [])].filter(Boolean);
    return this.#came(await this.request("join", { ...by, have, page: this.river.page }));
  }

  /** Begins a session by a run sheet's id, or ("") without one. */
  async begin(sheet, title) {
    return this.#came(await this.request("new", { sheet, title, page: this.river.page }));
  }

  /** Opens the session that `link` leads, or comes back to. */
  async open(link) {
    const secret = link.trim().split("lead=").at(-1).split("&")[0].trim();
    return this.#came(await this.request("open", { link: secret, page: this.river.page }));
  }

  async leave() {
    this.#keep(null);
    await this.request("leave");
    this.#close();
  }

  #came(answer) {
    if (answer.kind === "done") {
      this.trouble = null;
      this.#keep({ link: answer.link, session: answer.session, lead: answer.lead });
      if (!answer.lead) this.#remember(answer.link);
      this.#takeUp(answer.session);
      this.phase = "open";
      this.#emit("state");
      this.#post();
    } else if (!answer.silent) {
      if (answer.lost && this.phase !== "open") {
        this.trouble = answer;
        this.#keep(null);
      }
      if (this.phase !== "open") this.#close();
    }
    return answer;
  }

  #remember(link) {
    const known = read(this.browser, BROWSER) ?? [];
    write(this.browser, BROWSER, [link, ...known.filter((one) => one !== link)].slice(0, MOST));
  }

  #close() {
    Object.assign(this, { state: null, wall: null, people: null, phase: "closed" });
    this.#emit("state");
  }

  // --- answers

  /** Sends an answer, or another one in its place. */
  answer(question, value) {
    const last = Math.max(this.pending.get(question)?.n ?? 0, this.state?.mine?.[question]?.n ?? 0);
    this.pending.set(question, { v: value, n: Math.max(Date.now(), last + 1) });
    this.refused.delete(question);
    this.drafts.delete(question);
    this.#write();
    this.#post();
    this.#emit("mine");
  }

  /** Keeps what was typed or chosen and is not sent yet. */
  draft(question, value) {
    this.drafts.set(question, value);
    this.#write();
  }

  /** The reader's own answer as it was last sent; undefined where there is none. */
  given(question) {
    return (this.pending.get(question) ?? this.state?.mine?.[question])?.v ?? undefined;
  }

  /** "sent" once it is on disk, "sending", "refused", or "none". */
  standing(question) {
    if (this.refused.has(question)) return "refused";
    if (this.pending.has(question)) return "sending";
    return this.state?.mine?.[question]?.v === undefined ? "none" : "sent";
  }

  async #post() {
    clearTimeout(this.#timer);
    if (this.phase !== "open" || this.lead || !this.pending.size) return;
    this.#timer = setTimeout(() => void this.#post(), AGAIN);
    if (this.river.connection !== "live") return;
    for (const [question, { v, n }] of [...this.pending]) void this.#send(question, v, n);
  }

  async #send(question, v, n) {
    const answer = await this.request("answer", { question, v, n });
    if (this.pending.get(question)?.n !== n || answer.silent || answer.disk) return; // changed since, or sent again soon
    this.pending.delete(question);
    if (answer.kind === "done") {
      if (this.state?.mine) this.state.mine[question] = { v, n };
    } else {
      this.refused.set(question, answer.message);
      this.drafts.set(question, v);
    }
    if (!this.pending.size) clearTimeout(this.#timer);
    this.#write();
    this.#emit("mine");
  }

  #takeUp(session) {
    const { pending = {}, drafts = {} } = read(this.tab, `${TAB}:${session}`) ?? {};
    for (const [question, one] of Object.entries(pending)) if (!this.pending.has(question)) this.pending.set(question, one);
    for (const [question, one] of Object.entries(drafts)) if (!this.drafts.has(question)) this.drafts.set(question, one);
  }

  #write() {
    const session = this.#kept?.session;
    const left = { pending: Object.fromEntries(this.pending), drafts: Object.fromEntries(this.drafts) };
    if (session) write(this.tab, `${TAB}:${session}`, this.pending.size + this.drafts.size ? left : null);
  }

  // --- messages

  /** Asks the kernel for something: {kind: "done", …}, {kind: "file", name, mime, bytes} or {kind: "trouble", message}. */
  request(act, params = {}) {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve) => {
      const silent = () => resolve({ kind: "trouble", silent: true, message: this.say("connection.silent") });
      const timer = setTimeout(() => (this.#requests.delete(id), silent()), ANSWER);
      this.#requests.set(id, (answer) => (clearTimeout(timer), resolve(answer)));
      if (!this.river.send({ type: "live", act, id, ...params })) this.#requests.get(id)({ kind: "trouble", silent: true, message: this.say("connection.silent") });
    });
  }

  #heard(message) {
    switch (message.kind) {
      case "state":
        this.state = message.state;
        return this.#emit("state");
      case "wall":
        this.wall = message.wall;
        return this.#emit("wall");
      case "people":
        this.people = message.people;
        return this.#emit("people");
      default: {
        const resolve = this.#requests.get(message.re);
        this.#requests.delete(message.re);
        return resolve?.(message);
      }
    }
  }
}

function read(storage, key) {
  try {
    return JSON.parse(readItem(storage, key) || "null");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // full or switched off: only a reload will notice
  }
}

function storageOf(name) {
  try {
    return globalThis[name] ?? null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
