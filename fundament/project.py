"""Where the project is, and what it brings along."""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_DIR = PROJECT_ROOT / "dbt"
EXPECTATIONS_DIR = PROJECT_ROOT / "expectations"


def default_deliveries() -> Path:
    """The embedded delivery: the memo."""
    return PROJECT_ROOT / "seeds" / "deliveries"
