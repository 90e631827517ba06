"""`dagster dev` with our webserver for Dagster's: `python -m dagster_project.dev`, with its own arguments."""

import subprocess
from collections.abc import Sequence
from typing import Any

from dagster._cli import dev

DAGSTERS, OURS = "dagster_webserver", "dagster_project.webserver"
_open = dev.open_ipc_subprocess


def opened(parts: Sequence[str], **kwargs: Any) -> "subprocess.Popen[Any]":
    """Start one of Dagster's processes, the webserver as ours."""
    return _open([OURS if part == DAGSTERS else part for part in parts], **kwargs)


if __name__ == "__main__":
    dev.open_ipc_subprocess = opened
    dev.dev_command()
