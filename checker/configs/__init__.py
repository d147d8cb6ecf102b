"""Configuration files -> typed facts, each with the place that sets it. Nothing here knows what was promised."""
