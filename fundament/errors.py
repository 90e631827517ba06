"""Errors that a user can act on; the command line prints them without a traceback."""

import re

# What turns the direction of writing, breaks the line where none is meant, or has a text say what nobody sees.
_TURNS = (
    "\x80-\x9f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e00ff"
)
TURNS = re.compile(f"[{_TURNS}]")

# These, and what moves the cursor or colours, which a program of ours needs at a terminal.
UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f{_TURNS}\ud800-\udfff]")


def spelled(sign: re.Match[str]) -> str:
    """A sign as it is written out."""
    return sign[0].encode("unicode_escape").decode()


def visible(text: str) -> str:
    """A text of others for a screen or a message: signs that act instead of showing are written out, as \\x1b."""
    return UNSEEN.sub(spelled, text)


def one_line(text: str) -> str:
    """The same for what is one line."""
    return visible(text).replace("\n", "\\n")


class FundamentError(Exception):
    """What is wrong, where, and what to do. `exit_code` is the code of the process."""

    exit_code = 1

    def __init__(self, what: str, where: str = "", what_to_do: str = "") -> None:
        # A name with a line break in it would look like a line of ours.
        what, where, what_to_do = visible(what), one_line(where), one_line(what_to_do)
        self.what, self.where, self.what_to_do = what, where, what_to_do
        lines = [what, where and f"  where: {where}", what_to_do and f"  to do: {what_to_do}"]
        super().__init__("\n".join(line for line in lines if line))


def cut(text: str, width: int) -> str:
    """A text for the screen: what is beyond the width stays away, and that shows."""
    return text if len(text) <= width else f"{text[:width]}…"


class BadInput(FundamentError):
    """A delivery that can't be taken over; the current release stays."""


class Refused(FundamentError):
    """A check that failed; the current release stays."""


class WrongEncoding(BadInput):
    """A file is in another encoding than the declared one; the others of its sender may be too."""


class Misconfigured(FundamentError):
    """Wrong usage or configuration."""

    exit_code = 2
