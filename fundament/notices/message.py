"""One message: what happened, where, and what to do."""

import datetime as dt
import socket
from dataclasses import dataclass, field
from typing import Literal

from fundament.errors import visible
from fundament.notices.secrets import without_secrets

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
        return without_secrets(f"Fundament: {HEADINGS[self.event].lower()}: {first}")[:LONGEST_SUBJECT]

    @property
    def text(self) -> str:
        """The message as plain text, without secrets."""
        lines = [f"{HEADINGS[self.event]}: {self.what}"]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  to do: {self.to_do}"] if self.to_do else []
        if self.details:
            lines += ["", *self.details]
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts.items())
        body = visible(without_secrets("\n".join(lines)))
        if len(body) > LONGEST_TEXT:
            body = body[:LONGEST_TEXT] + "\n(cut here: the rest is on the screen of the run)"
        return f"{body}\n\n{without_secrets(facts)}\n" if facts else f"{body}\n"

    def as_json(self) -> dict[str, object]:
        """The same for a program; `text` is what Slack, Mattermost and Teams show."""
        return {
            # What shows it takes these for marks: a link, or a call to everybody.
            "text": self.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "event": self.event,
            "what": without_secrets(self.what),
            "where": without_secrets(self.where),
            "to_do": without_secrets(self.to_do),
            "details": [visible(without_secrets(line)) for line in self.details],
            "host": socket.gethostname(),
            "sent_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
