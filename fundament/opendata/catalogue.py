"""What only the organisation can say of its data: who publishes it, who may have it, on which terms, and where."""

import re
from dataclasses import dataclass

from fundament.errors import Misconfigured
from fundament.secrets import USER_AND_PASSWORD
from fundament.settings import settings

ACCESS_RIGHTS = ("public", "restricted", "non_public")
# Without a user or a password: what is said here is published.
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`/@]+(/[^\s<>\"{}|\\^`]*)?")
MAIL = re.compile(r"[^@\s<>\"/:]+@[^@\s<>\"/:]+")


@dataclass(frozen=True)
class Catalogue:
    """Settings of a catalogue; empty is not said."""

    publisher: str = ""
    publisher_uri: str = ""
    # An address of mail, or of a page.
    contact: str = ""
    licence: str = ""
    # What nobody has opened is not public.
    access_rights: str = "non_public"
    # Of the folder `published` as readers reach it, with a slash at its end.
    address: str = ""

    @classmethod
    def from_environment(cls) -> "Catalogue":
        """Read the environment. Raises `Misconfigured` for what a portal would refuse."""
        given = settings()
        said = {
            name: getattr(given, f"data_{name}")
            for name in ("publisher", "publisher_uri", "contact", "licence", "access_rights", "address")
        }
        for name in ("publisher_uri", "licence", "address"):
            if said[name] and not ADDRESS.fullmatch(said[name]):
                raise _wrong(name, said[name], "Give an address such as https://data.example.org/.")
        contact = said["contact"]
        if contact and not ADDRESS.fullmatch(contact) and not MAIL.fullmatch(contact):
            raise _wrong("contact", contact, "Give an address of mail or of a page.")
        said["access_rights"] = said["access_rights"] or cls.access_rights
        if said["access_rights"] not in ACCESS_RIGHTS:
            raise _wrong("access_rights", said["access_rights"], f"Give one of {', '.join(ACCESS_RIGHTS)}.")
        if said["address"]:
            said["address"] = said["address"].rstrip("/") + "/"
        return cls(**said)


def _wrong(name: str, value: str, what_to_do: str) -> Misconfigured:
    shown = USER_AND_PASSWORD.sub("***@", value)
    return Misconfigured(f"FUNDAMENT_DATA_{name.upper()} is {shown!r}", "environment", what_to_do)
