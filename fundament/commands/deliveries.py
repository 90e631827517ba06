"""`fundament deliveries`: look at files before a run does.

What is understood of them: `fundament.rehearsal`. What a draft says: `fundament.deliveries.drafts`.
"""

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundament.clock import today
from fundament.commands import errors_on_screen, home_option
from fundament.errors import cut
from fundament.terminal import echo
from fundament.warehouse import Warehouse

if TYPE_CHECKING:
    from fundament.rehearsal.checking import Understood

SAMPLE = 1000
WIDTH = 40
SHOWN_SKIPPED = 5


@click.group()
def deliveries() -> None:
    """Describe files, and see how a description reads them."""


@deliveries.command(short_help="Show what is understood of a file or a delivery.yml.")
@home_option
@click.option(
    "--rows", type=click.IntRange(min=1), default=SAMPLE, show_default=True, help="Rows of each file to look at."
)
@click.option("--all", "everything", is_flag=True, help="Look at all rows; control totals and row counts too.")
@click.option("--skipped", is_flag=True, help="List every skipped row, not the first ones.")
@click.option(
    "--deliveries",
    type=click.Path(path_type=Path),
    help="Folder of a run: --all looks at its other deliveries too.",
)
@click.argument("file", type=click.Path(path_type=Path))
@errors_on_screen
def check(
    home: str | None, rows: int, everything: bool, skipped: bool, deliveries: Path | None, file: Path
) -> None:
    """Show what is understood of FILE: a delivery.yml, or a data file that one names.

    With --all it is held against the other deliveries of the folder that a run would read, up to the checks before
    a publication: the folder given, that of the environment (FUNDAMENT_DELIVERIES) where FILE lies in it, or else
    the nearest one that its publication is delivered in, at most two above FILE.

    Exit code 0: a run would take it over; 1: it would not, and why is shown; 2: there is no such file.
    """
    from fundament.rehearsal.checking import check as check_delivery
    from fundament.rehearsal.checking import folder_with, refuse_beside_neighbours

    warehouse = Warehouse.from_environment(home, str(deliveries) if deliveries else None)
    delivery, found = check_delivery(file, None if everything else rows, warehouse.home)
    out = [f"{delivery.delivery_id}: {delivery.title}, by {delivery.owner}, for {delivery.publication_id}"]
    for each in found:
        out += ["", *_shown(each, None if skipped else SHOWN_SKIPPED)]
    echo("\n".join(out))
    if any(each.refusal for each in found):
        sys.exit(1)
    if everything:
        if not deliveries and not file.resolve().is_relative_to(warehouse.deliveries):
            folder = folder_with(delivery.publication_id, file) or file.resolve().parent
            warehouse = replace(warehouse, deliveries=folder)
        refuse_beside_neighbours(warehouse, today())
        echo(f"\nA run of {warehouse.deliveries} would take it over.")


def _shown(each: "Understood", skipped: int | None) -> list[str]:
    how, done = each.how, each.done
    form: list[str] = [how.format]
    if how.format == "csv":
        form += [how.encoding if isinstance(how.encoding, str) else " or ".join(how.encoding)]
        form += [f"delimiter {how.delimiter!r}"]
    elif how.format in ("json", "jsonl"):
        form += [f"records {how.records}"] if how.records else []
    date = f", as at {each.as_of_date}" if each.as_of_date else ""
    looked = "all" if each.is_whole else "the first"
    out = [f"{each.file} -> {each.source} ({', '.join(form)}{date})"]
    out.append(
        f"  {looked} {done.lines_read} rows: {done.rows_loaded} loaded, {done.rows_rejected} rejected, "
        f"{done.rows_skipped} skipped"
    )
    width = max((len(column.name) for column in each.columns), default=0)
    for column in each.columns:
        line = f"  {column.name:{width}}  {column.origin}"
        if column.value is None:
            line += "  (no value in these rows)"
        elif column.text is None or column.text.strip() == column.value:
            line += f"  {cut(column.value, WIDTH)}"
        else:
            line += f"  {cut(column.text, WIDTH)!r} is {cut(column.value, WIDTH)}"
        out.append(line)
    for name, total in each.sums.items():
        out.append(f"  sum of {name}: {total}")
    out += [f"  note: {note}" for note in each.notes]
    if each.ignored:
        out.append(f"  ignored: {', '.join(map(repr, each.ignored))}")
    for line_number, column_name, value, reason in each.rejects:
        at = f", column {column_name}" if column_name else ""
        why = f"{cut(value, 100)!r} ({cut(reason, 120)})" if value else cut(reason, 120)
        out.append(f"  rejected, line {line_number}{at}: {why}")
    for line_number, reason, text in each.skipped[:skipped]:
        out.append(f"  skipped, line {line_number}: {cut(text, 100)!r} ({cut(reason, 120)})")
    if len(each.skipped) > len(each.skipped[:skipped]):
        out.append(f"  skipped: {len(each.skipped) - len(each.skipped[:skipped])} more; --skipped lists them")
    if each.refusal:
        out.append(f"  NOT TAKEN OVER: {each.refusal}")
    elif not each.is_whole:
        out.append("  row counts and control totals are not checked on a part; use --all")
    return out


@deliveries.command(short_help="Propose a delivery.yml for a file.")
@click.option("--source", help="Canonical source of the rows; default: guessed from the columns.")
@click.option("--publication", help="publication_id; default: to fill in.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write; default: the screen.")
@click.argument("file", type=click.Path(path_type=Path))
@errors_on_screen
def draft(source: str | None, publication: str | None, output: Path | None, file: Path) -> None:
    """Propose a delivery.yml for FILE, which nobody has described yet. What is uncertain bears a comment.

    With --output two stubs are written beside it, where there are none yet: publications.csv, unless a publication
    is delivered near, and contracts.csv with the contracts that the lines name.

    Exit code 1: FILE can't be read. 2: there is no such file or source, or the file of --output is there already.
    """
    from fundament.deliveries.declared.canonical import canonical_sources
    from fundament.deliveries.drafts.drafting import draft_with_stubs
    from fundament.deliveries.read.apart import apart
    from fundament.errors import Misconfigured
    from fundament.rehearsal.checking import folder_with

    if not file.is_file():
        raise Misconfigured("There is no such file", str(file))
    if source and source not in canonical_sources():
        raise Misconfigured(
            f"There is no source {source!r}", "--source", f"One of {', '.join(canonical_sources())}"
        )
    if output and output.exists():
        raise Misconfigured("The file is there already", str(output), "Give another name, or move it away.")
    wanted = []
    if output:
        wanted = [name for name in ("publications", "contracts") if not (output.parent / f"{name}.csv").exists()]
        if folder_with(publication, output):
            wanted = [name for name in wanted if name != "publications"]
    drafted = apart(draft_with_stubs, file, source, publication, wanted, shown=str(file))
    text = drafted.pop("text")
    if output is None:
        echo(text, nl=False)
        return
    output.write_text(text, "utf-8")
    for name, stub in drafted.items():
        (output.parent / f"{name}.csv").write_text(stub, "utf-8")
        echo(f"Written: {output.parent / name}.csv, a stub: look at each of its rows.")
    echo(f"Written: {output}. Look at the comments, then: fundament deliveries check {shlex.quote(str(output))}")


@deliveries.command()
@errors_on_screen
def schema() -> None:
    """Print the JSON Schema of a delivery.yml, for editors."""
    from fundament.deliveries.declared.schema import schema_text

    echo(schema_text(), nl=False)
