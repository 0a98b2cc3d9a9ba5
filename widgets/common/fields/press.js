// What changes the page's layout when a field is left must wait while a pointer is pressed: leaving a field by pressing
// a button would otherwise move the button away from under the pointer, and nothing would be pressed.

let down = false;
const set = (value) => () => (down = value);
globalThis.document?.addEventListener("pointerdown", set(true), true);
for (const end of ["pointerup", "pointercancel"]) globalThis.document?.addEventListener(end, set(false), true);

/** Calls `then` soon: at once where nothing is pressed, else after what is pressed has been let go and has acted. */
export function afterPress(then) {
  if (!down) return queueMicrotask(then);
  const end = () => {
    document.removeEventListener("pointerup", end, true);
    document.removeEventListener("pointercancel", end, true);
    setTimeout(then); // the click comes after the pointer is up
  };
  document.addEventListener("pointerup", end, true);
  document.addEventListener("pointercancel", end, true);
  return undefined;
}
