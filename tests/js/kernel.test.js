// The line to the kernel: messages as its websocket carries them, models, and what happens when the line ends.

import assert from "node:assert/strict";
import test from "node:test";

import { Channel } from "../../widgets/common/kernel/channel.js";
import { decode, encode, message } from "../../widgets/common/kernel/messages.js";
import { Models } from "../../widgets/common/kernel/models.js";

const bytes = (view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];

test("a message is read as it was written, with its buffers", () => {
  const sent = message("comm_msg", { text: "naïve 日本 🙂" }, { session: "s", id: "s_1", buffers: [new Uint8Array([1, 2, 3]).subarray(1), new ArrayBuffer(0)] });
  const got = decode(encode(sent));
  assert.deepEqual({ ...got, buffers: got.buffers.map(bytes) }, { ...sent, buffers: [[2, 3], []] });
});

test("a frame is laid out as the protocol says", () => {
  const frame = encode({ channel: "shell", header: {}, parent: {}, metadata: {}, content: { a: 1 } });
  const view = new DataView(frame);
  const offsets = Array.from({ length: 7 }, (_, index) => Number(view.getBigUint64(8 * index, true)));
  assert.deepEqual(offsets, [6, 56, 61, 63, 65, 67, 74]);
  assert.equal(new TextDecoder().decode(frame.slice(56)), 'shell{}{}{}{"a":1}');
});

test("half a frame is no message", () => {
  const frame = encode(message("status", {}, { session: "s", id: "1" }));
  for (const length of [0, 7, 30, frame.byteLength - 1]) assert.throws(() => decode(frame.slice(0, length)));
});

/** A window with sockets that are opened and closed by hand, and a clock that is set by hand. */
function world() {
  const sockets = [];
  const timers = [];
  class WebSocket {
    constructor(address, protocols) {
      Object.assign(this, { address, protocols, readyState: 0, sent: [] });
      sockets.push(this);
    }
    send(frame) {
      this.sent.push(decode(frame));
    }
    opens() {
      this.readyState = 1;
      this.onopen();
    }
    closes() {
      this.readyState = 3;
      this.onclose();
    }
    brings(type, content, parent = {}, channel = "iopub") {
      this.onmessage({ data: encode({ ...message(type, content, { session: "k", id: "k", channel }), parent }) });
    }
  }
  const env = {
    WebSocket,
    setTimeout: (act, wait) => timers.push({ act, wait }) && timers.at(-1),
    clearTimeout: (timer) => timers.splice(timers.indexOf(timer) >>> 0, 1),
    listeners: {},
    addEventListener: (event, act) => (env.listeners[event] = act),
  };
  return { env, sockets, timers };
}

function line() {
  const made = world();
  const heard = [];
  let opened = 0;
  const channel = new Channel("https://here.example/user/x/", "k1", { onmessage: (one) => heard.push(one), onopen: () => (opened += 1) }, made.env);
  return { ...made, heard, channel, opened: () => opened };
}

test("it goes to the kernel of the page, below the server's address", () => {
  const { sockets } = line();
  assert.match(sockets[0].address, /^wss:\/\/here\.example\/user\/x\/api\/kernels\/k1\/channels\?session_id=[0-9a-f]{32}$/);
});

test("a line that ends is opened again, with more patience each time, and at once when the network is back", () => {
  const { sockets, timers, env, channel, opened } = line();
  assert.throws(() => channel.send("x", {}), /no line/);
  sockets[0].opens();
  sockets[0].closes();
  assert.throws(() => channel.send("x", {}), /no line/);
  const waits = [];
  for (let number = 1; number < 8; number += 1) {
    const timer = timers.pop();
    waits.push(timer.wait);
    timer.act();
    sockets.at(-1).closes();
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 4000, 4000]);
  env.listeners.online();
  assert.deepEqual(timers.map((timer) => timer.wait), [0]);
  timers.pop().act();
  sockets.at(-1).opens();
  env.listeners.online();
  assert.equal(timers.length, 0);
  assert.equal(opened(), 2);
  channel.send("x", {});
  assert.equal(sockets.at(-1).sent.length, 1);
});

test("an answer goes to who asked, however many messages come between", async () => {
  const { sockets, channel, heard } = line();
  sockets[0].opens();
  const answered = channel.ask("comm_info_request", { target_name: "jupyter.widget" });
  const { header } = sockets[0].sent[0];
  sockets[0].brings("status", { execution_state: "busy" }, header);
  sockets[0].brings("comm_info_reply", { comms: { c1: {} } }, header, "shell");
  assert.deepEqual(await answered, { comms: { c1: {} } });
  assert.equal(heard.length, 2);
});

async function models() {
  const made = line();
  const manager = new Models(made.channel, { id: "k1" });
  made.channel.onmessage = (heard) => manager.hear(heard);
  made.sockets[0].opens();
  manager.ask();
  const say = (comm, data) => made.sockets[0].brings("comm_msg", { comm_id: comm, data });
  const [opened] = made.sockets[0].sent;
  say(opened.content.comm_id, { method: "update_states", states: { p: { state: { views: [1], page: null } } } });
  return { ...made, manager, say, page: await manager.get_model("p") };
}

test("models are what the kernel says, and hear what it says to them", async () => {
  const { page, say, sockets, manager } = await models();
  assert.deepEqual(page.get("views"), [1]);
  assert.deepEqual([page.model_id, page.comm_live, page.get("nothing")], ["p", true, undefined]);
  const heard = [];
  const listen = (content, buffers) => heard.push([content, buffers.length]);
  page.on("msg:custom", listen);
  page.on("change:views", () => heard.push(page.get("views")));
  say("p", { method: "custom", content: { type: "pong" } });
  say("p", { method: "update", state: { views: [2] } });
  say("other", { method: "custom", content: {} });
  page.off("msg:custom", listen);
  say("p", { method: "custom", content: { type: "pong" } });
  assert.deepEqual(heard, [[{ type: "pong" }, 0], [2]]);
  page.send({ type: "ping" }, undefined, [new Uint8Array([7])]);
  const { content, buffers, channel } = sockets[0].sent.at(-1);
  assert.deepEqual([content, bytes(buffers[0]), channel], [{ comm_id: "p", data: { method: "custom", content: { type: "ping" } } }, [7], "shell"]);
  await assert.rejects(manager.get_model("q"), /no widget q/);
});

test("what a page puts into a model stays on the page", async () => {
  const { page, sockets } = await models();
  const before = sockets[0].sent.length;
  page.set("views", [3]);
  assert.deepEqual([page.get("views"), page.get("page"), sockets[0].sent.length], [[3], null, before]);
});

test("a listener's mistake keeps nothing from the others", async () => {
  const { page, say } = await models();
  const heard = [];
  const reported = [];
  globalThis.reportError = (error) => reported.push(error.message);
  page.on("msg:custom", () => {
    throw new Error("mine");
  });
  page.on("msg:custom", (content) => heard.push(content));
  say("p", { method: "custom", content: 1 });
  delete globalThis.reportError;
  assert.deepEqual([heard, reported], [[1], ["mine"]]);
});

test("a kernel that starts anew, or lets a widget go, says so to the page", async () => {
  for (const end of [(made) => made.sockets[0].brings("status", { execution_state: "restarting" }), (made) => made.sockets[0].brings("comm_close", { comm_id: "p" })]) {
    const made = await models();
    let closed = 0;
    made.page.on("comm:close", () => (closed += 1));
    end(made);
    assert.deepEqual([closed, made.page.comm_live], [1, false]);
  }
});
