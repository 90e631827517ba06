"""What a longer pause of the migrations would do, or a service that slips: asked of a release, unchanged by it."""
