// The role-play of a module: scenes that branch, what comes of a choice, and the map of the ways taken.

import { lesson } from "../common/lesson.js";
import { RolePlayPanel } from "./panel.js";

export default { render: lesson("roleplay", (river, model) => new RolePlayPanel(river, model)) };
