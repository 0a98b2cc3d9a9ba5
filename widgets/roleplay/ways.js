// Ways through a role-play, without drawing them: how one is written down, and the map of all that were taken.

/** A way as it is kept: the tokens of its choices with spaces between. */
export function written(steps, choice = null) {
  return [...steps.map((step) => step.choice), ...(choice ? [choice] : [])].join(" ");
}

/** Whether a way has come to an end. */
export const ended = (way) => way.here.choices.length === 0;

/** How many endings have been found. */
export function found(ways) {
  return new Set(ways.filter(ended).map((way) => way.here.id)).size;
}

/**
 * The map: {scene, steps, branches, untried}, from the first scene on. A branch {step, next} is a choice that was made in
 * the scene, and the map from where it led; `untried` counts the choices that were not. `steps` lead here.
 */
export function map(start, ways) {
  const root = { scene: start, steps: [], branches: [] };
  for (const way of ways) {
    let here = root;
    way.steps.forEach((step, at) => {
      let branch = here.branches.find((one) => one.step.choice === step.choice);
      if (!branch) {
        const steps = way.steps.slice(0, at + 1);
        const scene = way.steps[at + 1]?.scene ?? way.here;
        branch = { step, next: { scene, steps, branches: [] } };
        here.branches.push(branch);
      }
      here = branch.next;
    });
  }
  const count = (node) => {
    node.untried = node.scene.choices.length - node.branches.length;
    node.branches.forEach(({ next }) => count(next));
    return node;
  };
  return count(root);
}

/** The way to go on with: the one taken last, where it has not ended; else none. */
export function latest(ways) {
  return ways.at(-1) ?? null;
}
