"""A user without rights, and a disk of one's own: in a namespace, where the machine allows it."""

import os
import shutil
import subprocess

import pytest

from fundament.project import PROJECT_ROOT
from tests.conftest import CEILING, FUNDAMENT, Command

NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


def namespace_is_allowed() -> bool:
    if not shutil.which("unshare"):
        return False
    mounted = ("sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt")
    return subprocess.run((*NAMESPACE, *mounted), capture_output=True).returncode == 0


needs_namespace = pytest.mark.skipif(
    not namespace_is_allowed(), reason="this machine lets nobody mount in a namespace of one's own (unshare)"
)


# Root may read everything, a user of a namespace of its own may not, and still owns these files.
UNPRIVILEGED = ("unshare", "--user") if os.geteuid() == 0 else ()
needs_permissions = pytest.mark.skipif(
    subprocess.run((*UNPRIVILEGED, "true"), capture_output=True).returncode != 0
    if shutil.which("unshare")
    else True,
    reason="root may read everything, and this machine makes no namespace without root (unshare)",
)


def unprivileged(published: Command, *arguments: object) -> subprocess.CompletedProcess[str]:
    return without_rights(published, FUNDAMENT, *arguments)


def without_rights(published: Command, *command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*UNPRIVILEGED, *map(str, command)),
        env={**os.environ, "FUNDAMENT_HOME": str(published.home), "COLUMNS": "200", **environment},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=CEILING,
    )
