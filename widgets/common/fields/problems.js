// What is typed in a field and is no answer: it is not sent, so only the page knows. Kept beside the river, so that a
// form can count what there is to correct.

const typed = new WeakMap(); // a page's model → path → sentence

/** Notes what is wrong with what was typed at a path, or (null) that nothing is; tells everyone who draws it. */
export function setTyped(river, path, problem) {
  const { model } = river;
  if (!typed.has(model)) typed.set(model, new Map());
  const problems = typed.get(model);
  if ((problems.get(path) ?? null) === problem) return;
  if (problem) problems.set(path, problem);
  else problems.delete(path);
  river.emit("change", new Set([path]));
}

/** What is wrong at a path: with what was typed and not sent, or with what was refused; null where nothing is. */
export function problemAt(river, path) {
  return typed.get(river.model)?.get(path) ?? river.problem(path);
}
