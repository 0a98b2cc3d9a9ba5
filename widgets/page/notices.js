// What is said across the page, above the first cell: the connection, read-only, what went wrong, what was merged.
// What concerns the words that are being typed stays in sight, however far down the page they are (`alarms`).

import { copyAsText } from "../common/copy.js";
import { fill, h, icon, note } from "../common/dom.js";
import { saveFile } from "../common/files.js";
import { unlockCard } from "../common/passphrase.js";

const MOST = 10; // mistakes that are shown at once

export class Notices {
  constructor(river, mistakes = []) {
    this.river = river;
    this.pack = h("div", { class: "stack" }, mistakes.length ? this.#mistakes(mistakes) : null);
    this.onchange = () => {};
    this.onmerge = () => {}; // somebody wants to merge a copy
    this.banner = h("div", { class: "mb mb-banner", role: "status" });
    this.ending = h("div", { class: "mb mb-banner" });
    this.alarm = h("div", { class: "stack" });
    this.alarms = h("div", { class: "mb mb-alarms" }, this.banner, this.alarm);
    this.trouble = h("div", { class: "stack" });
    this.said = h("div", { class: "stack" });
    this.el = h("div", { class: "stack notices" }, this.ending, this.pack, this.trouble, this.said);
    this.drawn = "";
  }

  get empty() {
    return ![this.ending, this.pack, this.trouble, this.said].some((part) => part.childNodes.length);
  }

  update() {
    const { connection, readonly, trouble, saved, spoilt, phase } = this.river;
    const away = connection === "lost" || connection === "gone";
    const now = JSON.stringify([connection, readonly, trouble, away ? saved.waiting : 0, spoilt, phase]);
    if (now === this.drawn) return;
    this.drawn = now;
    fill(this.banner, away ? this.#connection(connection) : readonly ? this.#readonly(readonly) : null);
    const sealed = trouble?.kind === "locked" && phase === "welcome" && this.river.toOpen?.file;
    fill(this.trouble, spoilt.length ? this.#spoilt(spoilt) : null, sealed ? this.#sealed(sealed) : null);
    const close = trouble?.kind === "disk" ? null : () => this.river.dismissTrouble();
    fill(this.alarm, trouble && !sealed ? this.#note("bad", trouble.message, close) : null);
  }

  destroy() {
    this.alarms.remove();
  }

  #connection(connection) {
    const { river } = this;
    const { waiting } = river.saved;
    const gone = connection === "gone";
    // In JupyterLab a reload brings no kernel's widgets back: there the notebook is run again.
    const ours = "voila" in document.body.dataset;
    const what = river.mustWarn
      ? river.say("connection.unkept")
      : gone
        ? river.say(ours ? "connection.reload.why" : "connection.rerun")
        : waiting
          ? river.say("connection.waiting", { count: waiting })
          : river.say("connection.nothing");
    const copy = () => saveFile(river.say("copy.name"), [copyAsText(river)], "text/plain");
    return h(
      "div",
      { class: "strip" },
      icon("offline"),
      h("p", null, h("strong", null, river.say("connection.lost")), h("br"), what),
      h(
        "div",
        { class: "row" },
        gone && ours ? h("button", { class: "btn", type: "button", onclick: () => location.reload() }, river.say("connection.reload")) : null,
        river.phase === "open" ? h("button", { class: "btn", type: "button", onclick: copy }, icon("download"), river.say("connection.copy")) : null,
        gone ? null : h("button", { class: "btn bare", type: "button", onclick: () => river.tryNow() }, river.say("connection.try")),
      ),
    );
  }

  #readonly(sentence) {
    return h("div", { class: "strip plain-strip" }, icon("history"), h("p", null, sentence));
  }

  /** What is wrong with the pack that its writer is at work on. */
  #mistakes(mistakes) {
    const { river } = this;
    const more = mistakes.length - MOST;
    return note(
      "bad",
      h("p", null, h("strong", null, river.say("pack.page", { count: mistakes.length }))),
      h("ul", { class: "plain mistakes" }, mistakes.slice(0, MOST).map((one) => h("li", null, one)), more > 0 ? h("li", null, river.say("pack.page.more", { count: more })) : null),
      h("p", null, river.say("pack.page.text")),
    );
  }

  /** What is not as it was written stays said until it is mended. */
  #spoilt(sentences) {
    const { river } = this;
    const merge = river.readonly ? null : h("button", { class: "btn", type: "button", onclick: () => this.onmerge() }, icon("upload"), " ", river.say("spoilt.merge"));
    return note(
      "bad",
      h("p", null, h("strong", null, river.say("spoilt.title"))),
      h("ul", { class: "plain" }, sentences.map((one) => h("li", null, one))),
      h("p", null, river.say("spoilt.text")),
      merge ? h("div", { class: "row" }, merge) : null,
    );
  }

  /** The workbook that this tab had open is sealed: its passphrase is asked for here. */
  #sealed(file) {
    const { river } = this;
    const { role } = river.toOpen;
    const open = async (passphrase) => {
      const answer = await river.open(file, role, { passphrase });
      if (answer.type !== "trouble") river.dismissTrouble();
      return answer;
    };
    const card = unlockCard(river, { title: river.say("file.locked.title", { name: file }), text: river.say("file.locked.text"), label: river.say("passphrase.label"), open, level: "h2", who: file });
    return h("div", { class: "sheet" }, card);
  }

  #note(kind, text, close, action = null) {
    return note(
      kind,
      h("p", null, text),
      action || close
        ? h(
            "div",
            { class: "row" },
            action ? h("button", { class: "btn", type: "button", onclick: action.press }, action.label) : null,
            close ? h("button", { class: "btn bare flush", type: "button", onclick: close }, this.river.say("page.close")) : null,
          )
        : null,
    );
  }

  /** Something went wrong with what the reader asked for. `action`: {label, press}, the way out. */
  bad(message, action = null) {
    this.#say(this.#note("bad", message, () => this.#say(null), action));
  }

  /** What a copy brought in, a line a person. */
  merged(summary) {
    this.good(this.river.say("merged.title"), summary);
  }

  good(title, text, action = null) {
    this.#say(this.#note("good", [h("strong", null, title), ` ${text}`], () => this.#say(null), action));
  }

  /** What went wrong on the way to a workbook is over once it is open. */
  clear() {
    this.#say(null);
  }

  /** What is to be known of the session as a whole, an element or null. */
  session(element) {
    fill(this.ending, element);
    this.onchange();
  }

  #say(element) {
    fill(this.said, element);
    this.onchange();
  }
}
