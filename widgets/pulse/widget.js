// The pulse check: eight ratings, answered apart, seen when both are in; what to talk about, and how it went over time.

import { panel } from "../common/panel.js";
import { PulsePanel } from "./panel.js";

export default { render: panel("pulse", (river) => new PulsePanel(river), ["pulses"]) };
