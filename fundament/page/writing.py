"""Write the page of a release: one file, with its data, its script and its style in it.

Scripts and style: `templates/`. Words: `words.yml` and `fundament/words.yml`. Rows: `reading.py`.
"""

import base64
import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fundament import own_yaml
from fundament.errors import FundamentError
from fundament.note.cells import LANGUAGES
from fundament.page.reading import Line, Reading, read, shortened
from fundament.resources import resource_error
from fundament.spreadsheet.files import FORMULA

FOLDER = Path(__file__).parent / "templates"
SCRIPTS = ("format", "charts", "trace", "tables", "money", "impact", "quality", "tiles", "page")
NAME = "index.html"
# A page that goes by mail; what does not fit is counted on it.
AT_MOST = 2_000_000
SHARES = [2**power for power in range(10)]


def write_page(release: Path, manifest: dict[str, Any]) -> Path:
    """Write `index.html` beside the file of a release; the same release gives the same page.

    Raises `FundamentError` where it can't be written.
    """
    target = release / NAME
    made = page(release, manifest)
    try:
        target.write_text(made, "utf-8")
    except OSError as error:
        what = "The page can't be written"
        found = resource_error(error, target, what)
        raise found or FundamentError(f"{what}: {error.strerror}", str(target)) from error
    return target


def page(release: Path, manifest: dict[str, Any]) -> str:
    """The page of a release, of at most `AT_MOST` bytes: of what is too long only the first rows."""
    made = ""
    for share in SHARES:
        made = _render(read(release, share), manifest)
        if len(made.encode()) <= AT_MOST:
            break
    return made


def _render(reading: Reading, manifest: dict[str, Any]) -> str:
    style, script = _style(), _script()
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )
    words = _words()
    return _template().render(
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        data=Markup(_as_json(_data(reading, manifest))),
        no_script=words["no_script"],
    )


def _data(reading: Reading, manifest: dict[str, Any]) -> dict[str, Any]:
    """What the script reads. Files and citations stand in lists of their own, since many rows share them."""
    files: dict[str, int] = {}
    citations: dict[str, int] = {}

    def place(texts: dict[str, int], text: str | None) -> int | None:
        return None if text is None else texts.setdefault(text, len(texts))

    def placed(of_rows: list[tuple[int, list[Line]]]) -> list[Any]:
        return [
            [count, [[place(files, file), line, place(citations, citation)] for file, line, citation in lines]]
            for count, lines in of_rows
        ]

    tables = {
        name: {
            **asdict(table),
            "lines": placed(table.lines),
            "lines_of": {begin: placed(of_rows) for begin, of_rows in table.lines_of.items()},
        }
        for name, table in reading.tables.items()
    }
    return {
        "release": {name: manifest[name] for name in ("release_id", "published_at", "as_of_date")},
        "words": _words(),
        "tables": tables,
        "files": [shortened(file) for file in files],
        # As it is, and in each language.
        "citations": [
            {"as_it_is": shortened(text)}
            | {language: shortened(reading.cited.get(text, {}).get(language, text)) for language in LANGUAGES}
            for text in citations
        ],
        "described": reading.described,
        "codes": reading.codes,
        "units": reading.units,
        "formula": FORMULA.pattern,
    }


def _as_json(data: dict[str, Any]) -> str:
    """JSON that ends no script and begins no markup, whatever texts are in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _words() -> dict[str, Any]:
    return own_yaml.words(FOLDER.parent / "words.yml")


@cache
def _style() -> str:
    return (FOLDER / "page.css").read_text("utf-8")


@cache
def _script() -> str:
    parts = "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2")
