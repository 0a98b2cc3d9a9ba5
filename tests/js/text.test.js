import assert from "node:assert/strict";
import { test } from "node:test";

import * as text from "../../widgets/common/text.js";
import { SharedText } from "../../widgets/common/shared_text.js";
import { random, randomText } from "./random.js";

test("a splice is the smallest edit in one place", () => {
  assert.equal(text.splice("same", "same"), null);
  assert.deepEqual(text.splice("a team", "a good team"), { at: 2, cut: 0, put: "good " });
  assert.deepEqual(text.splice("abc", "ac"), { at: 1, cut: 1, put: "" });
  assert.deepEqual(text.splice("", "new"), { at: 0, cut: 0, put: "new" });
  assert.deepEqual(text.splice("old", ""), { at: 0, cut: 3, put: "" });
});

test("the caret says which of several equal letters was typed", () => {
  assert.deepEqual(text.splice("aaa", "aaaa", 1), { at: 0, cut: 0, put: "a" });
  assert.deepEqual(text.splice("aaa", "aaaa", 4), { at: 3, cut: 0, put: "a" });
  assert.deepEqual(text.splice("aaa", "aa", 0), { at: 0, cut: 1, put: "" });
  assert.deepEqual(text.splice("the the", "the the the", 4), { at: 0, cut: 0, put: "the " });
});

test("a character of two units is never split", () => {
  // Two faces share their first unit, and a face and a flag their last.
  assert.deepEqual(text.splice("a😀b", "a😁b"), { at: 1, cut: 2, put: "😁" });
  assert.deepEqual(text.splice("😀", "😀😀", 2), { at: 0, cut: 0, put: "😀" });
  const r = random(7);
  for (let turn = 0; turn < 3000; turn += 1) {
    const [a, b] = [randomText(r), randomText(r)];
    const edit = text.splice(a, b, r(b.length + 1));
    if (!edit) continue;
    assert.equal(text.apply(a, edit), b);
    assert.ok(a.slice(0, edit.at).isWellFormed() && edit.put.isWellFormed() && a.slice(edit.at + edit.cut).isWellFormed());
  }
});

test("the wire counts code points", () => {
  const whole = "Ein 👍🏽 für Ada";
  const edit = text.splice(whole, "Ein 👍🏽 gutes für Ada");
  const sent = text.toWire(whole, edit);
  assert.deepEqual(sent, { at: 7, from: "", to: "gutes ", before: "Ein 👍🏽 ", after: "für Ada" });
  assert.deepEqual(text.fromWire(whole, { at: sent.at, cut: 0, put: sent.to }), edit);
  assert.equal(text.toPoints("👍🏽"), 2);
  assert.equal(text.toUnits("a👍b", 2), 3);
  const around = text.toWire("😀".repeat(40), { at: 40, cut: 2, put: "" });
  assert.ok(around.before.isWellFormed() && around.after.isWellFormed());
});

test("what a workbook cannot keep is cleaned away", () => {
  assert.equal(text.clean("a\ud800b\udc00c\u0000d\r\ne\tf😀"), "abcd\ne\tf😀");
});

test("changes go together and past each other", () => {
  const r = random(11);
  for (let turn = 0; turn < 4000; turn += 1) {
    const [a, b, c] = [randomText(r), randomText(r), randomText(r)];
    const [mine, theirs] = [text.diff(a, b, r(b.length + 1)), text.diff(a, c)];
    assert.equal(text.applyChange(a, mine), b);
    assert.equal(text.applyChange(a, text.compose(mine, text.diff(b, c))), c);
    const once = text.applyChange(b, text.transform(theirs, mine, false));
    assert.equal(once, text.applyChange(c, text.transform(mine, theirs, true)));
    assert.equal(text.splices(mine).reduce(text.apply, a), b);
  }
});

test("comparing keeps the words both texts have", () => {
  const steps = text.diff("one two three four five", "zero two three 4 five six");
  assert.deepEqual(steps.filter((step) => step.put).map((step) => step.put), ["zero", "4", " six"]);
  // Texts that share nothing are not compared for ever.
  const far = (word) => Array.from({ length: 5000 }, (_, index) => `${word}${index}`).join(" ");
  assert.equal(text.applyChange(far("a"), text.diff(far("a"), far("b"))), far("b"));
});

test("somebody else's words leave the caret at its characters", () => {
  const here = "Ask Priya| about it".indexOf("|");
  const whole = "Ask Priya about it";
  const move = (b, caret = here) => text.moveCaret(caret, text.diff(whole, b));
  assert.equal(move("Please: Ask Priya about it"), here + 8);
  assert.equal(move("Ask Priya about it all"), here);
  assert.equal(move("Ask Priya and Jo about it"), here, "words put in at the caret go behind it");
  assert.equal(move("Ask about it"), 4, "where its word was removed it stands in the gap");
  assert.equal(move(""), 0);
});

test("a selection keeps its characters and no others", () => {
  const select = (a, b, start, end) => {
    const moved = text.moveSelection({ start, end }, text.diff(a, b));
    return b.slice(moved.start, moved.end);
  };
  assert.equal(select("say hello now", "say well hello now", 4, 9), "hello");
  assert.equal(select("say hello now", "say hello there now", 4, 9), "hello");
  assert.equal(select("say hello now", "now", 4, 9), "");
});

test("the caret stays between the same characters, whatever is put in around it", () => {
  const r = random(5);
  for (let turn = 0; turn < 2000; turn += 1) {
    // Every character is another one, so that it can be found again.
    const a = Array.from({ length: 1 + r(20) }, (_, index) => String.fromCharCode(0x4e00 + index)).join("");
    const at = r(a.length + 1);
    let b = a;
    for (let edits = r(3) + 1; edits > 0; edits -= 1) {
      const place = r(b.length + 1);
      b = b.slice(0, place) + "x".repeat(1 + r(3)) + b.slice(place);
    }
    const caret = text.moveCaret(at, text.diff(a, b));
    assert.equal(b.slice(0, caret).replaceAll("x", ""), a.slice(0, at));
    assert.equal(b.slice(caret).replaceAll("x", ""), a.slice(at));
  }
});

test("a shared text shows what was typed and what came in", () => {
  const page = new SharedText("We meet weekly.");
  page.type("We meet weekly. On Tuesdays.");
  const edit = page.take(1);
  assert.deepEqual(edit, { at: 15, cut: 0, put: " On Tuesdays." });
  page.type("We meet weekly. On Tuesdays. At noon.");
  const steps = page.tell("Really: We meet weekly.");
  assert.equal(page.display, "Really: We meet weekly. On Tuesdays. At noon.");
  assert.deepEqual(text.splices(steps), [{ at: 0, cut: 0, put: "Really: " }]);
  page.tell("Really: We meet weekly. On Tuesdays.", true);
  assert.equal(page.display, "Really: We meet weekly. On Tuesdays. At noon.");
  assert.equal(page.flight, null);
  assert.deepEqual(page.take(2), { at: 36, cut: 0, put: " At noon." });
});

test("edits in two places stay two edits, so that words between them survive", () => {
  const page = new SharedText("one two three");
  page.type("ONE two three", { caret: 3 });
  page.type("ONE two THREE", { caret: 13 });
  page.tell("one and two three");
  assert.equal(page.display, "ONE and two THREE");
  page.take(1);
  page.tell("ONE and two three", true);
  assert.deepEqual(page.take(2), { at: 12, cut: 5, put: "THREE" });
});

test("what was typed while an input method composed is put in where it was meant", () => {
  const page = new SharedText("ab");
  const seen = page.display;
  page.tell("xx ab");
  const steps = page.type("abc", { seen });
  assert.equal(page.display, "xx abc");
  assert.equal(text.applyChange("abc", steps), "xx abc");
});

test("refused words stay, and go along with the next thing typed", () => {
  const page = new SharedText("a");
  page.type("ab");
  page.take(1);
  page.refuse("too long");
  assert.equal(page.display, "ab");
  assert.equal(page.sendable, false);
  page.type("abc");
  assert.deepEqual(page.take(2), { at: 1, cut: 0, put: "bc" });
});

test("a shared text kept over a reload goes on where it was", () => {
  const page = new SharedText("one two");
  page.type("one big two");
  page.take(3);
  page.type("one big two!");
  const kept = JSON.parse(JSON.stringify(page.keep()));
  const unsent = SharedText.restore(kept);
  unsent.tell("so: one two", false);
  assert.equal(unsent.display, "so: one big two!");
  const arrived = SharedText.restore(kept);
  arrived.tell("so: one big two", true);
  assert.equal(arrived.display, "so: one big two!");
  assert.deepEqual(arrived.take(4), { at: 15, cut: 0, put: "!" });
});
