"""Who wants to know how far a run is: the command line listens, Dagster's own log needs nobody."""

from collections.abc import Callable

from fundament.errors import one_line

Listener = Callable[[str, str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener(stage, message)` from now on."""
    _listeners.append(listener)


def report(stage: str, message: str) -> None:
    """Tell the listeners."""
    for listener in _listeners:
        listener(stage, one_line(message))
