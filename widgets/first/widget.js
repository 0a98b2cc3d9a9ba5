// About us, and our first conversation: two profiles, and what they say beside each other.

import { panel } from "../common/panel.js";
import { FirstPanel } from "./panel.js";

export default { render: panel("first", (river) => new FirstPanel(river), ["profile"]) };
