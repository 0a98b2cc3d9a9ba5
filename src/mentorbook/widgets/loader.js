// Stands for a widget on the wire. HERE, which comes before this text, names the widget's module and what all of them are
// in: a script and a stylesheet. They are taken from the server by hashed address, so that the browser keeps them; where the
// server has them not, the kernel is asked for both, once a page.

const SHARED = Symbol.for("mentorbook.assets");
const shared = (globalThis[SHARED] ??= { sheet: null, source: null });
const STYLES = 3000; // milliseconds to wait for the stylesheet before drawing without it
const SOURCE = 30_000; // milliseconds to wait for the kernel's copy

function baseUrl() {
  const config = document.getElementById("jupyter-config-data");
  return new URL(config ? JSON.parse(config.textContent).baseUrl : "/", document.baseURI);
}

const address = (path) => new URL(`mentorbook/static/${HERE.hash}/${path}`, baseUrl()).href;

/** The stylesheet in the document's head, however many widgets want it. Rejects where it is not to be had. */
function style() {
  shared.sheet ??= new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = address(HERE.style);
    sheet.dataset.mentorbook = HERE.style;
    sheet.onload = resolve;
    sheet.onerror = () => (sheet.remove(), reject(new Error(`no styles at ${sheet.href}`)));
    document.head.append(sheet);
  });
  return shared.sheet;
}

async function fromServer() {
  const late = new Promise((resolve) => setTimeout(resolve, STYLES));
  const [all] = await Promise.all([import(address(HERE.script)), Promise.race([style(), late])]);
  return all.default(HERE.entry).default;
}

/** Script and stylesheet, from the kernel of this widget: the first that asks asks for all. */
function askKernel(model) {
  shared.source ??= new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the kernel did not answer")), SOURCE);
    const listen = (message) => {
      if (message.type !== "source") return;
      clearTimeout(late);
      model.off("msg:custom", listen);
      resolve(message);
    };
    model.on("msg:custom", listen);
    model.send({ type: "source" });
  }).then(({ script, style }) => {
    const sheet = document.createElement("style");
    sheet.dataset.mentorbook = HERE.style;
    sheet.textContent = style;
    document.head.append(sheet);
    return import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  });
  return shared.source;
}

async function fromKernel(model) {
  return (await askKernel(model)).default(HERE.entry).default;
}

// Begun as soon as this text is read, while the widget's view is still being made.
const served = fromServer();
served.catch(() => {}); // what it says is heard in load()

const load = (model) => served.catch(() => fromKernel(model));

/** What stands in the widget's place where it could not be had. */
function apology(error) {
  const note = document.createElement("div");
  note.className = "mb mentorbook-note note bad";
  note.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = `${HERE.failed} `;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn";
  again.textContent = HERE.reload;
  again.addEventListener("click", () => location.reload());
  note.append(words, again);
  console.error(error);
  return note;
}

/**
 * JupyterLab takes Enter away from whatever is typed into within a cell, and Ctrl+Z to itself: lines could not be ended, forms
 * not sent, and undoing a word would undo a cell. What is pressed in a field of ours does not get so far.
 */
function keep(event) {
  const undoing = (event.ctrlKey || event.metaKey) && /^[yz]$/i.test(event.key);
  if (!(undoing || event.key === "Enter") || !event.target.matches?.("input, textarea, select")) return;
  if (event.currentTarget.closest(".jp-NotebookPanel")) event.stopPropagation();
}

export default {
  // Not awaited: the widget manager gives a model two seconds, and a slow line may need more.
  initialize({ model, ...rest }) {
    const ready = load(model).then((widget) => widget.initialize?.({ model, ...rest }));
    ready.catch(() => {});
  },
  async render({ model, el, ...rest }) {
    let widget;
    try {
      widget = await load(model);
    } catch (error) {
      el.replaceChildren(apology(error));
      return undefined;
    }
    el.addEventListener("keydown", keep);
    return widget.render({ model, el, ...rest });
  },
};
