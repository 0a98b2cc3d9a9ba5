"""All modules in one: read as they are written, or refused."""

from __future__ import annotations

import re

import pytest

from mentorbook.widgets import _assets, _whole


def test_imports_become_calls_and_exports_what_is_returned():
    text = (
        'import {\n  one,\n  two as second,\n} from "../common/x.js";\n'
        'export { three as third } from "./y.js";\n'
        "export const four = one;\nexport async function five() {}\nexport class Six {}\nexport default { four };\n"
    )
    made = _whole.function("goals/widget.js", text)
    assert 'const { one, two: second } = $("common/x.js");' in made
    assert 'return { third: $("goals/y.js").three, default: $default, four, five, Six };' in made
    assert "import" not in made
    assert "export" not in made
    assert (
        made.splitlines().index("const four = one;")
        == text.splitlines().index("export const four = one;") + 1
    )


@pytest.mark.parametrize(
    "line",
    [
        'import x from "./x.js";',
        'import * as x from "./x.js";',
        'import "./x.js";',
        "export let x = 1;",
        "export { x };",
    ],
)
def test_what_it_does_not_read_is_refused_by_name(line):
    with pytest.raises(ValueError, match=r"common/a\.js: cannot read"):
        _whole.function("common/a.js", f"const y = 1;\n{line}\n")


def test_every_module_asks_for_modules_that_are_there_and_none_in_a_circle():
    files = {path: text for path, text in _assets.files().items() if path.endswith(".js")}
    asks = {
        path: set(re.findall(r'\$\("([^"]+)"\)', _whole.function(path, text))) for path, text in files.items()
    }
    assert set().union(*asks.values()) <= set(files)
    done: set[str] = set()
    while ready := {path for path, wanted in asks.items() if path not in done and wanted <= done}:
        done |= ready
    assert set(files) - done == set()


def test_tokens_come_before_what_uses_them():
    sheet = _assets.sheet()
    files = _assets.files()
    own = sheet.index(files["page/widget.css"])
    assert sheet.index(files["common/tokens.css"]) == 0
    assert 0 < sheet.index(files["common/parts.css"]) < sheet.index(files["common/fields.css"]) < own
