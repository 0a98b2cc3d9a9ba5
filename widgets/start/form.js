// The form that starts a partnership.

import { today } from "../common/dates.js";
import { errorLine, fill, h, icon, note, setProp, uid, voice } from "../common/dom.js";
import { ownLink } from "../common/links.js";

const LONGEST = 80; // characters of a name

/** The form; `begin(details, own)` resolves to the kernel's answer. `own`: a link that the reader has already. */
export function startForm(river, begin) {
  const heading = uid("start");
  const own = nameField(river, "start.yours", "name");
  const other = nameField(river, "start.theirs", "off");
  const role = roleChoice(river);
  const journey = journeyChoice(river);
  const shared = river.mode === "shared";
  const have = shared ? ownLink(river) : null;
  const wrong = h("div");
  const button = h("button", { class: "btn primary", type: "submit" }, river.say("start.begin"), " ", icon("arrow"));

  const submit = async (event) => {
    event.preventDefault();
    const bad = [own, other].filter((field) => !field.check());
    if (!bad.length && own.value().toLowerCase() === other.value().toLowerCase()) {
      other.complain(river.say("start.same", { name: own.value() }));
      bad.push(other);
    }
    if (bad.length) return bad[0].input.focus();
    const mine = role.value();
    const [mentor, mentee] = mine === "mentor" ? [own.value(), other.value()] : [other.value(), own.value()];
    button.disabled = true;
    fill(wrong);
    const answer = await begin({ mentor, mentee, role: mine, journey: journey.value(), start: today(river) }, have?.value() ?? "");
    button.disabled = false;
    if (answer.type === "trouble") fill(wrong, note("bad", h("p", null, answer.message)));
    return undefined;
  };

  return h(
    "form",
    { class: "sheet", "aria-labelledby": heading, novalidate: true, onsubmit: (event) => void submit(event) },
    h("h2", { id: heading }, river.say("start.title")),
    h("div", { class: "fields two" }, own.el, other.el),
    role.el,
    journey.el,
    have?.el,
    wrong,
    h("div", null, button),
    h("p", { class: "keep rule-top small quiet" }, river.say(shared ? "start.keep.shared" : "start.keep")),
  );
}

function nameField(river, key, autocomplete) {
  const id = uid("name");
  const errorId = `${id}-error`;
  const input = h("input", { type: "text", id, autocomplete, maxlength: LONGEST, required: true, spellcheck: "false" });
  const error = h("div");
  const value = () => input.value.trim().replace(/\s+/g, " ");
  const complain = (text) => {
    fill(error, text ? errorLine(text, errorId) : null);
    setProp(input, "aria-invalid", text ? true : null);
    setProp(input, "aria-describedby", text ? errorId : null);
  };
  const check = () => {
    complain(value() ? "" : river.say(`${key}.missing`));
    return value() !== "";
  };
  input.addEventListener("input", () => error.childNodes.length && check());
  return { el: h("div", { class: "field" }, h("label", { htmlFor: id }, river.say(key)), input, error), input, value, check, complain };
}

function roleChoice(river) {
  const name = uid("role");
  const radio = (who) => h("input", { type: "radio", name, value: who, checked: who === "mentee" });
  const inputs = ["mentor", "mentee"].map((who) => [who, radio(who)]);
  const el = h(
    "fieldset",
    { class: "field" },
    h("legend", null, river.say("start.role")),
    h(
      "div",
      { class: "segments" },
      inputs.map(([who, input]) => h("label", null, input, " ", voice(river, who, { name: river.say(`person.${who}`) }))),
    ),
  );
  return { el, value: () => inputs.find(([, input]) => input.checked)[0] };
}

function journeyChoice(river) {
  const journeys = river.welcome?.journeys ?? [];
  const id = uid("journey");
  const select = h(
    "select",
    { id, "aria-describedby": `${id}-help` },
    journeys.map((journey) => h("option", { value: journey.id }, journey.title)),
  );
  const el = h(
    "div",
    { class: "field" },
    h("label", { htmlFor: id }, river.say("start.journey")),
    h("p", { class: "help", id: `${id}-help` }, river.say("start.journey.help")),
    select,
  );
  return { el: journeys.length ? el : null, value: () => (journeys.length ? select.value : null) };
}
