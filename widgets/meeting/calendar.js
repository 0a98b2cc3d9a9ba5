// A meeting as a file for the reader's own calendar.

import { announce, errorLine, fill, h, icon } from "../common/dom.js";
import { saveFile } from "../common/files.js";

/** The button that hands over the file, with what went wrong beside it: {el, button}. `rows()` → ids of meetings. */
export function calendarButton(river, rows, { look = "btn", label = river.say("meeting.calendar") } = {}) {
  const said = h("div", { role: "alert" });
  const words = h("span", null, label);
  const press = async () => {
    fill(said);
    const answer = await river.calendarOf(rows());
    if (answer.type === "trouble") return void fill(said, errorLine(answer.message));
    saveFile(answer.name, [answer.bytes], "text/calendar;charset=utf-8");
    announce(river.say("meeting.calendar.done"));
  };
  const button = h("button", { class: look, type: "button", onclick: () => void press() }, icon("calendar"), words);
  return { el: h("div", { class: "to-calendar" }, button, said), button, words };
}
