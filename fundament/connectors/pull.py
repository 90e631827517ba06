"""Pull every delivery that has a `pull:` block, each into its folder of the landing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from fundament.connectors.landing import Landing
from fundament.deliveries.declared.declaration import Delivery, read_deliveries
from fundament.deliveries.declared.pulls import JiraPull, OcdsPull, SqlPull
from fundament.deliveries.read.apart import apart
from fundament.errors import BadInput
from fundament.warehouse import Warehouse

if TYPE_CHECKING:
    from fundament.connectors.http import Server

Say = Callable[[str], None]


def pull_deliveries(
    warehouse: Warehouse, progress: Say, warn: Say, only: str | None = None, full: bool = False
) -> int:
    """Pull, and return how many deliveries were pulled.

    A source that can't be read stops everything: a release must not mix today's files with yesterday's pull
    unnoticed. Raises `FundamentError`; what was pulled before stays.
    """
    deliveries = read_deliveries(warehouse.deliveries)
    for path, delivery in deliveries:
        if delivery.complete_marker and not (path.parent / delivery.complete_marker).is_file():
            raise BadInput(
                f"{delivery.delivery_id} is not complete: there is no {delivery.complete_marker}",
                str(path.parent),
                "Wait for the sender, or take the marker out of the delivery.",
            )
    pulled = [(path, delivery) for path, delivery in deliveries if delivery.pull]
    if only is not None:
        pulled = [(path, delivery) for path, delivery in pulled if delivery.delivery_id == only]
        if not pulled:
            raise BadInput(
                f"No delivery {only!r} has a pull", str(warehouse.deliveries), "Look at its delivery.yml."
            )
    for path, delivery in pulled:
        progress(delivery.delivery_id)
        for note in _pull(warehouse.home, path, delivery, full):
            warn(f"{delivery.delivery_id}: {note}")
    return len(pulled)


def _pull(home: Path, declaration: Path, delivery: Delivery, full: bool) -> list[str]:
    pull = delivery.pull
    landing = Landing(home, delivery.delivery_id)
    with landing.replace() as folder:
        # Imported here: a warehouse without pulls does not wait for the clients of other systems.
        if isinstance(pull, SqlPull):
            from fundament.connectors.sql import pull_sql

            return pull_sql(pull, folder, declaration.parent)
        from fundament.connectors.http import Server

        if isinstance(pull, JiraPull):
            from fundament.connectors.jira import pull_jira

            hint = f"Check the token in {pull.token_variable}, and what it may see."
            server = Server(pull.token_variable, pull.user_variable, hint)
            return _apart(server, pull.url, pull_jira, pull, folder, landing.folder, full)
        if isinstance(pull, OcdsPull):
            from fundament.connectors.ocds import pull_ocds

            server = Server(
                pull.token_variable, hint=f"Check the token in {pull.token_variable or 'token_variable'}."
            )
            return _apart(server, delivery.delivery_id, pull_ocds, pull, folder, declaration.parent)
        # A kind without its connector does not pass the types.
        assert pull is not None
        assert_never(pull)


def _apart(server: "Server", shown: str, function: Callable[..., list[str]], *arguments: object) -> list[str]:
    """What the function makes of files and answers; it gets these of the server, which has the secrets."""
    notes: list[str] = apart(function, *arguments, shown=shown, get=server.get, clean=server.without_secrets)
    return notes
