import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { choiceKind, differs, linkable, optionLabel, parse, parts, rowTitle, said, same, standing, unitOf } from "../../widgets/common/fields.js";
import { quote, written, zoneName } from "../../widgets/common/fields/answers.js";
import { pieces } from "../../widgets/common/fields/changes.js";
import { kindOf, mayRemove, mayWrite, writers } from "../../widgets/common/fields/rights.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const CATALOGUE = new URL("../../src/mentorbook/content/packs/en/messages.yaml", import.meta.url);
const MESSAGES = catalogue(readFileSync(CATALOGUE, "utf8"));
const OFTEN = [
  { id: "weekly", label: "Every week" },
  { id: "monthly", label: "Every month" },
];

const field = (id, type, who, more = {}) => ({ id, label: id, type, who, required: "no", seen: "shared", ...more });
const FORMS = {
  agreement: {
    id: "agreement", per: "pair", by: "pair", apart: true, title: "Agreement", sections: [{ id: "a", title: "A", fields: [
      field("purpose", "long", "together"),
      field("often", "choice", "together", { options: OFTEN, own: true }),
      field("length", "number", "together", { unit: "minutes", example: "60", low: 15, high: 180 }),
      field("interests", "long", "each", { seen: "reveal" }),
      field("mentor_name", "short", "mentor"),
      field("duties", "rows", "together", { fields: [field("what", "short", "together"), field("who", "choice", "together", { options: OFTEN })] }),
      field("accepts", "yesno", "mentor", { view_of: "signed" }),
    ] }],
  },
  profile: {
    id: "profile", per: "person", by: "pair", apart: false, title: "Profile", sections: [{ id: "p", title: "P", fields: [
      field("name", "short", "each"),
      field("hopes", "long", "mentee"),
      field("common", "long", "together"),
      field("strengths", "rows", "mentee", { fields: [field("what", "short", "mentee"), field("view", "long", "mentor")] }),
    ] }],
  },
  goals: {
    id: "goals", per: "many", by: "pair", apart: false, title: "Goals", sections: [{ id: "g", title: "G", fields: [
      field("title", "short", "mentee"),
      field("owner", "choice", "together", { options: [{ id: "mentor", label: "M" }, { id: "mentee", label: "m" }, { id: "both", label: "b" }] }),
      field("horizon", "choice", "mentee", { options: [{ id: "long", label: "Long" }] }),
      field("part_of", "link", "mentee", { link: "goals?horizon=long" }),
      field("view", "long", "mentor"),
      field("measures", "rows", "mentee", { fields: [field("name", "short", "mentee"), field("unit", "short", "mentee"), field("now", "number", "mentee", { unit_from: "unit" })] }),
      field("readings", "rows", "mentee", { fields: [field("measure", "link", "mentee", { link: "measures" }), field("value", "number", "mentee", { unit_from: "measure.unit" })] }),
      field("updates", "rows", "author", { fields: [field("what", "long", "author")] }),
    ] }],
  },
  closure: {
    id: "closure", per: "pair", by: "pair", apart: false, title: "Closing", sections: [{ id: "c", title: "C", fields: [
      field("outcomes", "rows", "together", { fields: [field("goal", "link", "together", { link: "goals", required: "yes" }), field("result", "choice", "together", { options: OFTEN })] }),
    ] }],
  },
  moments: {
    id: "moments", per: "many", by: "person", apart: false, title: "Moments", sections: [{ id: "m", title: "M", fields: [
      field("kind", "choice", "author", { options: OFTEN }), field("title", "short", "author", { required: "yes" }), field("sharing", "choice", "author", { options: OFTEN }),
    ] }],
  },
  reflections: {
    id: "reflections", per: "many", by: "person", apart: false, title: "Reflections", sections: [{ id: "r", title: "R", fields: [
      field("worked", "long", "author"), field("reply", "long", "together"),
    ] }],
  },
};
const spec = (form, id, column = null) => {
  const found = FORMS[form].sections[0].fields.find((one) => one.id === id);
  return column ? found.fields.find((one) => one.id === column) : found;
};

const pages = [];
after(() => pages.forEach((page) => page.close()));

async function open(role = "mentee", fill = () => {}) {
  const kernel = fakeKernel({ forms: FORMS, messages: MESSAGES });
  fill(kernel);
  const page = await fakePage(kernel, role);
  pages.push(page);
  return { kernel, river: page.river };
}

const id = (letter) => letter.repeat(32);

test("what was typed becomes an answer of the field's type, or a sentence that says what to write", async () => {
  const { river } = await open();
  const length = spec("agreement", "length");
  assert.deepEqual(parse(river, length, " 60 "), { value: 60 });
  assert.deepEqual(parse(river, length, "62,5"), { value: 62.5 });
  assert.deepEqual(parse(river, length, ""), { value: null });
  assert.equal(parse(river, length, "an hour").problem, "‘an hour’ is not a number of minutes. Write 60.");
  assert.equal(parse(river, length, "5").problem, "‘5’ does not fit. Write a number from 15 to 180.");
  assert.match(parse(river, { ...length, high: undefined }, "1,000").problem, /two ways/);
  assert.deepEqual(parse(river, { ...length, high: undefined }, "1 000"), { value: 1000 });
  assert.match(parse(river, field("n", "number", "each"), "1e5").problem, /Write one in digits, such as 3/);
  assert.match(parse(river, field("n", "number", "each"), "9".repeat(20)).problem, /too large/);
});

test("days, times and texts are taken as they are, or named as what they are not", async () => {
  const { river } = await open();
  assert.deepEqual(parse(river, field("d", "date", "each"), "2026-03-26"), { value: "2026-03-26" });
  assert.match(parse(river, field("d", "date", "each"), "0026-03-26").problem, /four digits/);
  assert.deepEqual(parse(river, field("t", "time", "each"), "16:00"), { value: "16:00" });
  assert.match(parse(river, field("t", "time", "each"), "25:00").problem, /time of day/);
  assert.deepEqual(parse(river, field("s", "short", "each"), "Ada "), { value: "Ada " });
  assert.deepEqual(parse(river, field("s", "short", "each"), "   "), { value: null });
  assert.match(parse(river, field("s", "short", "each"), "x".repeat(2001)).problem, /2,001 characters/);
});

test("what is quoted is one line, and short", () => {
  assert.equal(quote(" an\n hour "), "‘an hour’");
  assert.equal(quote("x".repeat(60)), `‘${"x".repeat(39)}…’`);
});

test("answers read as people say them", async () => {
  const { river } = await open();
  const often = spec("agreement", "often");
  assert.equal(said(river, often, "weekly"), "Every week");
  assert.equal(said(river, often, "own:Tuesdays "), "Tuesdays");
  assert.equal(said(river, spec("agreement", "length"), 60), "60 minutes");
  assert.equal(said(river, field("m", "multi", "each", { options: OFTEN }), ["weekly", "own:Now"]), "Every week and Now");
  assert.deepEqual(parts(river, field("m", "multi", "each", { options: OFTEN }), []), []);
  assert.equal(said(river, field("y", "yesno", "each"), false), "No");
  assert.equal(said(river, field("z", "choice", "each", { options_from: "time_zones" }), "Europe/Paris"), "Paris (Europe)");
  assert.equal(said(river, field("c", "scale5", "each", { low: 1, high: 5, ends: ["Not at all", "Fully"] }), 5), "5 of 5, Fully");
  assert.equal(said(river, field("c", "scale5", "each", { low: 1, high: 5, ends: ["Not at all", "Fully"] }), 3), "3 of 5");
  assert.equal(said(river, often, null), "");
  assert.equal(zoneName("America/Argentina/Buenos_Aires"), "Argentina, Buenos Aires (America)");
  assert.equal(optionLabel(often, "gone"), "gone");
});

test("a number in a field has no groups, so that it can be typed on", async () => {
  const { river } = await open();
  assert.equal(written(river, field("n", "number", "each"), 12345.5), "12345.5");
  assert.equal(written(river, field("n", "number", "each"), null), "");
});

test("several choices are the same in any order; on a scale one point is no difference", () => {
  const multi = field("m", "multi", "together");
  const scale = field("s", "scale5", "each");
  assert.ok(same(multi, ["a", "b"], ["b", "a"]));
  assert.ok(!same(multi, ["a", "b"], ["a", "c"]));
  assert.ok(same(multi, [], null));
  assert.ok(differs(multi, ["a"], ["b"]));
  assert.ok(!differs(scale, 3, 4));
  assert.ok(differs(scale, 3, 5));
  assert.ok(!differs(scale, 3, null));
  assert.ok(!differs(field("w", "short", "together"), " By Video", "by  video "));
  assert.ok(differs(field("w", "short", "together"), "video", "phone"));
  assert.ok(!differs(field("w", "long", "each"), "mine", "theirs"));
});

test("few short options are a switch, some are boxes, many are a list that opens", () => {
  const choice = (labels, more = {}) => field("c", "choice", "together", { options: labels.map((label) => ({ id: label, label })), ...more });
  assert.equal(choiceKind(choice(["Mentor", "Mentee", "Both of us"])), "segments");
  assert.equal(choiceKind(choice(["Everything we say", "Everything, unless we ask first", "Only what is marked"]), { beside: true }), "boxes");
  assert.equal(choiceKind(choice(["One", "Two", "Three", "Four", "Five"]), { beside: true }), "select");
  assert.equal(choiceKind(choice(["One", "Two", "Three", "Four", "Five"])), "boxes");
  assert.equal(choiceKind(choice(["1", "2", "3", "4", "5", "6", "7", "8"])), "select");
  assert.equal(choiceKind(choice(["A", "B"]), { compact: true }), "select");
  assert.equal(choiceKind(field("z", "choice", "each", { options_from: "time_zones" })), "select");
});

test("a link offers the rows it may lead to, by their titles", async () => {
  const { river } = await open("mentee", (kernel) => {
    kernel.row("goals", id("a"), { title: "Lead", horizon: "long" }, "mentee");
    kernel.row("goals", id("b"), { title: "Learn" }, "mentee", "2026-03-03T09:00:00Z");
    kernel.row(`goals/${id("a")}/measures`, id("c"), { name: "Talks", unit: "talks", now: 2 }, "mentee");
    kernel.row(`goals/${id("a")}/readings`, id("d"), { measure: [id("c")], value: 3 }, "mentee");
  });
  const partOf = spec("goals", "part_of");
  assert.deepEqual(linkable(river, partOf, `goals/${id("b")}/part_of`), [{ value: `goals/${id("a")}`, path: `goals/${id("a")}`, title: "Lead" }]);
  assert.deepEqual(linkable(river, partOf, `goals/${id("a")}/part_of`), [], "nothing leads to itself");
  const readings = `goals/${id("a")}/readings/${id("d")}`;
  const measure = spec("goals", "readings", "measure");
  assert.deepEqual(linkable(river, measure, `${readings}/measure`).map(({ title }) => title), ["Talks"]);
  assert.equal(said(river, measure, [id("c")], `${readings}/measure`), "Talks");
  assert.equal(unitOf(river, spec("goals", "readings", "value"), `${readings}/value`), "talks");
  assert.equal(said(river, spec("goals", "measures", "now"), 2, `goals/${id("a")}/measures/${id("c")}/now`), "2 talks");
  assert.equal(rowTitle(river, `goals/${id("e")}`), "Without a title");
});

test("an entry is known by its headline or by what it is about, not by what was chosen first", async () => {
  const { river } = await open("mentee", (kernel) => {
    kernel.row("goals", id("b"), { title: "Learn" }, "mentee");
    kernel.row("closure/outcomes", id("f"), { goal: [`goals/${id("b")}`], result: "weekly" }, "mentee");
    kernel.row("moments", id("a"), { kind: "weekly", sharing: "weekly" }, "mentee");
  });
  assert.equal(rowTitle(river, `closure/outcomes/${id("f")}`), "Learn");
  assert.equal(rowTitle(river, `moments/${id("a")}`), "Every week");
  river.set(`moments/${id("a")}/title`, "The first one alone");
  assert.equal(rowTitle(river, `moments/${id("a")}`), "The first one alone");
  river.set(`moments/${id("a")}/title`, null);
  river.set(`moments/${id("a")}/kind`, null);
  assert.equal(rowTitle(river, `moments/${id("a")}`), "Without a title", "and not by who may read it");
});

test("how answers are kept, and whose they are, follows the form", async () => {
  const { river } = await open("mentor");
  const kind = (form, name, path) => kindOf(river, spec(form, name), path);
  assert.equal(kind("agreement", "purpose", "agreement/purpose"), "text");
  assert.equal(kind("agreement", "often", "agreement/often"), "apart");
  assert.equal(kind("agreement", "mentor_name", "agreement/mentor_name"), "single");
  assert.equal(kind("agreement", "accepts", "agreement/accepts"), "view");
  assert.equal(kind("agreement", "duties", "agreement/duties"), "rows");
  assert.equal(kindOf(river, spec("agreement", "duties", "what"), `agreement/duties/${id("a")}/what`), "single");
  assert.equal(kind("profile", "name", "profile/mentee/name"), "single");
  assert.deepEqual(writers(river, spec("profile", "name"), "profile/mentee/name"), ["mentee"]);
  assert.ok(!mayWrite(river, spec("profile", "name"), "profile/mentee/name"));
  assert.ok(mayWrite(river, spec("profile", "strengths", "view"), `profile/mentee/strengths/${id("a")}/view`));
  assert.ok(!mayWrite(river, spec("agreement", "accepts"), "agreement/accepts"));
});

test("on a goal “the mentee” is its owner", async () => {
  const { river } = await open("mentor", (kernel) => {
    kernel.row("goals", id("a"), { title: "Hers" }, "mentee");
    kernel.row("goals", id("b"), { title: "His", owner: "mentor" }, "mentee");
    kernel.row("goals", id("c"), { title: "Ours", owner: "both" }, "mentee");
  });
  const may = (letter, name) => mayWrite(river, spec("goals", name), `goals/${id(letter)}/${name}`);
  assert.deepEqual(["a", "b", "c"].map((letter) => may(letter, "title")), [false, true, true]);
  assert.deepEqual(["a", "b", "c"].map((letter) => may(letter, "view")), [true, false, true]);
});

test("an author's rows are the author's, and both may add theirs", async () => {
  const { river } = await open("mentor", (kernel) => {
    kernel.row("goals", id("a"), { title: "Hers" }, "mentee");
    kernel.row(`goals/${id("a")}/updates`, id("b"), { what: "Done" }, "mentee");
    kernel.row("reflections", id("c"), { worked: "Talking" }, "mentee");
  });
  const updates = spec("goals", "updates");
  assert.ok(mayWrite(river, updates, `goals/${id("a")}/updates`));
  assert.ok(!mayWrite(river, spec("goals", "updates", "what"), `goals/${id("a")}/updates/${id("b")}/what`));
  assert.ok(!mayRemove(river, updates, `goals/${id("a")}/updates/${id("b")}`));
  assert.ok(!mayWrite(river, spec("reflections", "worked"), `reflections/${id("c")}/worked`));
  assert.ok(mayWrite(river, spec("reflections", "reply"), `reflections/${id("c")}/reply`));
});

test("two answers stand beside each other until the pair settles or has talked", async () => {
  const { kernel, river } = await open("mentee", (book) => book.answer("agreement/often", "weekly", "mentor"));
  const often = () => standing(river, spec("agreement", "often"), "agreement/often");
  assert.deepEqual([often().mine, often().theirs.v, often().agreed], [null, "weekly", false]);
  river.set("agreement/often", "monthly");
  assert.ok(often().differs, "before the kernel has said so");
  await settled();
  assert.ok(often().differs);
  river.talked("agreement/often");
  await settled();
  assert.deepEqual([often().differs, often().talked], [false, true]);
  river.settle("agreement/often", "weekly");
  assert.deepEqual([often().agreed, often().mine.v], [true, "weekly"]);
  await settled();
  assert.ok(often().agreed);
  river.set("agreement/often", "monthly");
  assert.deepEqual([often().agreed, often().differs], [false, true], "one's own new answer");
  kernel.write("agreement/often", "monthly", "mentor");
  await settled();
  assert.ok(often().agreed, "answers that are alike are agreed on");
});

test("an answer that is to be revealed is not there until both are in", async () => {
  const { kernel, river } = await open("mentee", (book) => book.answer("agreement/interests", "My sister works there", "mentor"));
  const other = await fakePage(kernel, "mentor");
  pages.push(other);
  const interests = () => standing(river, spec("agreement", "interests"), "agreement/interests");
  assert.deepEqual([interests().theirs, interests().hidden], [null, false]);
  other.river.reveal("agreement/interests");
  await settled();
  assert.deepEqual([interests().theirs, interests().hidden], [null, true]);
  river.set("agreement/interests", "None");
  river.reveal("agreement/interests");
  await settled();
  assert.deepEqual([interests().theirs.v, interests().hidden, interests().differs], ["My sister works there", false, false]);
});

test("a change within a text is told by its words", () => {
  const told = (old, now) => pieces(old, now).map((step) => (step.put ? `+${step.text}` : step.cut ? `-${step.text}` : step.text)).join("|");
  assert.equal(told("Straight, in the meeting.", "Straight, and not on a Friday."), "Straight, |-in|+and| |-the|+not| |-meeting|+on a Friday|.");
  assert.equal(told("a team", "a small team"), "a |+small |team");
  assert.equal(told("same", "same"), "same");
  assert.equal(told("What we say about what we want", "To lead a small team without burning out"), "-What we say about what we want|+To lead a small team without burning out");
  assert.equal(told("To rest", "To rest, to walk, and to write every day of the week"), "To rest|+, to walk, and to write every day of the week");
});
