"""Whether a release is loaded into a database for remote readers, and what comes of it."""

from collections.abc import Callable
from pathlib import Path

from fundament.errors import FundamentError
from fundament.settings import settings

DSN = "FUNDAMENT_POSTGRES_DSN"


def publish_where_configured(release: Path, warn: Callable[[str], None]) -> None:
    """Load the release where the environment names a database. What goes wrong is a warning: it is out."""
    if not settings().postgres_dsn.get_secret_value():
        return
    # Imported here: a run without a database need not wait for its client.
    from fundament.publication.postgres import publish_to_postgres

    try:
        publish_to_postgres(release)
    except FundamentError as error:
        said = "; ".join(part for part in (error.what, error.where, error.what_to_do) if part)
        warn(f"published, but not to PostgreSQL, where readers see what was there: {said}")
