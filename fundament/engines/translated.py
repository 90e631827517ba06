"""Spark's models in Spark's words: translated once for each content of the project, as dbt's script is made."""

import hashlib
import json
import os
from pathlib import Path

from fundament.engines import translation, types
from fundament.engines.placement import phases, views_read_by
from fundament.engines.translation import translate
from fundament.transformation.prepared import Prepared, kept_beside


def spark_queries(home: Path, script: Prepared) -> dict[str, str]:
    """By unique id, the query of each model and data test that runs on Spark, and of each view that these read.

    Tables are named `schema__name`. Raises the error of `translate` where one can't be translated.
    """
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (translation, types))
    file = kept_beside(home, f"spark-{hashlib.sha256(code).hexdigest()[:8]}.json")
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
