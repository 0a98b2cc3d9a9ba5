// Undo and redo as they are pressed: what came of it is said in a toast, which offers the way back.

import { toast } from "./dom.js";

const BUSY = "input, textarea, select, [contenteditable], dialog[open]";

/** Undoes the last thing this page wrote (or redoes what was undone last; or undoes `entry`), and says so. */
export function undoNow(river, { redo = false, entry = undefined } = {}) {
  const { ok, text } = redo ? river.undo.redo() : river.undo.undo(entry);
  const again = { action: river.say(redo ? "history.undo" : "history.redo"), onaction: () => undoNow(river, { redo: !redo }) };
  toast(text, { ...(ok ? again : {}), close: river.say("undo.close") });
  return ok;
}

/**
 * Ctrl+Z and its like, outside of fields: in a field they are the browser's own, for as long as one is in it. Returns a
 * function that ends it.
 */
export function undoKeys(river, scope) {
  const press = (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || altKey || !(ctrlKey || metaKey) || !river.ready) return;
    const redo = (key.toLowerCase() === "z" && shiftKey) || (key.toLowerCase() === "y" && !shiftKey);
    if (!redo && !(key.toLowerCase() === "z" && !shiftKey)) return;
    if (event.target.closest?.(BUSY)) return;
    event.preventDefault();
    undoNow(river, { redo });
  };
  scope.addEventListener("keydown", press);
  return () => scope.removeEventListener("keydown", press);
}
