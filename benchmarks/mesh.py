"""The models of dbt as a project of SQLMesh, and a plan that builds them: each the SELECT that dbt compiled."""

import subprocess
from pathlib import Path

from fundament import database
from fundament.settings import settings
from fundament.transformation.prepared import Prepared

CONFIG = """
gateways:
  local:
    connection:
      type: duckdb
      catalogs: {{warehouse: '{home}/warehouse.duckdb'}}
      concurrent_tasks: 1
      connector_config: {{memory_limit: {memory}, temp_directory: '{home}/spilled', TimeZone: UTC}}
default_gateway: local
model_defaults: {{dialect: duckdb, start: 2026-01-01}}
disable_anonymized_analytics: true
"""
MODEL = "MODEL (name warehouse.{schema}.{name}, kind {kind}, optimize_query false);\n\n{query}\n"


def run(script: Prepared, home: Path, python: str) -> None:
    """Build all models into the private file, which has the deliveries; the reference tables as dbt makes them."""
    with database.to_write(home / "warehouse.duckdb", memory_limit=settings().memory_limit) as connection:
        for statement in script.before:
            connection.execute(statement)
        for node in script.nodes:
            if node.resource_type == "seed":
                for statement in node.statements:
                    connection.execute(statement)
    models = home / "mesh" / "models"
    models.mkdir(parents=True)
    (home / "mesh" / "config.yaml").write_text(CONFIG.format(home=home, memory=settings().memory_limit))
    for node in script.nodes:
        # It has no macros of tables.
        if node.resource_type == "model" and node.materialized != "table_function":
            compiled = script.manifest["nodes"][node.unique_id]
            kind = "VIEW" if node.materialized == "view" else "FULL"
            text = MODEL.format(
                schema=compiled["schema"], name=node.name, kind=kind, query=compiled["compiled_code"]
            )
            (models / f"{node.name}.sql").write_text(text, "utf-8")
    mesh = [str(Path(python).with_name("sqlmesh")), "--paths", str(home / "mesh"), "plan"]
    subprocess.run([*mesh, "--auto-apply", "--no-prompts", "--skip-tests", "--skip-linter"], check=True)
