// The outline beside the agreement: how far it is, every section with its state, history and print.

import { fill, h, icon, setProp, setText } from "../common/dom.js";
import { progress } from "../common/sections.js";

export class Outline {
  /** `sections`: a Sections; `signing`: a Signing; `onhistory()`. */
  constructor(river, { sections, signing, onhistory }) {
    Object.assign(this, { river, sections, signing });
    this.far = progress(river, sections);
    const parts = sections.parts.map((part) => ({ el: part.el, title: part.title, state: () => part.state, go: () => part.goHere(), part }));
    const last = { el: signing.el, title: river.say("agreement.sign"), state: () => signing.state(), go: () => signing.goHere() };
    this.entries = [...parts, last].map((one) => this.#entry(one));
    const button = (name, key, onclick, cls = "") => h("button", { class: ["btn bare", cls], type: "button", onclick }, icon(name), " ", river.say(key));
    this.el = h(
      "nav",
      { class: "outline", "aria-label": river.say("agreement.outline") },
      this.far.el,
      h("ol", { role: "list" }, this.entries.map((one) => one.item)),
      h("div", { class: "row rule-top" }, button("history", "agreement.history", onhistory, "flush"), button("print", "agreement.print", () => window.print())),
    );
    this.#watch();
  }

  #entry(one) {
    const shape = h("span", { class: "shape" });
    const words = h("span", { class: "state" });
    const go = () => {
      one.go();
      this.#mark(one.el);
    };
    // A button, not a link: the fragment of the address is not ours to change.
    const button = h("button", { type: "button", class: "to", onclick: go }, shape, h("span", null, one.title), " ", words);
    return { ...one, shape, words, button, item: h("li", null, button), drawn: "" };
  }

  /** Marks the section in view, where the browser can tell: the last one once all of it is seen, for it may never get to the top. */
  #watch() {
    if (typeof IntersectionObserver !== "function") return;
    const last = this.entries.at(-1).el;
    let [top, end] = [null, false];
    const mark = () => this.#mark(end ? last : top);
    this.observer = new IntersectionObserver(
      (changes) => {
        const seen = changes.find((change) => change.isIntersecting);
        if (!seen) return;
        top = seen.target;
        mark();
      },
      { rootMargin: "-15% 0px -75% 0px" },
    );
    for (const one of this.entries) this.observer.observe(one.el);
    this.ending = new IntersectionObserver(
      (changes) => {
        end = changes.at(-1).isIntersecting;
        if (top) mark();
      },
      { threshold: 1 },
    );
    this.ending.observe(last);
  }

  #mark(el) {
    for (const one of this.entries) setProp(one.button, "aria-current", one.el === el ? "true" : null);
  }

  update() {
    this.far.update();
    for (const one of this.entries) {
      const { words, icon: name, kind } = one.state();
      one.item.hidden = one.el.hidden;
      if (one.drawn === `${kind} ${words}`) continue;
      one.drawn = `${kind} ${words}`;
      one.item.className = { done: "ok", late: "fix" }[kind] ?? "";
      fill(one.shape, icon(name));
      setText(one.words, words);
    }
  }

  destroy() {
    this.observer?.disconnect();
    this.ending?.disconnect();
  }
}
