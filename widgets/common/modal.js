// Dialogs of the page as a whole: they outlive the widget they were asked for in, which may be drawn anew meanwhile.

import { fill, h, uid } from "./dom.js";

/**
 * Shows a form in a dialog. Resolves to what `onsubmit` gives that is not undefined (then it closes), or to null when the
 * reader leaves it.
 *
 * Options: `title`; `body`, what stands under it; `yes`, the verb of the button; `no`, of the other. `onsubmit(say)` is
 * called when it is sent, and may say what keeps it open: `say(nodes)` puts that above the buttons. `more`: further
 * buttons, [{label, value}], which close it with their value.
 */
export function modal({ title, body, yes = "", no, onsubmit = () => true, more = [] }) {
  const heading = uid("modal");
  return new Promise((resolve) => {
    const before = document.activeElement;
    const said = h("div", { role: "alert" });
    const first = yes ? h("button", { class: "btn primary", type: "submit" }, yes) : null;
    let result = null;
    let busy = false;
    const end = (value) => {
      result = value;
      dialog.close();
    };
    const submit = async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      first?.setAttribute("aria-disabled", "true");
      fill(said);
      const value = await onsubmit((nodes) => fill(said, nodes));
      busy = false;
      first?.removeAttribute("aria-disabled");
      if (value !== undefined && dialog.open) end(value);
    };
    const dialog = h(
      "dialog",
      { "aria-labelledby": heading },
      h(
        "form",
        { class: "stack", novalidate: true, onsubmit: (event) => void submit(event) },
        h("h2", { id: heading }, title),
        body,
        said,
        h(
          "div",
          { class: "row" },
          first,
          more.map(({ label, value }, at) => h("button", { class: at || yes ? "btn" : "btn primary", type: "button", onclick: () => end(value) }, label)),
          h("button", { class: "btn bare", type: "button", onclick: () => end(null) }, no),
        ),
      ),
    );
    const host = h("div", { class: "mb mb-modal" }, dialog);
    dialog.addEventListener("close", () => {
      host.remove();
      if (before?.isConnected) before.focus();
      resolve(result);
    });
    document.body.append(host);
    dialog.showModal();
  });
}
