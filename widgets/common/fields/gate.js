// A field that only the reader would see, where there is no place for that: why, and the way to it.

import { NoPlace } from "../private.js";
import { Shell } from "./shell.js";

export class GateField {
  constructor(river, spec, path, options) {
    this.wide = true;
    this.shell = new Shell(river, spec, { group: null, options });
    this.place = new NoPlace(river, { why: river.say("keep.field", { name: river.name(river.partner) }) });
    this.shell.body.append(this.place.el);
  }

  get el() {
    return this.shell.el;
  }

  refresh() {
    this.place.update();
  }

  focus() {
    this.el.querySelector("button, input:not([hidden])")?.focus();
  }

  destroy() {
    this.place.destroy();
  }
}
