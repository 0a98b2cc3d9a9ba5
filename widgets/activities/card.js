// One activity on the board: what it is good for, what each does, how it stands, and the way into it.

import { day } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";

const ICONS = { idea: "todo", planned: "calendar", doing: "pencil", done: "done", "not-for-us": "close" };

export class Card {
  /** `onchoose(activity)`, `onopen(activity)`. */
  constructor(river, activity, { onchoose, onopen }) {
    Object.assign(this, { river, activity, told: "" });
    const id = uid("activity");
    this.title = h("h2", { class: "h3", id });
    this.status = h("p", { class: "status" });
    this.opener = h("button", { class: "btn bare", type: "button", onclick: () => onopen(this.activity) });
    this.chooser = h("button", { class: "btn", type: "button", onclick: () => onchoose(this.activity) }, icon("plus"), " ", river.say("activities.choose"), h("span", { class: "sr" }));
    const { suits, mentor, mentee, both } = activity;
    const side = (person, words) => (words ? h("div", { class: "side", dataset: { voice: person } }, voice(river, person, { you: true }), h("p", null, words)) : null);
    const what = mentor || mentee || both
      ? h("details", null, h("summary", null, icon("turn", "turn"), river.say("activities.what"), h("span", { class: "sr" }, `: ${activity.title}`)),
        h("div", { class: "stack" }, side("mentor", mentor), side("mentee", mentee), both ? h("p", { class: "small quiet" }, both) : null))
      : null;
    this.el = h("article", { class: "sheet activity", "aria-labelledby": id, dataset: { activity: activity.id } },
      h("div", { class: "head" }, this.title, this.status),
      suits ? h("p", { class: "quiet" }, h("span", { class: "sr" }, `${river.say("activities.suits")} `), suits) : null, what,
      h("div", { class: "row" }, this.chooser, this.opener));
    this.update(null, activity);
  }

  update(_paths, activity) {
    const { river } = this;
    this.activity = activity;
    const told = JSON.stringify([activity, river.readonly]);
    if (told === this.told) return;
    this.told = told;
    setText(this.title, activity.title);
    const when = activity.state === "planned" && activity.date ? `, ${day(river, activity.date, { bare: true })}` : "";
    fill(this.status, activity.state ? [icon(ICONS[activity.state]), " ", h("span", null, river.say(`activities.is.${activity.state}`) + when)] : null);
    this.status.className = activity.state === "done" ? "status done" : "status";
    this.el.dataset.state = activity.state ?? "";
    const focused = this.chooser === document.activeElement;
    this.chooser.hidden = activity.chosen || Boolean(river.readonly);
    setText(this.chooser.lastChild, `: ${activity.title}`);
    this.opener.className = activity.chosen ? "btn" : "btn bare";
    const words = activity.chosen ? "activities.open" : "activities.look";
    fill(this.opener, river.say(words), h("span", { class: "sr" }, `: ${activity.title}`), activity.records ? h("span", { class: "small" }, ` ${river.say("activities.records", { count: activity.records })}`) : null);
    if (focused && this.chooser.hidden) this.opener.focus();
  }

  focus() {
    this.opener.focus();
  }
}
