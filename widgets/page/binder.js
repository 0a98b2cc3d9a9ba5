// In a Binder: the link by which the partner comes into the same container, how long the container lives, and the way to
// a fresh one. What is in it is gone when it ends, so it also says when there is something to download.
//
// When the workbook was last changed and last downloaded is kept in the tab. The link holds the server's token: it is
// asked for when somebody presses a button, goes to the clipboard or into a QR code, and is kept nowhere.

import { time } from "../common/dates.js";
import { announce, fill, h, icon, setText, svg } from "../common/dom.js";
import { download } from "../common/files.js";
import { readItem } from "../common/outbox.js";

const MINUTE = 60_000;
const STAGES = [2, 10, 30]; // minutes before the end at which it is said
const LONG = 20 * MINUTE; // changes that are in no download for so long are spoken of

/** Which of the times before the end has come: 30, 10, 2, 0 (it is over), or null. */
export function stage(left) {
  if (left <= 0) return 0;
  return STAGES.find((minutes) => left <= minutes * MINUTE) ?? null;
}

/** What is to be said across the page: {stage}, {reminder: true}, or null. `state`: {changed, closed, later}. */
export function due({ ends, now, state }) {
  const at = stage(ends - now);
  if (at !== null) return at === state.closed ? null : { stage: at };
  if (state.changed === null || now - state.changed < LONG || now < state.later) return null;
  return { reminder: true };
}

export class Binder {
  constructor(river, notices, { storage = tabStorage(), now = () => Date.now() } = {}) {
    Object.assign(this, { river, notices, storage, now, drawn: "", book: null });
    this.state = { changed: null, downloaded: null, closed: null, later: 0 };
    this.said = h("p", { class: "small", role: "status" });
    this.picture = h("div", { class: "code" });
    this.clock = h("p", { class: "small quiet" });
    this.el = h("div", { class: "together stack" });
    this.off = this.facts ? river.on("written", () => river.ready && this.#changed()) : () => {};
  }

  /** {ends, launch} in a Binder, else null. */
  get facts() {
    return this.river.model.get("binder") ?? null;
  }

  /** The part of the file's menu, or null where this is no Binder or no page of ours. */
  section() {
    const { river } = this;
    if (!this.facts || !document.body.dataset.baseUrl) return null;
    const button = (name, key, press) => h("button", { class: "btn", type: "button", onclick: () => void press() }, icon(name), river.say(key));
    fill(
      this.el,
      h("h2", { class: "h4" }, river.say("binder.title")),
      h("p", { class: "small" }, river.say("binder.warning")),
      button("link", "binder.invite", () => this.#copy()),
      button("share", "binder.code", () => this.#show()),
      this.said,
      this.picture,
      this.clock,
    );
    return this.el;
  }

  /** The menu was closed: nobody is to find the link on the screen. */
  hide() {
    fill(this.picture);
    setText(this.said, "");
  }

  update() {
    if (!this.facts) return;
    this.#restore();
    const { ends } = this.facts;
    const { river, state } = this;
    const kept = state.changed !== null ? "binder.changed" : state.downloaded ? "binder.kept" : "";
    setText(this.clock, [river.say("binder.ends", { time: time(river, new Date(ends)) }), kept && river.say(kept)].filter(Boolean).join(" "));
    const what = river.ready ? due({ ends, now: this.now(), state }) : null;
    const left = Math.max(1, Math.ceil((ends - this.now()) / MINUTE));
    const now = JSON.stringify([what, what?.stage ? left : 0, state.changed === null && state.downloaded !== null]);
    if (now === this.drawn) return;
    const news = JSON.stringify(what) !== this.spoken;
    this.drawn = now;
    this.spoken = JSON.stringify(what);
    this.notices.session(what ? this.#strip(what, left, news) : null);
  }

  #strip(what, left, news) {
    const { river, state } = this;
    const first = what.reminder ? river.say("binder.reminder") : what.stage ? river.say("binder.ending", { count: left }) : river.say("binder.ended");
    const more = what.reminder ? "" : river.say(state.changed === null && state.downloaded ? "binder.safe" : "binder.gone");
    if (news) announce(`${first} ${more}`.trim());
    const button = (cls, key, press, name = null) => h("button", { class: cls, type: "button", onclick: () => void press() }, name ? icon(name) : null, river.say(key));
    return h(
      "div",
      { class: "strip" },
      icon("clock"),
      h("p", null, h("strong", null, first), more ? [h("br"), more] : null),
      h(
        "div",
        { class: "row" },
        button("btn", "file.download", () => this.#get(), "download"),
        what.reminder || !this.facts.launch ? null : button("btn", "binder.fresh", () => this.fresh()),
        button("btn bare", what.reminder ? "binder.later" : "page.close", () => this.#close(what)),
      ),
    );
  }

  #close(what) {
    if (what.reminder) this.state.later = this.now() + LONG;
    else this.state.closed = what.stage;
    this.#keep();
    this.update();
  }

  // --- what is in no download yet

  get #key() {
    return `mentorbook:binder:${this.book}`;
  }

  #restore() {
    if (this.book === this.river.workbook) return;
    this.book = this.river.workbook;
    this.state = { changed: null, downloaded: null, closed: null, later: 0 };
    try {
      Object.assign(this.state, JSON.parse(readItem(this.storage, this.#key) ?? "{}"));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  #keep() {
    try {
      this.storage?.setItem(this.#key, JSON.stringify(this.state));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // full: a reload asks once too often
    }
  }

  #changed() {
    this.#restore();
    if (this.state.changed !== null) return;
    this.state.changed = this.now();
    this.#keep();
    this.update();
  }

  /** The reader has the workbook as it is now. */
  downloaded() {
    if (!this.facts) return;
    this.#restore();
    Object.assign(this.state, { changed: null, downloaded: this.now() });
    this.#keep();
    this.update();
  }

  /** Downloads the workbook in one press. Resolves to the kernel's answer. */
  async #get() {
    const answer = await download(this.river);
    if (answer.type === "file") this.downloaded();
    else if (answer.type === "trouble") this.notices.bad(answer.message);
    return answer;
  }

  // --- a fresh container

  /** Downloads the workbook, and opens a fresh session in a new tab, whose first page takes the file. */
  async fresh() {
    const { river } = this;
    const answer = await this.#get();
    if (answer.type !== "file") return;
    const open = () => h("a", { href: this.facts.launch, target: "_blank", rel: "noopener noreferrer" }).click();
    open();
    const action = { label: river.say("binder.fresh.again"), press: open };
    this.notices.good(river.say("binder.fresh.done"), river.say("binder.fresh.next"), action);
  }

  // --- the partner's link

  async #copy() {
    const { river } = this;
    const told = await this.#link();
    if (!told) return;
    const name = river.name(river.partner ?? "mentee");
    setText(this.said, river.say((await copied(told.link)) ? "binder.copied" : "binder.uncopied", { name }));
  }

  async #show() {
    const told = await this.#link();
    if (!told) return;
    const { size, path } = told;
    const label = this.river.say("binder.code.label");
    setText(this.said, "");
    fill(
      this.picture,
      svg("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label }, svg("rect", { width: size, height: size, fill: "#fff" }), svg("path", { d: path, fill: "#000" })),
    );
    this.picture.scrollIntoView({ block: "nearest" });
  }

  async #link() {
    const { river } = this;
    const base = document.body.dataset.baseUrl.replace(/voila\/$/, "");
    try {
      if (!cookie("_xsrf")) await fetch(`${base}mentorbook/cookie`, { cache: "no-store" });
      const answer = await fetch(`${base}mentorbook/together`, {
        method: "POST",
        cache: "no-store",
        headers: { "Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf") },
        body: JSON.stringify({ page: location.origin + location.pathname, file: river.file }),
      });
      if (answer.ok) return await answer.json();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no server
    }
    setText(this.said, river.say("binder.failed"));
    return null;
  }

  destroy() {
    this.off();
  }
}

function cookie(name) {
  return new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1] ?? "";
}

/** Puts a text on the clipboard; resolves to whether that worked. */
async function copied(text) {
  try {
    if (!navigator.clipboard) throw new DOMException("none", "NotAllowedError");
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  // Over plain HTTP, and where the browser asks for a fresher press: the old way.
  const area = h("textarea", { class: "sr", value: text, "aria-hidden": "true", tabindex: -1 });
  const before = document.activeElement;
  (before?.closest("[popover], dialog") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

function tabStorage() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
