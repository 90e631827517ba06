"""The command `fundament`: a thin layer over the Dagster job and the published files."""

import os

import click

from fundament.commands import (
    deliveries,
    dev,
    explain,
    export,
    note,
    notices,
    publish_to_postgres,
    pull,
    releases,
    run,
    sql,
    synthesise,
    whatif,
)


@click.group()
@click.version_option(package_name="fundament")
def main() -> None:
    """Deliveries in, a reconciled and published warehouse out."""
    for switch in ("DO_NOT_TRACK", "DAGSTER_DISABLE_TELEMETRY"):
        os.environ.setdefault(switch, "1")


for command in (
    run.run,
    releases.status,
    releases.releases,
    releases.diff,
    releases.rollback,
    sql.sql,
    explain.explain,
    export.export,
    note.note,
    notices.notices,
    publish_to_postgres.publish_to_postgres,
    pull.pull,
    deliveries.deliveries,
    dev.dev,
    synthesise.synthesise,
    whatif.whatif,
):
    main.add_command(command)
