"""dbt-duckdb plugin: reads the deliveries into schema `raw`, so that `dbt build` works by itself."""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from fundament.clock import today
from fundament.deliveries.reader import load_deliveries
from fundament.warehouse import Warehouse


class Plugin(BasePlugin):
    """Loads the deliveries of the environment as soon as dbt opens its file, once in a run of dbt."""

    _has_loaded = False

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Called by dbt-duckdb whenever it opens the file, which it closes in between."""
        if not self._has_loaded:
            warehouse = Warehouse.from_environment()
            load_deliveries(conn, warehouse.deliveries, today(), home=warehouse.home)
            self._has_loaded = True

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Called before the file is opened, whose folder dbt makes only where it is its own."""
        if self.creds:
            Path(self.creds.path).parent.mkdir(parents=True, exist_ok=True)
