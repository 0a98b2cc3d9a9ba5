// What is known of a knowledge check without drawing it: answers as they are kept, where to go on, how far one is.

/** An answer as it is kept: tokens with spaces between, `left=right` for a matching, or the words themselves. "" for none. */
export function written(kind, draft) {
  if (kind === "short") return String(draft ?? "").trim();
  if (kind === "matching") return Object.entries(draft ?? {}).map(([left, right]) => `${left}=${right}`).join(" ");
  return (draft ?? []).join(" ");
}

/** The draft that an answer was written from. */
export function read(kind, answer) {
  if (kind === "short") return answer;
  const words = answer.split(" ").filter(Boolean);
  if (kind !== "matching") return words;
  return Object.fromEntries(words.map((pair) => pair.split("=")));
}

/** Whether a draft can be checked: something is chosen, and of a matching everything. */
export function complete(question, draft) {
  if (question.kind === "short") return String(draft ?? "").trim() !== "";
  if (question.kind === "matching") return question.options.every((option) => draft?.[option.id]);
  return (draft ?? []).length > 0;
}

/** A list with the item at `from` moved to `to`. */
export function moved(list, from, to) {
  if (to < 0 || to >= list.length) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from], ...rest.slice(to)];
}

/** The question to go on with: the first not answered, else the first not right, else none (-1). */
export function goOn(questions, marks = {}) {
  const open = questions.findIndex(({ id }) => !marks[id]?.tries);
  return open >= 0 ? open : questions.findIndex(({ id }) => !marks[id]?.solved);
}

/** "right", "wrong" (the last answer) or "open". A question answered right once counts as right. */
export function state(mark) {
  if (!mark?.tries) return "open";
  return mark.solved ? "right" : "wrong";
}
