// The page of participants in the facilitator's own tab: a screen for everybody, with the way in and the clock.

import { fill, h, setText } from "../common/dom.js";
import { joinAddress } from "../common/live_address.js";
import { picture } from "../common/links.js";

export class Screen {
  constructor(live, clock) {
    Object.assign(this, { live, clock, session: "" });
    this.join = h("div", { class: "live-join" });
    this.title = h("h2");
    this.asked = h("p", { class: "question" });
    this.el = h("div", { class: "screen stack-l" }, h("div", { class: "head" }, this.title), this.join, clock.el, this.asked);
  }

  async update() {
    const { live } = this;
    const { session, title, code, ended, current } = live.state;
    setText(this.title, title);
    // The wall repeats the question whose answers it shows.
    setText(this.asked, current && current.id !== live.state.displayed?.id || current?.response === "none" ? current.text : "");
    this.join.hidden = Boolean(ended);
    if (ended || this.session === session) return;
    this.session = session;
    const found = await joinAddress(live);
    if (!found) return;
    fill(
      this.join,
      found.qr ? picture(found.qr, live.say("live.join.qr")) : null,
      h("div", { class: "stack-s" }, h("p", null, live.say("live.join.how")), h("p", { class: "live-code" }, code), h("p", { class: "small quiet" }, found.address.split("#")[0].split("?")[0])),
    );
  }
}
