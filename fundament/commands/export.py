"""`fundament export`: a mart as a spreadsheet, or as Parquet."""

from pathlib import Path

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import echo
from fundament.warehouse import Warehouse


def _file_in(output: str | None, name: str) -> Path:
    """The file that is written: under its own name in a folder, or as it is called."""
    path = Path(output or ".")
    return path / name if path.is_dir() or str(output).endswith("/") else path


@click.command(short_help="Write a mart to a spreadsheet or to Parquet.")
@home_option
@click.argument("mart")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "parquet"]), default="xlsx", show_default=True)
@click.option("--output", help="File, or a folder that is there or ends in /; default: here.")
@click.option("--release", help="Release to read; default: the current one.")
@errors_on_screen
def export(home: str | None, mart: str, kind: str, output: str | None, release: str | None) -> None:
    """Write MART of a release to a spreadsheet or to Parquet, `all` for every mart.

    Texts that look like formulas stay texts, amounts keep every digit, dates are dates. A table of another
    published schema is named with it: quality.rejected_rows.

    Exit code 1: a file can't be written. 2: there is no such mart or release, or Excel can't hold its rows.
    """
    from fundament import database
    from fundament.errors import FundamentError
    from fundament.opendata.writing import describe_csv
    from fundament.released import current_release, find_release, read_manifest
    from fundament.spreadsheet.files import write_csv, write_excel, write_parquet
    from fundament.spreadsheet.table import find_table, marts_of

    warehouse = Warehouse.from_environment(home)
    folder = find_release(warehouse, release) if release else current_release(warehouse)
    targets = {mart: _file_in(output, f"{mart}.{kind}")}
    if mart == "all":
        whole = Path(output or f"fundament-{folder.name}")
        targets = {name: whole / f"{name}.{kind}" for name in marts_of(folder)}
    is_in_folder = mart == "all" or str(output).endswith("/")
    for place in {target.parent for target in targets.values()} if is_in_folder else ():
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FundamentError(f"The folder can't be made: {error.strerror}", str(place)) from error
    # Open all the while: DuckDB then opens it anew for no table.
    with database.release_to_read(folder):
        for name, target in targets.items():
            table = find_table(folder, name)
            {"xlsx": write_excel, "csv": write_csv, "parquet": write_parquet}[kind](table, target)
            echo(f"{target}: {table.rows:,} rows of {table.schema}.{table.name}, release {folder.name}")
    if mart == "all" and kind == "csv":
        described = describe_csv(warehouse, folder, read_manifest(folder), next(iter(targets.values())).parent)
        echo(f"{described}: tables, columns, units and keys, for a data portal")
