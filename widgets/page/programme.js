// What the pair's programme sees of it, in the very words that the facilitator reads; to stop it, and to ask for a word.

import { announce, fill, h, note } from "../common/dom.js";
import { stored } from "../common/stored.js";

/** A part of the dialog of links; nothing where the workbook belongs to no programme. */
export function programmePart(river, section) {
  const inside = h("div", { class: "stack" });
  const el = section(river.say("share.programme"), inside);
  el.hidden = true;
  let told = null;
  const asking = `fit/${river.role}/wants_facilitator`;
  const set = async (path, value) => {
    river.set(path, value);
    await stored(river);
    await look();
    announce(river.say("share.programme.done"));
  };
  const button = (key, press) => h("button", { class: "btn", type: "button", onclick: () => void press() }, river.say(key));
  const draw = () => {
    const { name, contact, shares, asked, facts } = told;
    el.hidden = !name && !facts?.length;
    if (el.hidden) return;
    const other = river.name(river.partner);
    fill(
      inside,
      h("p", null, river.say(shares ? "share.programme.lead" : "share.programme.stopped", { name })),
      h("dl", { class: "facts well" }, facts.map(({ label, value }) => h("div", null, h("dt", { class: "small quiet" }, label), h("dd", null, value)))),
      contact ? h("p", null, river.say("share.programme.contact", { contact })) : null,
      asked ? note("good", h("p", null, river.say("share.programme.asked", { name: other }))) : null,
      h(
        "div",
        { class: "row" },
        asked ? button("share.programme.unask", () => set(asking, false)) : button("share.programme.ask", () => set(asking, true)),
        shares
          ? button("share.programme.stop", () => set("partnership/programme_shares", false))
          : button("share.programme.start", () => set("partnership/programme_shares", true)),
      ),
    );
  };
  const look = async () => {
    const answer = await river.request({ type: "programme" }, ["programme"]);
    if (answer.type !== "programme") return;
    told = answer;
    draw();
  };
  void look();
  return { el };
}
