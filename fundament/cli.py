"""The command `fundament`: a thin layer over the Dagster job and the published files."""

import atexit
import os
import sys
import traceback
import warnings
from contextlib import suppress

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
    verify,
    whatif,
)
from fundament.terminal import echo


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
    verify.verify,
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


def program() -> None:
    """The command as a process: leaves without taking down what it imported, which takes a second or two."""
    # DuckDB looks for it at the first value that is bound, which takes half a second; no command has use for it.
    sys.modules["pandas"] = None  # type: ignore[assignment]
    # What a library warns of is for who works on this program; an error is told by us.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            echo(ended.code, err=True)
    except BaseException:
        echo(traceback.format_exc(), err=True, nl=False)
    # What must end with the process, such as that of the checks.
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
