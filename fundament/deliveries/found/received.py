"""The files that a run reads: those in the folder, each once, and what a running administration said before.

Which files a path names: `location.py`. Which version was in force when: `history.py`; its bytes: `archive.py`.
"""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fundament.deliveries.declared.declaration import (
    Delivery,
    FileDeclaration,
    Scope,
    line_of_entry,
    read_deliveries,
    read_delivery,
)
from fundament.deliveries.declared.names import FILE
from fundament.deliveries.declared.patterns import first_group
from fundament.deliveries.found.archive import Archive, sha256_of
from fundament.deliveries.found.history import Version, versions_as_of
from fundament.deliveries.found.landed import place_of
from fundament.deliveries.found.location import files_of
from fundament.deliveries.read.apart import apart
from fundament.deliveries.read.formats.excel import sheet_name
from fundament.errors import BadInput


@dataclass(frozen=True)
class ReceivedFile:
    """One file to read: by which declaration, where its bytes are, and what it is called in the warehouse.

    `is_archived`: its bytes are in the archive, to be had by `Archive.opened`. `duplicate_of` names the file
    whose rows are loaded instead; `counts_from` is the day on which such a file left, where this one outlived it.
    """

    delivery: Delivery
    file: FileDeclaration
    path: Path
    shown: str
    sha256: str
    scope: Scope
    as_of_date: dt.date | None
    version: Version
    duplicate_of: str | None = None
    counts_from: dt.date | None = None
    is_archived: bool = False

    @property
    def lineage(self) -> dict[str, str]:
        """What every row of the file bears."""
        delivery = self.delivery
        return {
            "publication_id": delivery.publication_id,
            "delivery_id": delivery.delivery_id,
            "source_file": self.shown,
        }


def received_files(
    folder: Path,
    as_of_date: dt.date,
    archive: Archive | None = None,
    home: Path | None = None,
    newest: dt.date | None = None,
    proposes: bool = True,
) -> list[ReceivedFile]:
    """Every file of every delivery under the folder, and earlier versions out of the archive.

    A file with the bytes, the declaration and the date of one that was there before is marked as its duplicate,
    and comes after it. Without an archive there is no history; what was pulled lies under the home. `newest` is
    the date of what was published last: a run that is dated back before it, or that proposes nothing, sees the
    files of an administration as they were recorded. Raises `BadInput` where a declaration or a file is not as
    it should be.
    """
    folder = folder.resolve()
    claims: list[Claim] = []
    for declaration, delivery in read_deliveries(folder):
        claims += received_files_of(declaration, delivery, folder, home, archive)
    refuse_claims(claims)
    found = [claim.received for claim in claims]
    if archive is None:
        return _once(found)
    is_frozen = not proposes or (newest is not None and as_of_date < newest)
    versions = _versions(found, archive.recorded(), as_of_date, is_frozen)
    if proposes:
        archive.propose(versions)
    return _once(_with_history(found, versions, archive, as_of_date))


def received_files_of(
    declaration: Path, delivery: Delivery, folder: Path, home: Path | None = None, archive: Archive | None = None
) -> list["Claim"]:
    """The files that one declaration names; those of a running administration are kept in the archive."""
    place, base = place_of(declaration, delivery, folder, home)
    claims = []
    for index, entry in enumerate(delivery.files):
        for path in files_of(place, entry, delivery.complete_marker):
            shown = shown_name(path, base, delivery, entry)
            scope = entry.scope or delivery.scope
            declared, present = "", path
            if archive and scope != "document":
                path, sha256 = archive.keep(path)
                _, declared = archive.keep(declaration)
            else:
                sha256 = sha256_of(path)
            version = Version(
                delivery.delivery_id,
                entry.source,
                shown,
                sha256,
                declared,
                index,
                is_document=scope == "document",
            )
            as_of = as_of_date_of(entry, delivery, shown)
            received = ReceivedFile(delivery, entry, path, shown, sha256, scope, as_of, version)
            claims.append(Claim(declaration, present, received))
    return claims


def refuse_claims(claims: list["Claim"]) -> None:
    """Raises `BadInput` where a file is named twice, or read in two ways."""
    named: dict[object, list[Claim]] = {}
    for claim in claims:
        named.setdefault(claim.received.version.key, []).append(claim)
    for several in named.values():
        if len(several) > 1:
            version, declaration = several[0].received.version, several[0].declaration
            lines = [line_of_entry(declaration, claim.received.version.entry) for claim in several]
            raise BadInput(
                f"{version.file} is named {len(several)} times for {version.source}",
                f"{declaration}, lines {', '.join(map(str, sorted({*lines})))}",
                "Name it once under files.",
            )
    alike: dict[tuple[Path, str, str], list[Claim]] = {}
    for claim in claims:
        received = claim.received
        place = claim.present, received.file.source, received.delivery.publication_id
        alike.setdefault(place, []).append(claim)
    for (path, source, _), several in alike.items():
        _refuse_other_reading(path, source, several)


@dataclass(frozen=True)
class Claim:
    """That a declaration names a file, and where that file is."""

    declaration: Path
    present: Path
    received: ReceivedFile


def _refuse_other_reading(path: Path, source: str, claims: list[Claim]) -> None:
    """Raises `BadInput` where the rows of a file would count for a source twice, read in two ways.

    Read alike they are loaded once. Sheets of a workbook, and lists of a JSON document, are other rows.
    """
    for one, other in itertools.combinations(claims, 2):
        if _rows_of(one.received) != _rows_of(other.received):
            continue
        if content_of(one.received) != content_of(other.received):
            raise BadInput(
                f"Two deliveries read {path.name} for {source}, each in its own way: its rows would count twice",
                f"{path}, named by {one.declaration} and {other.declaration}",
                f"Take it out of one of them; {source} takes a file once.",
            )


def _rows_of(received: ReceivedFile) -> object:
    """Which rows of its file an entry reads, as far as it says so."""
    how = received.delivery.format_of(received.file)
    if how.format == "excel":
        return apart(sheet_name, received.path, how, received.shown, shown=received.shown)
    return how.records if how.format == "json" else None


def shown_name(path: Path, base: Path, delivery: Delivery, entry: FileDeclaration) -> str:
    """What a file is called. A workbook may be read sheet by sheet: each is a file of its own."""
    how = delivery.format_of(entry)
    sheet = f"[{how.sheet}]" if how.format == "excel" and how.sheet is not None else ""
    return path.relative_to(base).as_posix() + sheet


def _once(files: list[ReceivedFile]) -> list[ReceivedFile]:
    """The same content counts once at any time: that of the file that was there first, until it is gone."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, received in enumerate(files):
        alike.setdefault(content_of(received), []).append(place)
    originals, duplicates = {}, {}
    for places in alike.values():
        original, covered_to = None, ""
        for place in sorted(
            places, key=lambda place: (files[place].version.received_on or "", files[place].shown)
        ):
            received, version = files[place], files[place].version
            replaced_on = version.replaced_on or dt.date.max.isoformat()
            if original and replaced_on <= covered_to:
                duplicates[place] = replace(received, duplicate_of=original)
                continue
            if (version.received_on or "") < covered_to:
                received = replace(received, counts_from=dt.date.fromisoformat(covered_to))
            originals[place] = received
            original, covered_to = received.shown, replaced_on
    return [some[place] for some in (originals, duplicates) for place in sorted(some)]


def content_of(received: ReceivedFile) -> tuple[object, ...]:
    """What makes two files say the same: bytes, date, and all that their declarations say on reading them."""
    delivery, file = received.delivery, received.file
    columns = file.model_dump_json(exclude={"path", "expected_rows", "control_totals"})
    how = delivery.format_of(file).model_dump_json(exclude={"max_rejected_rows"})
    # What a name says may be in every row.
    name = received.shown if FILE in f"{columns}{how}" else ""
    return delivery.publication_id, received.sha256, received.as_of_date, received.scope, columns, how, name


def as_of_date_of(file: FileDeclaration, delivery: Delivery, shown: str) -> dt.date | None:
    """The day that a file is as at: as declared, or as its name says. Raises `BadInput` where it says none."""
    declared = file.as_of or delivery.as_of
    if declared is None or isinstance(declared, dt.date):
        return declared
    name = Path(shown).name
    found = first_group(declared.from_file_name, name)
    try:
        return dt.datetime.strptime(found, declared.format).date() if found else _no_date(shown, declared)
    except ValueError as error:
        raise BadInput(
            f"{found!r} in the file's name is no date like {declared.format!r}",
            shown,
            "Rename the file, or correct as_of in the delivery.",
        ) from error


def _no_date(shown: str, declared: object) -> dt.date:
    raise BadInput(
        f"The file's name has no date: {getattr(declared, 'from_file_name', '')!r} is not in it",
        shown,
        "Rename the file, or correct as_of in the delivery.",
    )


def _versions(
    found: list[ReceivedFile], recorded: list[Version], as_of_date: dt.date, is_frozen: bool
) -> list[Version]:
    present = [received.version for received in found]
    if is_frozen:
        present = [version for version in present if version.is_document]
        present += [version for version in recorded if version.replaced_on is None and not version.is_document]
    before = {version.delivery_id for version in recorded}
    spoken = {received.delivery.publication_id for received in found if received.version.delivery_id in before}
    known = {each.version.delivery_id for each in found if each.delivery.publication_id in spoken}
    return versions_as_of(recorded, present, as_of_date, known)


def _with_history(
    found: list[ReceivedFile], versions: list[Version], archive: Archive, as_of_date: dt.date
) -> list[ReceivedFile]:
    present = {
        (*received.version.key, received.sha256, received.version.declaration_sha256): received
        for received in found
    }
    day = as_of_date.isoformat()
    files = []

    @cache
    def declared(sha256: str, file: str) -> Delivery:
        with archive.opened(sha256, f"The declaration of {file}") as declaration:
            return read_delivery(declaration)

    for version in versions:
        here = present.get((*version.key, version.sha256, version.declaration_sha256))
        if version.replaced_on is None and (version.received_on or day) <= day:
            files.append(replace(here, version=version) if here else _from_archive(archive, declared, version))
        elif version.replaced_on and version.replaced_on > day >= (version.received_on or day):
            # In a run that is dated back it was still in force.
            files.append(_from_archive(archive, declared, replace(version, replaced_on=None)))
        elif version.replaced_on and version.replaced_on <= day:
            files.append(_from_archive(archive, declared, version))
    return files


def _from_archive(archive: Archive, declared: Callable[[str, str], Delivery], version: Version) -> ReceivedFile:
    """A version that was replaced or withdrawn, as it was declared then."""
    delivery = declared(version.declaration_sha256, version.file)
    entry = delivery.files[version.entry]
    return ReceivedFile(
        delivery,
        entry,
        archive.object(version.sha256),
        version.shown,
        version.sha256,
        entry.scope or delivery.scope,
        as_of_date_of(entry, delivery, version.file),
        version,
        is_archived=True,
    )
