// Signing: both signatures, what has changed since, and the line to sign on.

import { day, moment } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { fieldAt } from "../common/paths.js";
import { shown } from "../common/show.js";

const SIGNED = "signatures";

/** All signatures under a form, oldest first: [{by, at, name, version, changed, was}]. */
export function signatures(river, form) {
  return [...river.told].filter(([path]) => path.startsWith(`${SIGNED}/`)).map(([, cell]) => cell).filter((cell) => cell?.v?.form === form)
    .map((cell) => ({ ...cell.v, by: cell.by, at: cell.at })).sort((a, b) => (a.at < b.at ? -1 : 1));
}

export function signing(river, form, list, go) {
  const heading = uid("sign");
  const id = uid("name");
  const version = h("span", { class: "small" });
  const cards = h("div", { class: "signatures" });
  const changes = h("div", null);
  const reason = h("div", null);
  const input = h("input", { type: "text", id, autocomplete: "name", "aria-describedby": `${id}-help`, value: river.names[river.role] ?? "" });
  const words = h("span", null);
  const button = h("button", { class: "btn primary", type: "submit" }, icon("pencil"), words);
  const line = h("form", {
    class: "rule-top stack",
    onsubmit: (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled") === "true") return void reason.querySelector("button")?.focus();
      if (input.value.trim()) river.sign(form.id, input.value.trim());
      else input.focus();
    },
  }, h("div", { class: "sign-form" }, h("div", { class: "field" }, h("label", { for: id }, river.say("agreement.name")), input), button), reason,
  h("p", { class: "help", id: `${id}-help` }, river.say("agreement.sign.help")));
  const el = h("section", { class: "sheet section", "aria-labelledby": heading },
    h("div", { class: "head" }, h("h2", { id: heading, tabindex: "-1" }, river.say("agreement.sign")), version), cards, changes, river.readonly ? null : line);

  const latest = (person) => signatures(river, form.id).filter((one) => one.by === person).at(-1) ?? null;
  const draw = () => {
    const all = signatures(river, form.id);
    const mine = latest(river.role);
    const newest = all.at(-1);
    setText(version, newest ? river.say("agreement.version", { version: newest.version, day: day(river, newest.at.slice(0, 10), { short: true }) }) : "");
    const next = !newest ? 1 : newest.changed.length ? newest.version + 1 : newest.version;
    setText(words, river.say("agreement.sign.button", { version: next }));
    const missing = list.parts.flatMap((part) => part.done.missing.filter(({ spec }) => spec.required === "sign" && spec.who !== river.partner));
    const done = Boolean(mine && !mine.changed.length);
    button.setAttribute("aria-disabled", String(missing.length > 0 || done));
    fill(reason, done ? h("p", { class: "status done" }, icon("done"), river.say("agreement.signed.you"))
      : missing.length ? h("p", { class: "help" }, river.say("agreement.missing", { count: missing.length }), " ", h("button", { class: "linklike", type: "button", onclick: () => go(missing[0].path) }, missing[0].spec.label)) : null);
    fill(cards, [river.role, river.partner].map((person) => card(river, person, latest(person))));
    fill(changes, mine?.changed.length ? changed(river, mine) : null);
  };
  let told = "";
  const update = (paths) => {
    const now = JSON.stringify([signatures(river, form.id), list.parts.map((part) => part.done.missing.length), river.names]);
    if (now === told) return;
    told = now;
    draw();
  };
  return {
    el, update, destroy() {},
    state() {
      const mine = latest(river.role);
      const theirs = latest(river.partner);
      const count = mine?.changed.length ?? 0;
      if (count) return { words: river.say("agreement.changed", { count }), icon: "pencil", kind: "" };
      if (mine && theirs) return { words: river.say("agreement.both"), icon: "done", kind: "done" };
      if (mine) return { words: river.say("form.theirs", { name: river.name(river.partner) }), icon: "pencil", kind: "" };
      return { words: river.say("agreement.unsigned"), icon: "pencil", kind: "" };
    },
  };
}

function card(river, person, signature) {
  const count = signature?.changed.length ?? 0;
  return h("div", { class: "signature", dataset: { voice: person } }, h("p", null, voice(river, person, { full: true })),
    h("p", { class: "line" }, signature?.name ?? "\u00a0"),
    h("p", { class: "small quiet" }, signature ? [river.say("agreement.signed", { day: day(river, signature.at.slice(0, 10), { short: true }) }), count ? [" ", h("span", { class: "flag" }, river.say("agreement.changed", { count }))] : null] : river.say("agreement.unsigned")));
}

/** What has changed since I signed: the words then and now. */
function changed(river, signature) {
  const forms = river.model.get("forms") ?? {};
  const value = (path) => river.text(path) || river.value(path);
  const said = (spec, old) => {
    if (old && typeof old === "object" && !Array.isArray(old)) return Object.entries(old).map(([person, one]) => `${river.name(person)}: ${shown(river, spec, one)}`).join("; ");
    return shown(river, spec, old);
  };
  const line = (path) => {
    const spec = fieldAt(forms, path)?.field ?? { type: "short", label: path };
    const cell = river.cell(path);
    const now = cell?.answers && cell.differs ? Object.fromEntries(Object.entries(cell.answers).filter(([, one]) => one).map(([person, one]) => [person, one.v])) : value(path);
    const { by, at } = river.author(path);
    return h("li", null, h("strong", null, spec.label), h("br"), h("del", null, said(spec, signature.was?.[path])), " ", h("ins", null, said(spec, now)), h("br"),
      by ? h("span", { class: "small quiet" }, voice(river, by), " ", at ? moment(river, at) : "") : null);
  };
  return h("details", { open: true }, h("summary", null, icon("turn", "turn"), river.say("agreement.changes")), h("ul", { class: "changes", role: "list" }, signature.changed.map(line)));
}
