// On a page of a course where no practice workbook is open: one's own to begin, or one that is there to go on with.

import { today } from "../common/dates.js";
import { errorLine, fill, h, icon, note, setProp, uid, voice } from "../common/dom.js";
import { workbookList } from "../common/files.js";
import { linkBox, plainNote } from "../common/links.js";

const LONGEST = 80; // characters of a name

/** What the page offers: one of the practice workbooks that are there, and a form that makes one. */
export function practice(river) {
  const { workbooks = [] } = river.welcome ?? {};
  const shared = river.mode === "shared";
  return h("section", { class: "stack-l", "aria-label": river.say("practice.title") },
    workbooks.length ? h("div", { class: "sheet stack" }, h("h2", { class: "h3" }, river.say("practice.open")), workbookList(river, workbooks, (file, role, more) => river.open(file, role, more), { heading: "h3" })) : null,
    shared ? [plainNote(river), h("div", { class: "sheet stack" }, h("h2", { class: "h3" }, river.say("practice.link")), linkBox(river, (text) => river.openLink(text)))] : null,
    begin(river, shared));
}

/** The form that makes one. */
function begin(river, shared) {
  const [heading, name, group] = [uid("practice"), uid("name"), uid("role")];
  const input = h("input", { type: "text", id: name, autocomplete: "name", maxlength: LONGEST, required: true, spellcheck: "false" });
  const wrong = h("div");
  const error = h("div");
  const complain = (text) => {
    fill(error, text ? errorLine(text, `${name}-error`) : null);
    setProp(input, "aria-invalid", text ? true : null);
    setProp(input, "aria-describedby", text ? `${name}-error` : null);
  };
  const radio = (who) => h("label", null, h("input", { type: "radio", name: group, value: who, checked: who === "mentee" }), " ", voice(river, who, { name: river.say(`person.${who}`) }));
  const roles = h("div", { class: "segments" }, ["mentor", "mentee"].map(radio));
  const button = h("button", { class: "btn primary", type: "submit" }, river.say("practice.begin"), " ", icon("arrow"));
  const submit = async (event) => {
    event.preventDefault();
    const own = input.value.trim().replace(/\s+/g, " ");
    complain(own ? "" : river.say("practice.name.missing"));
    if (!own) return input.focus();
    const role = roles.querySelector(":checked").value;
    const other = river.say("practice.partner");
    const details = { mentor: role === "mentor" ? own : other, mentee: role === "mentee" ? own : other, role, journey: river.welcome?.journeys?.[0]?.id ?? null, start: today(river) };
    button.disabled = true;
    const answer = await (shared ? river.createBy(details) : river.create(details));
    button.disabled = false;
    if (answer.type === "trouble") fill(wrong, note("bad", h("p", null, answer.message)));
    return undefined;
  };
  return h("form", { class: "sheet stack", "aria-labelledby": heading, novalidate: true, onsubmit: (event) => void submit(event) },
    h("h2", { id: heading, class: "h3" }, river.say("practice.title")),
    h("p", { class: "quiet prose" }, river.say("practice.lead")),
    h("div", { class: "field" }, h("label", { htmlFor: name }, river.say("practice.name")), input, error),
    h("fieldset", { class: "field" }, h("legend", null, river.say("practice.role")), roles),
    wrong, h("div", null, button));
}
