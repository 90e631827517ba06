"""One message: what happened, where, and what to do."""

import datetime as dt
import socket
from dataclasses import dataclass, field
from typing import Literal

from fundament.errors import visible
from fundament.secrets import without_secrets

Event = Literal["not_published", "published_again", "test"]
HEADINGS: dict[Event, str] = {
    "not_published": "Not published",
    "published_again": "Published again",
    "test": "Test notice",
}
LONGEST_TEXT = 4000
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Notice:
    """What a person gets to read. `details` are lines, such as the rows that a check refused."""

    event: Event
    what: str
    where: str = ""
    to_do: str = ""
    details: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """One line."""
        first = " ".join(self.what.splitlines()[:1]).strip()
        return _clean(f"Fundament: {HEADINGS[self.event].lower()}: {first}")[:LONGEST_SUBJECT]

    @property
    def text(self) -> str:
        """The message as plain text, without secrets."""
        lines = [f"{HEADINGS[self.event]}: {self.what}"]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  to do: {self.to_do}"] if self.to_do else []
        if self.details:
            lines += ["", *self.details]
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts.items())
        body = _clean("\n".join(lines))
        if len(body) > LONGEST_TEXT:
            body = body[:LONGEST_TEXT] + "\n(cut here: the rest is on the screen of the run)"
        return f"{body}\n\n{_clean(facts)}\n" if facts else f"{body}\n"

    def as_json(self) -> dict[str, object]:
        """The same for a program; `text` is what Slack, Mattermost and Teams show."""
        return {
            "text": _as_code(self.text),
            "event": self.event,
            "what": _clean(self.what),
            "where": _clean(self.where),
            "to_do": _clean(self.to_do),
            "details": [_clean(line) for line in self.details],
            "host": socket.gethostname(),
            "sent_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }


def _clean(text: str) -> str:
    return visible(without_secrets(text))


def _as_code(text: str) -> str:
    """For what shows Markdown, or Slack's marks: code, in which no link, no image and no call to everybody is one.

    Nothing in the text ends the code, and what Slack looks for even there is written as it wants it.
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'")
    return f"```\n{escaped}```"
