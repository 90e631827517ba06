"""YAML files of the project itself, read by libyaml where it is there: ten times as fast, but without bounds.

What others wrote is read by `deliveries.declared.declaration`.
"""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Any:
    """What the file says."""
    return yaml.load(path.read_text("utf-8"), _LOADER)


def words(path: Path) -> dict[str, Any]:
    """Words of the note, or of the page, with those that they have in common."""
    shared, own = read(Path(__file__).with_name("words.yml")), read(path)
    return {**shared, **own, "heads": {**shared["heads"], **own["heads"]}}
