// A field that both answer apart: one's own answer to write in, the other's beside it to read, and what to do where the
// two differ. What is drawn follows from `standing`; elements stay the same ones throughout, so that nobody who is
// writing in one is disturbed when the other person's answer comes.

import { fill, h, icon, setText, typing, voice } from "../dom.js";
import { differs, isEmpty, same } from "./answers.js";
import { afterPress } from "./press.js";
import { problemAt, setTyped } from "./problems.js";
import { Settling } from "./settling.js";
import { Shell, clearing, fillBy, shown } from "./shell.js";
import { controlFor } from "./single.js";
import { versionsBox } from "./versions.js";

/**
 * How the two answers at a path stand to each other, for the reader:
 * {mine, theirs, agreed, differs, talked, hidden, mineIn, reveal}; mine and theirs are {v, by, at} or null.
 */
export function standing(river, spec, path) {
  const cell = river.cell(path);
  const answer = (person) => (cell?.answers?.[person] && !isEmpty(cell.answers[person].v) ? cell.answers[person] : null);
  const [mine, theirs] = [answer(river.role), answer(river.partner)];
  const differ = differs(spec, mine?.v, theirs?.v);
  // Answers that are alike are agreed on as they are, where the pair needs one; what each says for themselves stands.
  const alike = spec.who === "together" && mine !== null && theirs !== null && !differ && same(spec, mine.v, theirs.v);
  const settled = Boolean(cell?.settled) && !differ && (mine ?? theirs) !== null;
  const { hidden = false, mine_in: mineIn = false } = cell ?? {};
  const reveal = spec.seen === "reveal";
  return { mine, theirs, agreed: alike || settled, differs: differ && !cell?.talked, talked: differ && Boolean(cell?.talked), hidden, mineIn, reveal };
}

export class BothField {
  constructor(river, spec, path, options) {
    const { readonly = false, gathered = false } = options;
    Object.assign(this, { river, spec, path, readonly, gathered, drawn: "", handled: false, forced: /\bwide\b/.test(options.class ?? "") });
    this.control = readonly ? null : controlFor(this.#io());
    // A fieldset always: with the other's answer, its control is one of two.
    this.shell = new Shell(river, spec, { group: true, options, kind: "both" });
    this.el = this.shell.el;
    this.me = voice(river, river.role, { you: true });
    this.mineBy = h("p", { class: "stamp" });
    this.theirsBy = h("p", { class: "stamp" });
    this.value = h("div", { class: "readonly value" });
    this.theirs = h("div", { class: "theirs" });
    this.quiet = h("p", { class: "small quiet" });
    this.mineBox = h(
      "div",
      { class: "answer", dataset: { voice: river.role } },
      h("div", { class: "who" }, this.me, this.mineBy),
      this.control?.el ?? this.value,
      this.quiet,
    );
    this.theirsBox = h(
      "div",
      { class: "answer", dataset: { voice: river.partner } },
      h("div", { class: "who" }, voice(river, river.partner), this.theirsBy),
      this.theirs,
    );
    this.todo = h("div", { class: "row settle" });
    this.versions = versionsBox(river, spec, path, readonly ? null : (value) => this.#act(() => river.set(path, value)));
    this.answers = h("div", { class: "answers" }, this.mineBox, this.theirsBox);
    this.shell.body.append(this.versions.el, this.answers, this.todo);
    this.refresh();
  }

  #io() {
    const { river, spec, path } = this;
    return {
      river, spec, path,
      compact: false,
      beside: true,
      get: () => river.cell(path)?.answers?.[river.role]?.v ?? null,
      set: (value) => river.set(path, value),
      wrong: (problem) => {
        setTyped(river, path, problem);
        this.refresh();
      },
    };
  }

  get wide() {
    const { type } = this.spec;
    return type === "long" || type === "multi" || type === "link" || type.startsWith("scale") || this.#isPair || this.el.querySelector(".boxed") !== null;
  }

  get #isPair() {
    const { theirs, agreed, hidden } = this.state;
    return (theirs !== null && !agreed) || (hidden && !this.gathered);
  }

  /** Something the reader did on purpose: what follows is drawn at once, and the focus stays in the field. */
  #act(action) {
    action();
    this.settling?.close();
    this.#lay({ now: true });
    this.#keepFocus();
  }

  /** The button that was pressed may be gone: the focus stays in the field, without opening a keyboard on a phone. */
  #keepFocus() {
    if (this.el.contains(document.activeElement)) return;
    this.el.tabIndex = -1;
    this.el.focus({ preventScroll: true });
  }

  refresh() {
    const { river, spec, path, shell, control } = this;
    this.state = standing(river, spec, path);
    const { mine, theirs, agreed, differs: differ, hidden } = this.state;
    control?.show();
    if (!control) this.#readMine();
    this.versions.show(river.cell(path)?.answers?.[river.role]?.versions ?? []);
    const writer = river.writing(path) && !(this.state.reveal && !theirs) ? river.partner : null;
    const pair = this.#isPair;
    this.theirsBox.hidden = !pair && !(writer && !agreed);
    this.#sayWhen(pair, writer);
    this.#sayQuiet();
    const gist = JSON.stringify([theirs?.v, hidden]);
    if (gist !== this.drawn) {
      this.drawn = gist;
      const empty = h("p", { class: "nothing" }, hidden ? river.say("fields.reveal.theirs", { name: river.name(river.partner) }) : "");
      fill(this.theirs, theirs ? shown(river, spec, theirs.v, path) : empty);
    }
    this.theirs.hidden = !theirs && !(hidden && !this.gathered);
    this.el.classList.toggle("differs", differ);
    this.el.classList.toggle("agreed", agreed);
    this.el.classList.toggle("filled", Boolean(mine));
    this.#flag();
    this.#offer();
    shell.complain(problemAt(river, path));
    control?.describe(shell.tied({ labelledby: pair ? `${shell.labelId} ${this.#myId}` : shell.labelId }));
    this.#lay();
  }

  get #myId() {
    this.me.id ||= `${this.shell.id}-me`;
    return this.me.id;
  }

  #readMine() {
    const { river, spec, path } = this;
    const { mine } = this.state;
    fill(this.value, mine ? shown(river, spec, mine.v, path) : h("p", { class: "nothing" }, river.say("fields.empty")));
  }

  #sayWhen(pair, writer) {
    const { river, spec, shell, control } = this;
    const { mine, theirs, agreed } = this.state;
    let press = control?.clearable ? clearing(river, shell.label, () => this.#act(() => control.clear())) : null;
    if (control && !mine && theirs && spec.who === "together") press = this.#sameForMe(theirs);
    const newest = [mine, theirs].filter(Boolean).sort((a, b) => (a.at ?? "").localeCompare(b.at ?? "")).at(-1);
    const word = agreed ? h("span", { class: "status done" }, icon("done"), " ", river.say("fields.agreed")) : null;
    const both = pair || !this.theirsBox.hidden;
    const name = river.name(river.partner);
    const tail = mine && !theirs && !this.state.reveal ? river.say("fields.waiting", { name }) : "";
    shell.sign(both ? {} : { person: newest?.by ?? null, at: newest?.at ?? null, named: !agreed, extra: word, tail, press, writer: agreed ? writer : null });
    fillBy(shell, this.mineBy, both ? { person: mine?.by, at: mine?.at, named: false, press } : {});
    fillBy(shell, this.theirsBy, { person: theirs?.by, at: theirs?.at, named: false, writer });
    this.answers.classList.toggle("named", both);
  }

  /** With one press, the other's answer is one's own, too. */
  #sameForMe({ v }) {
    const { river, path, shell } = this;
    const act = () => this.#act(() => river.set(path, v));
    return { words: river.say("fields.same"), more: river.say("fields.same.what", { label: shell.label }), act };
  }

  /** What the other person sees of it, where answers are shown only once both are in. */
  #sayQuiet() {
    const { river } = this;
    const { theirs, mineIn, reveal } = this.state;
    const name = river.name(river.partner);
    const words = reveal && !theirs && !this.gathered ? river.say(mineIn ? "fields.reveal.mine" : "fields.reveal.why", { name }) : "";
    setText(this.quiet, words);
    this.quiet.hidden = !words;
  }

  #flag() {
    const { river, shell } = this;
    const { differs: differ, talked } = this.state;
    const words = differ ? "fields.differ" : talked ? "fields.talked" : "";
    if (shell.flags.dataset.says === words) return;
    shell.flags.dataset.says = words;
    fill(shell.flags, words ? h("span", { class: differ ? "flag" : "status" }, icon("speech"), " ", river.say(words)) : null);
  }

  /** The buttons: settle, keep both, “my answer is in”. */
  #offer() {
    const { river, spec, path, todo } = this;
    const { mine, differs: differ, talked, mineIn, reveal } = this.state;
    const settle = (differ || talked) && spec.who === "together" && !this.readonly;
    const offers = {
      settle,
      talk: differ && !this.readonly,
      reveal: reveal && !mineIn && !this.readonly && !this.gathered,
      ready: mine !== null,
    };
    const now = JSON.stringify(offers);
    if (todo.dataset.says === now || (this.settling?.open && settle)) return;
    todo.dataset.says = now;
    const focused = todo.contains(document.activeElement);
    this.settling = settle ? new Settling(river, spec, path, { control: (io) => controlFor(io), done: (action) => this.#act(action) }) : null;
    const button = (words, act, ready = true) =>
      h("button", { class: "btn", type: "button", "aria-disabled": ready ? null : true, onclick: () => ready && this.#act(act) }, words);
    const talk = h(
      "button",
      { class: spec.who === "together" ? "btn bare" : "btn", type: "button", onclick: () => this.#act(() => river.talked(path)) },
      river.say(spec.who === "together" ? "fields.keep" : "fields.talk"),
    );
    fill(
      todo,
      this.settling?.el,
      offers.talk ? talk : null,
      offers.reveal ? button(river.say("fields.reveal.in"), () => river.reveal(path), offers.ready) : null,
      offers.reveal && !offers.ready ? h("span", { class: "small quiet" }, river.say("fields.reveal.first")) : null,
    );
    todo.hidden = !todo.childNodes.length;
    if (focused) this.#keepFocus();
  }

  /** Two columns, or one: changed only while nobody is writing beside it, unless the reader asked for it. */
  #lay({ now = false } = {}) {
    const around = this.el.parentElement ?? this.el;
    if (!now && this.handled && around.contains(document.activeElement)) return this.#later(around);
    this.handled = true;
    const pair = this.#isPair;
    // Ticks need the whole line: the other's answer stands under them.
    this.answers.classList.toggle("pair", pair && this.spec.type !== "multi");
    this.el.classList.toggle("wide", this.forced || this.wide);
    return undefined;
  }

  #later(around) {
    if (this.waits) return;
    this.waits = true;
    const look = () => {
      this.waits = false;
      afterPress(() => this.el.isConnected && this.#lay());
    };
    around.addEventListener("focusout", look, { once: true });
  }

  focus() {
    if (this.control) this.control.focus();
    else {
      this.value.tabIndex = -1;
      this.value.focus();
    }
  }

  destroy() {
    this.control?.destroy();
    setTyped(this.river, this.path, null);
  }
}
