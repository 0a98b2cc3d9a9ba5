// Making and opening what the reader keeps to themselves, wherever something private is offered.

import { announce, fill, h, icon, note } from "./dom.js";
import { modal } from "./modal.js";
import { account, newPassphrase, unlockCard } from "./passphrase.js";

const whose = (river) => `${river.file ?? "mentorbook"}, ${river.names[river.role] ?? ""}`;

/** Asks for a passphrase and makes the reader's own place. Resolves to whether there is one now. */
export async function keepPrivate(river) {
  const name = river.name(river.partner);
  const chosen = newPassphrase(river);
  const kept = await modal({
    title: river.say("keep.title"),
    body: [h("p", null, river.say("keep.text", { name })), account(whose(river)), chosen.el, note("look", h("p", null, river.say("keep.lost")))],
    yes: river.say("keep.yes"),
    no: river.say("keep.no"),
    onsubmit: async (say) => {
      if (!chosen.check()) return undefined;
      const answer = await river.keepPrivate(chosen.value);
      if (answer.type !== "trouble") return true;
      say(note("bad", h("p", null, answer.message)));
      return undefined;
    },
  });
  if (kept) announce(river.say("keep.done"));
  return Boolean(kept);
}

/** Why nothing private is offered here, and the way to it; drawn anew when that changes. {el, update(), destroy()} */
export class NoPlace {
  /** `why`: the sentence where there is no place yet; `onopen()`: there is one now. */
  constructor(river, { why, locked = river.say("keep.locked"), onopen = () => {}, level = "h3" }) {
    Object.assign(this, { river, why, locked, onopen, level, drawn: "" });
    this.el = h("div", { class: "no-place" });
    this.off = river.on("private", () => this.update());
    this.update();
  }

  update() {
    const { river } = this;
    const now = `${river.private} ${Boolean(river.readonly)}`;
    if (now === this.drawn) return;
    this.drawn = now;
    this.el.hidden = river.private === "open";
    if (river.private === "locked") fill(this.el, this.#locked());
    else if (river.private === "none") fill(this.el, this.#none());
    else fill(this.el);
  }

  #none() {
    const { river } = this;
    const press = async () => (await keepPrivate(river)) && this.onopen();
    return [
      h("p", { class: "small" }, this.why),
      river.readonly ? null : h("p", null, h("button", { class: "btn", type: "button", onclick: () => void press() }, icon("lock"), " ", river.say("keep.button"))),
    ];
  }

  #locked() {
    const { river } = this;
    const open = async (words) => {
      const answer = await river.unlockPrivate(words);
      if (answer.type === "trouble") return answer;
      announce(river.say("keep.opened"));
      this.onopen();
      return answer;
    };
    return unlockCard(river, { title: river.say("keep.locked.title"), text: this.locked, label: river.say("keep.locked.label"), open, level: this.level, who: whose(river) });
  }

  destroy() {
    this.off();
  }
}
