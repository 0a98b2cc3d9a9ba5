// The one thing to do next. Each rule has a `key` that names its sentences (`home.next.<key>.title` and `.text`), the view
// it leads to, about how many minutes it takes, and `when(facts)`: null, or {params, path} of what it is about. The first
// rule that holds is shown; their order is the whole of the judgement. Pure: they judge by what `gather` found.

export const CLOSED = ["achieved", "dropped"];
export const QUIET = 14; // days without a reflection after which one is suggested
export const MONTH = 28; // days after which a pulse check is due again

const yes = (params = {}, more = {}) => ({ params, ...more });
const only = (condition, params = {}, more = {}) => (condition ? yes(params, more) : null);
const signed = ({ agreement, role }) => agreement.signed[role] !== null;
const own = ({ goals, role }) => goals.filter((goal) => !CLOSED.includes(goal.status) && [role, "both"].includes(goal.owner));
/** Somewhere to go on while one waits for the other. */
const meanwhile = ({ goals }) => (goals.length ? "reflection" : "goals");

export const RULES = [
  // What is over.
  { key: "closed", view: "report", minutes: 5, when: (f) => only(f.closing.closed) },
  // Who they are.
  { key: "profile", view: "profile", minutes: 10, when: (f) => only(f.profile.mine > 0, { count: f.profile.mine }) },
  // What cannot wait: they meet within a day.
  { key: "prepare", view: "meeting", minutes: 5, when: ({ meeting: { next } }) => only(next && next.days <= 1 && !next.prepared, { when: next?.when }, { path: next?.path }) },
  // What they agree on.
  { key: "agreement", view: "agreement", minutes: 15, when: (f) => only(f.agreement && !signed(f) && f.agreement.mine > 0, { count: f.agreement?.sections }) },
  { key: "talk", view: "agreement", minutes: (f) => 5 * Math.min(f.agreement.differ, 6), when: (f) => only(f.agreement?.differ > 0, { count: f.agreement?.differ }) },
  { key: "sign", view: "agreement", minutes: 2, when: (f) => only(f.agreement && !signed(f) && f.agreement.theirs === 0) },
  { key: "resign", view: "agreement", minutes: 5, when: (f) => only(f.agreement?.changed > 0 && signed(f) && f.agreement.signed[f.partner] !== null, { count: f.agreement?.changed }) },
  // What the other one waits for.
  { key: "waiting", view: (f) => f.waiting[0].view, minutes: 5, when: ({ waiting: [first] }) => only(first, { what: first?.title }, { path: first?.path }) },
  // What they work on. The mentee chooses; a goal is its owner's to fill in.
  { key: "goal", view: "goals", minutes: 10, when: (f) => only(!f.goals.length && f.role === "mentee") },
  { key: "measure", view: "goals", minutes: 5, when: (f) => ((bare) => only(bare, { goal: bare?.title }, { path: bare?.path }))(own(f).find((goal) => !goal.measured)) },
  // What was promised.
  { key: "late", view: "home", minutes: 2, when: ({ late }) => only(late.length, { count: late.length, what: late[0]?.what }) },
  { key: "became", view: "meeting", minutes: 2, when: ({ meeting: { unsettled } }) => only(unsettled, { when: unsettled?.when }, { path: unsettled?.path }) },
  // What the time of the year asks for.
  { key: "closure", view: "closure", minutes: 20, when: ({ closing }) => only(closing.due && !closing.closed) },
  { key: "midpoint", view: "midpoint", minutes: 15, when: ({ midpoint }) => only(midpoint.due && !midpoint.mine) },
  { key: "meeting", view: "meeting", minutes: 2, when: ({ meeting, closing }) => only(!meeting.next && !closing.due) },
  // What came of it.
  { key: "reflect.met", view: "reflection", minutes: 5, when: ({ meeting, reflected }) => only(meeting.held !== null && meeting.held <= QUIET && (reflected === null || reflected > meeting.held)) },
  { key: "stage", view: "journey", minutes: 5, when: ({ stage }) => only(stage?.reached, { stage: stage?.title, to: stage?.to }, { path: `journey/${stage?.id}` }) },
  { key: "pulse", view: "pulses", minutes: 2, when: ({ pulse, begun }) => only((pulse ?? begun ?? 0) >= MONTH) },
  { key: "reflect.first", view: "reflection", minutes: 5, when: ({ reflected, begun }) => only(reflected === null && (begun ?? QUIET) >= QUIET) },
  { key: "reflect", view: "reflection", minutes: 5, when: ({ reflected }) => only(reflected >= QUIET, { days: reflected }) },
  // What only the other one can do.
  { key: "answers", view: meanwhile, minutes: 5, when: (f) => only(f.agreement && !signed(f) && f.agreement.theirs > 0, { count: f.agreement?.theirs }) },
  { key: "partner", view: meanwhile, minutes: 5, when: (f) => only(f.agreement && signed(f) && f.agreement.signed[f.partner] === null) },
  { key: "going", view: "goals", minutes: 2, when: () => yes() },
];

const made = (value, facts) => (typeof value === "function" ? value(facts) : value);

/**
 * The step: {key, view, minutes, params, path}. `place(view)`: the view of this page in which that is done, or null: what
 * leads nowhere is not asked for, but for what stands on Home itself.
 */
export function next(facts, place = (view) => view) {
  for (const { key, view, minutes, when } of RULES) {
    const found = when(facts);
    if (!found) continue;
    const wanted = made(view, facts);
    const to = wanted === "home" ? wanted : place(wanted);
    if (!to && key !== "going") continue;
    return { key, view: to ?? "home", minutes: made(minutes, facts), params: found.params, path: found.path ?? null };
  }
  return null;
}
