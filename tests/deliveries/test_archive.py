"""The archive: what a file that is replaced costs, and that its bytes come back."""

import random
from pathlib import Path

import pytest
from backports import zstd

from fundament.deliveries.found import packed
from fundament.deliveries.found.archive import Archive
from fundament.deliveries.found.history import Version
from fundament.errors import BadInput

CHANGED, LINES = 200, 20_000


def ledger(seed: int) -> list[bytes]:
    """Synthetic lines, of which two thousandths can be changed."""
    chance = random.Random(seed)
    return [f"l{number:06d},{chance.randrange(10**9)},synthetic\n".encode() for number in range(LINES)]


def nights(count: int) -> list[bytes]:
    """A ledger in full on each night: some lines are corrected, one goes, one comes."""
    chance = random.Random(0)
    lines, contents = ledger(1), []
    for night in range(count):
        contents.append(b"".join(lines))
        for place in chance.sample(range(len(lines)), CHANGED):
            lines[place] = lines[place].replace(b"synthetic", b"corrected on %d" % night)
        lines.pop(chance.randrange(len(lines)))
        lines.append(b"new on %d\n" % night)
    return contents


def published(archive: Archive, file: Path, contents: list[bytes]) -> list[Version]:
    """Each content in force for a night; the archive as the last publication left it."""
    versions: list[Version] = []
    for night, content in enumerate(contents):
        file.write_bytes(content)
        _, sha256 = archive.keep(file)
        days = [f"2024-01-{number + 1:02d}" for number in (night, night + 1)]
        versions = [
            *versions[:-1],
            *(Version("d", "s", "f", v.sha256, v.sha256, 0, v.received_on, days[0]) for v in versions[-1:]),
            Version("d", "s", "f", sha256, sha256, 0, days[0] if night else None),
        ]
        archive.propose([_declared(version) for version in versions])
        archive.record()
    return versions


def _declared(version: Version) -> Version:
    return Version(**{**version.__dict__, "declaration_sha256": "0"})


def test_a_night_costs_the_lines_that_changed_and_each_comes_back(tmp_path: Path) -> None:
    contents = nights(6)
    archive = Archive(tmp_path, tmp_path / "in")
    versions = published(archive, tmp_path / "file", contents)
    kept = {path.name: path.stat().st_size for path in (tmp_path / "archive" / "objects").iterdir()}
    assert kept.pop(versions[-1].sha256) == len(contents[-1])
    assert len(kept) == 5
    before, after = (set(content.splitlines()) for content in contents[:2])
    changed = b"\n".join(sorted(before ^ after))
    assert max(kept.values()) <= 2 * len(zstd.compress(changed, 3))
    for version, content in zip(versions, contents, strict=True):
        with archive.opened(version.sha256, "f") as path:
            assert path.read_bytes() == content
    assert [path for path in (tmp_path / "build").iterdir() if path.name.startswith("unpacked")] == []


def test_what_came_back_is_what_it_was(tmp_path: Path) -> None:
    """The same bytes on the first and the third night, then others: no file is packed against itself."""
    one, other, last = nights(3)
    archive = Archive(tmp_path, tmp_path / "in")
    versions = published(archive, tmp_path / "file", [one, other, one, other, last])
    for version, content in zip(versions, [one, other, one, other, last], strict=True):
        with archive.opened(version.sha256, "f") as path:
            assert path.read_bytes() == content


def test_two_contents_of_one_day_leave_the_one_before_them(tmp_path: Path) -> None:
    """The second run of a day drops what the first one found, against which the day before is packed."""
    one, two, three = nights(3)
    archive, file = Archive(tmp_path, tmp_path / "in"), tmp_path / "file"
    shas = []
    for content in (one, two, three):
        file.write_bytes(content)
        shas.append(archive.keep(file)[1])
        first = Version("d", "s", "f", shas[0], "0", 0, None, "2024-01-02" if len(shas) > 1 else None)
        now = [Version("d", "s", "f", shas[-1], "0", 0, "2024-01-02")] if len(shas) > 1 else []
        archive.propose([first, *now])
        archive.record()
    for sha256, content in ((shas[0], one), (shas[2], three)):
        with archive.opened(sha256, "f") as path:
            assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["gone", "cut", "other", "no packed file"])
def test_a_link_that_is_broken_is_told(tmp_path: Path, damage: str) -> None:
    archive = Archive(tmp_path, tmp_path / "in")
    versions = published(archive, tmp_path / "file", nights(3))
    link, other = (tmp_path / "archive" / "objects" / f"{version.sha256}.packed" for version in versions[1::-1])
    if damage == "gone":
        link.unlink()
    elif damage == "cut":
        link.write_bytes(link.read_bytes()[:-50])
    elif damage == "other":
        link.write_bytes(other.read_bytes())
    else:
        link.write_text("[]")
    with pytest.raises(BadInput, match="delivered before") as error, archive.opened(versions[0].sha256, "f"):
        pass
    assert str(tmp_path / "archive") in str(error.value) and "backup" in str(error.value)


def test_a_file_of_several_pieces_is_packed_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "PIECE", 100_000)
    monkeypatch.setattr(packed, "BESIDE", 10_000)
    before, after = tmp_path / "before", tmp_path / "after"
    for file, content in zip((before, after), nights(2), strict=True):
        file.write_bytes(content)
    packed.pack(before, after, "after", tmp_path / "packed")
    assert packed.packed_against(tmp_path / "packed") == "after"
    packed.unpack(tmp_path / "packed", after, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == before.read_bytes()
    assert (tmp_path / "packed").stat().st_size < before.stat().st_size / 20


@pytest.mark.parametrize("content", [b"", b"a", b"a" * 9])
def test_a_small_file_is_packed_too(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    for other in (None, tmp_path / "file"):
        packed.pack(tmp_path / "file", other, "x", tmp_path / "packed")
        packed.unpack(tmp_path / "packed", other, tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == content
