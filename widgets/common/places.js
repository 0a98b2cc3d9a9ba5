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

/** Marks a widget as belonging to a view, so that JupyterLab can scroll to it. */
export function markView(river, model, el) {
  const name = model.get("view");
  if (hasView(river, name)) el.dataset.view = name;
}
