import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Draft } from "../../widgets/reflection/draft.js";
import { contents, countThemes, overview, themeName } from "../../widgets/reflection/entries.js";
import { cut } from "../../widgets/home/cards.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const messages = catalogue(readFileSync(new URL("../../src/mentorbook/content/packs/en/messages.yaml", import.meta.url), "utf8"));
const one = (id, type, over = {}) => ({ id, label: id, type, who: "author", seen: "author", required: "no", ...over });
const forms = {
  reflections: {
    id: "reflections", title: "Reflections", per: "many", by: "person", seen: "author", apart: false,
    sections: [
      { id: "about", title: "", fields: [one("title", "short"), one("date", "date"), one("variant", "choice", { options: [{ id: "three", label: "Three" }, { id: "cycle", label: "Cycle" }] })] },
      { id: "three", title: "", when: { variant: "three" }, fields: [one("worked", "long"), one("next", "long")] },
      { id: "cycle", title: "", when: { variant: "cycle" }, fields: [one("cycle_facts", "long")] },
      { id: "more", title: "", fields: [one("next_action", "short"), one("sharing", "choice"), one("theme", "multi", { options: [{ id: "time", label: "Time" }], own: true })] },
    ],
  },
  actions: { id: "actions", title: "Actions", per: "many", by: "pair", seen: "shared", apart: false, sections: [{ id: "a", title: "", fields: [one("what", "short"), one("status", "choice")] }] },
};

function storage() {
  const kept = new Map();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
}

async function alex(fill = () => {}) {
  const kernel = fakeKernel({ forms, messages });
  fill(kernel);
  return { kernel, ...(await fakePage(kernel, "mentee")) };
}

test("a row is made by the first answer, once, private, and holds it", async () => {
  const page = await alex();
  const draft = new Draft(page.river, storage());
  draft.ask("cycle");
  draft.writer.set(`${draft.path}/cycle_facts`, null);
  assert.equal(page.river.rows("reflections").length, 0);
  draft.writer.set(`${draft.path}/cycle_facts`, "I");
  draft.writer.set(`${draft.path}/cycle_facts`, "I asked");
  await settled();
  assert.equal(page.river.rows("reflections").length, 1);
  assert.equal(page.kernel.cells.get(`${draft.path}/cycle_facts`).v, "I asked");
  assert.equal(page.kernel.cells.get(`${draft.path}/variant`).v, "cycle");
  assert.equal(page.kernel.cells.get(`${draft.path}/sharing`).v, "private");
  page.close();
});

test("while the row is being made, nothing else may be drawn over what is typed", async () => {
  const page = await alex();
  const draft = new Draft(page.river, storage());
  const seen = [];
  page.river.on("change", () => seen.push(draft.adding));
  draft.writer.set(`${draft.path}/worked`, "W");
  assert.deepEqual(seen.slice(0, 2), [true, false]);
  page.close();
});

test("a draft opens again; a finished one, a removed one and the partner's do not", async () => {
  const page = await alex((kernel) => kernel.row("reflections", "5a", { worked: "Sam's" }, "mentor"));
  const kept = storage();
  const draft = new Draft(page.river, kept);
  draft.writer.set(`${draft.path}/worked`, "W");
  await settled();
  assert.equal(new Draft(page.river, kept).id, draft.id);
  kept.setItem([...kept.kept.keys()][0], "5a");
  assert.notEqual(new Draft(page.river, kept).id, "5a");
  draft.open(draft.id);
  page.river.remove(draft.path);
  assert.notEqual(new Draft(page.river, kept).id, draft.id);
  draft.open();
  assert.equal(kept.kept.size, 0);
  page.close();
});

test("the log: newest first, only what was said under the questions asked, empty ones left out", async () => {
  const page = await alex((kernel) => {
    kernel.row("reflections", "aa", { variant: "three", date: "2026-03-09", worked: "Old", cycle_facts: "Not asked", theme: ["own:rest", "time"] }, "mentee");
    kernel.row("reflections", "bb", { variant: "three", date: "2026-03-16", worked: "New", next: "Ask", sharing: "shared", theme: ["time"], next_action: "Do it" }, "mentor");
    kernel.row("reflections", "cc", { variant: "three", date: "2026-03-17" }, "mentee");
    kernel.row("actions", "aa", { what: "Rest", status: "open" }, "mentee");
  });
  const all = contents(page.river);
  assert.deepEqual(all.map((entry) => [entry.id, entry.own, entry.private, entry.action]), [["bb", false, false, null], ["aa", true, true, "actions/aa"]]);
  assert.deepEqual(all.map((entry) => entry.words.map((words) => words.value)), [["New", "Ask", "Do it"], ["Old"]]);
  assert.deepEqual(contents(page.river, { except: "bb" }).length, 1);
  assert.deepEqual(countThemes(all), [{ id: "time", count: 2 }, { id: "own:rest", count: 1 }]);
  assert.equal(themeName(page.river, "time"), "Time");
  assert.equal(themeName(page.river, "own:rest"), "rest");
  page.close();
});

test("a long text is cut at a sentence where there is one, else at a word", () => {
  assert.equal(cut("Short."), "Short.");
  const sentence = "This is a first sentence of a good and fitting length.";
  assert.equal(cut(`${sentence} ${"word ".repeat(60)}`), sentence);
  assert.match(cut("word ".repeat(80)), /^(word )+…$/);
});

test("what keeps coming back: how often, for whom, when last", () => {
  const one = (by, date, ...themes) => ({ by, date, themes });
  const all = [one("mentee", "2026-03-16", "time", "skill"), one("mentor", "2026-03-18", "time"), one("mentee", "2026-03-01", "time")];
  assert.deepEqual(overview(all), [
    { id: "time", count: 3, last: "2026-03-18", people: { mentor: 1, mentee: 2 } },
    { id: "skill", count: 1, last: "2026-03-16", people: { mentor: 0, mentee: 1 } },
  ]);
});
