"""One warehouse: its folders, and the settings that a run of it hands on."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from fundament.errors import Misconfigured
from fundament.project import default_deliveries
from fundament.settings import Engine, Settings, settings
from fundament.shared_place import Place, place_of

BUILD = "build"


@dataclass(frozen=True)
class Warehouse:
    """Folders of one warehouse. All paths are absolute."""

    home: Path
    deliveries: Path
    settings: Settings = field(default_factory=settings)
    # The private file of a run; what is made to be compared has another place.
    build_folder: str = BUILD
    # The folder that both engines see, where it is not in the home.
    shared_folder: Place | None = None

    @classmethod
    def from_environment(
        cls, home: str | None = None, deliveries: str | None = None, engine: Engine | None = None
    ) -> "Warehouse":
        """Read the environment; arguments win. Raises `Misconfigured` for values that can't be used."""
        given = settings()
        folder = Path(deliveries or given.deliveries or default_deliveries()).resolve()
        if not folder.is_dir():
            raise Misconfigured(
                f"There is no folder {folder}", "FUNDAMENT_DELIVERIES or --deliveries", "Name a folder."
            )
        return cls(
            home_of(home),
            folder,
            given.model_copy(update={"engine": engine or given.engine}),
            shared_folder=place_of(given.shared).resolve() if given.shared else None,
        )

    def make_folder(self, name: str = "") -> Path:
        """A folder of the home, made where it is not there, this user's alone.

        Raises `Misconfigured` where that can't be.
        """
        folder = self.home / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if name:
                folder.chmod(0o700)
        except OSError as error:
            raise Misconfigured(
                f"The folder can't be made: {error.strerror}", str(folder), "Name another FUNDAMENT_HOME."
            ) from error
        return folder

    @property
    def build_file(self) -> Path:
        """The private file that a run builds; nobody reads it before it is published."""
        return self.home / self.build_folder / "warehouse.duckdb"

    @property
    def shared(self) -> Place:
        """What Spark and DuckDB hand over to each other."""
        # Several warehouses may share a folder, and each clears up after itself.
        own = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
        place = self.shared_folder / f"{self.home.name}-{own}" if self.shared_folder else self.home / "shared"
        return place if self.build_folder == BUILD else place / self.build_folder

    @property
    def published(self) -> Path:
        """What readers see."""
        return self.home / "published"


def home_of(given: str | None = None) -> Path:
    """Folder of the warehouse: as given, else of the environment."""
    return Path(given or settings().home).resolve()
