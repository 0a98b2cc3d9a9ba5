// Where the reader is: the path of the field that they write in, for the partner to see. Told with the ping that the
// page sends anyway, and at once when the focus goes to another field. Nothing of it is kept.

const STILL = 60_000; // milliseconds without a key or a press after which nobody counts as writing
const SETTLES = 150; // a focus that only passes through is not told
const WRITES = "input:not([type=button], [type=submit], [type=file]), textarea, select";

export class Whereabouts {
  #told = "";
  #timer = 0;
  #ends = [];

  /** `owns(element)`: whether a field is of this page's workbook. `moved()` is told when the place is another. */
  constructor({ document, owns, moved, now = () => Date.now() }) {
    Object.assign(this, { document, owns, moved, now, touched: now() });
    const look = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.place !== this.#told && this.moved(), SETTLES);
    };
    const touch = () => {
      this.touched = this.now();
      look();
    };
    for (const [name, listener] of [["focusin", touch], ["focusout", look], ["keydown", touch], ["pointerdown", touch], ["input", touch]]) {
      document.addEventListener(name, listener, { capture: true });
      this.#ends.push(() => document.removeEventListener(name, listener, { capture: true }));
    }
  }

  /** The path of the field that is written in, or "". */
  get place() {
    const { document } = this;
    const el = document.activeElement;
    if (!el?.matches?.(WRITES) || el.readOnly || el.disabled || this.now() - this.touched >= STILL) return "";
    const field = el.closest(".field[data-path]");
    return field && this.owns(field) ? field.dataset.path : "";
  }

  /** The place, to be sent now. */
  tell() {
    this.#told = this.place;
    return this.#told;
  }

  end() {
    clearTimeout(this.#timer);
    for (const end of this.#ends.splice(0)) end();
  }
}
