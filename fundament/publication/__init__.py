"""Publication: from the private file to an immutable release, whole or not at all."""
