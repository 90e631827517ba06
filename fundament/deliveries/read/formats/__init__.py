"""One module per file format. Each gives rows as text with the line that they start at, and casts nothing."""
