// The links of a workbook on a shared server, in a dialog: invite the partner, see every link and what became of it,
// and what there is to do with one's own.

import { machine, moment } from "../common/dates.js";
import { announce, ask, fill, h, icon, note, uid, voice } from "../common/dom.js";
import { addressBox, linkBox, pageAddress, partnerCame, plainNote, share } from "../common/links.js";
import { onlyHere } from "../common/live_address.js";
import { ownAddress } from "./keep.js";
import { programmePart } from "./programme.js";

const STANDING = ["open", "pending"];

/** Opens the dialog; `host` is what it is put into. */
export function openShare(river, host) {
  if (host.querySelector("dialog.share")) return;
  const heading = uid("share");
  const wrong = h("div");
  const trouble = (answer) => fill(wrong, answer.type === "trouble" ? note("bad", h("p", null, answer.message)) : null);
  const parts = [inviting(river, trouble), listing(river, trouble), owning(river, trouble), ...(river.programme ? [programmePart(river, section)] : [])];
  const close = h("button", { class: "btn", type: "button", onclick: () => dialog.close() }, river.say("share.close"));
  const dialog = h(
    "dialog",
    { class: "share", "aria-labelledby": heading },
    h(
      "div",
      { class: "stack-l" },
      h("div", { class: "stack" }, h("h2", { id: heading, tabindex: -1, autofocus: true }, river.say("share.title")), h("p", null, river.say("share.lead", { name: river.name(river.partner) })), plainNote(river)),
      wrong,
      parts.map((part) => part.el),
      h("div", null, close),
    ),
  );
  const update = () => {
    for (const part of parts) part.update?.();
  };
  const look = async () => trouble(await share(river, "list", ["links"]));
  // Whoever comes while this is open has used an invitation.
  const offs = [river.on("links", update), river.on("here", () => void look()), river.on("open", () => !river.shared && dialog.close())];
  dialog.addEventListener("close", () => {
    for (const off of offs) off();
    dialog.remove();
  });
  host.append(dialog);
  update();
  dialog.showModal();
  void look();
}

function section(title, ...children) {
  const id = uid("share-part");
  return h("section", { class: "stack rule-top", "aria-labelledby": id }, h("h3", { id }, title), children);
}

function inviting(river, trouble) {
  const name = river.name(river.partner);
  const what = h("p");
  const place = h("div", { class: "stack" });
  const words = h("span", null, river.say("share.invite.make"));
  let made = false;
  const invite = async () => {
    press.disabled = true;
    const answer = await share(river, "invite", ["invitation"], { address: pageAddress() });
    press.disabled = false;
    trouble(answer);
    if (answer.type !== "invitation") return;
    made = true;
    words.textContent = river.say("share.invite.anew");
    update();
    const { address, qr } = answer;
    const box = addressBox(river, { label: river.say("share.invite.address", { name }), address, qr, title: river.say("share.invite.qr", { name }) });
    const here = onlyHere() ? note("look", h("p", null, river.say("share.invite.here", { name }))) : null;
    fill(place, box, here, h("p", { class: "small quiet" }, `${river.say("share.invite.once", { name })} ${river.say("share.invite.void")}`));
    box.querySelector("input").focus();
  };
  const press = h("button", { class: "btn primary", type: "button", onclick: () => void invite() }, icon("share"), words);
  const update = () => {
    what.textContent = river.say(partnerCame(river) ? "share.invite.again" : "share.invite.text", { name });
    press.classList.toggle("primary", !made && !partnerCame(river));
  };
  return { el: section(river.say("share.invite.title", { name }), what, place, h("div", null, press)), update };
}

function listing(river, trouble) {
  const now = h("ul", { class: "links", role: "list" });
  const past = h("ul", { class: "links", role: "list" });
  const earlier = h("details", null, h("summary", null, icon("turn", "turn"), river.say("share.list.earlier")), past);
  const heading = river.say("share.list.title");
  const el = section(heading, now, earlier);
  el.querySelector("h3").tabIndex = -1;
  const withdraw = async (lookup) => {
    const answer = await share(river, "revoke", ["links"], { lookup });
    trouble(answer);
    if (answer.type === "trouble") return;
    announce(river.say("share.list.withdrawn"));
    el.querySelector("h3").focus(); // the button that was pressed is gone
  };
  const line = (one) => {
    const { lookup, kind, person, state, since, own } = one;
    const standing = STANDING.includes(state);
    const mine = standing && !own && (kind === "invitation" || person === river.role);
    const label = kind === "invitation" ? river.say("share.list.withdraw.invitation", { name: river.name(person) }) : river.say("share.list.withdraw.link");
    return h(
      "li",
      null,
      h(
        "p",
        null,
        voice(river, person),
        " ",
        h("time", { datetime: machine(since) }, river.say(`share.list.${kind}.${state}`, { when: moment(river, since) })),
        own ? ` (${river.say("share.list.here")})` : null,
      ),
      mine ? h("button", { class: "btn", type: "button", "aria-label": label, onclick: () => void withdraw(lookup) }, river.say("share.list.withdraw")) : null,
    );
  };
  let told = "";
  const update = () => {
    if (told === JSON.stringify(river.links)) return;
    told = JSON.stringify(river.links);
    const links = river.links ?? [];
    fill(now, links.filter((one) => STANDING.includes(one.state)).map(line));
    const gone = links.filter((one) => !STANDING.includes(one.state));
    fill(past, gone.map(line));
    earlier.hidden = !gone.length;
  };
  return { el, update };
}

function owning(river, trouble) {
  const place = h("div", null);
  const said = h("div");
  const look = async () => fill(place, ownAddress(river, await share(river, "own", ["own"], { address: pageAddress() })));
  const show = h("button", { class: "btn", type: "button", onclick: () => void look().then(() => place.querySelector("input")?.focus()) }, icon("link"), river.say("share.keep.show"));
  const replace = async () => {
    const words = (part) => river.say(`share.replace.${part}`);
    const sure = await ask(place, { title: words("title"), text: words("text"), yes: words("yes"), no: words("no"), danger: true });
    if (!sure) return;
    const answer = await share(river, "replace", ["link"]);
    trouble(answer);
    if (answer.type === "trouble") return;
    await look();
    fill(said, note("good", h("p", null, words("done"))));
    place.querySelector("input")?.focus();
  };
  const adopt = async (text) => {
    const answer = await share(river, "adopt", ["links"], { link: text });
    if (answer.type !== "trouble") fill(said, note("good", h("p", null, river.say("share.adopt.done"))));
    return answer;
  };
  const el = section(
    river.say("share.own.title"),
    h("p", null, river.say("share.keep.text")),
    h("p", { class: "small quiet" }, river.say("share.keep.lost", { name: river.name(river.partner) })),
    place,
    said,
    h("div", { class: "row" }, show, h("button", { class: "btn danger", type: "button", onclick: () => void replace() }, river.say("share.replace"))),
    h("details", null, h("summary", null, icon("turn", "turn"), river.say("share.adopt")), linkBox(river, adopt, "adopt")),
  );
  return { el };
}
