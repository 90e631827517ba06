"""Spark's models in Spark's words: translated once for each content of the project, as dbt's script is made."""

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

from fundament.engines import placement, translation, types
from fundament.engines.placement import phases, views_read_by
from fundament.engines.translation import translate
from fundament.transformation.prepared import Prepared, kept_beside


def spark_queries(home: Path, script: Prepared) -> dict[str, str]:
    """By unique id, the query of each model and data test that runs on Spark, and of each view that these read.

    Tables are named `schema__name`. Raises the error of `translate` where one can't be translated.
    """
    file = kept_beside(home, f"spark-{_translator()}.json")
    if file.is_file():
        found: dict[str, str] = json.loads(file.read_text("utf-8"))
        return found
    known = {node.unique_id: node for node in script.nodes}
    nodes = [node for phase in phases(script, "spark") if phase.engine == "spark" for node in phase.nodes]
    ids = {node.unique_id for node in nodes} | {view for node in nodes for view in views_read_by(node, known)}
    queries = script.manifest["nodes"]
    made = {name: translate(queries[name]["compiled_code"], script.columns) for name in sorted(ids)}
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(made), "utf-8")
    unfinished.replace(file)
    return made


def _translator() -> str:
    """Changes with what translates, and with what says which queries are."""
    files = (__file__, *(str(each.__file__) for each in (placement, translation, types)))
    code = b"".join(Path(file).read_bytes() for file in files)
    return hashlib.sha256(code + version("sqlglot").encode()).hexdigest()[:8]
