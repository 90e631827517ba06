"""The packages of fundament/deliveries stand in one order, and none imports what comes after it."""

import ast
from pathlib import Path

from fundament.settings import PROJECT_ROOT

ROOT = PROJECT_ROOT / "fundament" / "deliveries"
# To find sheets a workbook is read; what is stored is what was cast; what is set apart is counted.
ORDER = ["declared", "read", "found", "cast", "stored", "counted", "set_apart"]
OTHERS = {"drafts": {"declared", "read"}, "loading": {*ORDER}, "reader": {*ORDER, "loading"}}
MAY = {name: set(ORDER[:place]) for place, name in enumerate(ORDER)} | OTHERS


def breaches(module: Path, text: str) -> list[str]:
    """Imports of a module that its package may not have, as sentences."""
    of = module.relative_to(ROOT).parts[0].removesuffix(".py")
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("fundament.deliveries"):
            continue
        steps = node.module.split(".")[2:3] if node.module else []
        for name in steps or [each.name for each in node.names]:
            if of in MAY and name != of and name not in MAY[of]:
                found.append(f"{of} imports {name}: {module.name}, line {node.lineno}")
    return found


def test_no_package_imports_what_comes_after_it() -> None:
    modules = sorted(ROOT.rglob("*.py"))
    assert [said for module in modules for said in breaches(module, module.read_text("utf-8"))] == []
    # A package or module that nobody has placed would be held to nothing.
    there = {module.relative_to(ROOT).parts[0].removesuffix(".py") for module in modules}
    assert there == {*MAY, "checking", "__init__"}


def test_a_breach_is_noticed() -> None:
    module = ROOT / "read" / "rows.py"
    assert breaches(module, "from fundament.deliveries.cast.columns import Columns\n") == [
        "read imports cast: rows.py, line 1"
    ]
    assert breaches(module, "from fundament.deliveries import loading\n") == [
        "read imports loading: rows.py, line 1"
    ]
    assert breaches(module, "from fundament.deliveries.read import apart\n") == []
    assert breaches(ROOT / "drafts" / "drafting.py", "from fundament.deliveries.reader import x\n") != []
