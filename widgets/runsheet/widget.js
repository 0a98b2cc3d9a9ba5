// Leading a live session: the run sheet with its clock, the way in for participants, and questions to the room.

import { announce, ask, fill, h, icon, note, setText } from "../common/dom.js";
import { saveFile } from "../common/files.js";
import { joinAddress, onlyHere } from "../common/live_address.js";
import { addressBox, picture, toClipboard } from "../common/links.js";
import { joinLive } from "../common/live.js";
import { joinRiver } from "../common/river.js";
import { markView } from "../common/places.js";
import { Ask, Current, Part } from "./ask.js";
import { Begin } from "./begin.js";
import { Steps } from "./clock.js";
import { Lesson } from "./lesson.js";

class RunSheet {
  constructor(live) {
    Object.assign(this, { live, joined: "" });
    const act = (name, params, options) => this.act(name, params, options);
    this.begin = new Begin(live);
    this.steps = new Steps(live, { act });
    this.part = new Part(live, { act });
    this.ask = new Ask(live, { act });
    this.current = new Current(live, { act });
    this.lesson = new Lesson(live, { act });
    this.title = h("h2");
    this.people = h("span", { class: "small" });
    this.wrong = h("div");
    this.join = h("section", { class: "sheet join-sheet", "aria-label": live.say("live.join") });
    this.after = h("div", { class: "row" });
    this.on = h(
      "div",
      { class: "stack-l" },
      h("div", { class: "head" }, this.title, this.people),
      this.wrong,
      h("div", { class: "layout" }, h("div", { class: "col" }, this.steps.el, this.part.el), h("div", { class: "col" }, this.join, this.current.el, this.lesson.el, this.ask.el)),
      this.after,
    );
    this.bones = h("p", { class: "quiet", role: "status" }, live.say("runsheet.loading"));
    this.notLead = note("", h("p", null, live.say("live.not_lead")), h("div", null, h("button", { class: "btn", type: "button", onclick: () => void live.leave() }, live.say("live.leave"))));
    this.el = h("div", null, this.bones, this.begin.el, this.notLead, this.on);
    this.#buttons();
  }

  /** Asks the kernel for something; what goes wrong is said above. */
  async act(name, params, { quiet = false } = {}) {
    const answer = await this.live.request(name, params);
    if (!quiet) fill(this.wrong, answer.kind === "trouble" ? note("bad", h("p", null, answer.message)) : null);
    return answer;
  }

  #buttons() {
    const { live } = this;
    const button = (name, key, onclick, look = "btn") => h("button", { class: look, type: "button", onclick }, icon(name), live.say(key));
    const file = async (to) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const answer = await this.act("export", { to, locale: live.river.locale, zone });
      if (answer.kind === "file") saveFile(answer.name, [answer.bytes], answer.mime);
    };
    this.stop = button("done", "live.end", () => void this.#end(), "btn");
    fill(
      this.after,
      button("download", "live.export.csv", () => void file("csv")),
      button("file", "live.export.pdf", () => void file("pdf")),
      this.stop,
      button("leave", "live.leave", () => (this.begin.reset(), void live.leave()), "btn bare"),
    );
  }

  async #end() {
    const { live } = this;
    const yes = await ask(this.el, { title: live.say("live.end.title"), text: live.say("live.end.text"), yes: live.say("live.end.yes"), no: live.say("live.end.no") });
    if (yes) await this.act("end");
  }

  async #joining() {
    const { live } = this;
    const { session, ended, code } = live.state;
    this.join.hidden = Boolean(ended);
    if (ended || this.joined === session) return;
    this.joined = session;
    const found = await joinAddress(live);
    if (!found) {
      this.joined = "";
      return;
    }
    const input = h("input", { class: "sr", type: "text", readonly: true, tabindex: -1, "aria-hidden": "true", value: found.address });
    const words = h("span", null, live.say("live.join.copy"));
    const copy = async () => {
      const done = await toClipboard(input);
      setText(words, live.say(done ? "share.copied" : "share.copy.self"));
      announce(words.textContent);
    };
    const view = new URLSearchParams(location.search).get("view");
    const lead = `${location.origin}${location.pathname}${view ? `?view=${encodeURIComponent(view)}` : ""}#lead=${live.link}`;
    fill(
      this.join,
      h("h3", null, live.say("live.join")),
      h(
        "div",
        { class: "live-join" },
        found.qr ? picture(found.qr, live.say("live.join.qr")) : null,
        h("div", { class: "stack-s" }, h("p", { class: "small quiet" }, live.say("live.join.how")), h("p", { class: "live-code" }, code), h("p", { class: "small address-text" }, found.address.split("#")[0].split("?")[0]), h("div", null, h("button", { class: "btn", type: "button", onclick: () => void copy() }, icon("link"), words), input)),
      ),
      onlyHere() && live.river.mode !== "shared" ? note("look", h("p", null, live.say("live.join.here"))) : null,
      h("p", null, h("a", { class: "btn bare flush", href: "session.ipynb", target: "_blank", rel: "opener" }, live.say("live.screen"))),
      live.river.mode === "shared" ? h("details", { class: "fold" }, h("summary", null, icon("turn", "turn"), live.say("live.own")), h("p", { class: "help" }, live.say("live.own.help")), addressBox(live.river, { label: live.say("live.own.label"), address: lead })) : null,
    );
  }

  update() {
    const { live } = this;
    const open = live.phase === "open" && live.state !== null;
    this.bones.hidden = live.phase !== "opening" && (open || live.phase === "closed");
    this.begin.el.hidden = live.phase !== "closed";
    this.notLead.hidden = !open || live.lead;
    this.on.hidden = !open || !live.lead;
    if (live.phase === "closed") {
      this.joined = "";
      void this.begin.update();
    } else this.begin.reset();
    if (!open || !live.lead) return;
    setText(this.title, live.say("live.title", { title: live.state.title }));
    this.stop.hidden = Boolean(live.state.ended);
    for (const part of [this.steps, this.part, this.ask, this.current, this.lesson]) part.update();
    this.showPeople();
    void this.#joining();
  }

  showPeople() {
    const { live } = this;
    const ended = live.state?.ended ? live.say("live.ended") : "";
    setText(this.people, ended || (live.people === null ? "" : live.say("live.people", { count: live.people })));
  }

  destroy() {
    this.steps.destroy();
    this.current.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const live = joinLive(river);
  const root = h("section", { class: "mb mb-runsheet", "aria-label": river.say("runsheet.label") });
  el.append(root);
  await markView(river, model, root);
  const sheet = new RunSheet(live);
  root.append(sheet.el);
  const offs = [live.on("state", () => sheet.update()), live.on("people", () => live.lead && sheet.showPeople()), river.on("open", () => sheet.update())];
  sheet.update();
  return () => {
    for (const off of offs) off();
    sheet.destroy();
    root.remove();
  };
}

export default { render };
