"""The Java that a Spark of this machine needs."""

import re
import shutil
import subprocess
from pathlib import Path

from fundament.errors import Misconfigured
from fundament.settings import variable_named

# What Spark 4 asks for.
OLDEST = 17
VERSION = re.compile(r'version "(?:1\.)?(\d+)')
TO_DO = (
    f"Install Java {OLDEST} or newer and name its folder in JAVA_HOME, or name a Spark that runs already in "
    "SPARK_REMOTE; or run on DuckDB: leave --engine away."
)


def check_java() -> None:
    """Raise `Misconfigured` where there is no Java, or one that is too old."""
    home = variable_named("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not java or not Path(java).is_file():
        raise Misconfigured("A Spark of this machine needs Java, and there is none", home or "PATH", TO_DO)
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Misconfigured(f"Java does not start: {error}", java, TO_DO) from error
    found = VERSION.search(said.stderr + said.stdout)
    if said.returncode or not found:
        raise Misconfigured("Java does not tell its version", java, TO_DO)
    if int(found[1]) < OLDEST:
        raise Misconfigured(f"This is Java {found[1]}, and Spark needs {OLDEST} or newer", java, TO_DO)
