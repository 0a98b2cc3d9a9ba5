// The open notebook: two people's lines, one page each, and the place they marked to look at together.

import { svg } from "../common/dom.js";

const PARTS = [
  ["path", "page", { d: "M216 44C182 24 122 18 40 22v222c82-4 142 2 176 22z" }],
  ["path", "page", { d: "M216 44c34-20 94-26 176-22v222c-82-4-142 2-176 22z" }],
  ["path", "ribbon", { d: "M330 18.5h18v62l-9-9-9 9z" }],
  ["path", "lines", { d: "M62 106c54-2 96 3 132 12M62 134c54-2 96 3 132 12M62 162c54-2 96 3 132 12M62 190c54-2 96 3 132 12M62 218c54-2 96 3 132 12M238 118c36-9 78-14 132-12M238 146c36-9 78-14 132-12M238 174c36-9 78-14 132-12M238 202c36-9 78-14 132-12M238 230c36-9 78-14 132-12" }],
  ["path", "hi", { d: "M262 162c17-4 35-6.5 56-8" }],
  ["rect", "a-fill", { x: 62, y: 56, width: 20, height: 20, rx: 3 }],
  ["path", "a", { d: "M94 67c22 0 40 2 56 5M64 99c8-7 12 5 20-1s11 4 19 0 10-5 17 1 14-3 22 2 12-1 19 3M64 127c10-6 13 5 22 0s12 4 20 1 11-4 19 2M64 155c8-6 13 4 21 0s12 4 19 1 12-4 19 2 11-2 18 3 10-1 15 2" }],
  ["circle", "b-fill", { cx: 249, cy: 72, r: 10.5 }],
  ["path", "b", { d: "M272 69c14-3 26-4.5 40-5M240 112c7-8 13 3 20-3s12 3 19-2 11 2 18-3 12 3 18-1 11-2 20 1 10-3 16-1M240 140c7-7 12 2 19-3s13 3 20-2 12 2 19-2M240 168c8-8 13 2 21-4s12 3 20-2 11 2 18-2 11 2 17-1 10-1 19 0M240 196c7-7 13 2 20-3s12 2 19-3" }],
];

export function drawing() {
  return svg(
    "svg",
    { class: "drawing", viewBox: "0 0 432 288", "aria-hidden": "true" },
    PARTS.map(([tag, cls, props]) => svg(tag, { class: cls, ...props })),
  );
}
