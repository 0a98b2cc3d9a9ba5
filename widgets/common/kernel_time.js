// What time it is where the workbook is written. Clocks of two machines differ: what two pages are to show alike is
// counted by the kernel's, which tells its time with every sign of life.

const KEPT = 8; // samples: the one that travelled fastest counts, and an old one is forgotten

export class KernelTime {
  #samples = [];
  #asked = null;

  /** `now()`: this machine's clock in milliseconds. */
  constructor(now = () => Date.now()) {
    this.here = now;
  }

  /** A question went out. */
  asked() {
    this.#asked ??= this.here();
  }

  /** The kernel's time came (ISO, UTC), in answer to the oldest question. */
  heard(told) {
    const at = this.here();
    const [asked, kernel] = [this.#asked, Date.parse(told ?? "")];
    this.#asked = null;
    if (asked === null || Number.isNaN(kernel)) return;
    this.#samples.push({ took: at - asked, ahead: kernel - (asked + at) / 2 });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  /** How far the kernel's clock is ahead of this machine's, in milliseconds; 0 while it is not known. */
  get ahead() {
    if (!this.#samples.length) return 0;
    return this.#samples.reduce((best, one) => (one.took < best.took ? one : best)).ahead;
  }

  /** The kernel's time now, in milliseconds. */
  now() {
    return this.here() + this.ahead;
  }
}
