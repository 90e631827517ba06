"""The one way to a terminal: signs of others that act instead of showing are written out, wherever they stand."""

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment

from fundament.errors import visible


def terminal(stderr: bool = False) -> Console:
    """A terminal for tables and colours. Colours are ours: they are no part of the texts that are written out."""
    made = Console(stderr=stderr, highlight=False, emoji=False)
    made.push_render_hook(_WrittenOut())
    return made


def echo(text: str, err: bool = False, nl: bool = True) -> None:
    """Plain text."""
    click.echo(visible(text), err=err, nl=nl)


def noun(number: int, one: str) -> str:
    """The noun after a number, in English: 1 line, 2 lines."""
    return one if number == 1 else f"{one}s"


class _WrittenOut(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Visible(each) for each in renderables]


class _Visible:
    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._inner, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)
