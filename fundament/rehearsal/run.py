"""What a run would say of deliveries once they are read, without one: the models, their tests and the checks.

Great Expectations takes seconds to import; what its checks ask is SQL, which DuckDB answers here by itself.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fundament import database
from fundament.checks.declared import Check, read_suites
from fundament.checks.suites import SHOWN_ROWS, row_text
from fundament.engines.session import check_engine
from fundament.errors import BadInput
from fundament.shared_place import remove
from fundament.transformation.build import build
from fundament.transformation.prepared import prepared
from fundament.transformation.runner import TransformationFailed
from fundament.warehouse import Warehouse


@contextmanager
def private_file(warehouse: Warehouse) -> Iterator[Warehouse]:
    """Warehouse whose private file goes when this ends; its models are those prepared for a run."""
    check_engine(warehouse)
    with tempfile.TemporaryDirectory(prefix="fundament-") as folder:
        own = replace(warehouse, home=Path(folder))
        prepared(warehouse.home)
        if (scripts := warehouse.home / "build" / "prepared").is_dir():
            (own.make_folder("build") / "prepared").symlink_to(scripts)
        own.make_folder("build")
        try:
            yield own
        finally:
            # Where FUNDAMENT_SHARED says, that is not in the folder that goes.
            if own.settings.engine == "spark":
                remove(own.shared)


def refuse_what_checks_refuse(warehouse: Warehouse) -> None:
    """Build the models on the deliveries in a private file. Raises `BadInput` where a run would refuse."""
    try:
        for _ in build(warehouse):
            pass
    except TransformationFailed as error:
        raise BadInput(error.what, str(warehouse.deliveries), "Correct the deliveries.") from error
    failed = []
    with database.to_read(warehouse.build_file) as connection:
        for check in (check for suite in read_suites() for check in suite.checks):
            answer = connection.execute(check.wrong_rows())
            names = [name for name, *_ in answer.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
            if rows:
                failed.append((check, rows))
    if failed:
        first = failed[0][1][0]
        where = f"{first['source_file']}, line {first['source_line']}" if "source_line" in first else ""
        said = "\n".join(_said(check, rows) for check, rows in failed)
        raise BadInput(said, where or str(warehouse.deliveries), "Correct the figures or the deliveries.")


def _said(check: Check, rows: list[dict[str, object]]) -> str:
    more = [f"and {len(rows) - SHOWN_ROWS} more"] if len(rows) > SHOWN_ROWS else []
    shown = [*map(row_text, rows[:SHOWN_ROWS]), *more]
    return "\n  ".join([f"The check {check.name} fails: {check.description.strip()}", *shown])
