"""Two whole nights as a user starts them, with everything connected: one is refused, the next is published.

On the memo's home: a mail server, a webhook, and on the second night a tracker to pull from, a PostgreSQL server
to load, and others who start a run and a rollback meanwhile. Each test reads what the nights left.
"""

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from fundament.connectors import http
from fundament.deliveries.found.archive import PENDING, Archive
from fundament.project import PROJECT_ROOT, default_deliveries
from tests.conftest import AS_OF, CEILING, FUNDAMENT, MEMO, Command, query, replace_in
from tests.fake_jira import running_jira
from tests.postgres import programs, running_postgres
from tests.receivers import PATH, TOKEN, Hook, Mailbox, connected_to, no_secret_in, no_secret_under

PUBLICATION = """\
delivery_id: administration
title: Running administration (synthetic)
owner: Platform management
publication_id: administration
files: [{source: publications, path: publications.csv}]
"""
TRACKER = """\
delivery_id: tracker
title: Issue tracker (synthetic)
owner: Platform management
publication_id: administration
pull:
  kind: jira
  url: URL
  deployment: cloud
  token_variable: TEST_JIRA_TOKEN
  user_variable: TEST_JIRA_USER
  jql: project = MIG
  resolved_statuses: [Resolved]
  blocking: {labels: [blocks]}
"""
KIS_2022 = (
    "select unlawful_amount_gross from marts.noncompliance_by_contract_year "
    "where contract_id = 'KIS' and year = 2022"
)


@dataclass
class Nights:
    """What two nights left: the screens, what others were told, and what readers had in between."""

    command: Command
    deliveries: Path
    mailbox: Mailbox
    hook: Hook
    tracker: str
    before: str
    refused: subprocess.CompletedProcess[str]
    after_refusal: tuple[str, Decimal]
    published: subprocess.CompletedProcess[str]
    meanwhile: list[subprocess.CompletedProcess[str]]
    run: int
    current_meanwhile: str
    versions: tuple[bytes, bytes]
    in_postgres: list[tuple]

    @property
    def screens(self) -> str:
        return "".join(done.stdout + done.stderr for done in (self.refused, self.published))


def add_tracker(deliveries: Path, url: str) -> None:
    folder = deliveries / "administration"
    folder.mkdir()
    (folder / "delivery.yml").write_text(PUBLICATION)
    (folder / "publications.csv").write_text(
        "publication_id,title,issuer,published_on,as_of_date\n"
        "administration,Running administration (synthetic),Synthetic,2024-01-01,2024-01-01\n"
    )
    (folder / "tracker.delivery.yml").write_text(TRACKER.replace("URL", url))


@pytest.fixture(scope="module")
def nights(memo: Command, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("nights")
    command = Command(Path(shutil.copytree(memo.home, folder / "home", symlinks=True)))
    deliveries = Path(shutil.copytree(default_deliveries(), folder / "deliveries"))
    current = command.published / "current"
    # What the memo's home knows of these files; a folder stands where the next night would write what it learns.
    [history] = (command.home / "archive").glob(f"*/{PENDING}")
    ours = Path(shutil.copytree(history.parent, Archive(command.home, deliveries)._folder))
    (ours / f".{PENDING}").mkdir()
    with ExitStack() as stack:
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        mailbox, hook = stack.enter_context(connected_to(folder, environment))
        before = current.readlink().name
        spend = deliveries / MEMO / "contract_spend.csv"
        replace_in(spend, "2023-01-01,15.7,", "2023-01-01,15.8,")
        refused = command("run", "--as-of", AS_OF, deliveries=deliveries)
        after_refusal = current.readlink().name, query(command.warehouse, KIS_2022)[0][0]

        replace_in(spend, "2023-01-01,15.8,", "2023-01-01,15.7,")
        if programs():
            environment.setenv("FUNDAMENT_POSTGRES_DSN", dsn := stack.enter_context(running_postgres()))
        environment.setenv("TEST_JIRA_TOKEN", "s3cr3t")
        environment.setenv("TEST_JIRA_USER", "robot")
        jira = stack.enter_context(running_jira(f"Basic {base64.b64encode(b'robot:s3cr3t').decode()}"))
        add_tracker(deliveries, jira.url)
        for number in (1, 2, 3):
            jira.add(number, "2024-03-01T10:00:00.000+0000", labels=["blocks"] if number < 3 else [])
        jira.move("MIG-1", "2024-03-02T10:00:00.000+0000", "Resolved")
        versions = (ours / PENDING).read_bytes()
        run = subprocess.Popen(
            [FUNDAMENT, "run", "--as-of", AS_OF],
            env={**os.environ, "FUNDAMENT_HOME": str(command.home), "FUNDAMENT_DELIVERIES": str(deliveries)},
            cwd=PROJECT_ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert run.stdout is not None
        shown = ""
        while "deliveries" not in shown and (line := run.stdout.readline()):
            shown += line
        # Without notices of their own.
        quiet = {name: value for name, value in os.environ.items() if not name.startswith("FUNDAMENT_")}
        meanwhile = [command(what, environment=quiet) for what in ("run", "rollback")]
        current_meanwhile = current.readlink().name
        out, error = run.communicate(timeout=CEILING)
        published = subprocess.CompletedProcess("run", run.returncode, shown + out, error)
        in_postgres = []
        if programs():
            with psycopg.connect(dsn) as connection:
                in_postgres = connection.execute(
                    "select r.release_id, sum(c.unlawful_amount_gross) from quality.release r "
                    "cross join marts.noncompliance_by_contract_year c "
                    f"where c.publication_id = '{MEMO}' and c.scenario_id = 'pause_12' group by r.release_id"
                ).fetchall()
        yield Nights(
            command,
            deliveries,
            mailbox,
            hook,
            jira.url,
            before,
            refused,
            after_refusal,
            published,
            meanwhile,
            run.pid,
            current_meanwhile,
            (versions, (ours / PENDING).read_bytes()),
            in_postgres,
        )


def test_a_cell_changed_by_a_tenth_refuses_the_release_and_names_the_figure(nights: Nights) -> None:
    assert nights.refused.returncode == 1
    failed = nights.refused.stdout[nights.refused.stdout.index("every_figure_as_good_as_accepted") :]
    for named in ("kis_2022", "printed_value 15.7", "computed_value 15.8", "residual -0.1", "row KIS"):
        assert named in failed.replace("\n", " ").replace("      ", "")
    assert nights.after_refusal == (nights.before, 15_700_000)


def test_the_next_night_is_published(nights: Nights) -> None:
    assert nights.published.returncode == 0, nights.published.stdout + nights.published.stderr
    assert (nights.command.published / "current").readlink().name != nights.before
    assert query(nights.command.warehouse, KIS_2022) == [(15_700_000,)]
    assert "Traceback" not in nights.screens


def test_one_notice_with_the_finding_and_one_that_it_goes_well_again(nights: Nights) -> None:
    [not_published, again] = nights.mailbox.mails
    [(path, headers, posted), (_, _, posted_again)] = nights.hook.posts
    said = not_published.get_content()
    assert not_published["Subject"] == "Fundament: not published: Checks failed: nothing is published"
    as_before = f"release {nights.before}, as before"
    for part in ("kis_2022", "15.7", "15.8", "where: ", "to do: ", f"as-of date: {AS_OF}", as_before):
        assert part in said, said
    to = ["controller@example.org", "desk@example.org"]
    assert nights.mailbox.envelopes == [("warehouse@example.org", to, True)] * 2
    assert (path, headers["Authorization"]) == (PATH, f"Bearer {TOKEN}")
    assert posted["event"] == "not_published" and posted["text"].split() == f"``` {said} ```".split()
    assert any("kis_2022" in line for line in posted["details"])

    release = (nights.command.published / "current").readlink().name
    assert again["Subject"] == f"Fundament: published again: release {release}"
    # The refused one, and that which found the lock taken.
    assert "2 runs before it published nothing" in again.get_content()
    assert "Checks failed" in again.get_content() and posted_again["event"] == "published_again"

    no_secret_in(nights.screens + said + again.get_content() + str(posted) + str(posted_again))
    no_secret_under(nights.command.home)


def test_a_second_run_and_a_rollback_meanwhile(nights: Nights) -> None:
    """Both say who holds the lock and leave; the run goes on to its end and is published."""
    for done in nights.meanwhile:
        assert done.returncode == 1
        holder = rf"Another run holds the lock: purpose nightly run, process {nights.run}, host"
        assert re.search(holder, done.stderr), done.stderr
        assert "to do: Wait until it has ended." in done.stderr and "Traceback" not in done.stderr
    assert nights.current_meanwhile == nights.before


def test_history_that_cannot_be_kept_is_a_warning_and_the_only_one(nights: Nights) -> None:
    """The release is out by then."""
    [warning] = [line for line in nights.published.stdout.splitlines() if "warning" in line]
    assert "published, but which files it read can't be kept for later as-of dates" in warning
    assert nights.versions[0] == nights.versions[1]


def test_what_the_tracker_has_is_in_the_release(nights: Nights) -> None:
    assert "pull" in nights.published.stdout and "s3cr3t" not in nights.screens
    counted = query(
        nights.command.warehouse,
        "select source_file, lines_read, rows_loaded, rows_rejected, rows_skipped "
        "from quality.row_accounting where delivery_id = 'tracker'",
    )
    assert counted == [("landing/tracker/issues.csv", 3, 3, 0, 0)]
    issues = query(
        nights.command.build_file,
        "select issue_id, is_blocking, cast(resolved_at as varchar) "
        "from intermediate.known_issues where publication_id = 'administration' order by issue_id",
    )
    assert issues == [("MIG-1", True, "2024-03-02 10:00:00"), ("MIG-2", True, None), ("MIG-3", False, None)]


@pytest.mark.skipif(programs() is None, reason="no PostgreSQL server: neither initdb nor the wheel")
def test_the_release_is_in_postgres(nights: Nights) -> None:
    # EUR million: KIS 64.6 and EASI 145.5.
    release = (nights.command.published / "current").readlink().name
    assert nights.in_postgres == [(release, Decimal("210100000.00"))]


def test_a_pull_with_the_server_down(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run pulls first, in the same way."""
    release = (nights.command.published / "current").readlink()
    tracker = nights.deliveries / "administration" / "tracker.delivery.yml"
    replace_in(tracker, nights.tracker, "http://127.0.0.1:9")
    monkeypatch.setenv("TEST_JIRA_TOKEN", "s3cr3t")
    monkeypatch.setenv("TEST_JIRA_USER", "robot")
    monkeypatch.setenv("FUNDAMENT_SERVERS", "127.0.0.1:9=TEST_JIRA_TOKEN,TEST_JIRA_USER")
    monkeypatch.setattr(http, "BACKOFF_FACTOR", 0.01)
    failed = nights.command("pull", deliveries=nights.deliveries)
    assert failed.returncode == 1
    assert "can't be reached" in failed.stderr and "Traceback" not in failed.stderr
    assert len(failed.stderr.strip().splitlines()) <= 4
    assert (nights.command.published / "current").readlink() == release
