"""Run dbt in this process: parse once, build with the parsed manifest, report node by node."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fundament.errors import FundamentError
from fundament.lock import parse_lock
from fundament.settings import DBT_DIR, Settings
from fundament.transformation.keys import rows_that_share_a_key

# By the home of the warehouse: dbt's own object, and the same as plain data.
MANIFEST: dict[str, Any] = {}
AS_DATA: dict[str, dict[str, Any]] = {}


class TransformationFailed(FundamentError):
    """dbt could not parse or build; the message names the node and the reason."""


def parse(settings: Settings) -> None:
    """Parse the dbt project, partially where nothing changed, and keep its manifest in this process.

    Two processes that start at the same time meet here, long before the lock of the run: the folder has a lock of
    its own, and nothing is read from it afterwards.
    """
    with parse_lock(settings):
        result = _invoke(settings, ["parse"], settings.dbt_parsed)
        if not result.success:
            raise TransformationFailed(f"dbt can't read its project: {result.exception}", str(DBT_DIR))
        MANIFEST[str(settings.home)] = result.result
        AS_DATA[str(settings.home)] = json.loads((settings.dbt_parsed / "manifest.json").read_text("utf-8"))


def manifest_of(settings: Settings) -> dict[str, Any]:
    """The manifest as plain data, parsed where this process has not yet done so."""
    if str(settings.home) not in AS_DATA:
        parse(settings)
    return AS_DATA[str(settings.home)]


def build(
    settings: Settings,
    selection: list[str] | None = None,
    progress: Callable[[str], None] = lambda node: None,
) -> list[Any]:
    """Build models, seeds and data tests into the private file; return dbt's results, one per node.

    Unit tests check the code, not the data: they run in the tests and in a bare `dbt build`.
    """
    if str(settings.home) not in MANIFEST:
        parse(settings)

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            progress(event.data.node_info.node_name)

    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if selection:
        arguments += ["--select", *selection]
    result = _invoke(settings, arguments, settings.dbt_target, MANIFEST[str(settings.home)], on_event)
    if result.result is None:
        raise TransformationFailed(f"dbt stopped: {result.exception}", str(DBT_DIR))
    return list(result.result.results)


def failures(results: list[Any], build_file: Path | None = None) -> list[str]:
    """One line for each node that failed, with its reason; for a key that is not unique the rows in the file."""
    failed = [result for result in results if str(result.status) in ("error", "fail", "runtime error")]
    return [
        f"{result.node.name}: {(build_file and rows_that_share_a_key(result.node, build_file)) or _reason(result)}"
        for result in failed
    ]


def _reason(result: Any) -> str:
    lines = [line.strip() for line in (result.message or str(result.status)).splitlines() if line.strip()]
    # dbt's first line repeats the node's name; the reason stands in the next.
    return " ".join(lines[1:3] if len(lines) > 1 else lines)


def documentation(settings: Settings) -> Path:
    """dbt's documentation of the project and of the private file as it stands, in one file."""
    result = _invoke(settings, ["docs", "generate", "--static"], settings.dbt_target)
    if not result.success:
        raise TransformationFailed(f"dbt can't write its documentation: {result.exception}", str(DBT_DIR))
    return settings.dbt_target / "static_index.html"


def _invoke(
    settings: Settings,
    arguments: list[str],
    target: Path,
    manifest: Any = None,
    callback: Callable[[Any], None] | None = None,
) -> Any:
    # Imported here: dbt takes a second or two, which other commands need not wait for.
    from dbt.cli.main import dbtRunner

    os.environ["FUNDAMENT_DBT_TARGET"] = "nightly"
    os.environ["FUNDAMENT_BUILD_FILE"] = str(settings.build_file)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    folders = ["--project-dir", str(DBT_DIR), "--profiles-dir", str(DBT_DIR)]
    targets = ["--target-path", str(target), "--log-path", str(target / "logs")]
    quiet = ["--log-level", "none", "--no-print"]
    runner = dbtRunner(manifest=manifest, callbacks=[callback] if callback else [])
    return runner.invoke([*quiet, *arguments, *folders, *targets])
