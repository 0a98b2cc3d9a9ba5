// Passphrases: typed in place, never kept by the page. One that is chosen is typed twice.

import { errorLine, fill, h, icon, note, uid } from "./dom.js";
import { modal } from "./modal.js";

const SHORTEST = 8; // characters; the kernel says the same

/** One passphrase to type: {el, input, value, complain(sentence or "")}. `kind`: "new-password" or "current-password". */
export function passphraseField(river, { label, help = "", kind = "current-password", oninput = () => {} }) {
  const id = uid("pass");
  const wrong = h("div");
  const complain = (sentence) => {
    fill(wrong, sentence ? errorLine(sentence, `${id}-wrong`) : null);
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
    const ties = [help && `${id}-help`, sentence && `${id}-wrong`].filter(Boolean).join(" ");
    if (ties) input.setAttribute("aria-describedby", ties);
    else input.removeAttribute("aria-describedby");
  };
  const input = h("input", {
    id, type: "password", autocomplete: kind, autocapitalize: "none", spellcheck: "false",
    oninput: () => {
      complain("");
      oninput();
    },
  });
  const el = h("div", { class: "field" }, h("label", { for: id }, label), help ? h("p", { class: "help", id: `${id}-help` }, help) : null, input, wrong);
  complain("");
  return {
    el, input, complain,
    get value() {
      return input.value;
    },
  };
}

/** A passphrase to choose, typed twice: {el, value, check(), focus()}. `optional`: it may be left empty. */
export function newPassphrase(river, { label = river.say("passphrase.new"), optional = false, onchange = () => {} } = {}) {
  const first = passphraseField(river, {
    label: [label, optional ? h("span", { class: "optional" }, ` ${river.say("passphrase.optional")}`) : null],
    help: river.say("passphrase.help", { count: SHORTEST }), kind: "new-password", oninput: () => update(),
  });
  const second = passphraseField(river, { label: river.say("passphrase.again"), kind: "new-password" });
  const show = showing(river, [first.input, second.input]);
  const update = () => {
    // One that may be left out asks for no second until there is a first.
    second.el.hidden = show.hidden = optional && !first.value;
    onchange();
  };
  const el = h("div", { class: "stack" }, first.el, second.el, show);
  second.el.hidden = show.hidden = optional;
  return {
    el,
    get value() {
      return first.value;
    },
    focus: () => first.input.focus(),
    /** Whether it can be used; else it says what is wrong, where it is, and takes the focus there. */
    check() {
      if (optional && !first.value) return true;
      const short = first.value.trim().length < SHORTEST;
      const other = !short && first.value !== second.value;
      if (short) first.complain(river.say("passphrase.short", { count: SHORTEST }));
      if (other) second.complain(river.say("passphrase.differs"));
      (short ? first : other ? second : null)?.input.focus();
      return !short && !other;
    },
  };
}

/** A tick that shows what is typed. */
function showing(river, inputs) {
  const box = h("input", { type: "checkbox", onchange: () => inputs.forEach((one) => (one.type = box.checked ? "text" : "password")) });
  return h("label", { class: "choice" }, box, h("span", null, river.say("passphrase.show")));
}

/** For whoever keeps passwords: what this one is for. */
export function account(words) {
  return h("input", { type: "text", autocomplete: "username", value: words, hidden: true, tabindex: "-1", "aria-hidden": "true", readOnly: true });
}

/**
 * Does something that may need a passphrase: `act(passphrase)`, "" at first, resolves to the kernel's answer. As long as
 * that is “locked”, the passphrase is asked for and it is tried again. Resolves to the last answer, to null where the
 * reader gave up. `name`: the file.
 */
export async function unlocking(river, name, act) {
  const answer = await act("");
  if (answer?.type !== "trouble" || answer.kind !== "locked") return answer;
  const one = passphraseField(river, { label: river.say("passphrase.label") });
  return modal({
    title: river.say("file.locked.title", { name }),
    body: [h("p", null, river.say("file.locked.text")), account(name), one.el, showing(river, [one.input])],
    yes: river.say("passphrase.open"),
    no: river.say("passphrase.no"),
    onsubmit: async (say) => {
      if (!one.value) return void (one.complain(river.say("passphrase.missing")), one.input.focus());
      const next = await act(one.value);
      if (next.type !== "trouble") return next;
      if (next.kind !== "locked") return void say(note("bad", h("p", null, next.message)));
      one.complain(next.message);
      one.input.select();
      return undefined;
    },
  });
}

/** A card with one passphrase to type: `open(passphrase)` resolves to the kernel's answer. */
export function unlockCard(river, { title, text, label, open, level = "h3", who = "" }) {
  const heading = uid("locked");
  const one = passphraseField(river, { label });
  const button = h("button", { class: "btn", type: "submit" }, river.say("passphrase.unlock"));
  const submit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    if (!one.value) return void (one.complain(river.say("passphrase.missing")), one.input.focus());
    button.disabled = true;
    const answer = await open(one.value);
    button.disabled = false;
    if (answer.type !== "trouble") return;
    one.complain(answer.message);
    one.input.select();
    one.input.focus();
  };
  return h(
    "form",
    { class: "unlock stack", novalidate: true, "aria-labelledby": heading, onsubmit: (event) => void submit(event) },
    h(level, { class: "h4", id: heading }, icon("lock"), " ", title),
    h("p", { class: "small quiet" }, text),
    who ? account(who) : null,
    h("div", { class: "row" }, one.el, button),
  );
}
