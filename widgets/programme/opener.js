// Where no programme is open: make one, or open one by its link.

import { fill, h, note, uid } from "../common/dom.js";

export function opener(run) {
  const wrong = h("div");
  const bad = (answer) => fill(wrong, answer.problem ? note("bad", h("p", null, answer.problem)) : null);
  if (run.problem) bad(run);
  const el = h("div", { class: "stack-l" }, wrong, h("div", { class: "openers" }, making(run, bad), opening(run, bad)));
  return { el, update() {}, destroy() {} };
}

/** A labelled field. */
export function labelled(label, input, help = "") {
  const id = uid("run");
  input.id = id;
  const said = help ? h("p", { class: "help", id: `${id}-help` }, help) : null;
  if (said) input.setAttribute("aria-describedby", said.id);
  return h("div", { class: "field" }, h("label", { for: id }, label), said, input);
}

/** The fields of a programme's settings: {el, read()}. */
export function settingsFields(run, settings, journeys) {
  const input = (type, value) => h("input", { type, value: value ?? "" });
  const fields = {
    name: input("text", settings.name),
    journey: h("select", { value: settings.journey ?? "four-week" }, journeys.map(({ id, title }) => h("option", { value: id }, title))),
    start: input("date", settings.start),
    end: input("date", settings.end),
    contact: input("text", settings.contact),
  };
  const label = (name) => run.say(`running.setting.${name}`);
  return {
    el: [
      labelled(label("name"), fields.name, label("name.help")),
      labelled(label("journey"), fields.journey),
      h("div", { class: "fields two" }, labelled(label("start"), fields.start), labelled(label("end"), fields.end)),
      labelled(label("contact"), fields.contact, label("contact.help")),
    ],
    read: () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()])),
  };
}

function making(run, bad) {
  const heading = uid("make");
  const place = h("div", { class: "stack" });
  const button = h("button", { class: "btn primary", type: "submit" }, run.say("running.make"));
  let fields = null;
  void run.request("journeys").then(({ journeys }) => {
    fields = settingsFields(run, {}, journeys ?? []);
    fill(place, fields.el);
  });
  const send = async (event) => {
    event.preventDefault();
    if (fields) bad(await run.create(fields.read()));
  };
  return h("form", { class: "sheet stack", "aria-labelledby": heading, novalidate: true, onsubmit: send }, h("h2", { id: heading }, run.say("running.make.title")), h("p", { class: "quiet" }, run.say("running.make.text")), place, h("div", null, button));
}

function opening(run, bad) {
  const heading = uid("open");
  const link = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const send = async (event) => {
    event.preventDefault();
    bad(await run.open(link.value));
  };
  return h("form", { class: "sheet stack", "aria-labelledby": heading, novalidate: true, onsubmit: send }, h("h2", { id: heading }, run.say("running.open.title")), labelled(run.say("running.open.link"), link, run.say("running.open.help")), h("div", null, h("button", { class: "btn", type: "submit" }, run.say("running.open"))));
}
