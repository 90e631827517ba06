"""Notices over real connections on loopback: one per run that does not publish, none that shows a secret."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fundament.errors import BadInput
from fundament.lock import run_lock
from fundament.notices.message import LONGEST_TEXT, Notice
from fundament.notices.outcome import Outcome, what_stopped
from fundament.project import PROJECT_ROOT
from fundament.secrets import without_secrets
from fundament.warehouse import Warehouse
from tests.conftest import AS_OF, CEILING, MEMO, Command, replace_in
from tests.receivers import (
    PASSWORD,
    PATH,
    USER,
    Hook,
    Mailbox,
    connected_hook,
    connected_mailbox,
    free_port,
    no_secret_in,
    no_secret_under,
)


@pytest.fixture
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with connected_mailbox(tmp_path, monkeypatch) as box:
        yield box


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with connected_hook(monkeypatch) as hook:
        yield hook


def body(mail) -> str:
    return mail.get_content()


def broken(deliveries: Path) -> Path:
    replace_in(deliveries / "nota-2022-0000555327" / "delivery.yml", "owner:", "ownre:")
    return deliveries


def test_bad_input_is_said_and_a_server_that_can_not_be_reached_is_but_a_warning(
    deliveries: Path, published: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("FUNDAMENT_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("FUNDAMENT_SMTP_PORT", str(port))
    monkeypatch.setenv("FUNDAMENT_NOTICE_FROM", "warehouse@example.org")
    monkeypatch.setenv("FUNDAMENT_NOTICE_TO", "controller@example.org")
    monkeypatch.setenv("FUNDAMENT_WEBHOOK_URL", f"http://127.0.0.1:{port}{PATH}")
    release = (published.published / "current").readlink()
    replace_in(deliveries / MEMO / "migrations.csv", "2023-01-01", "2023-01-32")
    done = published("run", "--as-of", AS_OF, deliveries=deliveries)
    assert done.returncode == 1
    # What stopped the run is said as ever, and the two warnings do not take its place.
    assert "migrations.csv" in done.stderr and "line 2" in done.stderr and "2023-01-32" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    warnings = [line for line in done.stdout.splitlines() if "no notice was sent" in line]
    assert len(warnings) == 2 and f"127.0.0.1:{port}" in warnings[0]
    assert (published.published / "current").readlink() == release
    no_secret_in(done.stdout + done.stderr)
    no_secret_under(published.home)


def test_a_run_that_dagster_starts_sends_the_same_notice_once(
    deliveries: Path, tmp_path: Path, mailbox: Mailbox, hook: Hook
) -> None:
    # As the daemon does for the schedule and the sensor: from the job's name, in a process of its own.
    home = tmp_path / "home"
    (home / "dagster").mkdir(parents=True)
    done = subprocess.run(
        [
            Path(sys.executable).with_name("dagster"),
            *("job", "execute", "--module-name", "dagster_project.definitions", "--job", "nightly"),
        ],
        env={
            **os.environ,
            "FUNDAMENT_HOME": str(home),
            "FUNDAMENT_DELIVERIES": str(broken(deliveries)),
            "DAGSTER_HOME": str(home / "dagster"),
        },
        cwd=PROJECT_ROOT,
        text=True,
        capture_output=True,
        timeout=CEILING,
    )
    assert done.returncode != 0
    [mail], [(_, _, posted)] = mailbox.mails, hook.posts
    assert "ownre: there is no such key" in mail["Subject"] and "delivery.yml, line" in body(mail)
    assert posted["text"].split() == f"``` {body(mail)} ```".split()
    no_secret_in(done.stdout + done.stderr)
    no_secret_under(home)


def test_what_stops_a_run_before_its_first_step_is_told_once(
    tmp_path: Path, published: Command, hook: Hook
) -> None:
    with run_lock(Warehouse(published.home, published.home), "rollback"):
        done = published("run")
    assert done.returncode == 1
    [(_, _, posted)] = hook.posts
    assert "holds the lock: purpose rollback" in posted["what"]
    done = published("run", deliveries=tmp_path / "nowhere")
    assert done.returncode == 2
    [_, (_, _, posted)] = hook.posts
    assert "There is no folder" in posted["what"] and posted["to_do"] == "Name a folder."


def outcome(home: Path) -> tuple[Outcome, list[str]]:
    warnings: list[str] = []
    return Outcome(home, AS_OF, warnings.append), warnings


def test_good_runs_send_nothing_and_an_error_of_the_program_is_named(tmp_path: Path, hook: Hook) -> None:
    good, _ = outcome(tmp_path)
    good.tell()
    assert hook.posts == []
    bad, warnings = outcome(tmp_path)
    bad.stopped(ZeroDivisionError("by zero"))
    bad.tell()
    assert hook.posts[0][2]["what"] == "The run broke off: ZeroDivisionError: by zero" and warnings == []
    assert "nothing yet" in hook.posts[0][2]["text"]
    again, _ = outcome(tmp_path)
    (tmp_path / "published" / "releases" / "r").mkdir(parents=True)
    (tmp_path / "published" / "current").symlink_to("releases/r")
    again.tell()
    assert "1 run before it published nothing" in hook.posts[1][2]["text"]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("FUNDAMENT_SMTP_PASSWORD", "wr0ng-word", "refuses user and password (535)"),
        ("SSL_CERT_FILE", "/dev/null", "certificate is not trusted"),
        ("FUNDAMENT_SMTP_SECURITY", "none", "SMTP AUTH extension not supported"),
        ("FUNDAMENT_SMTP_SECURITY", "tls", "can't be reached"),
    ],
)
def test_what_the_mail_server_refuses_is_said(
    mailbox: Mailbox, memo: Command, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, said: str
) -> None:
    monkeypatch.setenv(setting, value)
    done = memo("notices", "test")
    assert done.returncode == 1 and said in done.stderr and mailbox.mails == []
    assert "wr0ng-word" not in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
    no_secret_in(done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "No notices are set up"),
        ({"FUNDAMENT_SMTP_HOST": "mail"}, "FUNDAMENT_NOTICE_TO is empty"),
        ({"FUNDAMENT_WEBHOOK_URL": f"http://chat.example.org{PATH}"}, "unprotected"),
        ({"FUNDAMENT_WEBHOOK_URL": f"chat.example.org{PATH}"}, "is no URL"),
        (
            {
                "FUNDAMENT_SMTP_HOST": "mail.example.org",
                "FUNDAMENT_NOTICE_TO": "a@example.org",
                "FUNDAMENT_NOTICE_FROM": "b@example.org",
                "FUNDAMENT_SMTP_USER": USER,
                "FUNDAMENT_SMTP_PASSWORD": PASSWORD,
                "FUNDAMENT_SMTP_SECURITY": "none",
            },
            "would send the password unprotected",
        ),
    ],
)
def test_settings_that_can_not_work_are_said(
    memo: Command, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    done = memo("notices", "test")
    assert done.returncode == 2 and said in done.stderr
    no_secret_in(done.stdout + done.stderr)


def test_the_settings_can_be_tried(mailbox: Mailbox, hook: Hook, memo: Command) -> None:
    done = memo("notices", "test")
    assert done.returncode == 0, done.stderr
    assert "sent by mail to localhost" in done.stdout and "sent by webhook to http://127.0.0.1" in done.stdout
    assert len(mailbox.mails) == len(hook.posts) == 1
    no_secret_in(done.stdout + done.stderr + body(mailbox.mails[0]) + str(hook.posts[0][2]))


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_asked_once_and_said(
    hook: Hook, mailbox: Mailbox, memo: Command, status: int
) -> None:
    hook.status = status
    done = memo("notices", "test")
    assert done.returncode == 1 and f"answers {status}" in done.stderr
    assert len(hook.posts) == 1
    # One way that fails does not stop the other.
    assert len(mailbox.mails) == 1
    no_secret_in(done.stdout + done.stderr)


def test_no_log_shows_where_a_webhook_is(
    hook: Hook, memo: Command, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library of the process may have a log shown, as dbt does: then what others log is shown too."""
    caplog.set_level(logging.DEBUG)
    assert memo("notices", "test").returncode == 0
    monkeypatch.setenv("FUNDAMENT_WEBHOOK_URL", f"http://127.0.0.1:{free_port()}{PATH}")
    assert memo("notices", "test").returncode == 1
    no_secret_in(caplog.text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at postgresql://u:pa55@host/db now", "at postgresql://***@host/db now"),
        ("host=db password=pa55 user=x", "host=db password=*** user=x"),
        ("the value 0ther-token here", "the value *** here"),
        ("as pa%40ss and pa@ss", "as *** and ***"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    environment = {"JIRA_TOKEN": "0ther-token", "LEDGER_DSN": "postgresql://u:pa%40ss@host/db", "HOME": "secret"}
    assert without_secrets(text, environment) == shown


def test_a_long_message_is_cut_and_a_subject_is_one_line() -> None:
    notice = Notice("not_published", "first\nBcc: someone@example.org", details=["x" * 100] * 100)
    assert len(notice.text) < LONGEST_TEXT + 100 and "cut here" in notice.text
    assert notice.subject == "Fundament: not published: first"


def test_an_error_that_a_user_can_act_on_is_found_wherever_it_led_to_another(tmp_path: Path) -> None:
    """As the cause of an error, and beside the cause: what was being handled when it came up."""
    met = BadInput("No column year", "spend.csv")
    for cause in (met, ValueError("a step failed")):
        error = RuntimeError("the job failed")
        error.__cause__, error.__context__ = cause, met
        assert what_stopped(tmp_path, error) is met
