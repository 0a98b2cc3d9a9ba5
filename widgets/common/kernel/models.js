// The kernel's widgets, as far as ours use them: their traits as the kernel last told, and custom messages both ways. A
// model here has the part of anywidget's interface that a page of ours needs; what pages are built of besides is drawn
// by Jupyter's own manager.

const CONTROL = "jupyter.widget.control";
const CONTROL_VERSION = "1.0.0";

class Model {
  #state;
  #listeners = new Map();

  constructor(id, state, manager) {
    this.model_id = id;
    this.comm_live = true;
    this.widget_manager = manager;
    this.#state = state;
  }

  get(name) {
    return this.#state[name];
  }

  /** Here alone: the kernel is not told. (A programme's additions to the agreement are put in so.) */
  set(name, value) {
    this.#state = { ...this.#state, [name]: value };
  }

  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
  }

  off(event, listener) {
    this.#listeners.get(event)?.delete(listener);
  }

  trigger(event, ...details) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        listener(...details);
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** Throws where nobody hears it. `_callbacks` is anywidget's, and not used. */
  send(content, _callbacks, buffers = []) {
    this.widget_manager.send(this.model_id, { method: "custom", content }, buffers);
  }

  update(state) {
    Object.assign(this.#state, state);
    for (const name of Object.keys(state)) this.trigger(`change:${name}`);
    this.trigger("change");
  }
}

export class Models {
  #models = new Map();
  #told = Promise.withResolvers?.() ?? resolvers();
  #control = null; // the comm that asks for all states, while it is asked

  /** `channel`: to send by. `kernel`: {id, serverSettings: {baseUrl}}, as JupyterLab's manager has it. */
  constructor(channel, kernel) {
    this.channel = channel;
    this.kernel = kernel;
  }

  /** Asks for the kernel's widgets, and what each of them is like. */
  ask() {
    this.#control = `${this.channel.session}-control`;
    const metadata = { version: CONTROL_VERSION };
    this.channel.send("comm_open", { comm_id: this.#control, target_name: CONTROL, data: {} }, { metadata });
    this.send(this.#control, { method: "request_states" });
  }

  /** Resolves to a model; rejects where the kernel has none of this id. */
  async get_model(id) {
    await this.#told.promise;
    const model = this.#models.get(id);
    if (!model) throw new Error(`the kernel has no widget ${id}`);
    return model;
  }

  /** Which comms the kernel knows, by id; as JupyterLab's manager names it. */
  async _get_comm_info() {
    return (await this.channel.ask("comm_info_request", { target_name: "jupyter.widget" })).comms;
  }

  send(comm, data, buffers = []) {
    this.channel.send("comm_msg", { comm_id: comm, data }, { buffers });
  }

  /** A message from the kernel. */
  hear({ header, content, buffers }) {
    if (header.msg_type === "status") {
      if (content.execution_state === "restarting" || content.execution_state === "dead") this.#lose();
      return;
    }
    const model = this.#models.get(content.comm_id);
    if (header.msg_type === "comm_close" && model) {
      model.comm_live = false;
      model.trigger("comm:close");
    }
    if (header.msg_type !== "comm_msg") return;
    const { method, state, states, content: said } = content.data ?? {};
    if (content.comm_id === this.#control && method === "update_states") this.#begin(states);
    else if (method === "custom") model?.trigger("msg:custom", said, buffers);
    else if (method === "update") model?.update(state);
  }

  #begin(states) {
    for (const [id, { state }] of Object.entries(states)) {
      if (!this.#models.has(id)) this.#models.set(id, new Model(id, state, this));
    }
    this.channel.send("comm_close", { comm_id: this.#control, data: {} });
    this.#control = null;
    this.#told.resolve();
  }

  /** A kernel that begins anew knows none of these widgets. */
  #lose() {
    for (const model of this.#models.values()) {
      model.comm_live = false;
      model.trigger("comm:close");
    }
  }
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
