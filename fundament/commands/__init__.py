"""The commands, a module each; every one turns an error into one screen and an exit code."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec, TypeVar

import click
from rich.markup import escape

from fundament.errors import FundamentError
from fundament.terminal import terminal

P = ParamSpec("P")
R = TypeVar("R")

home_option = click.option("--home", help="Folder of the warehouse (FUNDAMENT_HOME).")


def errors_on_screen(command: Callable[P, R]) -> Callable[P, R]:
    """Print an error that a user can act on, without a traceback, and leave with its exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except FundamentError as error:
            _show_and_leave(error)
        except Exception as error:
            # Imported here: most commands end well, and need no DuckDB for it.
            from fundament.resources import resource_error
            from fundament.warehouse import home_of

            found = resource_error(
                error, home_of(str(kwargs.get("home") or "") or None), "The command can't go on"
            )
            if found is None:
                raise
            _show_and_leave(found)

    return wrapped


def _show_and_leave(error: FundamentError) -> NoReturn:
    console = terminal(stderr=True)
    console.print(f"[red]{escape(str(error))}[/red]", soft_wrap=True)
    sys.exit(error.exit_code)
