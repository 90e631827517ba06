"""A process without a network, of which every attempt at one is written down."""

import os
from pathlib import Path

from fundament.project import PROJECT_ROOT

GUARD = PROJECT_ROOT / "tests" / "network_guard"
# Nothing of the machine that runs the tests may switch telemetry off for us.
SWITCHES = (
    "DO_NOT_TRACK",
    "DAGSTER_DISABLE_TELEMETRY",
    "DBT_SEND_ANONYMOUS_USAGE_STATS",
    "GX_ANALYTICS_ENABLED",
    "BUILDKITE",
    "TF_BUILD",
)


def guarded_environment(folder: Path) -> dict[str, str]:
    """Its `HOME` is the folder; it writes what it attempted into `attempts` there, a line each."""
    attempts = folder / "attempts"
    # That it is there and empty says that the guard was: who is not guarded leaves none.
    attempts.unlink(missing_ok=True)
    return {
        **{name: value for name, value in os.environ.items() if name not in SWITCHES},
        "PYTHONPATH": os.pathsep.join([str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "NETWORK_ATTEMPTS": str(attempts),
        "HOME": str(folder),
    }
