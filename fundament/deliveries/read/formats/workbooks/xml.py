"""XML as a stream of elements by their local names, whatever prefixes a writer gave them."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

Start = Callable[[str, Mapping[str, str]], None]


def parse(
    stream: IO[bytes], start: Start, end: Callable[[str], None], text: Callable[[str], None] | None = None
) -> None:
    """Call back for every element and text. Raises `ValueError` where it is no XML, or declares entities."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    locals_of: dict[str, str] = {}

    def local(name: str) -> str:
        found = locals_of.get(name)
        if found is None:
            space, _, found = name.rpartition(" ")
            # The one namespace that says of a cell by the same word what the office's does, and more.
            found = locals_of[name] = f"calc {found}" if "calcext" in space else found
        return found

    def on_start(name: str, attributes: dict[str, str]) -> None:
        start(local(name), {local(key): value for key, value in attributes.items()} if attributes else attributes)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = lambda name: end(local(name))
    if text:
        parser.CharacterDataHandler = text
    _parse(parser, stream)


def refuse_malformed(stream: IO[bytes]) -> None:
    """Raises `ValueError` where it is no whole XML, or declares entities."""
    _parse(expat.ParserCreate(), stream)


def _parse(parser: expat.XMLParserType, stream: IO[bytes]) -> None:
    def on_doctype(*_: object) -> None:
        raise ValueError("it has a document type, as no spreadsheet has")

    parser.StartDoctypeDeclHandler = on_doctype
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError(f"no XML: {error}") from error


def nothing(_: str) -> None:
    """For elements whose end says nothing."""
