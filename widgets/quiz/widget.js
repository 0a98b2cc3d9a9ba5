// The knowledge check of a module: questions, what is right about an answer, and what it comes to.

import { lesson } from "../common/lesson.js";
import { QuizPanel } from "./panel.js";

export default { render: lesson("quiz", (river, model) => new QuizPanel(river, model)) };
