"""Where a delivery's files lie: beside its declaration; where it is pulled, `<home>/landing/<delivery_id>/`."""

from pathlib import Path

from fundament.deliveries.declared.declaration import Delivery
from fundament.errors import BadInput

LANDING = "landing"
RECEIPT = "pull.json"


def place_of(declaration: Path, delivery: Delivery, folder: Path, home: Path | None) -> tuple[Path, Path]:
    """The folder that a delivery's files lie in, and the folder that their names are shown relative to.

    Raises `BadInput` for a delivery that is to be pulled and has not been.
    """
    if delivery.pull is None:
        return declaration.parent, folder.resolve()
    landed = home / LANDING / delivery.delivery_id if home else None
    if home is None or landed is None or not (landed / RECEIPT).is_file():
        raise BadInput(
            f"{delivery.delivery_id} has not been pulled yet", str(declaration), "Run fundament pull, or the job."
        )
    return landed, home.resolve()
