// Mentoring skills, then and now: the same list at the start and at the end, and what has changed between the two.

import { panel } from "../common/panel.js";
import { SkillsPanel } from "./panel.js";

export default { render: panel("skills", (river) => new SkillsPanel(river), ["skills"]) };
