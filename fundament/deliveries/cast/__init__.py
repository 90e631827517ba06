"""A row is cast: its fields become canonical values, or problems with a reason.

What a text means is said here and nowhere else; how texts come out of a file in `read`, what becomes of a row in
`set_apart`.
"""
