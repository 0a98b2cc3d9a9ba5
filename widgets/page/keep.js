// “Keep your own link”: across the page, from when a link was given until the reader says that they have kept it.

import { fill, h, icon, note, uid } from "../common/dom.js";
import { addressBox, pageAddress, plainNote, share } from "../common/links.js";

export class Keep {
  constructor(river) {
    Object.assign(this, { river, drawn: "" });
    this.onchange = () => {};
    this.el = h("div", { class: "keep-link" });
  }

  get empty() {
    return this.el.childNodes.length === 0;
  }

  update() {
    const { river } = this;
    const wanted = river.phase === "open" && river.shared && river.toOpen?.fresh ? river.toOpen.link : "";
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    fill(this.el);
    if (wanted) void this.#draw(wanted);
  }

  async #draw(link) {
    const { river } = this;
    const place = h("div", { class: "place" }, ownAddress(river, { address: `${pageAddress()}#link=${link}`, qr: null }));
    const heading = uid("keep");
    const done = () => {
      river.keptLink();
      this.onchange();
    };
    fill(
      this.el,
      h(
        "section",
        { class: "sheet stack", "aria-labelledby": heading },
        h("h2", { id: heading }, river.say("share.keep.title")),
        h("p", { class: "prose" }, river.say("share.keep.text")),
        plainNote(river),
        place,
        river.practice ? null : h("p", { class: "small quiet" }, river.say("share.keep.lost", { name: river.name(river.partner) })),
        h("div", null, h("button", { class: "btn primary", type: "button", onclick: done }, icon("check"), river.say("share.keep.done"))),
      ),
    );
    this.onchange();
    const answer = await share(river, "own", ["own"], { address: pageAddress() });
    if (answer.type === "own" && this.drawn === link && !place.contains(document.activeElement)) fill(place, ownAddress(river, answer));
  }
}

/** The reader's own link, to copy or to scan. */
export function ownAddress(river, { type, address, qr, message }) {
  if (type === "trouble") return note("bad", h("p", null, message));
  return addressBox(river, { label: river.say("share.keep.address"), address, qr, title: river.say("share.keep.qr") });
}
