"""Notices of runs that did not end well, and of the first one that does again: by mail and by webhook."""
