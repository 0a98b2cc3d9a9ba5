// Dialogs of the console: one pair, the invitations, the settings.

import { announce, ask, fill, h, icon, note, setText, uid, voice } from "../common/dom.js";
import { saveFile } from "../common/files.js";
import { addressOf } from "../common/running.js";
import { labelled, settingsFields } from "./opener.js";

const MAY_INVITE = /\/voila\/render\//;

/** Opens a dialog in `host`; `draw(body, close)` fills it. */
function dialog(run, host, title, draw) {
  const heading = uid("run");
  const body = h("div", { class: "stack" });
  const close = h("button", { class: "btn", type: "button", onclick: () => box.close() }, run.say("share.close"));
  const box = h("dialog", { class: "wide", "aria-labelledby": heading }, h("div", { class: "stack-l" }, h("h2", { id: heading, tabindex: "-1", autofocus: true }, title), body, h("div", null, close)));
  box.addEventListener("close", () => box.remove());
  host.append(box);
  draw(body, box);
  box.showModal();
}

export async function download(run, what, to, more = {}) {
  const answer = await run.request("export", { what, to, ...more });
  if (!answer.problem) saveFile(answer.name, [answer.bytes], answer.mime);
  return answer;
}

// --- one pair

export function pairDialog(run, host, row) {
  const names = { mentor: row.mentor, mentee: row.mentee };
  dialog(run, host, run.say("running.pair.title", names), (body, box) => {
    const facts = h("div", { class: "stack" }, h("p", { class: "quiet" }, run.say("running.wait")));
    const wrong = h("div");
    const nudging = h("div", { class: "stack" });
    fill(body, wrong, flags(run, row, nudging), nudging, h("h3", null, run.say("running.pair.seen")), facts, acts(run, row, box, wrong));
    void run.request("detail", { pair: row.id }).then((answer) => {
      if (answer.problem) fill(facts, note("bad", h("p", null, answer.problem)));
      else if (!answer.facts.length) fill(facts, h("p", { class: "quiet" }, run.say("running.pair.nothing")));
      else fill(facts, h("dl", { class: "facts" }, answer.facts.map(({ label, value }) => h("div", null, h("dt", { class: "small quiet" }, label), h("dd", null, value)))));
    });
  });
}

function flags(run, row, place) {
  if (!row.flags.length) return null;
  const nudge = async (flag) => {
    const { nudge: made, problem } = await run.request("nudge", { pair: row.id, flag });
    if (problem) return void fill(place, note("bad", h("p", null, problem)));
    const text = h("textarea", { value: made.text, rows: 8 });
    const said = h("span", { class: "small quiet", role: "status" });
    const copy = async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
        setText(said, run.say("journey.prompt.copied"));
      } catch (error) {
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
        setText(said, run.say("journey.prompt.uncopied"));
      }
    };
    const mail = h("a", { class: "btn", onclick: () => mail.setAttribute("href", mailto(made, text.value)), href: mailto(made, made.text) }, run.say("running.nudge.mail"));
    fill(place, labelled(run.say("running.nudge.text"), text, run.say("running.nudge.help")), h("div", { class: "row" }, h("button", { class: "btn", type: "button", onclick: () => void copy() }, run.say("journey.prompt.copy")), made.to.length ? mail : null, said));
    text.focus();
    return undefined;
  };
  return h(
    "ul",
    { class: "stack", role: "list" },
    row.flags.map((flag) =>
      h("li", { class: "row spread" }, h("span", { class: "flag" }, icon("warning"), " ", flagWords(run, flag, row)), h("button", { class: "btn bare", type: "button", onclick: () => void nudge(flag) }, run.say("running.nudge"))),
    ),
  );
}

const mailto = ({ to, subject }, text) => `mailto:${to.map(encodeURIComponent).join(",")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;

function acts(run, row, box, wrong) {
  const stand = async (standing) => {
    if (standing === "ended") {
      const words = (part) => run.say(`running.end.${part}`);
      if (!(await ask(box, { title: words("title"), text: words("text"), yes: words("yes"), no: words("no"), danger: true }))) return;
    }
    const answer = await run.request("stand", { pair: row.id, standing });
    if (answer.problem) return void fill(wrong, note("bad", h("p", null, answer.problem)));
    announce(run.say("share.programme.done"));
    box.close();
    return undefined;
  };
  const button = (key, standing, look = "btn") => h("button", { class: look, type: "button", onclick: () => void stand(standing) }, run.say(key));
  if (row.standing === "ended") return null;
  return h("div", { class: "row" }, row.standing === "paused" ? button("running.go_on", "on") : button("running.pause", "paused"), button("running.end", "ended", "btn danger"));
}

/** A flag in words. */
export function flagWords(run, flag, row) {
  const [kind, more = ""] = flag.split(":");
  return run.say(`console.flag.${kind}`, { name: row[more] ?? "", weeks: more });
}

// --- invitations

export function inviteDialog(run, host) {
  dialog(run, host, run.say("running.invite"), (body) => {
    const said = h("div");
    const address = h("input", { type: "url", value: MAY_INVITE.test(location.pathname) ? addressOf("partnership.ipynb") : "" });
    const trouble = (answer, done = "") => fill(said, answer.problem ? note("bad", h("p", null, answer.problem)) : done ? note("good", h("p", null, done)) : null);
    const count = () => run.state.rows.filter((one) => one[11] === "matched").length;
    const make = h("button", { class: "btn primary", type: "button", onclick: () => void invite() }, "");
    const update = () => {
      setText(make, run.say("running.invite.make", { count: count() }));
      make.hidden = !count();
    };
    const invite = async () => {
      make.disabled = true;
      const before = count();
      const answer = await run.request("invite");
      make.disabled = false;
      trouble(answer, run.say("running.invite.made", { count: before }));
      update();
    };
    const get = (to) => async () => trouble(await download(run, "invitations", to, { address: address.value }));
    const button = (to) => h("button", { class: "btn", type: "button", onclick: () => void get(to)() }, icon("download"), " ", run.say(`running.invite.${to}`));
    update();
    fill(
      body,
      h("p", { class: "prose" }, run.say("running.invite.text")),
      run.state.shared ? null : note("look", h("p", null, run.say("programme.not_shared"))),
      said,
      h("div", null, make),
      labelled(run.say("running.invite.address"), address, run.say("running.invite.address.help")),
      h("div", { class: "row" }, ["csv", "html", "txt"].map(button)),
      h("p", { class: "small quiet prose" }, run.say("running.invite.care")),
    );
  });
}

// --- settings

export async function settingsDialog(run, host) {
  const { journeys = [] } = await run.request("journeys");
  dialog(run, host, run.say("running.settings"), (body, box) => {
    const { settings } = run.state;
    const fields = settingsFields(run, settings, journeys);
    const additions = h("textarea", { value: settings.additions.join("\n"), rows: 4 });
    const wrong = h("div");
    const send = async (event) => {
      event.preventDefault();
      const answer = await run.request("settings", { settings: { ...fields.read(), additions: additions.value.split("\n") } });
      if (answer.problem) fill(wrong, note("bad", h("p", null, answer.problem)));
      else box.close();
    };
    fill(
      body,
      h("form", { class: "stack", novalidate: true, onsubmit: send }, wrong, fields.el, labelled(run.say("running.setting.additions"), additions, run.say("running.setting.additions.help")), h("div", null, h("button", { class: "btn primary", type: "submit" }, run.say("running.settings.save")))),
      h("p", { class: "small quiet" }, run.say("running.settings.later")),
    );
  });
}

/** Both of a pair, each in their own colour. */
export function couple(run, { mentor, mentee }) {
  return ["mentor", "mentee"].map((role) => voice(run.river, role, { name: { mentor, mentee }[role], full: true }));
}
