// The views of a page: which cells are shown, in the address as `?view=<name>`, with Back working as it does between
// pages. On our own page cells are shown and hidden; in JupyterLab, where the cells are the reader's, the page scrolls
// to the widget instead.

export class Views {
  /** `main`: the main part of our own page, null in JupyterLab. */
  constructor(river, { el, main }) {
    Object.assign(this, { river, el, main, ours: main !== null });
    this.list = river.model.get("views") ?? [];
    this.title = document.title;
    this.current = this.#asked();
    this.offs = [river.on("show", ({ view }) => this.go(view))];
    if (!this.ours) return;
    this.onpop = () => this.#switch(this.#asked());
    this.onclick = (event) => this.#follow(event);
    window.addEventListener("popstate", this.onpop);
    document.addEventListener("click", this.onclick);
    // Cells whose widgets come late are put in their view as they come.
    this.observer = new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      if (added.some((node) => node.nodeType === 1 && (node.matches("[data-view]") || node.querySelector("[data-view]")))) this.update();
    });
    this.observer.observe(main, { childList: true, subtree: true });
    // Back was pressed while the page was made: the kernel has been told of the view before.
    const shown = [...main.querySelectorAll(".cell")].find((cell) => !cell.hidden && this.#viewsOf(cell).length);
    if (shown && !this.#viewsOf(shown).includes(this.current)) void river.whole();
  }

  /** The view that the address asks for, else the first. */
  #asked() {
    const name = new URLSearchParams(location.search).get("view");
    return this.list.some((view) => view.name === name) ? name : (this.list[0]?.name ?? null);
  }

  /** The address of a view; everything else in it stays (a server may need its token there). */
  address(name) {
    const words = new URLSearchParams(location.search);
    words.set("view", name);
    return `?${words}`;
  }

  /** A link to a view, anywhere on the page, switches in place; with a modifier key it is the browser's. */
  #follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const to = new URL(link.href);
    const name = to.searchParams.get("view");
    if (to.origin !== location.origin || to.pathname !== location.pathname || !this.#has(name)) return;
    event.preventDefault();
    this.go(name);
  }

  #has(name) {
    return this.list.some((view) => view.name === name);
  }

  go(name) {
    if (!this.ours) {
      this.el.closest(".jp-Notebook")?.querySelector(`[data-view="${CSS.escape(name)}"]`)?.scrollIntoView();
      return;
    }
    if (!this.#has(name)) return;
    if (name !== this.current) history.pushState({ view: name }, "", this.address(name));
    this.#switch(name);
  }

  #switch(name) {
    this.current = name;
    this.update();
    window.scrollTo(0, 0);
    this.focus();
    this.river.emit("view", name);
  }

  /** The view's heading, so that whoever listens hears where they are. */
  focus() {
    if (!this.ours) return;
    const shown = [...this.main.querySelectorAll(".cell")].filter((cell) => !cell.hidden);
    const own = shown.filter((cell) => this.#viewsOf(cell).length);
    const heading = [...own, ...shown].map((cell) => cell.querySelector("h1, h2")).find(Boolean) ?? this.main;
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  }

  #viewsOf(cell) {
    const tags = [...cell.classList].filter((one) => one.startsWith("celltag_view-")).map((one) => one.slice("celltag_view-".length));
    if (tags.length) return tags;
    return [...cell.querySelectorAll("[data-view]")].map((one) => one.dataset.view);
  }

  update() {
    if (!this.ours) return;
    const { phase, names } = this.river;
    const closed = phase !== "open" && phase !== "opening" && !this.river.front;
    for (const cell of this.main.querySelectorAll(".cell")) {
      const views = this.#viewsOf(cell);
      cell.hidden = views.length > 0 && (closed || (this.list.length > 0 && !views.includes(this.current)));
    }
    const label = this.list.find((view) => view.name === this.current)?.label;
    const pair = names.mentor ? new Intl.ListFormat(this.river.locale).format([this.river.name("mentor"), this.river.name("mentee")]) : "";
    document.title = phase === "open" ? [label, pair, this.title].filter(Boolean).join(" · ") : this.title;
  }

  destroy() {
    for (const off of this.offs) off();
    window.removeEventListener("popstate", this.onpop);
    document.removeEventListener("click", this.onclick);
    this.observer?.disconnect();
  }
}
