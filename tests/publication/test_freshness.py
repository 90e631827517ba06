"""How old deliveries and the release are: on the border, on the screen, in the exit code and in Dagster."""

import datetime as dt
import json
import re
from pathlib import Path

import dagster as dg
import pytest

from fundament.deliveries.declared.declaration import read_delivery
from fundament.errors import BadInput, FundamentError
from fundament.publication.age import age_of, in_words, refuse_if_too_old
from tests.conftest import Command, query
from tests.warehouses import built, checked


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps({"published_at": "2026-03-28T01:00:00+00:00"}))
    return tmp_path


def test_just_as_old_as_allowed_is_not_too_old(release: Path) -> None:
    # 26 hours later, over the night in which Amsterdam's clock goes forward: an hour of the
    # clock is missing there, and none of the age.
    border = dt.datetime(2026, 3, 29, 5, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    refuse_if_too_old(release, age_of(release, border), 26)
    with pytest.raises(FundamentError, match="26 h 00 min old; 26 hours are the most"):
        refuse_if_too_old(release, age_of(release, border + dt.timedelta(seconds=1)), 26)
    refuse_if_too_old(release, dt.timedelta(days=1000), None)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (dt.timedelta(minutes=3), "0 h 03 min"),
        (dt.timedelta(hours=47, minutes=59), "47 h 59 min"),
        (dt.timedelta(hours=48), "2 days"),
    ],
)
def test_ages_in_words(age: dt.timedelta, words: str) -> None:
    assert in_words(age) == words


def test_status_says_the_age_and_refuses_one_that_is_too_old(
    published: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = published("status", "--max-age", "24")
    assert done.returncode == 0 and "age " in done.stdout
    manifest = (published.published / "current").resolve() / "manifest.json"
    manifest.chmod(0o644)
    content = json.loads(manifest.read_text())
    content["published_at"] = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=30)).isoformat()
    manifest.write_text(json.dumps(content))
    monkeypatch.setenv("FUNDAMENT_MAX_AGE_HOURS", "26")
    done = published("status")
    assert done.returncode == 1 and re.search(r"30 h \d\d min old", done.stderr) and "210.1" in done.stdout
    assert published("status", "--max-age", "soon").returncode == 2


def test_dagster_watches_the_published_release(published: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_HOME", str(published.home))
    from dagster_project.definitions import defs

    policy = defs.resolve_asset_graph().get(dg.AssetKey(["published", "release"])).freshness_policy
    assert policy is not None and policy.fail_window.to_timedelta() == dt.timedelta(hours=26)


DECLARATION = """\
delivery_id: register
title: Register (synthetic)
owner: Platform
publication_id: nota-2022-0000555327
scope: full
as_of: 2022-08-31
expected_every: 1 month
files: [{source: measures, path: measures.csv}]
"""


def declare(deliveries: Path, text: str, name: str = "register") -> Path:
    folder = deliveries / name
    folder.mkdir(exist_ok=True)
    (folder / "delivery.yml").write_text(text)
    (folder / "measures.csv").write_text("measure_id,title\nsynthetic,Synthetic measure\n")
    return folder / "delivery.yml"


@pytest.mark.parametrize(
    ("given", "period"),
    [("10 days", (0, 10)), ("1 week", (0, 7)), ("3 months", (3, 0)), ("1 year", (12, 0)), ("2 weeks", (0, 14))],
)
def test_periods(deliveries: Path, given: str, period: tuple[int, int]) -> None:
    declared = read_delivery(declare(deliveries, DECLARATION.replace("1 month", given)))
    assert declared.expected_months_and_days == period


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1 month", "monthly", "expected_every"),
        ("1 month", "0 days", "expected_every"),
        ("scope: full\nas_of: 2022-08-31\n", "", "a document comes once"),
        ("expected_every: 1 month", "when_late: refuse", "give expected_every too"),
        ("expected_every: 1 month", "expected_every: 1 month\nwhen_late: shout", "when_late"),
    ],
)
def test_a_period_that_says_nothing_is_refused(deliveries: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_delivery(declare(deliveries, DECLARATION.replace(old, new)))


def test_a_late_delivery_is_a_row_and_a_finding_and_refuses_where_it_must_not_be_late(
    deliveries: Path, tmp_path: Path
) -> None:
    declare(deliveries, DECLARATION)
    strict = DECLARATION.replace("delivery_id: register", "delivery_id: strict") + "when_late: refuse\n"
    declare(deliveries, strict.replace("measures.csv", "more.csv"), "strict").with_name("more.csv").write_text(
        "measure_id,title\nanother,Synthetic measure\n"
    )
    # As at 31 August, a month's end: the next is due on 30 September, and late from 1 October on.
    file = built(tmp_path / "home", deliveries, dt.date(2022, 10, 1))
    rows = query(
        file,
        "select delivery_id, due_on, freshness, days_late from quality.delivery_freshness order by 1",
    )
    assert rows == [(name, dt.date(2022, 9, 30), "late", 1) for name in ("register", "strict")]
    findings = query(
        file,
        "select severity, message_en, message_nl from marts.findings where finding_rule = 'delivery_late' "
        "order by message_en",
    )
    assert findings == [
        (
            "medium",
            f"Delivery {name} is 1 day late: due on 2022-09-30, the newest is as at 2022-08-31",
            f"Levering {name} is 1 dag te laat: verwacht op 2022-09-30, de nieuwste is per 2022-08-31",
        )
        for name in ("register", "strict")
    ]
    # Only the one that must not be late refuses.
    refused = checked(file)
    assert list(refused) == ["no_delivery_is_late_that_must_not_be"]
    assert "strict" in refused["no_delivery_is_late_that_must_not_be"].detail
    assert refused["no_delivery_is_late_that_must_not_be"].failed_rows == 1
