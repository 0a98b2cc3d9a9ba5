import assert from "node:assert/strict";
import { test } from "node:test";

import { copyAsText } from "../../widgets/common/copy.js";
import { fieldAt, onePerPerson, sharedText } from "../../widgets/common/paths.js";

const field = (id, type, who = "together", more = {}) => ({ id, label: `The ${id}`, type, who, ...more });
const FORMS = {
  agreement: { id: "agreement", title: "Agreement", per: "pair", apart: true, sections: [{ fields: [
    field("purpose", "long"), field("often", "choice", "together", { options: [{ id: "weekly", label: "Every week" }] }), field("rows", "rows", "together", { fields: [field("what", "short")] }),
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

test("what is on the page can be read without a server, as the page says it, what waits first", () => {
  const river = {
    locale: "en-GB", zone: "UTC",
    model: { get: () => FORMS },
    say: (key) => key,
    name: (person) => ({ mentor: "Sam", mentee: "Alex" })[person],
    copy: () => ({
      names: { mentor: "Sam", mentee: "Alex" },
      waiting: new Set(["goals/g2/title"]),
      created: { "goals/g1": "2026-03-02", "goals/g2": "2026-03-01", "goals/g3": "2026-03-03" },
      removed: ["goals/g3"],
      apart: { "agreement/often": { mentor: "weekly", mentee: "own:Now and then" } },
      answers: {
        "goals/g1/title": "Listen", "goals/g2/title": "Lead", "goals/g3/title": "Removed", "goals/g1/created": "x",
        "profile/mentee/story": "Once", "agreement/often": "weekly", "agreement/purpose": "One\ntwo", "agreement/what": null,
      },
    }),
  };
  const lines = copyAsText(river).split("\n").filter(Boolean);
  assert.deepEqual(lines, [
    "copy.title", "copy.made", "copy.waiting", "The title", "  Lead", "copy.all",
    "AGREEMENT", "The purpose", "  One", "  two", "The often", "  Sam:", "    Every week", "  Alex:", "    Now and then",
    "PROFILE", "The story (Alex)", "  Once", "GOALS", "The title", "  Lead", "The title", "  Listen",
  ]);
  const partly = copyAsText({ ...river, copy: () => ({ ...river.copy(), partly: true }) }).split("\n").filter(Boolean);
  assert.deepEqual(partly, [...lines.slice(0, 2), "copy.partly", ...lines.slice(2)], "what is missing is said");
});
