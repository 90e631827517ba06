"""JSON text as values, without loss: exact numbers, no key twice; and the line of what can't be taken over."""

import json
import re
from decimal import Decimal
from typing import Any

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:]|[0-9]{4301,}', re.DOTALL)


class Unreadable(Exception):
    """What is wrong with a text that is JSON by its signs, and yet can't be taken over without loss."""


def parse_json(text: str) -> Any:
    """The value. Raises `Unreadable` where a key stands twice in an object, or it can't be held."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    except ValueError as error:
        raise Unreadable("a number has thousands of figures") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for position, name in enumerate(names) if name in names[:position])
        raise Unreadable(f"the key {twice!r} stands twice in an object")
    return result


def place_of_what_is_unreadable(text: str) -> int | None:
    """Line of the first key that stands in its object a second time, or of a number that is too long."""
    keys: list[set[str] | None] = []
    last = None
    for token in TOKEN.finditer(text):
        match token[0][0]:
            case "{":
                keys.append(set())
            case "[":
                keys.append(None)
            case "]" | "}" if keys:
                keys.pop()
            case "]" | "}":
                return None
            case '"':
                last = token
            case ":":
                here = keys[-1] if keys else None
                name = json.loads(last[0]) if last else ""
                if here is not None and last is not None:
                    if name in here:
                        return text.count("\n", 0, last.start()) + 1
                    here.add(name)
            case _:
                return text.count("\n", 0, token.start()) + 1
    return None
