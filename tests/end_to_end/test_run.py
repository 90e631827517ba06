"""The nightly command as a user starts it: refused, with the figure that is wrong."""

import datetime as dt
from pathlib import Path

from tests.conftest import AS_OF, MEMO, Command, query, replace_in
from tests.nights import NIGHTS, write_night
from tests.warehouses import released

KIS_2022 = (
    "select unlawful_amount_gross from marts.noncompliance_by_contract_year "
    "where contract_id = 'KIS' and year = 2022"
)


def test_a_cell_changed_by_a_tenth_refuses_the_release_and_names_the_figure(
    published: Command, deliveries: Path
) -> None:
    manifest = (published.published / "manifest.json").read_bytes()
    replace_in(deliveries / MEMO / "contract_spend.csv", "2023-01-01,15.7,", "2023-01-01,15.8,")
    done = published("run", "--as-of", AS_OF, deliveries=deliveries)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    failed = done.stdout[done.stdout.index("every_figure_as_good_as_accepted") :]
    for named in ("kis_2022", "printed_value 15.7", "computed_value 15.8", "residual -0.1", "row KIS"):
        assert named in failed.replace("\n", " ").replace("      ", "")
    assert (published.published / "manifest.json").read_bytes() == manifest
    assert query(published.warehouse, KIS_2022)[0][0] == 15_700_000


def test_history_that_cannot_be_kept_is_a_warning(tmp_path: Path) -> None:
    """The release is out by then: a folder stands where the file of versions is to be written."""
    command, folder = Command(tmp_path / "home"), tmp_path / "in"
    write_night(folder, 0)
    released(command.home, folder, dt.date.fromisoformat(NIGHTS[0]))
    [versions] = (command.home / "archive").glob("*/versions.json")
    before = versions.read_bytes()
    versions.with_name(".versions.json").mkdir()
    write_night(folder, 1)
    done = command("run", "--as-of", NIGHTS[1], deliveries=folder)
    assert done.returncode == 0 and "can't be kept for later as-of dates" in done.stdout + done.stderr
    assert versions.read_bytes() == before
