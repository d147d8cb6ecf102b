"""Compose and stack files: services after interpolation, extension and overriding."""
