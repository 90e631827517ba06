"""Runs DuckDB's shell: in what it shows a person, signs that act instead of showing are written out.

With what it is started: `fundament.commands.sql`. Our own texts: `fundament.terminal`.
"""

import codecs
import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fundament.errors import TURNS, spelled, visible
from fundament.memory import bound

BLOCK = 1 << 16


def answer(program: Path, arguments: list[str], memory_limit: str, exactly: bool) -> int:
    """Run it until it ends; its exit code. `exactly`: the answer is data for a program, and passes as it is."""
    process = subprocess.Popen(
        [program, *arguments],
        stdout=None if exactly else subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: bound(memory_limit),
    )
    # Ctrl-C is for the shell, which ends its query.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert process.stderr
    ways = {process.stderr.fileno(): _written_out(2)}
    if process.stdout:
        ways[process.stdout.fileno()] = _written_out(1)
    try:
        while ways:
            for source in select.select(list(ways), [], [])[0]:
                if not ways[source](os.read(source, BLOCK)):
                    del ways[source]
    except BrokenPipeError:
        # Who reads has seen enough.
        process.kill()
    finally:
        signal.signal(signal.SIGINT, before)
    return process.wait()


def converse(program: Path, arguments: list[str], memory_limit: str) -> int:
    """The same for a person at a terminal, who edits lines; its errors come by a way of their own.

    Its tables have control signs written out by themselves; signs that turn the direction are written out here.
    """
    errors, for_errors = os.pipe()
    child, shell = pty.fork()
    if child == 0:
        os.dup2(for_errors, 2)
        bound(memory_limit)
        os.execv(program, [str(program), *arguments])
    os.close(for_errors)
    resize = _same_size(shell)
    resize()
    signal.signal(signal.SIGWINCH, lambda *_: resize())
    before = termios.tcgetattr(0)
    ways = {shell: _written_out(1, lambda text: TURNS.sub(spelled, text)), errors: _written_out(2)}
    try:
        tty.setraw(0)
        while shell in ways:
            for source in select.select([0, *ways], [], [])[0]:
                if source == 0:
                    os.write(shell, os.read(0, BLOCK))
                elif not ways[source](_read(source)):
                    del ways[source]
    finally:
        termios.tcsetattr(0, termios.TCSAFLUSH, before)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _written_out(target: int, change: Callable[[str], str] = visible) -> Callable[[bytes], bool]:
    """Takes what comes, and says whether more may come: nothing is the end."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def take(data: bytes) -> bool:
        text = change(decoder.decode(data, final=not data))
        rest = (text.replace("\n", "\r\n") if change is visible and _is_raw(target) else text).encode()
        while rest:
            rest = rest[os.write(target, rest) :]
        return bool(data)

    return take


def _is_raw(target: int) -> bool:
    with suppress(termios.error):
        return not termios.tcgetattr(target)[1] & termios.OPOST
    return False


def _read(source: int) -> bytes:
    # Linux says so where the other end of a terminal has gone.
    with suppress(OSError):
        return os.read(source, BLOCK)
    return b""


def _same_size(shell: int) -> Callable[[], None]:
    def resize() -> None:
        with suppress(OSError):
            fcntl.ioctl(shell, termios.TIOCSWINSZ, fcntl.ioctl(1, termios.TIOCGWINSZ, bytes(8)))

    return resize
