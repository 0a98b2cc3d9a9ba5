// Links to another view of the page, and to an entry in it.

import { bones, fill, h, note } from "./dom.js";

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
 * Marks a widget as belonging to a view, so that JupyterLab can scroll to it, and waits until that view is first shown and
 * everything has been told: what lies in another one is not built before it is wanted, and none without what it shows.
 * Who was sent to a place in it gets there all the same.
 */
export async function markView(river, model, el) {
  const name = model.get("view");
  const ours = Boolean(document.querySelector("body.mentorbook-page main"));
  if (!hasView(river, name)) {
    if (ours && el.closest(".cell")?.hidden) await river.whole({ soon: false });
    return;
  }
  el.dataset.view = name;
  let shown = shownView(river);
  if (!ours || shown === name) return;
  let asked = null;
  const offs = [river.on("show", (place) => (asked = place)), river.on("view", (now) => (shown = now))];
  await new Promise((resolve) => offs.push(river.on("view", (now) => now === name && resolve())));
  if (!river.complete) {
    const end = coming(river, el);
    await river.whole();
    end();
  }
  // Once the widget has been built, which is not at once: it listens itself from then on.
  requestAnimationFrame(() => {
    for (const off of offs) off();
    if (asked?.path && asked.view === name && shown === name) river.emit("show", asked);
  });
}

/** Says in a view's place that it is on its way; returns a function that ends it. */
function coming(river, el) {
  const place = h("div");
  const draw = () => {
    const away = { lost: "page.coming.later", gone: "page.coming.reload" }[river.connection];
    fill(place, away ? note("", h("p", null, river.say(away))) : bones(river.say("page.coming")));
  };
  el.append(place);
  draw();
  const off = river.on("connection", draw);
  return () => (off(), place.remove());
}

/** The view that is shown: the one that the address asks for, else the first. */
function shownView(river) {
  const name = new URLSearchParams(location.search).get("view");
  return hasView(river, name) ? name : (river.model.get("views") ?? [])[0]?.name;
}
