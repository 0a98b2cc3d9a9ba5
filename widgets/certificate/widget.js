// Checking a certificate: its PDF or its code goes to the kernel, which says what is known of it.

import { fill, h, icon, note, uid } from "../common/dom.js";

const KINDS = ["good", "look", "bad"];
const PATIENCE = 20_000; // milliseconds without an answer after which the reader is told

/** To the pages one comes from; in JupyterLab these are not to be had. */
function ways(say) {
  if (!document.body.classList.contains("mentorbook-page")) return null;
  const way = (href, key, ...before) => h("a", { class: "btn bare flush", href }, ...before, say(key));
  return h("nav", { class: "row", "aria-label": say("certificate.page.ways") }, way("index.ipynb", "certificate.page.front", icon("back"), " "), way("course/index.ipynb", "certificate.page.course", icon("course"), " "));
}

function render({ model, el }) {
  const say = (key) => model.get("words")[key] ?? key;
  const code = h("textarea", { id: uid("code"), rows: 4, spellcheck: false, autocomplete: "off" });
  const file = h("input", { id: uid("file"), type: "file", accept: ".pdf,application/pdf" });
  const said = h("div", { class: "said", role: "status" });
  let number = 0;
  let late = 0;

  const show = (kind, lines) => {
    clearTimeout(late);
    const [first, ...rest] = lines;
    const drawn = note(KINDS.includes(kind) ? kind : "bad", h("p", null, h("strong", null, first)), rest.map((line) => h("p", null, line)));
    drawn.removeAttribute("role"); // what it stands in is read out already
    fill(said, drawn);
  };
  const ask = (content, buffers) => {
    number += 1;
    fill(said, h("p", { class: "quiet" }, say("certificate.page.waiting")));
    model.send({ type: "check", number, ...content }, undefined, buffers);
    clearTimeout(late);
    late = setTimeout(() => show("bad", [say("certificate.page.silent")]), PATIENCE);
  };
  const onanswer = (message) => {
    if (message?.type === "verdict" && message.number === number && Array.isArray(message.lines)) show(message.kind, message.lines.map(String));
  };
  const take = async (one) => {
    if (!one) return;
    if (one.size > model.get("largest")) return void show("bad", [say("certificate.page.large")]);
    ask({}, [await one.arrayBuffer()]);
    file.value = ""; // so that the same file can be checked once more
  };
  file.addEventListener("change", () => void take(file.files[0]));
  const form = h(
    "form",
    { class: "sheet roomy stack", onsubmit: (event) => {
      event.preventDefault();
      if (code.value.trim()) ask({ code: code.value }, []);
      else code.focus();
    } },
    h("div", { class: "field" }, h("label", { for: file.id }, say("certificate.page.file")), file),
    h("div", { class: "field" }, h("label", { for: code.id }, say("certificate.page.code")), h("p", { class: "small quiet", id: `${code.id}-help` }, say("certificate.page.code.help")), code),
    h("div", { class: "row" }, h("button", { class: "btn primary", type: "submit" }, icon("done"), " ", say("certificate.page.check"))),
  );
  code.setAttribute("aria-describedby", `${code.id}-help`);
  const root = h("section", { class: "mb mb-certificate stack", "aria-label": say("certificate.page.label") }, form, said, ways(say));
  root.addEventListener("dragover", (event) => event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    void take(event.dataTransfer?.files?.[0]);
  });
  el.append(root);
  model.on("msg:custom", onanswer);
  return () => {
    clearTimeout(late);
    model.off("msg:custom", onanswer);
    root.remove();
  };
}

export default { render };
