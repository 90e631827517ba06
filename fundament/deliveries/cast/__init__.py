"""A row is cast: its fields become canonical values, or problems with a reason."""
