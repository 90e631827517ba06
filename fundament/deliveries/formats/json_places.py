"""Where in a JSON document something stands that is no error of syntax: the parser does not say."""

import json
import re

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:]|[0-9]{4301,}', re.DOTALL)


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
            case "]" | "}":
                keys.pop()
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
