"""`fundament note`: the status note of a release."""

from pathlib import Path

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import echo
from fundament.warehouse import Warehouse


@click.command(short_help="Write the status note as HTML and PDF.")
@home_option
@click.option("--release", help="Release to read; default: the current one.")
@click.option("--publication", help="Publication to write about; default: the newest that states spend.")
@click.option("--language", type=click.Choice(["nl", "en"]), help="Default: both.")
@click.option("--output", type=click.Path(path_type=Path), default=Path(), help="Folder; default: here.")
@errors_on_screen
def note(
    home: str | None, release: str | None, publication: str | None, language: str | None, output: Path
) -> None:
    """Write the status note as HTML and PDF, every number of it from a mart.

    It is refused, with exit code 1, where a figure that it uses does not reconcile.
    """
    from fundament.note.cells import LANGUAGES
    from fundament.note.writing import write_notes
    from fundament.released import current_release, find_release, read_manifest

    warehouse = Warehouse.from_environment(home)
    folder = find_release(warehouse, release) if release else current_release(warehouse)
    manifest = read_manifest(folder)
    for path in write_notes(
        folder,
        output,
        manifest["release_id"],
        manifest["as_of_date"],
        publication,
        (language,) if language else LANGUAGES,
    ):
        echo(str(path))
