// Whether the kernel is there. While somebody looks at the page (or something waits) it is asked every second;
// the kernel never ticks by itself, so abandoned ones can be culled.

const EVERY = 1000; // milliseconds between two questions
const PATIENCE = 2900; // without an answer for so long, the connection counts as lost: known four seconds after it broke
const FIRST = 20_000; // the first answer may take longer: the notebook's cells run before it

export class Pulse {
  /**
   * `ask()` sends a ping; `lost()` and `found()` are told about changes; `wanted()`, whether to ask just now.
   * `now()` is a clock in milliseconds.
   */
  constructor({ ask, lost, found, wanted, now = () => Date.now() }) {
    Object.assign(this, { ask, lost, found, wanted, now });
    this.state = "waiting"; // until the first answer; then "live" or "lost"
    this.since = now(); // when the oldest unanswered question was asked; null where none is
    this.timer = setInterval(() => this.beat(), EVERY);
  }

  /** Anything came from the kernel. */
  heard() {
    this.since = null;
    if (this.state === "live") return;
    const before = this.state;
    this.state = "live";
    if (before === "lost") this.found();
  }

  beat() {
    if (!this.wanted()) {
      // Nobody looks: an answer that is late now says nothing about the connection.
      if (this.state === "live") this.since = null;
      return;
    }
    const patience = this.state === "waiting" ? FIRST : PATIENCE;
    if (this.since !== null && this.state !== "lost" && this.now() - this.since >= patience) this.fail();
    if (this.since === null) this.since = this.now();
    this.ask();
  }

  /** The connection is known to be gone (sending failed, or no answer came). */
  fail() {
    if (this.state === "lost") return;
    this.state = "lost";
    this.lost();
  }

  stop() {
    clearInterval(this.timer);
  }
}
