"""dbt itself, in this process."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fundament.errors import FundamentError
from fundament.project import DBT_DIR
from fundament.warehouse import Warehouse


class TransformationFailed(FundamentError):
    """dbt could not read its project, or a model or data test failed; the message names node and reason."""


def invoke(
    arguments: list[str], build_file: Path, target: Path, callback: Callable[[Any], None] | None = None
) -> Any:
    """Run a command of dbt on a private file; the result is dbt's own. `target`: where dbt keeps its files."""
    # Imported here: dbt takes a second or two, which a prepared run need not wait for.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["FUNDAMENT_DBT_TARGET"] = "nightly"
    os.environ["FUNDAMENT_BUILD_FILE"] = str(build_file)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    folders = ["--project-dir", str(DBT_DIR), "--profiles-dir", str(DBT_DIR)]
    targets = ["--target-path", str(target), "--log-path", str(target / "logs")]
    # What dbt remembers of an earlier state of the project refuses a unit test that has moved to another file.
    general = ["--log-level", "none", "--no-print", "--no-partial-parse"]
    try:
        return dbtRunner(callbacks=[callback] if callback else []).invoke(
            [*general, *arguments, *folders, *targets]
        )
    finally:
        # dbt keeps the file open between its nodes, and would till this process ends.
        DuckDBConnectionManager.close_all_connections()


def documentation(warehouse: Warehouse) -> Path:
    """dbt's documentation of the project and of the private file as it stands, in one file.

    Raises `TransformationFailed` where dbt can't write it.
    """
    target = warehouse.home / "build" / "dbt"
    result = invoke(["docs", "generate", "--static"], warehouse.build_file, target)
    if not result.success:
        raise TransformationFailed(f"dbt can't write its documentation: {result.exception}", str(DBT_DIR))
    return target / "static_index.html"
