"""`fundament sql`: DuckDB's own shell on one release, read-only."""

import shutil
import sys
import tempfile
from pathlib import Path

import click

from fundament.commands import errors_on_screen, home_option
from fundament.settings import bytes_of
from fundament.terminal import echo
from fundament.warehouse import Warehouse

# How many times its memory a query may have on the disk.
SPILLS = 5
MODES = {"table": [], "csv": ["-csv"], "json": ["-json"]}


@click.command(short_help="Answer a query on the current release.")
@home_option
@click.option("--release", help="Release to open; default: the current one.")
@click.option("--format", "mode", type=click.Choice(list(MODES)), default="table", show_default=True)
@click.argument("query", required=False)
@errors_on_screen
def sql(home: str | None, release: str | None, mode: str, query: str | None) -> None:
    """Answer QUERY, or what comes in on standard input, or open a shell.

    It reads one release, also when the next one comes out meanwhile, and can write nothing. Tables of the
    schemas marts, quality and reference need no schema in front of their name. csv and json give every row,
    NULL in csv is empty, and amounts in json are texts, so that no digit is lost.
    """
    import duckdb_cli

    from fundament.database import lines_in, literal, to_reach
    from fundament.released import current_release, find_release, read_manifest
    from fundament.shared_place import PARTS
    from fundament.shell import answer, converse

    warehouse = Warehouse.from_environment(home)
    folder = find_release(warehouse, release) if release else current_release(warehouse)
    program = Path(duckdb_cli.__file__).with_name("duckdb.exe" if sys.platform == "win32" else "duckdb")
    arguments = ["-no-init", "-readonly", *MODES[mode]]
    arguments += ["-cmd", "set search_path = 'marts,quality,reference'"]
    arguments += ["-cmd", f"set memory_limit = '{warehouse.settings.memory_limit}'"]
    # By default a query may spill until the disk is nearly full.
    arguments += ["-cmd", f"set max_temp_directory_size = '{SPILLS * bytes_of(warehouse.settings.memory_limit)}B'"]
    # Data for a program pass as they are; what a person sees has nothing in it that acts.
    is_watched, is_talk = sys.stdout.isatty(), query is None and sys.stdin.isatty()
    if is_watched and not is_talk:
        arguments += ["-cmd", f".maxwidth {shutil.get_terminal_size().columns}"]
    # From here on no other file, no setting and no extension, but for lines that are Parquet.
    lines = lines_in(read_manifest(folder))
    opening = to_reach(lines)
    if lines:
        # In a folder that is allowed, files could be made: each file by its name, and the pattern that finds it.
        patterns = ", ".join(literal(f"{place}/{PARTS}") for place in lines)
        opening.append(f"set variable lines = (from glob([{patterns}]) select list(file))")
        opening.append(f"set allowed_paths = list_concat([{patterns}], getvariable('lines'))")
    # Making a secret says that it did.
    for said in (".output /dev/null", *opening, ".output") if lines else ():
        arguments += ["-cmd", said]
    arguments += ["-cmd", ".safe_mode"]
    if is_talk:
        echo(f"Release {folder.name}, as of {read_manifest(folder)['as_of_date']}, read-only.", err=True)
        echo("Tables: .tables   columns: describe findings;   leave: .quit", err=True)
    else:
        arguments += ["-batch", "-bail"]
    if mode == "csv":
        arguments += ["-nullvalue", ""]
    arguments += [str(folder / "fundament.duckdb"), *(["-c", query] if query else [])]
    sys.stderr.flush()
    # By default a large sort would spill beside the release; a name that nobody could have taken before.
    with tempfile.TemporaryDirectory(prefix="fundament-sql-") as spill:
        arguments = ["-cmd", f"set temp_directory = {literal(spill)}", *arguments]
        if is_talk and is_watched:
            sys.exit(converse(program, arguments, warehouse.settings.memory_limit))
        exactly = mode != "table" and not is_watched
        sys.exit(answer(program, arguments, warehouse.settings.memory_limit, exactly))
