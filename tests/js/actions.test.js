import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isPrivate, openActions, readAction, tick } from "../../widgets/common/actions.js";
import { catalogue, fakeKernel, fakePage, settled } from "./fake_river.js";

const messages = catalogue(readFileSync(new URL("../../src/mentorbook/content/packs/en/messages.yaml", import.meta.url), "utf8"));
const field = (id, type) => ({ id, label: id, type, who: "author", seen: "shared", required: "no" });
const forms = { actions: { id: "actions", title: "Actions", per: "many", by: "pair", seen: "shared", apart: false, sections: [{ id: "a", title: "", fields: [field("what", "short"), field("owner", "choice"), field("due", "date"), field("status", "choice"), field("done_on", "date")] }] } };
const NOW = new Date("2026-03-19T12:00:00Z");

async function alex() {
  const kernel = fakeKernel({ forms, messages });
  const row = (id, fields) => kernel.row("actions", id, { what: id, owner: "mentee", status: "open", ...fields }, "mentee");
  row("later", { due: "2026-04-02" });
  row("late", { due: "2026-03-17" });
  row("some-day", {});
  row("done", { due: "2026-03-01", status: "done", done_on: "2026-03-01" });
  row("dropped", { due: "2026-03-01", status: "dropped" });
  return { kernel, ...(await fakePage(kernel, "mentee")) };
}

test("what is open, the most pressing first; what is done is never late", async () => {
  const page = await alex();
  assert.deepEqual(openActions(page.river, NOW).map((one) => [one.what, one.late]), [["late", 2], ["later", 0], ["some-day", 0]]);
  assert.equal(readAction(page.river, "actions/done", NOW).late, 0);
  page.close();
});

test("a tick notes the day, and taking it back takes the day away", async () => {
  const page = await alex();
  tick(page.river, "actions/late", true, NOW);
  await settled();
  assert.equal(page.kernel.cells.get("actions/late/status").v, "done");
  assert.equal(page.kernel.cells.get("actions/late/done_on").v, "2026-03-19");
  assert.equal(openActions(page.river, NOW).length, 2);
  tick(page.river, "actions/late", false, NOW);
  await settled();
  assert.equal(page.kernel.cells.get("actions/late/done_on").v, null);
  assert.equal(openActions(page.river, NOW).length, 3);
  page.close();
});

test("an action is private as long as the reflection it came from is", () => {
  const cells = { "reflections/r/created": { v: "x" } };
  const values = { "actions/a/came_from": ["reflections/r"], "actions/b/came_from": ["goals/g"], "reflections/r/sharing": "private" };
  const river = { cell: (path) => cells[path], value: (path) => values[path] ?? null };
  assert.equal(isPrivate(river, "actions/a"), true);
  assert.equal(isPrivate(river, "actions/b"), false);
  assert.equal(isPrivate(river, "actions/c"), false);
  values["reflections/r/sharing"] = "shared";
  assert.equal(isPrivate(river, "actions/a"), false);
});
