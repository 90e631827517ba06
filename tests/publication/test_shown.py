"""What others wrote, as it reaches a screen or a message; and connections that nobody can listen to."""

import pytest

from fundament.dsn import connection_to
from fundament.errors import BadInput, Misconfigured, visible
from fundament.notices.message import Notice
from fundament.secrets import without_secrets

# Letters of a tag, which no screen shows, and a space without a width.
TITLE = "\U000e0041\u200b\x1b]0;owned\x07\x1b[2JSpend \u202efdp.exe\u2066 \x9b31m\rok"
SHOWN = "\\U000e0041\\u200b\\x1b]0;owned\\x07\\x1b[2JSpend \\u202efdp.exe\\u2066 \\x9b31m\\rok"


def test_signs_that_act_are_written_out_in_errors_and_notices() -> None:
    assert visible(TITLE) == SHOWN
    assert visible("Één regel\n\tmet €") == "Één regel\n\tmet €"
    error = BadInput(f"No column {TITLE}", TITLE, TITLE)
    assert str(error) == f"No column {SHOWN}\n  where: {SHOWN}\n  to do: {SHOWN}"
    notice = Notice("not_published", error.what, error.where, error.what_to_do, [f"row {TITLE}"])
    said = str(notice.as_json()["text"])
    assert said.count("\\x1b[2J") == 4 and "\x1b" not in said and "\u202e" not in said
    assert notice.as_json()["details"] == [f"row {SHOWN}"]


def test_a_webhook_shows_no_link_and_calls_nobody() -> None:
    notice = Notice("not_published", "column <https://evil.example|click> & <!channel>\n```\n@all ![](https://x)")
    text = str(notice.as_json()["text"])
    assert "column &lt;https://evil.example|click&gt; &amp; &lt;!channel&gt;\n'''\n@all" in text
    # Code from the first sign to the last: what Mattermost and Teams take for marks is none in there.
    assert text.startswith("```\n") and text.endswith("\n```") and text.count("`") == 6


@pytest.mark.parametrize(
    "text",
    [
        "hunter2-secret",
        # printf %s 'robot:hunter2-secret' | base64, and with one and two letters before the colon.
        "Basic cm9ib3Q6aHVudGVyMi1zZWNyZXQ=",
        "YTpodW50ZXIyLXNlY3JldA==",
        "YWI6aHVudGVyMi1zZWNyZXQ=",
        "aHVudGVyMi1zZWNyZXQ",
        # As bytes, and what a server says of a key that has expired.
        "68756e746572322d736563726574",
        "68756E746572322D736563726574",
        "hunter2-secr…",
        "…nter2-secret",
    ],
)
def test_a_secret_is_masked_however_it_is_written(text: str) -> None:
    shown = without_secrets(text, {"JIRA_TOKEN": "hunter2-secret"})
    assert "***" in shown
    # Signs that hold bits of what stands beside the secret may be left.
    assert len(shown.replace("***", "")) <= len(text) - 12


def test_a_key_is_masked_in_pieces_and_a_name_of_a_server_is_not() -> None:
    # printf %s 'a+/b"<c>=pa55-w0rd' through quote, a JSON and an HTML encoder; the parts of a signed token.
    key = 'a+/b"<c>=pa55-w0rd'
    signed = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb2JvdCJ9.c2lnbmVkLWJ5LXVz"
    environment = {
        "A_TOKEN": key,
        "B_TOKEN": signed,
        "C_DSN": "postgresql://u:pa55-word-of-db@db.example.org/books",
    }
    for text in (
        "a%2B%2Fb%22%3Cc%3E%3Dpa55-w0rd",
        "a%2b%2fb%22%3cc%3e%3dpa55-w0rd",
        "a%252B%252Fb%2522%253Cc%253E%253Dpa55-w0rd",
        'a+/b\\"<c>=pa55-w0rd',
        'a+\\/b\\"<c>=pa55-w0rd',
        "a+/b&quot;&lt;c&gt;=pa55-w0rd",
        signed,
    ):
        assert without_secrets(text, environment) == "***"
    header, payload, signature = signed.split(".")
    said = without_secrets(f"signature {signature} of {payload}, by {header}", environment)
    assert said == "signature *** of ***, by ***"
    plain = "postgresql on db.example.org/books, https://db.example.org"
    assert without_secrets(plain, environment) == plain
    assert without_secrets("/srv/secrets/of-us is gone", {"A_CREDENTIALS_FILE": "/srv/secrets/of-us.json"}) == (
        "/srv/secrets/of-us is gone"
    )


def test_over_a_network_a_database_is_known_by_its_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert connection_to("postgresql://u:p@db.example.org/x", "A")["sslmode"] == "verify-full"
    assert "sslmode" not in connection_to("postgresql://u:p@127.0.0.1/x", "A")
    for mode in ("disable", "allow", "prefer"):
        with pytest.raises(Misconfigured, match=f"sslmode={mode}"):
            connection_to(f"postgresql://u:s3cret@db.example.org/x?sslmode={mode}", "A")
    monkeypatch.setenv("PGSSLMODE", "disable")
    with pytest.raises(Misconfigured, match="sslmode=disable"):
        connection_to("postgresql://u:p@db.example.org/x", "A")
    with pytest.raises(Misconfigured, match="sslmode=disable"):
        connection_to("host=127.0.0.1,db.example.org dbname=x", "A")
    with pytest.raises(Misconfigured, match="sslmode=disable"):
        connection_to("host=127.0.0.1 hostaddr=192.0.2.1 dbname=x", "A")
    # What the library would take from the environment, whatever the string says of this machine.
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    with pytest.raises(Misconfigured, match="sslmode=disable"):
        connection_to("host=127.0.0.1 dbname=x", "A")
    monkeypatch.delenv("PGHOSTADDR")
    monkeypatch.setenv("PGSERVICE", "elsewhere")
    with pytest.raises(Misconfigured, match="names a service"):
        connection_to("host=127.0.0.1 dbname=x", "A")
