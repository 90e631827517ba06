"""A row is read: the fields of a file as text, with the line that they stand in. Nothing is cast here."""
