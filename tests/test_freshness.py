"""How old the release is: on the border, on the screen, in the exit code and in Dagster."""

import datetime as dt
import json
from pathlib import Path

import dagster as dg
import pytest

from fundament.errors import FundamentError
from fundament.publication.age import age_of, in_words, refuse_if_too_old
from tests.conftest import Command


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
    assert done.returncode == 1 and "30 h 00 min old" in done.stderr and "210.1" in done.stdout
    assert published("status", "--max-age", "soon").returncode == 2


def test_dagster_watches_the_published_release(published: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_HOME", str(published.home))
    from dagster_project.definitions import defs

    policy = defs.resolve_asset_graph().get(dg.AssetKey(["published", "release"])).freshness_policy
    assert policy is not None and policy.fail_window.to_timedelta() == dt.timedelta(hours=26)
