// The built-in pack as a page gets it, asked of Python, so that what is tested is what is there.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const ask = `
import json
from mentorbook.content.loader import builtin
from mentorbook.messages import catalogue
pack = builtin()
print(json.dumps({
    "forms": pack.forms_json(), "journeys": pack.journeys_json(), "prompts": pack.prompts_json(),
    "activities": pack.activities_json(), "messages": catalogue(),
}))`;

/** {forms, journeys, prompts, activities, messages} */
export function builtin() {
  return JSON.parse(execFileSync(existsSync(own) ? own : "python3", ["-c", ask], { encoding: "utf8", maxBuffer: 1e8 }));
}
