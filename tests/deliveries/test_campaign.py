"""A part of the campaign of mutations: nine of each format. `python -m tests.campaign` tries any number."""

import pytest

from tests.campaign import GOOD, outcome


@pytest.mark.parametrize(("place", "kind"), enumerate(GOOD), ids=list(GOOD))
def test_what_is_mutated_is_loaded_rejected_or_refused(place: int, kind: str) -> None:
    for seed in range(place, 9 * len(GOOD), len(GOOD)):
        assert outcome(kind, seed) in ("loaded", "rejected", "refused"), seed
