// The line to one kernel: a websocket that is opened again whenever it ends. What waits meanwhile is not kept here: sending
// fails, and who sends knows what to send again.

import { newId } from "../tab.js";
import { PROTOCOL, decode, encode, message } from "./messages.js";

const PATIENCE = [250, 500, 1000, 2000, 4000]; // milliseconds before each new try; the last one from then on

export class Channel {
  #socket = null;
  #tries = 0;
  #timer = null;
  #count = 0;
  #answers = new Map(); // message id → resolve

  /**
   * `base`: the server's address. `onmessage(message)` hears what comes, `onopen()` each time the line stands.
   * `env` may bring a WebSocket, a window and timers of its own.
   */
  constructor(base, kernel, { onmessage, onopen }, env = globalThis) {
    Object.assign(this, { base, kernel, onmessage, onopen, env, session: newId() });
    const now = () => this.#again(0);
    env.addEventListener?.("online", now);
    env.document?.addEventListener("visibilitychange", () => env.document.visibilityState === "visible" && now());
    this.#connect();
  }

  get open() {
    return this.#socket?.readyState === 1;
  }

  #connect() {
    this.#timer = null;
    const address = new URL(`api/kernels/${this.kernel}/channels?session_id=${this.session}`, this.base);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new this.env.WebSocket(address.href, [PROTOCOL]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#tries = 0;
      this.onopen();
    };
    socket.onmessage = ({ data }) => this.#hear(decode(data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#again(PATIENCE[Math.min(this.#tries++, PATIENCE.length - 1)]);
    };
    this.#socket = socket;
  }

  /** Tries anew after a while, unless the line stands or is being opened. */
  #again(wait) {
    if (this.#socket) return;
    this.env.clearTimeout(this.#timer);
    this.#timer = this.env.setTimeout(() => this.#connect(), wait);
  }

  #hear(heard) {
    const answer = this.#answers.get(heard.parent.msg_id);
    if (answer && heard.channel !== "iopub") {
      this.#answers.delete(heard.parent.msg_id);
      answer(heard.content);
    }
    this.onmessage(heard);
  }

  /** Sends a message and returns its id. Throws where the line is down. */
  send(type, content, more = {}) {
    if (!this.open) throw new Error("no line to the kernel");
    const id = `${this.session}_${(this.#count += 1)}`;
    this.#socket.send(encode(message(type, content, { session: this.session, id, ...more })));
    return id;
  }

  /** Sends a message; resolves to what answers it. Rejects where the line is down. */
  async ask(type, content) {
    const id = this.send(type, content);
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }
}
