"""Names of columns: those that every row has, and how a declaration names those of a file."""

# Columns that every row has: its line in the file, which one it is of the rows that are equal to it, and the file.
LINE, EQUAL, FILE = "row_number", "equal_row_number", "file_name"
ROW_COLUMNS = (LINE, EQUAL, FILE)


def is_named(name: str, wanted: str) -> bool:
    """Whether a column is meant; a name that ends in * stands for many."""
    return name == wanted or (wanted.endswith("*") and name.startswith(wanted[:-1]))


def is_ignored(name: str, ignored: list[str]) -> bool:
    """Whether the column, or the object that it is in, is on the list."""
    return any(is_named(name, each) or name.startswith((f"{each}.", f"{each}[")) for each in ignored)
