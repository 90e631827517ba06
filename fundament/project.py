"""Where the project is, and what it brings along."""

import hashlib
from importlib.metadata import version
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_DIR = PROJECT_ROOT / "dbt"
EXPECTATIONS_DIR = PROJECT_ROOT / "expectations"


def default_deliveries() -> Path:
    """The embedded delivery: the memo."""
    return PROJECT_ROOT / "seeds" / "deliveries"


def code_version() -> str:
    """Version of the package and a hash of what computes the numbers: models, reference tables, code, suites."""
    # The first has the bounds that models read as variables.
    digest = hashlib.sha256((DBT_DIR / "dbt_project.yml").read_bytes())
    for folder in ("dbt/models", "dbt/macros", "dbt/tests", "seeds/reference", "expectations", "fundament"):
        for path in sorted((PROJECT_ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in (".sql", ".yml", ".csv", ".py"):
                digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + path.read_bytes())
    return f"{version('fundament')}+{digest.hexdigest()[:12]}"
