"""Great Expectations, imported as if Spark were not there: it would load the client as an engine of its own."""

import sys
from types import ModuleType

HIDDEN = "pyspark"


def great_expectations() -> ModuleType:
    """The package. Takes seconds the first time."""
    found = {name: sys.modules.pop(name) for name in [*sys.modules] if name.partition(".")[0] == HIDDEN}
    # What Python finds here it looks for nowhere else.
    sys.modules[HIDDEN] = None  # type: ignore[assignment]
    try:
        import great_expectations as gx

        return gx
    finally:
        del sys.modules[HIDDEN]
        sys.modules.update(found)
