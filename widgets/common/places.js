// Links to another view of the page, and to an entry in it.

import { h } from "./dom.js";

/** Whether the page has a view of that name to go to. */
export function hasView(river, name) {
  return (river.model.get("views") ?? []).some((view) => view.name === name);
}

/** Goes to a view; also told as a `mentorbook:view` event, for whoever embeds a widget elsewhere. */
export function goTo(river, el, name, path = null) {
  el.dispatchEvent(new CustomEvent("mentorbook:view", { bubbles: true, detail: { name, path } }));
  river.show(name, path);
}

/** A link to a view, or null where the page has none of that name. Props and children as for `h`. */
export function viewLink(river, name, { path = null, ...props }, ...children) {
  if (!hasView(river, name)) return null;
  const words = new URLSearchParams(location.search);
  words.set("view", name);
  const onclick = (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(river, event.currentTarget, name, path);
  };
  return h("a", { href: `?${words}`, ...props, onclick }, ...children);
}

/**
 * Marks a widget as belonging to a view, so that JupyterLab can scroll to it, and waits until that view is first shown:
 * what lies in another one is not built before it is wanted. Who was sent to a place in it gets there all the same.
 */
export function markView(river, model, el) {
  const name = model.get("view");
  if (!hasView(river, name)) return Promise.resolve();
  el.dataset.view = name;
  if (!document.querySelector("body.mentorbook-page main") || shownView(river) === name) return Promise.resolve();
  return new Promise((resolve) => {
    let asked = null;
    const heard = river.on("show", (place) => (asked = place));
    const off = river.on("view", async (now) => {
      if (now !== name) return;
      off();
      await river.whole();
      resolve();
      // Once the widget has been built, which is not at once: it listens itself from then on.
      requestAnimationFrame(() => {
        heard();
        if (asked?.path && asked.view === name) river.emit("show", asked);
      });
    });
  });
}

/** The view that is shown: the one that the address asks for, else the first. */
function shownView(river) {
  const name = new URLSearchParams(location.search).get("view");
  return hasView(river, name) ? name : (river.model.get("views") ?? [])[0]?.name;
}
