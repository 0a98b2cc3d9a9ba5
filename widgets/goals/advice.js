// The advice of a form's rules: see common/advice.js.

export { advice } from "../common/advice.js";
