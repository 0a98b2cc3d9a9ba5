import assert from "node:assert/strict";
import { test } from "node:test";

import { copyAsText } from "../../widgets/common/copy.js";
import { fieldAt, onePerPerson, sharedText } from "../../widgets/common/paths.js";

const field = (id, type, who = "together", more = {}) => ({ id, label: `The ${id}`, type, who, ...more });
const FORMS = {
  agreement: { id: "agreement", title: "Agreement", per: "pair", apart: true, sections: [{ fields: [
    field("purpose", "long"), field("often", "choice"), field("rows", "rows", "together", { fields: [field("what", "short")] }),
  ] }] },
  profile: { id: "profile", title: "Profile", per: "person", sections: [{ fields: [field("story", "long", "each"), field("both", "long")] }] },
  goals: { id: "goals", title: "Goals", per: "many", sections: [{ fields: [field("title", "short")] }] },
};

test("the forms say what belongs to a path", () => {
  const label = (path) => fieldAt(FORMS, path)?.field.label;
  assert.equal(label("agreement/purpose"), "The purpose");
  assert.equal(label("agreement/rows/r1/what"), "The what");
  assert.equal(label("profile/mentor/story"), "The story");
  assert.equal(label("profile/both"), "The both");
  assert.equal(label("goals/g1/title"), "The title");
  for (const path of ["goals/g1/created", "agreement/purpose/x", "nothing/at/all", "journey/agree/done"]) {
    assert.equal(fieldAt(FORMS, path), null, path);
  }
  assert.equal(sharedText(FORMS, "agreement/purpose"), true);
  assert.equal(sharedText(FORMS, "profile/mentor/story"), false);
  assert.equal(onePerPerson(FORMS, "agreement/often"), true);
  assert.equal(onePerPerson(FORMS, "agreement/purpose"), false, "a shared text is one");
  assert.equal(onePerPerson(FORMS, "agreement/rows/r1/what"), false, "rows are shared");
  assert.equal(onePerPerson(FORMS, "profile/mentor/story"), false, "the person stands in the path");
});

test("what is on the page can be read without a server, what waits first", () => {
  const river = {
    locale: "en-GB", zone: "UTC",
    model: { get: () => FORMS },
    say: (key) => key,
    copy: () => ({
      names: { mentor: "Sam", mentee: "Alex" },
      waiting: new Set(["goals/g1/title"]),
      answers: { "agreement/purpose": "One\ntwo", "goals/g1/title": "Lead", "goals/g1/created": "x", "agreement/often": null },
    }),
  };
  const lines = copyAsText(river).split("\n").filter(Boolean);
  assert.deepEqual(lines, [
    "copy.title", "copy.made", "copy.waiting", "The title", "  Lead", "copy.all",
    "AGREEMENT", "The purpose", "  One", "  two", "GOALS", "The title", "  Lead",
  ]);
});
