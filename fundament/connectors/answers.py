"""An answer of a server as JSON, in the process that parses what others send."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fundament.deliveries.read.apart import Answers
from fundament.errors import BadInput, cut

SHOWN_CHARACTERS = 80


def json_of(server: Answers, url: str, parameters: Mapping[str, str | int] | None = None) -> Any:
    """The answer, its numbers exact. Raises `BadInput` where it is no JSON."""
    body = server.get(url, parameters)
    where = url.split("?")[0]
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        shown = " ".join(cut(body[:SHOWN_CHARACTERS].decode("utf-8", "replace"), SHOWN_CHARACTERS).split())
        what, to_do = f"The answer is no JSON: {shown!r}", "Check the URL; this may be a login page."
        raise BadInput(what, where, to_do) from None
    except RecursionError:
        raise BadInput("The answer is nested too deeply", where, "Have it sent flatter.") from None
