"""What a longer pause of the migrations would do, or a service that slips: asked of a release, unchanged by it.

The answers are a mart and macros of the release, computed in `dbt/`. On the screen: `fundament.commands.whatif`.
"""
