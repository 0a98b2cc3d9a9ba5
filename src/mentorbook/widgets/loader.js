// Stands for a widget on the wire. HERE, which comes before this text, names the widget's module and styles.
// They are imported from the server by hashed address, so that the browser keeps them; where the server has them
// not, the kernel is asked for the files, once a page, and they are linked as Blob addresses.

const SHARED = Symbol.for("mentorbook.assets");
const shared = (globalThis[SHARED] ??= { styles: new Map(), modules: new Map(), source: null });
const STYLES = 3000; // milliseconds to wait for stylesheets before drawing without them
const SOURCE = 30_000; // milliseconds to wait for the kernel's copy

function baseUrl() {
  const config = document.getElementById("jupyter-config-data");
  return new URL(config ? JSON.parse(config.textContent).baseUrl : "/", document.baseURI);
}

const address = (path) => new URL(`mentorbook/static/${HERE.hash}/${path}`, baseUrl()).href;

/** One stylesheet in the document's head, however many widgets want it. Rejects where it is not to be had. */
function link(path) {
  const key = `${HERE.hash}/${path}`;
  if (!shared.styles.has(key)) {
    const arrived = new Promise((resolve, reject) => {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = address(path);
      sheet.dataset.mentorbook = path;
      sheet.onload = resolve;
      sheet.onerror = () => (sheet.remove(), reject(new Error(`no ${path} at ${sheet.href}`)));
      document.head.append(sheet);
    });
    shared.styles.set(key, arrived);
  }
  return shared.styles.get(key);
}

function soon(promises) {
  return Promise.race([Promise.all(promises), new Promise((resolve) => setTimeout(resolve, STYLES))]);
}

async function fromServer() {
  const [module] = await Promise.all([import(address(HERE.entry)), soon(HERE.styles.map(link))]);
  return module.default;
}

/** Every file by path, from the kernel of this widget: the first that asks asks for all. */
function askKernel(model) {
  shared.source ??= new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the kernel did not answer")), SOURCE);
    const listen = (message) => {
      if (message.type !== "source") return;
      clearTimeout(late);
      model.off("msg:custom", listen);
      resolve(message.files);
    };
    model.on("msg:custom", listen);
    model.send({ type: "source" });
  });
  return shared.source;
}

const IMPORT = /^(\s*(?:import|export)\b[^"';]*?(?:\bfrom\s*)?)(["'])(\.{1,2}\/[^"']+)\2/gm;

/** The Blob address of one module, its imports rewritten to those of the modules they name (never in a circle). */
function blob(path, files) {
  if (!shared.modules.has(path)) {
    if (!(path in files)) throw new Error(`no ${path} among the kernel's files`);
    const text = files[path].replace(IMPORT, (_, before, quote, target) => {
      const wanted = new URL(target, `file:///${path}`).pathname.slice(1);
      return `${before}${quote}${blob(wanted, files)}${quote}`;
    });
    shared.modules.set(path, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  return shared.modules.get(path);
}

async function fromKernel(model) {
  const files = await askKernel(model);
  for (const path of HERE.styles) {
    if (document.querySelector(`style[data-mentorbook="${path}"]`)) continue;
    const sheet = document.createElement("style");
    sheet.dataset.mentorbook = path;
    sheet.textContent = files[path];
    document.head.append(sheet);
  }
  const module = await import(blob(HERE.entry, files));
  return module.default;
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
    return widget.render({ model, el, ...rest });
  },
};
