import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canKeep, homeOf, noPlaceFor, offered } from "../../widgets/common/keeping.js";
import { unlocking } from "../../widgets/common/passphrase.js";
import { Draft } from "../../widgets/reflection/draft.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const messages = catalogue(readFileSync(new URL("../../src/mentorbook/content/packs/en/messages.yaml", import.meta.url), "utf8"));
const one = (id, type, over = {}) => ({ id, label: id, type, who: "author", seen: "author", required: "no", ...over });
const sharing = one("sharing", "choice", { options: [{ id: "private", label: "Private" }, { id: "shared", label: "Shared" }] });
const forms = {
  reflections: {
    id: "reflections", title: "Reflections", per: "many", by: "person", seen: "author", apart: false,
    sections: [{ id: "about", title: "", fields: [one("worked", "long"), one("variant", "choice"), one("date", "date"), sharing] }],
  },
  goals: { id: "goals", title: "Goals", per: "many", by: "pair", seen: "shared", apart: false, sections: [{ id: "g", title: "", fields: [one("title", "short", { seen: "shared" })] }] },
};

async function alex(state) {
  const kernel = fakeKernel({ forms, messages });
  kernel.private = state;
  kernel.words = state === "none" ? "" : "four words";
  return { kernel, ...(await fakePage(kernel, "mentee")) };
}

test("without a place for it, a reflection is shared from its first word, and the patch says so", async () => {
  for (const [state, expected] of [["none", "shared"], ["locked", "shared"], ["open", "private"]]) {
    const page = await alex(state);
    const draft = new Draft(page.river, null);
    assert.equal(draft.shared, expected === "shared");
    const patches = [];
    page.kernel.refuse = (patch) => void patches.push(patch);
    draft.writer.set(`${draft.path}/worked`, "W");
    await settled();
    assert.equal(patches.find((patch) => patch.op === "add").fields.sharing, expected);
    assert.equal(draft.shared, expected === "shared");
    page.close();
  }
});

test("the same for a row that any other form adds; what was chosen stays chosen", async () => {
  const page = await alex("none");
  const patches = [];
  page.kernel.refuse = (patch) => void patches.push(patch);
  page.river.add("reflections", { worked: "W" });
  page.river.add("reflections", { worked: "W", sharing: "private" });
  page.river.add("goals", { title: "T" });
  await settled();
  assert.deepEqual(patches.map(({ fields }) => fields.sharing), ["shared", "private", undefined]);
  assert.deepEqual(homeOf(page.river, "goals/x/measures"), {});
  page.close();
});

test("keeping and unlocking are told as such, and nothing typed is touched", async () => {
  const page = await alex("none");
  const { river } = page;
  const draft = new Draft(river, null);
  draft.writer.set(`${draft.path}/worked`, "typed before");
  const heard = [];
  for (const event of ["private", "open"]) river.on(event, () => heard.push(event));
  assert.equal(canKeep(river), false);
  assert.equal((await river.keepPrivate("four words")).type, "opened");
  assert.deepEqual(heard, ["private"]);
  assert.equal(river.passphrase, true);
  assert.equal(river.value(`${draft.path}/worked`), "typed before");
  assert.equal(draft.shared, true, "what was shared stays so until it is taken back");
  draft.open();
  assert.equal(draft.shared, false);
  page.close();

  const locked = await alex("locked");
  const answer = await locked.river.unlockPrivate("other words");
  assert.deepEqual([answer.type, answer.kind, locked.river.private], ["trouble", "locked", "locked"]);
  assert.equal(locked.river.trouble, null, "who asked shows it");
  await locked.river.unlockPrivate("four words");
  assert.equal(locked.river.private, "open");
  locked.close();
});

test("fields that only their writer sees need a place; who may read is a choice only where there is one", async () => {
  const none = await alex("none");
  const open = await alex("open");
  for (const seen of ["private", "facilitator"]) {
    assert.equal(noPlaceFor(none.river, one("x", "long", { seen })), true);
    assert.equal(noPlaceFor(open.river, one("x", "long", { seen })), false);
  }
  for (const seen of ["shared", "author", "reveal"]) assert.equal(noPlaceFor(none.river, one("x", "long", { seen })), false);
  assert.deepEqual(offered(none.river, sharing).options.map(({ id }) => id), ["shared"]);
  assert.equal(offered(open.river, sharing), sharing);
  none.close();
  open.close();
});

test("what is wrong with a sealed workbook is told with it, and forgotten with it", async () => {
  const kernel = fakeKernel({ forms, messages });
  kernel.problems = ["One entry is missing."];
  const page = await fakePage(kernel, "mentee");
  assert.deepEqual(page.river.spoilt, ["One entry is missing."]);
  await page.river.leave();
  assert.deepEqual(page.river.spoilt, []);
  page.close();
});

test("no passphrase is asked for where none is needed", async () => {
  for (const answer of [{ type: "opened" }, { type: "trouble", kind: "file", message: "No." }, undefined]) {
    assert.equal(await unlocking(null, "us", async () => answer), answer);
  }
});
