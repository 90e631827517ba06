"""Older and newer DuckDB clients read the current release: `make clients`.

Each version is installed from the package index into an environment of its own, which the project's lock does not
know. The client there knows nothing of Fundament; what it answers is held against the manifest.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path

from fundament.released import current_release, read_manifest
from fundament.warehouse import Warehouse

# The oldest that the interface promises, one in between, and the newest that there is.
VERSIONS = ("==1.2.0", "==1.3.2", ">=1.5")
ASKED = """
import json, sys, duckdb
told = {"version": duckdb.__version__}
file = duckdb.connect(sys.argv[1] + "/fundament.duckdb", read_only=True)
tables = file.execute(
    "select schema_name || '.' || table_name from duckdb_tables() union all "
    "select schema_name || '.' || view_name from duckdb_views() where not internal").fetchall()
told["rows"] = {name: file.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in tables}
told["uncommented"] = file.execute("select count(*) from duckdb_columns() where not internal and comment is null "
    "and schema_name in ('marts', 'narrow', 'reference', 'quality')").fetchone()[0]
total = "select sum(unlawful_amount_gross) from {}marts.noncompliance_by_contract_year"
told["total"] = str(file.execute(total.format("")).fetchone()[0])
told["as_of"] = file.execute(
    "select count(*) from marts.noncompliance_by_contract_year_as_of('2022-09-16')").fetchone()[0]
services = file.execute("select publication_id, service_id from marts.impact_services").fetchall()
for question in ("whatif", "at_risk", "whatif_as_of", "at_risk_as_of"):
    day = "'2022-09-16', " if question.endswith("as_of") else ""
    asked = "select count(*) from marts.impact_slip_{}({}'{}', '{}', 30)"
    told[question] = sum(file.execute(asked.format(question, day, *service)).fetchone()[0] for service in services)
views = duckdb.connect(sys.argv[1] + "/fundament-views.duckdb", read_only=True)
names = views.execute("select view_name from duckdb_views() where schema_name = 'marts'").fetchall()
told["rows_of_views"] = {
    "marts." + name: views.execute(f'select count(*) from marts."{name}"').fetchone()[0] for (name,) in names}
told["release"] = views.execute("select release_id from quality.release").fetchone()[0]
told["total_of_views"] = str(views.execute(total.format("")).fetchone()[0])
print(json.dumps(told))
"""


def ask(folder: Path, version: str, published: Path) -> dict[str, object]:
    """What a client of that version answers. Its environment is made where it is not there."""
    place = folder / f"duckdb{version}".translate(str.maketrans("=>", "__"))
    python = place / "bin" / "python"
    if not (place / ".installed").exists():
        venv.create(place, with_pip=True, clear=True)
        install = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run((*install, f"duckdb{version}"), check=True)
        (place / ".installed").touch()
    done = subprocess.run((python, "-c", ASKED, str(published)), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"duckdb{version} can't read the release:\n{done.stderr}")
    told: dict[str, object] = json.loads(done.stdout)
    return told


def main() -> None:
    """Ask each; end with 1 at the first answer that differs from the manifest."""
    warehouse = Warehouse.from_environment()
    release = current_release(warehouse)
    tables = read_manifest(release)["tables"]
    rows = {name: table["rows"] for name, table in tables.items()} | {"quality.release": 1}
    marts = {name: count for name, count in rows.items() if name.startswith("marts.")}
    for version in VERSIONS:
        told = ask(warehouse.make_folder("clients"), version, warehouse.published)
        wrong = {
            "rows": told["rows"] != rows,
            "views": told["rows_of_views"] != marts,
            "release": told["release"] != release.name,
            "totals": told["total"] != told["total_of_views"],
            "comments": told["uncommented"] != 0,
            "as-of macro": not told["as_of"],
            "macro": not (told["whatif"] and told["whatif_as_of"]),
        }
        if any(wrong.values()):
            sys.exit(f"DuckDB {told['version']} reads something else: {[key for key in wrong if wrong[key]]}")
        right = f"{len(rows)} tables and {len(marts)} views as in the manifest of {release.name}"
        print(f"DuckDB {told['version']}: {right}")


if __name__ == "__main__":
    main()
