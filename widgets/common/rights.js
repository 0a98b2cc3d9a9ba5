// Who may write where: see fields/rights.js.

export { kindOf, mayRemove, mayWrite, writers } from "./fields/rights.js";
