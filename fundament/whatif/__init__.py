"""What a longer pause of the migrations would do, or a service that slips: asked of a release, unchanged by it.

The answers are a mart and macros of the release, computed in `dbt/`; here they are asked and put on the screen.
"""
