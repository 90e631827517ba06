"""A run with a pulled delivery, from the server to the published release; and a pull with the server down."""

import base64
from pathlib import Path

import pytest

from tests.conftest import AS_OF, Command, query
from tests.fake_jira import running_jira

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


def test_from_the_server_to_the_release(
    published: Command, deliveries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_JIRA_TOKEN", "s3cr3t")
    monkeypatch.setenv("TEST_JIRA_USER", "robot")
    folder = deliveries / "administration"
    folder.mkdir()
    (folder / "delivery.yml").write_text(PUBLICATION)
    (folder / "publications.csv").write_text(
        "publication_id,title,issuer,published_on,as_of_date\n"
        "administration,Running administration (synthetic),Synthetic,2024-01-01,2024-01-01\n"
    )
    with running_jira(f"Basic {base64.b64encode(b'robot:s3cr3t').decode()}") as jira:
        (folder / "tracker.delivery.yml").write_text(TRACKER.replace("URL", jira.url))
        for number in (1, 2, 3):
            jira.add(number, "2024-03-01T10:00:00.000+0000", labels=["blocks"] if number < 3 else [])
        jira.move("MIG-1", "2024-03-02T10:00:00.000+0000", "Resolved")
        done = published("run", "--as-of", AS_OF, deliveries=deliveries)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "pull" in done.stdout and "s3cr3t" not in done.stdout + done.stderr
        counted = query(
            published.warehouse,
            "select source_file, lines_read, rows_loaded, rows_rejected, rows_skipped "
            "from quality.row_accounting where delivery_id = 'tracker'",
        )
        assert counted == [("landing/tracker/issues.csv", 3, 3, 0, 0)]
        issues = query(
            published.build_file,
            "select issue_id, is_blocking, cast(resolved_at as varchar) "
            "from intermediate.known_issues where publication_id = 'administration' order by issue_id",
        )
        assert issues == [
            ("MIG-1", True, "2024-03-02 10:00:00"),
            ("MIG-2", True, None),
            ("MIG-3", False, None),
        ]
    release = (published.published / "current").readlink()
    here = jira.url.removeprefix("http://")
    monkeypatch.setenv("FUNDAMENT_SERVERS", f"{here}=TEST_JIRA_TOKEN,TEST_JIRA_USER")
    # A run pulls first, in the same way.
    failed = published("pull", deliveries=deliveries)
    assert failed.returncode == 1
    assert "can't be reached" in failed.stderr and "Traceback" not in failed.stderr
    assert len(failed.stderr.strip().splitlines()) <= 4
    assert (published.published / "current").readlink() == release
