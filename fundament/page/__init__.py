"""The release as a page: one file, made from the marts, that opens from disk and asks nothing of a network."""
