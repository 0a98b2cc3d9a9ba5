// A widget's model as anywidget hands it to a module, stricter than the real one: a trait that was not given, an
// event that nobody sends and a message that could not travel are errors.

const EVENTS = /^(msg:custom|destroy|comm:close|change(:\w+)?)$/;

export class FakeModel {
  #traits;
  #listeners = [];

  /** `traits`: every trait the widget has. `send(message, buffers)` takes what the browser half sends. */
  constructor(traits, { send = null, manager = null, id = "fake" } = {}) {
    this.#traits = { ...traits };
    this.model_id = id;
    this.comm_live = true;
    this.sent = [];
    this.deliver = send;
    this.widget_manager = manager ?? { get_model: async () => this };
  }

  get(name) {
    if (!(name in this.#traits)) throw new Error(`the model has no trait ${name}`);
    return this.#traits[name];
  }

  set(name, value) {
    if (!(name in this.#traits)) throw new Error(`the model has no trait ${name}`);
    this.#traits[name] = value;
    this.trigger(`change:${name}`);
  }

  save_changes() {}

  on(names, listener, context) {
    for (const name of names.split(" ")) {
      if (!EVENTS.test(name)) throw new Error(`no model sends ${name}`);
      this.#listeners.push({ name, listener, context });
    }
  }

  off(name, listener) {
    this.#listeners = this.#listeners.filter(
      (one) => !((!name || one.name === name) && (!listener || one.listener === listener)),
    );
  }

  trigger(name, ...args) {
    for (const one of [...this.#listeners]) if (one.name === name) one.listener.apply(one.context, args);
  }

  send(message, callbacks, buffers = []) {
    if (callbacks !== undefined) throw new Error("buffers are the third argument of send");
    if (!this.comm_live) throw new Error("Cannot send: the comm is closed");
    if (typeof message?.type !== "string") throw new Error("every message has a type");
    // What crosses the wire is JSON: undefined, functions and references do not.
    const text = JSON.stringify(message);
    if (Object.values(message).includes(undefined)) throw new Error(`a part of the message is undefined: ${text}`);
    const copy = JSON.parse(text);
    this.sent.push(copy);
    this.deliver?.(copy, buffers);
  }

  /** A message from the kernel. */
  receive(message, buffers = []) {
    this.trigger("msg:custom", JSON.parse(JSON.stringify(message)), buffers);
  }

  /** Another widget's model on the same page. */
  sibling(traits) {
    return new FakeModel({ page: `IPY_MODEL_${this.model_id}`, ...traits }, { manager: this.widget_manager });
  }
}
