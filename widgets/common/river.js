// The river: how words travel between this page and the kernel. One River a Page widget; every other widget joins it.
//
//   const river = await joinRiver(model);
//   river.on("change", (paths) => …)      paths: the Set of paths whose answer or text is another one now
//   river.set("agreement/purpose", "…")   shown at once, sent, kept in the tab until it is known to be on disk
//
// Events: "open" (a workbook was opened, left, or opened as someone else: draw anew), "change" (a Set of paths),
// "text" ({path, steps}: words that were not typed here moved the text on the screen; move carets by the steps, as
// text.js does, then show river.text(path)), "saved", "connection", "writing" (a Set of paths), "trouble", "merged" (a
// sentence), "removed" (the path of a row that was removed here and can be restored), "here" (a Set of paths: the partner
// came, went, or writes elsewhere), "moved" (the focus went to another field), "show" ({view, path}: somebody asked to go
// there), "view" (the name of the view shown now), "link" (the reader was given a link of their own, or has kept it),
// "links" (the workbook's links were told), "share" (somebody asked for the links and invitations), "private" (the
// reader's own place was made, opened or locked), "names" (one of the two has said what to call them),
// "course" (a Set of the ids of modules: how the reader stands in them has been told).
// Also "undo" (there is more, or less, to undo or redo) and "restored" ({path, steps, kept, entry}: what stood earlier was
// written again; `entry` undoes it), "hello" (the page has said who it is: what it had asked of the kernel is to be asked
// again), "whole" (everything has been told, also what is not on the screen), "written" (something was written, here or by the
// other person, after it was first told), "live" (of a live session: see live.js), and "report" (a document is being made: {stage}, {problem}, or {name, mime, bytes}).

import { announce } from "./dom.js";
import { homeOf } from "./keeping.js";
import { readOut } from "./news.js";
import { Outbox, whoseWords } from "./outbox.js";
import { sharedText } from "./paths.js";
import { Reading, UNKNOWN } from "./reading.js";
import { claim, freshId, leftBehind, newId, release, rememberOpen, secretOf, wordsKey } from "./tab.js";
import { apply, fromWire, toPoints } from "./text.js";
import { Undo } from "./undo.js";

const WRITING = 3000; // milliseconds for which “is writing” is shown after the last word
const RESEND = 8000; // without an acknowledgement for so long, what waits is sent again
const GREETING = 10_000; // without an answer for so long, a page that has its connection says hello again
const AT_ONCE = 200; // patches that go in one message, at most
const DISK = 3000; // after the disk refused, what waits is tried again
const QUIET = 500; // after the page was opened with what it shows first, the rest is asked for
const ASK_AGAIN = 10_000; // without the rest for so long, it is asked for once more

// Where modules were loaded twice there is still one river a page.
const RIVERS = Symbol.for("mentorbook.rivers");
const rivers = (globalThis[RIVERS] ??= new WeakMap());

/** The river of the page that a widget's model names; the same for all widgets of the page. */
export async function joinRiver(model) {
  const page = await pageModel(model);
  let river = rivers.get(page);
  if (!river) {
    river = new River(page, { announce });
    rivers.set(page, river);
    void river.start();
  }
  return river;
}

/** The Page's own model: what a widget is handed is a stand-in, another one for every view. */
async function pageModel(model) {
  const page = model.get("page");
  if (page && typeof page === "object") return page;
  const id = String(page ?? "").replace(/^IPY_MODEL_/, "");
  if (!id) throw new Error("this widget has no page: its trait `page` is empty");
  return model.widget_manager.get_model(id);
}

const utcNow = () => new Date().toISOString();

/** What of a patch goes over the wire: when it was written is only for this page's own display. */
function bare(patch) {
  const { when: _, ...rest } = patch;
  return rest;
}

export class River extends Reading {
  #posting = false;
  #sent = 0; // the last number sent since the last hello
  #resend = 0;
  #patience = RESEND;
  #hush; // ends the reading out
  #plain = null; // the agreement without what a programme adds to it
  #greeting = 0; // until the hello is answered
  #asked = null; // the link of the last "open", "create" or "claim"
  #rest = 0; // until the rest is asked for
  #everything = false; // another view is shown than the one that was prepared: what this one shows first is not enough
  #spare = null; // the id of another page of this tab that left words, claimed and waiting for ours to be through

  constructor(model, env = {}) {
    super(model, env);
    this.undo = new Undo(this);
    this.#hush = readOut(this, this.env.announce);
    this.on("view", () => this.phase === "opening" && (this.#everything = true));
    this.on("connection", () => this.company.here && this.emit("here", new Set([this.company.place])));
  }

  // --- writing

  /** One answer; null empties it. */
  set(path, value) {
    if (!this.#mayWrite(path)) return;
    this.problems.delete(path);
    this.undo.answer(path, value ?? null);
    this.outbox.set(path, value ?? null, this.revision, utcNow());
    this.#wrote([path]);
  }

  /** A new row under `prefix`, with its first answers; returns its id. */
  add(prefix, fields = {}, id = newId()) {
    const path = `${prefix}/${id}`;
    if (!this.#mayWrite(path)) return id;
    const forms = this.model.get("forms") ?? {};
    const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
    const texts = entries.filter(([field]) => sharedText(forms, `${path}/${field}`));
    const answers = Object.fromEntries(entries.filter(([field]) => !texts.some(([name]) => name === field)));
    this.outbox.put({ op: "add", path, fields: { ...homeOf(this, prefix, answers), ...answers }, when: utcNow() });
    const touched = [`${path}/created`, ...entries.map(([field]) => `${path}/${field}`)];
    for (const [field, value] of texts) this.outbox.text(`${path}/${field}`).type(String(value));
    this.rowIndex = null;
    this.undo.row(path, false, { made: true });
    this.#wrote(touched);
    return id;
  }

  remove(path) {
    if (!this.#mayWrite(path)) return;
    this.outbox.put({ op: "remove", path, when: utcNow() });
    this.undo.row(path, true);
    this.#wrote([`${path}/removed`]);
    if (!this.undo.busy) this.emit("removed", path);
  }

  restore(path) {
    if (!this.#mayWrite(path)) return;
    this.outbox.put({ op: "restore", path, when: utcNow() });
    this.undo.row(path, false);
    this.#wrote([`${path}/removed`]);
  }

  /**
   * Somebody typed in a shared text, which now reads `text`.
   *
   * Options: `caret`, where it stands now; `seen`, what the field showed before, where words have come since (an
   * input method was composing). If the text that river.text() gives afterwards is another than `text`, a "text"
   * event has said by which steps.
   */
  editText(path, text, options = {}) {
    if (!this.#mayWrite(path)) return;
    this.problems.delete(path);
    const before = this.text(path);
    const steps = this.outbox.text(path).type(text, options);
    this.undo.text(path, before, this.text(path));
    this.outbox.save();
    if (steps.length) this.emit("text", { path, steps });
    this.#wrote([path]);
  }

  /**
   * Writes again what stood at a `moment` (ISO, UTC) or after the change of number `change`: at a field, in a row or a
   * form, or everywhere (""). A "restored" event says what came of it.
   */
  restoreAsOf(path, { moment = null, change = null }) {
    const when = moment === null ? { change } : { moment };
    this.#put({ op: "as_of", path, base: this.revision, ...when });
  }

  sign(form, name) {
    this.#put({ op: "sign", path: form, name });
  }

  settle(path, value) {
    this.#put({ op: "settle", path, to: value, when: utcNow() });
  }

  talked(path) {
    this.#put({ op: "talked", path });
  }

  reveal(path) {
    this.#put({ op: "reveal", path });
  }

  #put(patch) {
    if (!this.#mayWrite(patch.path)) return;
    this.outbox.put(patch);
    this.#wrote([patch.path]);
  }

  #mayWrite(path) {
    if (!this.ready || !this.role) return false;
    if (this.readonly) this.problems.set(path, this.readonly);
    return !this.readonly;
  }

  #wrote(paths) {
    this.changed(paths);
    this.#post();
    this.emit("saved");
  }

  /** Sends what may go, once the event that wrote it is over. */
  #post() {
    if (this.#posting) return;
    this.#posting = true;
    queueMicrotask(() => {
      this.#posting = false;
      if (!this.ready) return;
      // Numbered also while the connection is lost: it goes out once that is back.
      this.outbox.release(this.revision, (path) => this.untold(path));
      this.#sendNew();
    });
  }

  #sendNew() {
    if (this.connection !== "live") return;
    const patches = this.outbox.patches.filter((patch) => patch.number > this.#sent);
    if (!patches.length) return;
    this.#sent = patches.at(-1).number;
    for (let at = 0; at < patches.length; at += AT_ONCE) {
      this.send({ type: "patches", page: this.page, patches: patches.slice(at, at + AT_ONCE).map(bare) });
    }
    this.#watch();
  }

  /** Sends everything that waits once more; the kernel recognises what it has. */
  #sendAgain() {
    this.#sent = 0;
    this.#sendNew();
  }

  #watch() {
    clearTimeout(this.#resend);
    if (!this.outbox.patches.length || this.connection !== "live") return;
    this.#resend = setTimeout(() => {
      this.#patience = Math.min(this.#patience * 2, 60_000);
      this.#sendAgain();
    }, this.#patience);
  }

  // --- what the kernel says

  keepWords() {
    this.outbox.write();
  }

  close() {
    super.close();
    clearTimeout(this.#resend);
    clearTimeout(this.#greeting);
    clearTimeout(this.#rest);
    for (const { timer } of this.writers.values()) clearTimeout(timer);
    this.#hush();
    this.outbox.storage = null; // whoever takes the words up writes there now
  }

  get mustWarn() {
    return this.outbox.waiting > 0 && !this.outbox.kept;
  }

  get waits() {
    return this.outbox.waiting > 0;
  }

  hello() {
    this.#sent = Infinity; // nothing more goes out until it is known what has arrived
    clearTimeout(this.#greeting);
    this.#greeting = setTimeout(() => this.connection === "live" && this.hello(), GREETING);
    super.hello();
  }

  handle(message, buffers) {
    switch (message.type) {
      case "pong": return this.time.heard(message.now);
      case "welcome": return this.#welcomed(message);
      case "opened": return this.#opened(message);
      case "changes": return this.#changes(message);
      case "refused": return this.#refused(message);
      case "trouble": return this.#troubled(message);
      case "merged": return this.#merged(message);
      case "invited":
      case "choose": return this.#linked(message);
      case "claimed":
      case "link": return this.#given(message);
      case "links": return this.#listed(message);
      case "invitation":
      case "own":
      case "who": return void this.answer(message);
      case "here": return this.#met(message);
      case "course": return this.#learned(message);
      case "file": return void this.answer({ ...message, bytes: buffers[0] });
      case "history":
      case "past": return void this.answer(message);
      case "live": return this.emit("live", { ...message, bytes: buffers[0] });
      case "programme":
      case "survey": return void this.answer(message);
      case "names": return this.#renamed(message);
      case "spoilt": return this.#foundSpoilt(message);
      case "run": return this.emit("run", { ...message, bytes: buffers[0] });
      case "report": return this.emit("report", { ...message, bytes: buffers[0] });
      case "restored": return this.emit("restored", { ...message, entry: this.undo.group(message.steps) });
      default: return undefined; // what the loader asks for
    }
  }

  #welcomed(message) {
    clearTimeout(this.#greeting);
    this.outbox.write();
    Object.assign(this, { phase: "welcome", welcome: message });
    this.#closed();
    this.answer(message);
    this.emit("open");
  }

  #closed() {
    Object.assign(this, { workbook: null, file: null, role: null, readonly: null, names: {} });
    Object.assign(this, { private: "open", spoilt: [], shared: false, links: null, invitation: null, choices: [] });
    this.outbox = new Outbox();
    this.#forget();
    this.#begin(null);
  }

  /** The link in hand opens nothing yet: it is an invitation, or one of several workbooks is to be chosen. */
  #linked(message) {
    clearTimeout(this.#greeting);
    this.outbox.write();
    this.#closed();
    const { type, workbooks = [] } = message;
    Object.assign(this, { phase: type, invitation: type === "invited" ? message : null, choices: workbooks });
    const link = this.#asked ?? this.toOpen?.link;
    this.#remember({ link, ...(workbooks.length > 1 ? { several: true } : {}) });
    if (this.trouble?.kind === "open") this.#setTrouble(null);
    this.answer(message);
    this.emit("open");
  }

  /** A link of the reader's own, which from now on opens what is open. */
  #given({ type, link }) {
    const known = this.toOpen?.link === link ? this.toOpen : { fresh: link !== this.#asked };
    const several = Boolean(known.several || link === this.#asked); // it was theirs before
    this.#remember({ ...known, link, ...(type === "link" ? { workbook: this.workbook } : {}), several });
    this.answer({ type, link, file: this.file, role: this.role });
    this.emit("link");
  }

  #listed(message) {
    this.links = message.links;
    this.answer(message);
    this.emit("links");
  }

  /** What is open, or to be opened, in this tab after a reload. */
  #remember(open) {
    this.#asked = null;
    rememberOpen(this.env.storage, (this.toOpen = open), { practice: this.practice });
  }

  /** Opens by a link: {type: "opened", "invited", "choose" or "trouble"}. `workbook`: which, where it opens several. */
  openLink(text, workbook = null) {
    this.#asked = secretOf(text);
    const which = workbook ? { workbook } : {};
    return this.#try({ type: "open", link: this.#asked, ...which }, ["opened", "invited", "choose"]);
  }

  /**
   * Takes up the invitation in hand, and opens the workbook. `own`: a link that the reader has already. With a trouble
   * that comes `late`, somebody else was quicker: the invitation is not in hand any more.
   */
  async claim(own = "") {
    const mine = own.trim() ? { own: secretOf(own) } : {};
    this.#asked = mine.own ?? null;
    const answer = await this.#try({ type: "claim", link: this.toOpen?.link ?? "", ...mine }, ["claimed"]);
    if (answer.type !== "claimed") return answer;
    const opened = await this.openLink(answer.link, this.invitation?.workbook);
    if (opened.type !== "trouble" || opened.kind === "connection") return opened;
    this.#remember(null);
    return { ...opened, late: true };
  }

  /** Makes a workbook on a shared server; `own`: a link that the reader has already, which is to open it as well. */
  async createBy(details, own = "") {
    const mine = own.trim() ? { link: secretOf(own) } : {};
    this.#asked = mine.link ?? null;
    const answer = await this.#try({ type: "create", ...details, ...mine }, ["link"]);
    if (answer.type === "link" && mine.link) this.#remember({ ...this.toOpen, several: true });
    return answer;
  }

  /** To the others of the workbooks that the reader's link opens. */
  async switchWorkbook() {
    const { link } = this.toOpen;
    const left = this.leave();
    this.#remember({ link, several: true });
    await left;
    return this.openLink(link);
  }

  async #try(message, types) {
    const answer = await this.request(message, types);
    if (answer.type === "trouble") this.#asked = null;
    return answer;
  }

  /** The reader has kept their link. */
  keptLink() {
    this.#remember({ ...this.toOpen, fresh: false });
    this.emit("link");
  }

  #forget() {
    this.told = new Map();
    this.company = UNKNOWN;
    this.lessons.clear();
    this.problems.clear();
    this.savedAt = null;
    this.lay();
  }

  #opened(message) {
    clearTimeout(this.#greeting);
    if (message.role && this.#heldByOther(message)) return void this.#anotherPage(message);
    if (message.first && this.#everything) return void this.hello(); // which is answered with all there is
    const { workbook, file, role, names, readonly, revision, reached, cells, texts } = message;
    this.#extend(message.forms ?? {});
    this.programme = message.programme === true;
    const shared = message.shared === true;
    const told = () => JSON.stringify([this.workbook, this.phase, this.role, this.names, this.readonly]);
    const before = told();
    if (workbook !== this.workbook || role !== this.role) this.#take(workbook, role, reached);
    const phase = role ? "open" : "who";
    if (workbook !== this.workbook) this.links = null;
    Object.assign(this, { workbook, file, role, names, readonly, revision, phase, shared });
    this.#remember(this.#again(message));
    const kept = this.private;
    Object.assign(this, { private: message.private ?? "open", passphrase: Boolean(message.passphrase), spoilt: message.problems ?? [] });
    const changed = this.#compare(cells);
    const news = new Set([...changed].filter((path) => !this.untold(path)));
    this.told = new Map(Object.entries(cells));
    this.#begin(message.first);
    for (const path of new Set([...Object.keys(texts), ...this.outbox.texts.keys()])) {
      if (this.untold(path)) continue;
      if (this.#tell(path, texts[path]?.text ?? "", texts[path] ?? {}, reached)) changed.add(path);
    }
    this.#acknowledged(reached, changed);
    this.seen = this.partner && !this.first ? this.lastBy(this.partner) : null; // from a part of it nothing is said
    if (this.trouble?.kind === "open") this.#setTrouble(null);
    this.#sent = 0;
    this.#post();
    this.answer(message);
    this.lay(); // what was taken up is seen at once, not only when it has arrived
    if (told() !== before) this.emit("open");
    else this.changed(changed, news);
    if (kept !== this.private) this.emit("private");
    this.emit("saved");
    void this.#takeUp();
  }

  /** What is told `first` is enough to draw what is on the screen; the rest is asked for once it has been. */
  #begin(first) {
    clearTimeout(this.#rest);
    this.first = first ? new Set(first) : null;
    this.#everything = false;
    if (first) this.#rest = setTimeout(() => this.#askRest(), QUIET);
    else this.emit("whole");
  }

  #askRest() {
    clearTimeout(this.#rest);
    this.send({ type: "rest" });
    this.#rest = setTimeout(() => this.#askRest(), ASK_AGAIN);
  }

  /** Whether everything has been told, also what is not on the screen. */
  get complete() {
    return this.phase !== "opening" && this.first === null;
  }

  /** Once it has. `soon`: somebody waits for it, so it is asked for now. */
  whole({ soon = true } = {}) {
    if (this.complete) return Promise.resolve();
    if (soon && this.first) this.#askRest();
    else if (soon) this.#everything = true;
    return new Promise((resolve) => {
      const off = this.on("whole", () => (off(), resolve()));
    });
  }

  /** Forms as this workbook's programme has them; those of another workbook are as they were. */
  #extend(forms) {
    if (!this.#plain && !Object.keys(forms).length) return;
    const { agreement } = (this.#plain ??= { agreement: this.model.get("forms")?.agreement });
    if (agreement) this.model.set("forms", { ...this.model.get("forms"), agreement, ...forms });
  }

  /** What a reload opens again. */
  #again({ shared = false, workbook, file, role }) {
    if (!shared) return { file, role };
    const link = this.#asked ?? this.toOpen?.link;
    return { ...(this.toOpen?.link === link ? this.toOpen : {}), link, workbook };
  }

  /** Another workbook: what waits for the last one lies in the tab; what waits for this one is taken up. */
  #take(workbook, role, reached) {
    this.outbox.write();
    this.undo.clear();
    this.outbox = new Outbox({ storage: this.env.storage, key: wordsKey(workbook, this.page), role });
    this.#forget();
    this.outbox.restore();
    this.outbox.outdated(reached);
    for (const [path, { message }] of this.outbox.held) this.problems.set(path, message);
    for (const [path, text] of this.outbox.texts) if (text.held) this.problems.set(path, text.held);
  }

  /** Whether the other person's words wait under this page's id: they must not go out under this reader's name. */
  #heldByOther({ workbook, role }) {
    this.outbox.write();
    const whose = whoseWords(this.env.storage, wordsKey(workbook, this.page));
    return whose !== null && whose !== role;
  }

  async #anotherPage(message) {
    this.toOpen = this.#again(message);
    release(this.page);
    this.page = await freshId(this.env.storage, { locks: this.env.locks });
    this.hello();
  }

  /** The paths whose cells differ from those held. */
  #compare(cells) {
    const changed = new Set();
    for (const path of new Set([...Object.keys(cells), ...this.told.keys()])) {
      if (JSON.stringify(cells[path]) !== JSON.stringify(this.told.get(path))) changed.add(path);
    }
    return changed;
  }

  /** A shared text reads `whole` now. Returns whether the one on the screen moved. */
  #tell(path, whole, { by, when, at }, reached) {
    const text = this.outbox.text(path);
    const steps = text.tell(whole, text.flight !== null && text.flight.number <= reached);
    if (by) Object.assign(text, { by, at: when ?? at });
    if (steps.length) this.emit("text", { path, steps });
    return steps.length > 0;
  }

  #changes({ revision, reached, cells = {}, texts = {}, rest = false }) {
    if (this.phase !== "open" && this.phase !== "who") return;
    if (rest) return void this.#whole({ revision, reached, cells, texts });
    const changed = new Set(Object.keys(cells));
    const news = new Set();
    for (const [path, cell] of Object.entries(cells)) {
      if (cell === null) this.told.delete(path);
      else this.told.set(path, cell);
      if (cell?.by && cell.by === this.partner) news.add(path);
    }
    let sound = true;
    for (const [path, told] of Object.entries(texts)) {
      changed.add(path);
      const { base } = this.outbox.text(path);
      const whole = apply(base, fromWire(base, told));
      if (toPoints(whole) !== told.length) sound = false;
      else this.#tell(path, whole, { by: told.by, when: told.when }, reached);
      if (told.by === this.partner) news.add(path);
    }
    this.revision = revision;
    if (!sound) return void this.hello(); // something was missed: the whole is told again
    for (const [path, text] of this.outbox.texts) {
      if (text.flight && text.flight.number <= reached && !this.untold(path)) this.#tell(path, text.base, {}, reached);
    }
    this.#acknowledged(reached, changed);
    this.changed(changed);
    this.#hearPartner(news);
    this.#post();
    this.emit("saved");
  }

  /** Everything up to `reached` is on disk; the paths concerned join `changed`. */
  #acknowledged(reached, changed) {
    for (const patch of this.outbox.patches) {
      if (patch.number > reached) break;
      changed.add(patch.path);
      for (const path of Object.keys(patch.fields ?? {})) changed.add(`${patch.path}/${path}`);
    }
    if (!this.outbox.acknowledge(reached)) return;
    this.savedAt = new Date();
    this.#patience = RESEND;
    this.#watch();
    if (this.trouble?.kind === "disk") this.#setTrouble(null);
    if (this.#spare && !this.waits) void this.#takeUp();
  }

  /** What was not among the first: new to nobody, but for what has changed in those meanwhile. */
  #whole({ cells, texts, ...told }) {
    clearTimeout(this.#rest);
    const known = (all) => Object.fromEntries(Object.entries(all).filter(([path]) => !this.untold(path)));
    const news = { ...told, cells: known(cells), texts: known(texts) };
    const fresh = new Set([...Object.keys(cells), ...Object.keys(texts), ...this.outbox.texts.keys()].filter((path) => this.untold(path)));
    for (const path of fresh) {
      if (cells[path]) this.told.set(path, cells[path]);
      if (path in texts || this.outbox.texts.has(path)) this.#tell(path, texts[path]?.put ?? "", texts[path] ?? {}, told.reached);
    }
    this.first = null;
    this.#changes(news);
    if (this.first) return; // something was missed, and is told again
    const last = this.partner ? this.lastBy(this.partner) : null;
    if (last > this.seen) this.seen = last;
    if (fresh.size) this.changed(fresh, []); // what is on the screen may name something of it
    this.emit("whole");
    this.emit("here", new Set());
  }

  #hearPartner(paths) {
    if (!paths.size) return;
    this.seen = new Date();
    for (const path of paths) {
      clearTimeout(this.writers.get(path)?.timer);
      const timer = setTimeout(() => {
        this.writers.delete(path);
        this.emit("writing", new Set([path]));
      }, WRITING);
      this.writers.set(path, { person: this.partner, timer });
    }
    this.emit("writing", paths);
  }

  #met({ here, place }) {
    const before = this.company;
    this.company = { here, place: here ? place : "" };
    if (before.here && here === false) this.seen = new Date();
    this.emit("here", new Set([before.place, this.company.place].filter(Boolean)));
  }

  /** One of the two has said what they are called. */
  #renamed({ names }) {
    this.names = names;
    this.emit("names");
  }

  /** How the reader now stands in modules of a course: what they have earned with their answers. */
  #learned({ modules }) {
    for (const [id, stands] of Object.entries(modules)) this.lessons.set(id, stands);
    this.emit("course", new Set(Object.keys(modules)));
  }

  #refused({ number, path, message }) {
    const patch = this.outbox.refuse(number, message);
    this.lay();
    this.problems.set(patch?.path ?? path, message);
    // What has no field to stand at (a row, a signature) is said for the page as a whole.
    if (patch && !["set", "text"].includes(patch.op)) this.#setTrouble({ message, kind: "refused", keep: false });
    else this.env.announce(message);
    this.changed([patch?.path ?? path]);
    this.#post();
    this.emit("saved");
  }

  #troubled(message) {
    if (message.kind === "disk") {
      clearTimeout(this.#resend);
      this.#resend = setTimeout(() => this.#sendAgain(), DISK);
      this.#setTrouble(message);
      this.emit("saved");
      return;
    }
    const wasAsked = this.answer(message);
    // What could not be opened is not tried again; what is open, or in hand, stays so, whatever else was asked for.
    if (message.kind === "open" && !(wasAsked && ["open", "invited", "choose"].includes(this.phase))) this.#remember(null);
    if (!wasAsked) this.#setTrouble(message);
  }

  #foundSpoilt({ problems }) {
    this.spoilt = problems;
    this.emit("trouble", this.trouble);
  }

  #merged(message) {
    this.answer(message);
    this.emit("merged", message.summary);
  }

  #setTrouble(trouble) {
    this.trouble = trouble;
    this.emit("trouble", trouble);
  }

  /** The reader has seen what was wrong. */
  dismissTrouble() {
    this.#setTrouble(null);
  }

  /** Words that another load of this page left in the tab are sent under that page's id and numbers. */
  async #takeUp() {
    if (!this.#spare) {
      for (const id of leftBehind(this.env.storage, this)) {
        if (await claim(id, { locks: this.env.locks })) {
          this.#spare = id;
          break;
        }
      }
    }
    if (!this.#spare || this.waits) return; // first our own, then those
    release(this.page);
    [this.page, this.#spare] = [this.#spare, null];
    this.workbook = null;
    this.hello();
  }
}
