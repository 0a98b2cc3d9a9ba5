// Messages as a Jupyter server's websocket carries them, in its protocol v1: one binary frame of 64-bit offsets (little
// endian), then channel, header, parent header, metadata, content and buffers, end to end.
// https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const VERSION = "5.3"; // of the messages themselves

const utf8 = new TextEncoder();
const text = new TextDecoder();
const bytesOf = (buffer) => (ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer));

/** A message to be sent: {header, parent, metadata, content, buffers, channel}. */
export function message(type, content, { session, id, channel = "shell", metadata = {}, buffers = [] }) {
  const header = { msg_id: id, msg_type: type, session, username: "", date: new Date().toISOString(), version: VERSION };
  return { channel, header, parent: {}, metadata, content, buffers };
}

/** One frame (an ArrayBuffer). */
export function encode({ channel, header, parent, metadata, content, buffers = [] }) {
  const json = [header, parent, metadata, content].map((part) => utf8.encode(JSON.stringify(part)));
  const parts = [utf8.encode(channel), ...json, ...buffers.map(bytesOf)];
  let at = 8 * (parts.length + 2);
  const frame = new Uint8Array(at + parts.reduce((sum, part) => sum + part.byteLength, 0));
  const offsets = new DataView(frame.buffer);
  const note = (index, value) => offsets.setBigUint64(8 * index, BigInt(value), true);
  note(0, parts.length + 1);
  parts.forEach((part, index) => {
    note(index + 1, at);
    frame.set(part, at);
    at += part.byteLength;
  });
  note(parts.length + 1, at);
  return frame.buffer;
}

/** What `encode` was given; each buffer as a DataView of its own. Throws a RangeError or SyntaxError for anything else. */
export function decode(frame) {
  const view = new DataView(frame);
  const count = Number(view.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(8 * (index + 1), true)));
  const part = (index) => frame.slice(offsets[index], offsets[index + 1]);
  const json = (index) => JSON.parse(text.decode(part(index)));
  const buffers = Array.from({ length: count - 6 }, (_, index) => new DataView(part(index + 5)));
  return { channel: text.decode(part(0)), header: json(1), parent: json(2), metadata: json(3), content: json(4), buffers };
}
