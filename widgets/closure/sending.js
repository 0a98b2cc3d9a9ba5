// Sending one's survey to the programme: exactly what goes is shown first, and it can be taken back.

import { announce, fill, h, note, uid } from "../common/dom.js";
import { stored } from "../common/stored.js";

export function sending(river) {
  const head = uid("sending");
  const lead = h("p", { class: "prose" });
  const said = h("div", { "aria-live": "polite" });
  const shown = h("div", { class: "stack" });
  const el = h("section", { class: "stack sending", "aria-labelledby": head }, h("h3", { id: head, tabindex: "-1" }, river.say("survey.offer")), lead, said, shown);
  const button = (key, press, look = "btn") => h("button", { class: look, type: "button", onclick: () => void press() }, river.say(key));

  const ask = async (act, skills = false) => {
    await stored(river);
    const answer = await river.request({ type: "survey", act, skills }, ["survey"]);
    if (answer.problem || answer.type !== "survey") {
      fill(said, note("bad", h("p", null, answer.problem ?? answer.message ?? river.say("connection.silent"))));
      return null;
    }
    fill(said);
    lead.textContent = river.say("survey.lead", { name: answer.name });
    return answer;
  };

  /** What stands when nothing is being looked at: to send it, or that it is sent. */
  const rest = (told) => {
    if (told.sent) fill(said, note("good", h("p", null, river.say("survey.sent"))));
    fill(shown, h("div", { class: "row" }, told.sent ? [button("survey.again", () => look(told.skills_sent)), button("survey.back", back)] : button("survey.offer", () => look(false), "btn primary")));
  };

  const look = async (skills) => {
    const told = await ask("look", skills);
    if (!told) return;
    if (!told.now.length) return void fill(said, note("look", h("p", null, river.say("survey.none"))));
    const more = h("input", { type: "checkbox", checked: skills, onchange: () => void look(more.checked).then(() => shown.querySelector("input")?.focus()) });
    const title = h("h4", { tabindex: "-1" }, river.say("survey.exactly"));
    fill(
      shown,
      title,
      h("dl", { class: "well stack" }, told.now.map(({ label, value }) => h("div", null, h("dt", { class: "small quiet" }, label), h("dd", null, value)))),
      told.held ? note("look", h("p", null, river.say("survey.held"))) : null,
      told.skills ? h("label", { class: "choice" }, more, " ", river.say("survey.skills")) : null,
      h("div", { class: "row" }, button("survey.send", () => act("send", skills), "btn primary"), button("survey.not_now", leave)),
    );
    title.focus();
    return undefined;
  };

  const act = async (what, skills) => {
    const told = await ask(what, skills);
    if (!told) return;
    rest(told);
    announce(river.say(what === "send" ? "survey.sent" : "survey.gone"));
    el.querySelector("h3").focus();
  };
  const back = () => act("back", false);
  const leave = async () => {
    const told = await ask("look");
    if (told) rest(told);
    shown.querySelector("button")?.focus();
  };

  void ask("look").then((told) => told && rest(told));
  return el;
}
