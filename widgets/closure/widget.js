// Closing well: outcomes, thanks, what remains, and a page worth keeping.

import { panel } from "../common/panel.js";
import { ClosurePanel } from "./panel.js";

export default { render: panel("closure", (river) => new ClosurePanel(river), ["closure", "evaluation"]) };
