"""Publication: from the private file to an immutable release, whole or not at all.

Also its history, how releases differ, and which are kept. What is made of a release for its readers is in packages
of its own: `page` and `note`, which `beside` calls, and `opendata`; what refuses it is in `fundament.checks`.
"""
