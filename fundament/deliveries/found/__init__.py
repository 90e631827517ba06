"""A row is found: which files a run reads, each once, and what a running administration said before."""
