// What a pair does besides talking about goals: seven activities to choose from, and what is written down about each.

import { panel } from "../common/panel.js";
import { BoardPanel } from "./panel.js";

const FORMS = ["activities", "expectations", "strengths_talk", "networks", "introductions", "events", "documents", "lessons", "resources"];

export default { render: panel("activities", (river, model) => new BoardPanel(river, model.get("activities") ?? []), FORMS) };
