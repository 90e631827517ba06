"""Loaded by Python at its start, from PYTHONPATH: refuses, and writes down, every way to another machine."""

import os
import sys
from pathlib import Path

FILE = Path(os.environ["NETWORK_ATTEMPTS"])
LOOPBACK = ("localhost", "127.0.0.1", "::1", "", None)
# Name look-ups included: a program that looks up a name is about to connect.
EVENTS = (
    "socket.connect",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
)


def look(event: str, arguments: tuple) -> None:
    if event not in EVENTS:
        return
    place = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments
    host = place[0] if isinstance(place, tuple) else place
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    # A path is a socket of this machine.
    if host in LOOPBACK or (event == "socket.connect" and not isinstance(place, tuple)):
        return
    with FILE.open("a") as file:
        file.write(f"{event} {host}\n")
    raise OSError(f"the test allows no network: {event} {host}")


FILE.touch()
sys.addaudithook(look)
