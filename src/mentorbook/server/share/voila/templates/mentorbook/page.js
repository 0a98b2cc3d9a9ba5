// Puts what the cells show into their places, as it arrives. Runs before anything else on the page.
const mentorbook = (() => {
  // A link in the address is moved to the tab's storage before anything else, and cleared from the address: whoever
  // has it has the workbook. As `wanted` does in widgets/common/tab.js.
  const link = new URLSearchParams(location.hash.slice(1)).get("link");
  const practice = location.pathname.includes("/course/");
  if (link) {
    try {
      sessionStorage.setItem(practice ? "mentorbook:practice" : "mentorbook:open", JSON.stringify({ link }));
      history.replaceState(history.state, "", location.pathname + location.search);
      // Workbooks are worked in on another page than the first.
      if (location.pathname.endsWith("/index.ipynb") && !practice) location.replace("partnership.ipynb");
    } catch {
      // Storage is switched off: the page's own module reads the address.
    }
  }

  // The link of a programme, in the same way; see widgets/common/programme.js.
  const programme = new URLSearchParams(location.hash.slice(1)).get("programme");
  if (programme) {
    try {
      sessionStorage.setItem("mentorbook:programme", JSON.stringify({ link: programme }));
      history.replaceState(history.state, "", location.pathname + location.search);
    } catch {
      // Storage is switched off: the page's own module reads the address.
    }
  }

  const places = document.querySelectorAll("[data-cell]");
  const place = (index) => [...places].find((cell) => cell.dataset.cell === String(index));
  const slow = document.querySelector(".mentorbook-note.slow");
  let beats = 0;

  // Of the cells that belong to a view, only those of one view are shown: the one in the address, else the first.
  const viewsOf = (cell) => [...cell.classList].filter((name) => name.startsWith("celltag_view-"));
  const tagged = [...document.querySelectorAll(".cell")].filter((cell) => viewsOf(cell).length);
  const asked = `celltag_view-${new URLSearchParams(location.search).get("view")}`;
  const view = tagged.some((cell) => cell.classList.contains(asked)) ? asked : tagged[0] && viewsOf(tagged[0])[0];
  for (const cell of tagged) cell.hidden = !cell.classList.contains(view);

  // What ends the kernel when the page is left is refused without this cookie; our own server sets it with the page.
  const home = document.body.dataset.baseUrl.replace(/voila\/$/, "");
  if (!/\b_xsrf=/.test(document.cookie)) fetch(`${home}mentorbook/cookie`).catch(() => {});

  // Voilà says so every ten seconds in which no cell came to its end.
  window.voila_heartbeat = () => {
    beats += 1;
    slow.hidden = beats < 2;
  };

  // Said once: where one cell fails, those after it do not run.
  function bad() {
    const said = document.querySelector(".mentorbook-note.bad");
    return said ? "" : document.getElementById("mentorbook-bad").content.cloneNode(true);
  }

  return {
    /** The template element just before this script holds what cell `index` shows. */
    place(index) {
      const cell = place(index);
      const made = document.currentScript.previousElementSibling;
      document.currentScript.remove();
      slow.hidden = true;
      for (const failed of made.content.querySelectorAll("[data-bad]")) failed.replaceWith(bad());
      if (cell) {
        if (!made.content.querySelector("script")) cell.querySelector(".waiting")?.remove();
        cell.append(made.content);
        cell.dataset.ran = "";
      }
      made.remove();
    },
    /** The page itself could not be finished. */
    failed() {
      const first = document.querySelector(".waiting");
      first?.replaceWith(bad());
      for (const waiting of document.querySelectorAll(".waiting")) waiting.remove();
      mentorbook.done();
    },
    /** Every cell that could run has run: the others stood behind one that failed. */
    done() {
      slow.remove();
      for (const cell of places) if (!("ran" in cell.dataset)) cell.querySelector(".waiting")?.remove();
    },
  };
})();
