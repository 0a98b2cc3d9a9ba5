// The people of a programme: a table comes, is looked at, and is taken over only when the reader says so.

import { announce, fill, h, icon, note, setText, uid } from "../common/dom.js";
import { problemWith, saveFile } from "../common/files.js";

export class RosterPart {
  constructor(run) {
    Object.assign(this, { run });
    const say = (key, params) => run.say(key, params);
    this.input = h("input", { class: "sr", type: "file", accept: ".csv,.tsv,.txt,.xlsx", tabindex: "-1", "aria-hidden": "true", onchange: () => void this.#chosen() });
    this.said = h("div");
    this.draft = h("div");
    this.count = h("span", { class: "small" });
    this.list = h("ul", { class: "people", role: "list" });
    this.all = h("details", { class: "more", ontoggle: () => this.all.open && void this.#people() }, h("summary", null, icon("turn", "turn"), say("matching.people")), this.list);
    const button = (name, key, press, look = "btn") => h("button", { class: look, type: "button", onclick: press }, icon(name), " ", say(key));
    this.add = button("upload", "matching.add", () => this.input.click());
    const get = (to) => button("download", `matching.download.${to}`, () => void this.#download(to), "btn bare");
    const heading = uid("roster");
    this.el = h(
      "section",
      { class: "sheet stack", "aria-labelledby": heading },
      h("div", { class: "head" }, h("h2", { id: heading }, say("matching.roster")), this.count),
      h("p", { class: "quiet prose" }, say("matching.roster.text")),
      this.said,
      this.draft,
      h("div", { class: "row" }, this.add, this.input, get("csv"), get("xlsx")),
      this.all,
    );
    this.update();
  }

  update() {
    const { people } = this.run.state;
    setText(this.count, this.run.say("matching.count", { count: people }));
    this.all.hidden = !people;
    if (this.all.open) void this.#people();
  }

  async #chosen() {
    const [file] = this.input.files;
    this.input.value = "";
    if (!file) return;
    const wrong = problemWith(this.run.river, file);
    const answer = wrong ? { problem: wrong } : await this.run.request("roster", { name: file.name }, [await file.arrayBuffer()]);
    fill(this.said, answer.problem ? note("bad", h("p", null, answer.problem)) : null);
    fill(this.draft, answer.draft ? this.#shown(answer.draft) : null);
    this.draft.querySelector("h3")?.focus();
  }

  /** What is in a table, before anything is taken over. */
  #shown({ name, count, bad, problems, notes, people }) {
    const { run } = this;
    const take = h("button", { class: "btn primary", type: "button", onclick: () => void this.#take(count) }, run.say("matching.take", { count }));
    const leave = h("button", { class: "btn", type: "button", onclick: () => void this.#drop() }, run.say("matching.leave"));
    return h(
      "div",
      { class: "well stack" },
      h("h3", { tabindex: "-1" }, run.say("matching.draft", { name })),
      problems.length ? note("look", h("p", null, run.say("matching.bad", { count: bad })), h("ul", null, problems.map((one) => h("li", null, one)))) : null,
      notes.map((one) => note("", h("p", null, one))),
      people.length ? h("p", null, run.say("matching.readable", { count }), " ", h("span", { class: "quiet" }, run.say("matching.some", { names: people.slice(0, 6).map((one) => one.name).join(", ") }))) : null,
      h("div", { class: "row" }, count ? take : null, leave),
    );
  }

  async #take(count) {
    const answer = await this.run.request("take");
    fill(this.draft);
    fill(this.said, answer.problem ? note("bad", h("p", null, answer.problem)) : note("good", h("p", null, this.run.say("matching.taken", { count }))));
    this.add.focus();
  }

  async #drop() {
    await this.run.request("drop");
    fill(this.draft);
    fill(this.said);
    this.add.focus();
  }

  async #download(to) {
    const answer = await this.run.request("export", { what: "roster", to });
    if (answer.problem) fill(this.said, note("bad", h("p", null, answer.problem)));
    else saveFile(answer.name, [answer.bytes], answer.mime);
  }

  async #people() {
    const { people = [] } = await this.run.request("people");
    const remove = async (person) => {
      const answer = await this.run.request("let_go", { person: person.id });
      fill(this.said, answer.problem ? note("bad", h("p", null, answer.problem)) : null);
      if (!answer.problem) announce(this.run.say("matching.removed", { name: person.name }));
    };
    fill(this.list, people.map((person) => h("li", null, h("span", null, person.name, " ", h("span", { class: "small quiet" }, person.role)), h("button", { class: "btn bare", type: "button", "aria-label": this.run.say("matching.remove.who", { name: person.name }), onclick: () => void remove(person) }, this.run.say("matching.remove")))));
  }
}
