"""Which word a comparison takes. The unrounded values decide; what is shown must not contradict the word."""

from fundament.note.cells import Cell, shown

ROSE, FELL, UNCHANGED, UNCHANGED_AS_SHOWN, UNKNOWN = "rose", "fell", "unchanged", "unchanged_as_shown", "unknown"


def compare(new: Cell, old: Cell) -> str:
    """`rose`, `fell` or `unchanged`; `unknown` where one value is.

    `unchanged_as_shown`: the values differ, by less than the decimals that are shown.
    """
    if new.value is None or old.value is None:
        return UNKNOWN
    if new.value == old.value:
        return UNCHANGED
    if shown(new, "en") == shown(old, "en"):
        return UNCHANGED_AS_SHOWN
    return ROSE if new.value > old.value else FELL


def side(cell: Cell) -> str:
    """On which side of zero a value lies: `rose` above, `fell` below, `unchanged` at it or shown as it."""
    if cell.value is None:
        return UNKNOWN
    if not any(sign in shown(cell, "en") for sign in "123456789"):
        return UNCHANGED
    return ROSE if cell.value > 0 else FELL
