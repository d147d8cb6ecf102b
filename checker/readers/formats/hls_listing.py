"""Listings of HLS segments with their times."""

from checker.readers.hls_listing import READER

__all__ = ["READER"]
