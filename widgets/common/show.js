// An answer as a person reads it: see fields/answers.js.

export { said as shown } from "./fields/answers.js";
