"""What a delivery says: its YAML, and the canonical sources that its rows go to."""
