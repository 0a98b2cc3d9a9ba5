// A control by itself, for a form whose answers are kept nowhere until it is done. It knows nothing of the workbook: it
// shows a value, and tells when a person gives another.
//
//   control(river, spec, {id, describedby, label, onvalue}) → {el, native, set(value), focus(), invalid(bool)}
//
// `native` says that the control is one element that a <label for> can name; others are groups with a legend.
// `onvalue(value, problem)` is called with a value of the field's type, or with a sentence on what is wrong.

import { setProp } from "./dom.js";
import { choiceKind, isScale } from "./fields/answers.js";
import { controlFor } from "./fields/single.js";

export { assign } from "./fields/writing.js";

/** Whether a field's control is one element that a label can name. */
export function isNative(spec) {
  if (spec.type === "choice") return choiceKind(spec) === "select";
  return !["multi", "yesno"].includes(spec.type) && !isScale(spec);
}

export function control(river, spec, { id, describedby = "", label = "", onvalue }) {
  let value = null;
  const made = controlFor({
    river, spec, id,
    path: "",
    compact: false,
    beside: false,
    listed: true, // rows to choose from as a list that opens
    get: () => value,
    set: (answer) => onvalue((value = answer)),
    wrong: (problem) => (problem ? onvalue(undefined, problem) : onvalue(value)),
  });
  made.describe({ describedby, invalid: false });
  if (label && made.input) setProp(made.input, "aria-label", label);
  return {
    el: made.el,
    native: !made.group,
    set(answer) {
      value = answer ?? null;
      made.reset?.();
      made.show();
    },
    focus: () => made.focus(),
    invalid: (bad) => made.describe({ invalid: bad }),
  };
}
