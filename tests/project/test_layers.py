"""The layers keep their rules: models by the manifest of dbt, packages by their imports."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest
import yaml

from fundament.deliveries.declared.canonical import canonical_sources
from fundament.project import DBT_DIR, PROJECT_ROOT
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of

ORDER = ["staging", "intermediate", "marts", "questions"]
# As much SQL as can be read at once: a model that has two jobs is two models.
MOST_LINES = 120


@pytest.fixture(scope="session")
def manifest() -> dict:
    return prepared(home_of()).manifest


def models(manifest: dict) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer(node: dict) -> str:
    return node["fqn"][1]


def broken_rules(manifest: dict) -> list[str]:
    """Every breach of a layer rule, as a sentence."""
    nodes = manifest["nodes"]
    found = []
    for model in models(manifest):
        name, parents = model["name"], model["depends_on"]["nodes"]
        sources = [parent for parent in parents if parent.startswith("source.")]
        if layer(model) == "staging":
            if len(parents) != 1 or len(sources) != 1:
                found.append(f"{name}: a staging model reads one source and nothing else")
            if not name.startswith("stg_") or model["config"]["materialized"] not in ("ephemeral", "view"):
                found.append(f"{name}: a staging model is ephemeral or a view, called stg_")
            if re.search(r"\bjoin\b", model["raw_code"], re.IGNORECASE):
                found.append(f"{name}: a staging model does not join")
        elif sources and "quality" not in model["fqn"]:
            found.append(f"{name}: only staging, and the accounting in quality, read sources")
        if layer(model) in ("marts", "questions") and not all(
            column["description"] and column["data_type"] for column in model["columns"].values()
        ):
            found.append(f"{name}: every published column has a type and a description")
        if layer(model) == "questions":
            read = {layer(nodes[parent]) if parent in nodes else "sources" for parent in parents}
            if (
                "marts" not in read
                or read - {"marts", "questions"}
                or model["config"]["materialized"] != "table_function"
            ):
                found.append(f"{name}: a question is a table macro over marts")
        if layer(model) == "marts":
            staged = [parent for parent in parents if parent in nodes and layer(nodes[parent]) == "staging"]
            if staged:
                found.append(f"{name}: a mart reads intermediate models, not staging")
            if not model["config"]["contract"]["enforced"]:
                found.append(f"{name}: a mart has an enforced contract")
            key = any(constraint["type"] == "primary_key" for constraint in model["constraints"])
            if not key and name not in ("rejected_rows", "skipped_rows"):
                found.append(f"{name}: a mart has a primary key")
        # What is staged of a canonical source is described there.
        if not model["description"] and name not in {f"stg_{source}" for source in canonical_sources()}:
            found.append(f"{name}: a model has a description")
        if len(model["raw_code"].splitlines()) > MOST_LINES:
            found.append(f"{name}: a model has {MOST_LINES} lines at the most")
    return found


def test_layer_rules(manifest: dict) -> None:
    assert broken_rules(manifest) == []
    assert {layer(model) for model in models(manifest)} == set(ORDER)


@pytest.mark.parametrize(
    ("model", "change", "rule"),
    [
        ("stg_services", {"raw_code": "select 1 from a JOIN b"}, "does not join"),
        ("stg_services", {"depends_on": {"nodes": ["model.fundament.stg_issues"]}}, "reads one source"),
        ("measures", {"depends_on": {"nodes": ["model.fundament.stg_measures"]}}, "not staging"),
        ("measures", {"depends_on": {"nodes": ["source.fundament.raw.measures"]}}, "read sources"),
        ("measures", {"constraints": []}, "primary key"),
        ("measures", {"columns": {"a": {"description": "", "data_type": "date"}}}, "a type and a description"),
        ("impact_slip_whatif", {"depends_on": {"nodes": ["model.fundament.int_delay_links"]}}, "over marts"),
        ("measures", {"description": ""}, "has a description"),
        ("measures", {"raw_code": "select 1\n" * 121}, "120 lines at the most"),
    ],
)
def test_the_rules_notice_a_breach(manifest: dict, model: str, change: dict, rule: str) -> None:
    unique_id = f"model.fundament.{model}"
    broken = {"nodes": {**manifest["nodes"], unique_id: {**manifest["nodes"][unique_id], **change}}}
    [sentence] = [sentence for sentence in broken_rules(broken) if sentence.startswith(f"{model}:")]
    assert rule in sentence


def test_every_canonical_source_is_staged_with_a_tested_key(manifest: dict) -> None:
    staged = {model["name"].removeprefix("stg_") for model in models(manifest) if layer(model) == "staging"}
    of_runs = {"run_parameters", "deliveries", "expected_deliveries", "publication_states", "subject_versions"}
    assert staged - of_runs == set(canonical_sources())
    known = {model["name"].removeprefix("known_") for model in models(manifest)}
    assert set(canonical_sources()) <= known
    tested = {node["attached_node"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    # What has an index of its key needs no test of it: the table itself refuses a second row.
    held = {
        model["unique_id"]
        for model in models(manifest)
        if model["constraints"] and "no_index" not in model["config"]["meta"]
    }
    untested = [
        model["name"]
        for model in models(manifest)
        if model["name"].startswith("known_")
        and model["name"] not in ("known_file_dates", "known_rows")
        and model["unique_id"] not in tested | held
    ]
    assert untested == []
    assert not tested & held


def test_only_the_wiring_imports_dagster() -> None:
    importing = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in (PROJECT_ROOT / "fundament").rglob("*.py")
        if re.search(r"^\s*(import|from) dagster\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importing == ["fundament/nightly.py"]


OPENS_DUCKDB = re.compile(
    r"\bduckdb\.(connect|sql|query|execute|default_connection|from_\w+|read_\w+)\b"
    r"|\bfrom duckdb import .*\b[a-z]|\bimport duckdb as"
)


def test_duckdb_is_opened_in_one_place() -> None:
    opening = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for folder in ("fundament", "dagster_project")
        for path in (PROJECT_ROOT / folder).rglob("*.py")
        if OPENS_DUCKDB.search(path.read_text("utf-8"))
    ]
    assert opening == ["fundament/database.py"]


def test_no_packages_are_fetched_by_dbt() -> None:
    assert not (Path(DBT_DIR) / "packages.yml").exists()


CONTRACTS = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]


def test_the_page_of_the_architecture_is_what_the_linter_holds() -> None:
    page = (PROJECT_ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| [^|]+ \|$", page, re.MULTILINE)
    assert [row.replace("`", "").split(", ") for row in rows] == [
        re.split(" : ", it) for it in CONTRACTS[0]["layers"]
    ]


def false_in(picture: str) -> list[str]:
    """What the picture of the packages says, and the code does not.

    An arrow is an import, and one to the box of the night an import of each package in it; what is made of a
    release is a row of the table. The order of the night is that of the data, and no import says it.
    """
    boxes = {
        name: re.findall(r"\w+", inside.replace("direction LR", ""))
        for name, inside in re.findall(r"subgraph (\w+)\[.*?\]\n(.*?)end\n", picture, re.DOTALL)
    }
    [readers] = [row for row in CONTRACTS[0]["layers"] if "page" in row.split(" : ")]
    false = sorted(set(readers.split(" : ")) ^ set(boxes["made"]))
    graph = grimp.build_graph("fundament", "dagster_project")
    outside = re.sub(r"subgraph (night|made)\[.*?end\n", "", picture, flags=re.DOTALL)
    for line in re.findall(r"^ *(\w+(?: --> \w+)+)$", outside, re.MULTILINE):
        for importer, drawn in itertools.pairwise(line.split(" --> ")):
            for imported in [] if importer == "release" else boxes.get(drawn, [drawn]):
                ends = [
                    name if name == "dagster_project" else f"fundament.{name}" for name in (importer, imported)
                ]
                if not set(ends) <= graph.modules or not graph.direct_import_exists(
                    importer=ends[0], imported=ends[1], as_packages=True
                ):
                    false.append(f"{importer} --> {imported}")
    return false


def test_the_picture_of_the_architecture_is_that_of_the_imports() -> None:
    page = (PROJECT_ROOT / "docs" / "architecture.md").read_text("utf-8")
    picture = page.split("```mermaid")[1].split("```")[0]
    assert false_in(picture) == []
    assert false_in(picture.replace("cli --> commands", "screen --> commands")) == ["screen --> commands"]
    assert false_in(picture.replace("checks --> publication", "checks --> elsewhere")) == [
        "dagster_project --> elsewhere"
    ]
    assert false_in(picture.replace(" ~~~ note", "")) == ["note"]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("deliveries/loading.py", "from fundament.checks import suites"),
        ("settings.py", "from fundament import cli"),
        ("deliveries/read/rows.py", "from fundament.deliveries.cast.columns import Columns"),
        ("deliveries/drafts/sniffing.py", "from fundament.deliveries.cast.columns import Columns"),
        # A package that nobody has placed.
        ("elsewhere/__init__.py", ""),
    ],
)
def test_an_import_that_runs_up_is_refused(tmp_path: Path, module: str, line: str) -> None:
    shutil.copytree(
        PROJECT_ROOT / "fundament", tmp_path / "fundament", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(PROJECT_ROOT / "pyproject.toml", tmp_path)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    first = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert first.returncode == 0, first.stdout
    (tmp_path / "fundament" / module).parent.mkdir(exist_ok=True)
    with (tmp_path / "fundament" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True).returncode == 1


@pytest.mark.parametrize(("exposure", "package"), [("status_note", "note"), ("page", "page")])
def test_an_exposure_names_the_marts_that_its_queries_read(manifest: dict, exposure: str, package: str) -> None:
    exposures = yaml.safe_load((DBT_DIR / "models" / "marts" / "exposures.yml").read_text("utf-8"))["exposures"]
    [declared] = [one["depends_on"] for one in exposures if one["name"] == exposure]
    files = (PROJECT_ROOT / "fundament" / package).rglob("*.*")
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".sql", ".py")]
    named = {name for text in texts for name in re.findall(r"\b(?:marts|narrow|quality)\.(\w+)", text)}
    # Not the macros.
    read = named & {model["name"] for model in models(manifest)}
    assert {f"ref('{mart}')" for mart in read} == set(declared)


def test_the_hook_refuses_what_is_staged_and_wrong(tmp_path: Path) -> None:
    """In a repository of its own, with this environment: a line that is too long, a keyword in capitals."""
    for name in ("pyproject.toml", ".githooks", "dbt/macros"):
        source, target = PROJECT_ROOT / name, tmp_path / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (tmp_path / ".venv").symlink_to(PROJECT_ROOT / ".venv")

    def git(*arguments: str) -> int:
        author = ("-c", "user.name=Synthetic", "-c", "user.email=synthetic@example.org")
        command = ["git", *author, "-c", "core.hooksPath=.githooks", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True).returncode

    model = tmp_path / "dbt" / "models" / "model.sql"
    model.parent.mkdir()
    assert git("init", "--quiet") == 0
    for text, is_right in (("select 1 as one\n", True), ("SELECT 1 as one\n", False)):
        model.write_text(text)
        assert git("add", "dbt/models/model.sql") == 0
        assert (git("commit", "--quiet", "--message", "a model") == 0) == is_right
