// The bar on top: brand, the pair, who is here, what is saved, the file, and the way to the views.

import { copyAsText } from "../common/copy.js";
import { moment, time } from "../common/dates.js";
import { ask, fill, h, icon, mark, setText, uid, voice } from "../common/dom.js";
import { viewOf } from "../common/form_view.js";
import { placeName } from "../common/paths.js";
import { KIND, dropHint, onDrop, saveFile, send } from "../common/files.js";
import { undoNow } from "../common/undoing.js";
import { downloadFile } from "./download.js";
import { openShare } from "./share.js";
import { Binder } from "./binder.js";

const JUST_NOW = 60_000; // milliseconds for which “Saved just now” is said

export class Topbar {
  constructor(river, { bar, views, notices }) {
    Object.assign(this, { river, bar, views, notices, drawn: "" });
    this.presence = h("span", { class: "presence", hidden: true }, h("span"));
    this.saved = h("span", { class: "saved" });
    this.live = h("div", { class: "live" }, this.presence, this.saved);
    this.input = h("input", { class: "sr", type: "file", accept: KIND, tabindex: -1, "aria-hidden": "true" });
    this.input.addEventListener("change", () => {
      const [file] = this.input.files;
      this.input.value = "";
      if (file) void this.take(file);
    });
    this.binder = new Binder(river, notices);
    const page = document.querySelector("body.mentorbook-page") ?? bar.parentElement;
    // On the front page what is dropped goes to the front page's own widget.
    const hint = river.front ? null : dropHint(river);
    this.ends = hint ? [onDrop(page, (file) => void this.take(file), hint), () => hint.remove()] : [];
  }

  update() {
    const { river } = this;
    const now = JSON.stringify([river.phase, river.role, river.names, river.file, river.shared, river.toOpen?.several, this.views.current, river.heading]);
    if (now !== this.drawn) this.draw();
    this.drawn = now;
    this.#showPresence();
    this.#showSaved();
    this.binder.update();
  }

  draw() {
    const { river } = this;
    const open = river.phase === "open" || river.phase === "who";
    fill(
      this.bar,
      h(
        "div",
        { class: "bar" },
        this.#brand(open),
        open ? this.#pair() : river.heading ? h("p", { class: "pair" }, h("strong", null, river.heading)) : null,
        open ? this.live : null,
        open ? this.#file() : null,
        (river.phase === "open" || river.front) && this.views.list.length > 1 ? this.#nav() : null,
      ),
    );
  }

  #brand(open) {
    const { river } = this;
    const inside = [mark(), " ", h("span", { class: open ? "sr" : "word" }, river.say("page.brand"))];
    // In JupyterLab there is no front page to go to.
    if (!this.views.ours) return h("span", { class: "brand" }, inside);
    return h("a", { class: "brand", href: river.practice ? "../index.ipynb" : "index.ipynb", "aria-label": river.say("page.front") }, inside);
  }

  #pair() {
    const { river } = this;
    if (river.practice) return h("p", { class: "pair" }, h("strong", null, river.say("practice.bar", { name: river.names[river.role] ?? "" })));
    const person = (who) =>
      voice(river, who, { full: true, role: river.say(who === river.role ? "pair.you" : `pair.${who}`) });
    return h("p", { class: "pair" }, person("mentor"), " ", person("mentee"));
  }

  // --- who is here, and what is saved

  #showPresence() {
    const { river } = this;
    const name = river.partner ? river.name(river.partner) : "";
    const { here, place } = river.partnerNow;
    // Where it is not known who is here, it is told from the words that come.
    const there = here ?? river.partnerWrites;
    const at = there ? this.#placeName(place || [...river.writers.keys()].at(-1) || "") : "";
    const words = there
      ? river.say(at ? "live.in" : here ? "live.here" : "live.writing", { name, place: at })
      : river.seen && name
        ? river.say("live.seen", { name, when: moment(river, river.seen) })
        : "";
    this.presence.hidden = !words;
    this.presence.classList.toggle("away", !there);
    setText(this.presence.firstChild, words);
  }

  /** A part of what the two fill in together, once; of all else (“During”, of which meeting?) the view it is in. */
  #placeName(path) {
    const forms = this.river.model.get("forms") ?? {};
    const [form] = path.split("/");
    const view = forms[form] && forms[form].per !== "pair" ? viewOf(this.river, form) : null;
    return this.views.list.find(({ name }) => name === view)?.label ?? placeName(forms, path);
  }

  #showSaved() {
    const { river } = this;
    const { state, at } = river.saved;
    const key = { saving: "saved.saving", kept: "saved.kept", none: "" }[state];
    const fresh = at && Date.now() - at < JUST_NOW;
    const words = state === "saved" ? (fresh ? river.say("saved.now") : river.say("saved.at", { time: time(river, at) })) : key && river.say(key);
    if (this.saved.dataset.words === words) return;
    this.saved.dataset.words = words;
    const name = { saving: "saving", kept: "offline", saved: "check" }[state];
    // In narrow bars only the first word is shown.
    const [first, ...more] = words.split(" ");
    const tail = more.length ? h("span", { class: state === "saved" ? "more" : "" }, ` ${more.join(" ")}`) : null;
    fill(this.saved, name ? [icon(name), " ", h("span", null, first, tail)] : null);
  }

  // --- the file

  #file() {
    const { river } = this;
    const id = uid("file");
    const item = (name, key, onclick) =>
      h("li", null, h("button", { class: "btn bare", type: "button", onclick: () => (menu.hidePopover(), onclick()) }, icon(name), river.say(key)));
    const menu = h(
      "div",
      { class: "menu", id, popover: "auto" },
      h("p", { class: "small quiet" }, river.shared ? river.say("file.what.shared") : river.say("file.what", { file: river.file ?? "" })),
      h(
        "ul",
        { role: "list" },
        item("download", "file.download", () => void this.#download()),
        this.binder.facts?.launch ? item("next", "binder.fresh", () => void this.binder.fresh()) : null,
        item("upload", "file.merge", () => this.input.click()),
        river.readonly ? null : item("undo", "history.undo", () => undoNow(river)),
        river.readonly ? null : item("undo", "history.redo", () => undoNow(river, { redo: true })),
        item("print", "file.print", () => window.print()),
        river.shared ? item("share", "share.menu", () => openShare(river, this.bar)) : null,
        river.shared && river.toOpen?.several ? item("people", "share.switch", () => void this.#switch()) : null,
        item("leave", "file.leave", () => void this.#leave()),
      ),
      this.binder.section(),
    );
    const button = h("button", { class: "btn act", type: "button", popovertarget: id }, icon("file"), " ", river.say("file.button"));
    menu.addEventListener("toggle", ({ newState }) => (newState === "open" ? under(menu, button) : this.binder.hide()));
    return [button, menu, this.input];
  }

  async #download() {
    const answer = await downloadFile(this.river);
    if (answer.type === "none") return answer;
    if (answer.type !== "trouble") {
      this.binder.downloaded();
      return answer;
    }
    // Without a server there is still what the page holds.
    this.notices.bad(answer.message, {
      label: this.river.say("connection.copy"),
      press: () => saveFile(this.river.say("copy.name"), [copyAsText(this.river)], "text/plain"),
    });
    return answer;
  }

  async #leave() {
    const { river } = this;
    if ((await this.#mayLeave()) && (!river.shared || (await this.#hasLink()))) await river.leave();
  }

  async #switch() {
    if (!(await this.#mayLeave())) return;
    const answer = await this.river.switchWorkbook();
    if (answer.type === "trouble") this.notices.bad(answer.message);
  }

  /** Asks where words are not saved yet. */
  async #mayLeave() {
    const { river } = this;
    const { waiting } = river.saved;
    return !waiting || ask(this.bar, {
      title: river.say("leave.title"),
      text: river.say("leave.text", { count: waiting }),
      yes: river.say("leave.yes"),
      no: river.say("leave.no"),
    });
  }

  /** Without a link there is no way back. */
  #hasLink() {
    const { river } = this;
    return ask(this.bar, {
      title: river.say("share.leave.title"),
      text: river.say("share.leave.text", { name: river.name(river.partner) }),
      yes: river.say("share.leave.yes"),
      no: river.say("share.leave.no"),
    });
  }

  /** A file was chosen or dropped: into the open workbook, or instead of it. */
  async take(file) {
    const { river } = this;
    let into = false;
    if (river.phase === "open") {
      const choice = await this.#intoOrInstead(file);
      if (!choice) return;
      into = choice === "into";
    }
    const answer = await send(river, file, { into });
    if (answer.type === "trouble") {
      this.notices.bad(answer.message, { label: river.say("file.another"), press: () => this.input.click() });
    } else if (answer.type === "merged") this.notices.merged(answer.summary);
  }

  #intoOrInstead(file) {
    const { river } = this;
    const heading = uid("take");
    const say = (key) => river.say(key, { name: file.name });
    return new Promise((resolve) => {
      const dialog = h(
        "dialog",
        { "aria-labelledby": heading },
        h(
          "form",
          { class: "stack", method: "dialog" },
          h("h2", { id: heading }, say("take.title")),
          h("p", null, say("take.text")),
          h(
            "div",
            { class: "row" },
            h("button", { class: "btn primary", value: "into" }, say("take.into")),
            h("button", { class: "btn", value: "instead" }, say("take.instead")),
            h("button", { class: "btn bare", value: "" }, say("take.cancel")),
          ),
        ),
      );
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue);
      });
      this.bar.append(dialog);
      dialog.showModal();
    });
  }

  // --- the views

  #nav() {
    const { river, views } = this;
    const id = uid("contents");
    const about = river.front ? "page.nav.front" : "page.nav";
    const list = h("ul", { id, popover: "auto" });
    for (const { name, label } of views.list) {
      const link = h("a", { href: views.address(name), "aria-current": name === views.current ? "page" : null }, label);
      link.addEventListener("click", () => list.matches(":popover-open") && list.hidePopover());
      list.append(h("li", null, link));
    }
    const label = views.list.find((view) => view.name === views.current)?.label ?? "";
    const button = h(
      "button",
      { class: "btn contents", type: "button", popovertarget: id },
      icon("contents"),
      " ",
      h("span", { class: "sr" }, `${river.say("page.contents")} `),
      label,
    );
    return h("nav", { "aria-label": river.say(about) }, button, list);
  }

  destroy() {
    this.binder.destroy();
    for (const end of this.ends) end();
  }
}

/** Puts a popover under its button, inside the window. */
function under(menu, button) {
  const place = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(place.right - menu.offsetWidth, window.innerWidth - menu.offsetWidth - 8));
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${place.bottom + 8}px`);
}
