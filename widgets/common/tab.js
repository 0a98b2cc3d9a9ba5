// What belongs to the tab rather than to a page load: its page ids, which workbook is open in it, and the address.

import { readItem, whoseWords } from "./outbox.js";

const PAGES = "mentorbook:pages"; // ids this tab has used, newest first
const OPEN = "mentorbook:open"; // {file, role} of the workbook open in this tab
const PRACTICE = "mentorbook:practice"; // the same of the practice workbook, on the pages of a course
const MOST = 4;
const TRIES = 4;

/** 32 hex digits, random; without WebCrypto's secure-context parts. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function write(storage, key, value) {
  try {
    if (value === null) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // full or switched off: only a reload will notice
  }
}

function read(storage, key) {
  const text = readItem(storage, key);
  try {
    return text ? JSON.parse(text) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

// --- page ids: a duplicated tab copies the storage of a live one, and must not use its id

const held = new Map(); // ids that this document holds → what lets go of them
const CHANNEL = "mentorbook:pages";
let channel = null;

function hold(id, letGo = () => {}) {
  held.set(id, letGo);
  channel ??= typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : null;
  if (channel) {
    channel.unref?.();
    channel.onmessage = ({ data }) => {
      if (data?.ask && held.has(data.ask)) channel.postMessage({ held: data.ask });
    };
  }
}

/** Takes an id for this document if no live page holds it. Resolves to whether it did. */
export function claim(id, { locks = globalThis.navigator?.locks, patience = 80 } = {}) {
  if (held.has(id)) return Promise.resolve(false);
  if (locks) {
    return new Promise((resolve) => {
      const ask = locks.request(`mentorbook:page:${id}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // Held until it is let go, or the document goes.
        return lock ? new Promise((letGo) => hold(id, letGo)) : undefined;
      });
      ask.catch(() => resolve(true)); // locks are refused to some frames: go on without
    });
  }
  if (typeof BroadcastChannel !== "function") {
    hold(id);
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const question = new BroadcastChannel(CHANNEL);
    const end = (free) => {
      clearTimeout(timer);
      question.close();
      if (free) hold(id);
      resolve(free);
    };
    const timer = setTimeout(() => end(true), patience);
    question.onmessage = ({ data }) => data?.held === id && end(false);
    question.postMessage({ ask: id });
  });
}

/** Lets go of an id: its page is gone, and another may take up what it left. */
export function release(id) {
  held.get(id)?.();
  held.delete(id);
}

/** The page id of this load: the tab's own from an earlier load if no other live page holds it, else a new one. */
export async function pageId(storage, options = {}) {
  const known = read(storage, PAGES) ?? [];
  for (let tries = known.length ? TRIES : 0; tries > 0; tries -= 1) {
    for (const id of known) if (await claim(id, options)) return id;
    // The load before this one may not have let go of its id yet.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return freshId(storage, options);
}

/** Where the unacknowledged words of a page lie. */
export function wordsKey(workbook, page) {
  return `mentorbook:${workbook}:${page}`;
}

/** An id that no page has had, taken for this document. */
export async function freshId(storage, options = {}) {
  const id = newId();
  await claim(id, options);
  write(storage, PAGES, [id, ...(read(storage, PAGES) ?? [])].slice(0, MOST));
  return id;
}

/** Ids of other pages on which `role` left words for `workbook` in this tab, and which nobody here holds. */
export function leftBehind(storage, { workbook, page, role }) {
  const prefix = wordsKey(workbook, "");
  const ids = [];
  try {
    for (let index = 0; index < (storage?.length ?? 0); index += 1) {
      const key = storage.key(index);
      if (key.startsWith(prefix) && key !== prefix + page) ids.push(key.slice(prefix.length));
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  return ids.filter((id) => !held.has(id) && whoseWords(storage, prefix + id) === role);
}

// --- which workbook

/**
 * `open`: {file, role}; or on a shared server {link, workbook, fresh, several}, of which only the link need be there.
 * fresh: the reader has not said yet that they kept the link; several: it opens more than one workbook.
 */
export function rememberOpen(storage, open, { practice = false } = {}) {
  write(storage, practice ? PRACTICE : OPEN, open);
}

/** What the address is to open: from `#open=<file>&as=<role>` or `#link=<secret>`; null where it says nothing of it. */
export function asked(location) {
  const words = new URLSearchParams((location?.hash ?? "").replace(/^#/, ""));
  if (words.get("link")) return { link: words.get("link") };
  if (!words.has("open")) return null;
  const as = words.get("as");
  return { file: words.get("open"), role: as === "mentor" || as === "mentee" ? as : null };
}

/**
 * What this page is to open: what the address says (moved to the tab's storage at once and cleared from the address, so
 * that it stays in no history entry), else what this tab had open. Our own page does the same before any module is
 * loaded, in page.js of its template.
 */
export function wanted(storage, { location = globalThis.location, history = globalThis.history, practice = false } = {}) {
  const open = asked(location);
  if (!open) return read(storage, practice ? PRACTICE : OPEN);
  rememberOpen(storage, open, { practice });
  history.replaceState(history.state, "", location.pathname + location.search);
  return open;
}

/** What the kernel is asked to open, of what `wanted` told: {link, workbook} or {file, role}; null where it is nothing. */
export function opening(open) {
  if (!open) return null;
  const { file, role = null, link, workbook = null } = open;
  return link ? { link, ...(workbook ? { workbook } : {}) } : { file, role };
}

/** The same, before anything is moved from the address, and before the page says whether it is one of a course. */
export function openingSoon(storage, location) {
  return opening(asked(location) ?? read(storage, location.pathname.includes("/course/") ? PRACTICE : OPEN));
}

/** The secret in what somebody pasted: the bare secret, or the end of a whole address. */
export function secretOf(text) {
  return text.trim().split("link=").at(-1).split("&")[0].trim();
}
