// What an answer was and what it is now, as words struck out and words put in.

import { h } from "../dom.js";
import { diff } from "../text.js";
import { isEmpty, isText, said } from "./answers.js";

const NEAR = 60; // characters of what stayed that are shown on either side of a change
const LEAST = 1 / 3; // of the shorter text must have stayed: what was written anew is read as a whole, not in shreds

/** The change from one answer to another: nodes with `del` and `ins`, within a longer text word by word. */
export function changeOf(river, spec, before, after, path = "") {
  const [old, now] = [said(river, spec, before, path), said(river, spec, after, path)];
  if (isText(spec) && !isEmpty(before) && !isEmpty(after)) {
    const steps = pieces(old, now);
    if (steps.some((step) => step.keep && step.text.trim())) return steps.map(draw);
  }
  return [old ? h("del", null, old) : null, old && now ? " " : null, now ? h("ins", null, now) : null];
}

const letters = (text) => text.replace(/\s+/gu, "").length;

/** The steps from one text to another with their words: [{keep|put|cut: true, text}]. */
export function pieces(old, now) {
  const result = [];
  let at = 0;
  for (const step of diff(old, now)) {
    if (step.put !== undefined) result.push({ put: true, text: step.put });
    else {
      const size = step.keep ?? step.cut;
      result.push({ [step.keep === undefined ? "cut" : "keep"]: true, text: old.slice(at, at + size) });
      at += size;
    }
  }
  if (at < old.length) result.push({ keep: true, text: old.slice(at) });
  const stayed = result.reduce((sum, step) => sum + (step.keep ? letters(step.text) : 0), 0);
  if (stayed < LEAST * Math.min(letters(old), letters(now))) return [{ cut: true, text: old }, { put: true, text: now }];
  // What was struck out stands in front of what came in its place.
  for (let index = 1; index < result.length; index += 1) {
    if (result[index].cut && result[index - 1].put) [result[index - 1], result[index]] = [result[index], result[index - 1]];
  }
  return result;
}

function draw(step, index, all) {
  if (step.put) return h("ins", null, step.text);
  if (step.cut) return h("del", null, step.text);
  const { text } = step;
  if (index === 0 && text.length > NEAR) return `…${text.slice(-NEAR)}`;
  if (index === all.length - 1 && text.length > NEAR) return `${text.slice(0, NEAR)}…`;
  return text.length > 2 * NEAR ? `${text.slice(0, NEAR)} … ${text.slice(-NEAR)}` : text;
}
