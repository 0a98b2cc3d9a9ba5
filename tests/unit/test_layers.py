"""Imports go one way, and nothing heavy is loaded before it is used."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "mentorbook"
WIDGETS = ROOT / "widgets"

LEAVES = {"messages", "errors"}
DOMAIN = {"content", "workbook", "store", "entries", "library", "company", "sharing", "turns"}
MAY_IMPORT = {
    "messages": set(),
    "errors": {"messages"},
    "content": LEAVES,
    "workbook": LEAVES | {"content"},
    "store": LEAVES,
    "entries": {"workbook", "store"},
    "library": LEAVES | {"content", "workbook", "store", "entries"},
    "turns": {"store"},
    "company": LEAVES | {"workbook", "store"},
    "sharing": LEAVES | {"content", "workbook", "store", "library"},
    "reports": LEAVES | {"content", "workbook", "library"},
    "programme": LEAVES | {"content", "workbook", "store", "library", "sharing", "reports"},
    "widgets": LEAVES
    | {
        "certificates",
        "content",
        "workbook",
        "library",
        "company",
        "sharing",
        "reports",
        "programme",
        "turns",
    },
    "server": LEAVES | DOMAIN | {"reports", "widgets", "programme"},
    "demo": LEAVES | {"library"},
    "certificates": LEAVES | {"content", "store", "reports"},
    "cli_files": LEAVES | {"store"},
    "cli_certificates": LEAVES | DOMAIN | {"cli_files", "reports", "certificates"},
    "cli_packs": LEAVES | DOMAIN | {"cli_files", "reports"},
    "cli": LEAVES
    | DOMAIN
    | {"cli_files", "cli_packs", "cli_certificates"}
    | {"reports", "programme", "widgets", "server", "demo"},
}
HEAVY = {
    *("IPython", "anywidget", "ipywidgets", "jupyter_server", "tornado", "voila"),
    *("matplotlib", "numpy", "openpyxl", "pandas", "scipy"),
}
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(WIDGETS.rglob("*.js"))


def layer(module: Path) -> str:
    """The part of the house that a module belongs to: ``workbook/text.py`` is of ``workbook``."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> list[str]:
    """Every module that is imported anywhere in `tree`, also inside functions, by its full name."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole module"
            # `from mentorbook import errors` names a module in the second half.
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


class Later(ast.NodeTransformer):
    """Takes out of a module what is not run when it is imported: functions, and what is for types only."""

    def visit_FunctionDef(self, node: ast.AST) -> ast.AST:
        return ast.Pass()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_If(self, node: ast.If) -> ast.AST:
        return ast.Pass() if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


def at_the_top(tree: ast.Module) -> list[str]:
    """What is imported when the module is."""
    return imported(Later().visit(tree))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(module):
    own = layer(module)
    if own == "__init__":
        pytest.skip("the front door names everything, and imports it when it is asked for")
    assert own in MAY_IMPORT, f"{own} has no place among the layers: give it one"
    for name in imported(ast.parse(module.read_text())):
        package, _, rest = name.partition(".")
        other = rest.split(".")[0]
        if package == "mentorbook" and other in MAY_IMPORT:
            assert other == own or other in MAY_IMPORT[own], f"{own} imports {name}"


@pytest.mark.parametrize(
    "module", [path for path in MODULES if layer(path) in DOMAIN | LEAVES | {"__init__"}], ids=str
)
def test_the_domain_loads_nothing_heavy_at_the_top(module):
    tops = {name.split(".")[0] for name in at_the_top(ast.parse(module.read_text()))}
    assert not tops & HEAVY


def test_importing_mentorbook_is_light():
    code = "import mentorbook, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(loaded.stdout.split()) & (HEAVY | {"pycrdt", "sqlalchemy", "pydantic", "yaml"})


IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']""",
    re.MULTILINE,
)


def asked(script: Path) -> list[str]:
    return [first or second for first, second in IMPORT.findall(script.read_text())]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(WIDGETS)))
def test_scripts_import_only_each_other(script):
    """They are handed out as one script, whose maker knows relative imports only."""
    for target in asked(script):
        assert target.startswith((".", "..")), f"{target} is not a relative import"
        assert (script.parent / target).resolve().is_file(), f"{target} is not there"
        assert (script.parent / target).resolve().is_relative_to(WIDGETS)
    assert not re.search(r"\bimport\s*\(\s*[\"'`]", script.read_text()), "import() is not followed"
    assert not re.search(r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write", script.read_text())


def test_scripts_do_not_import_in_a_circle():
    graph = {path.resolve(): [(path.parent / to).resolve() for to in asked(path)] for path in SCRIPTS}
    done: set[Path] = set()

    def walk(path: Path, way: tuple[Path, ...]) -> None:
        assert path not in way, " → ".join(str(step.relative_to(WIDGETS)) for step in (*way, path))
        if path not in done:
            for target in graph[path]:
                walk(target, (*way, path))
            done.add(path)

    for path in graph:
        walk(path, ())
