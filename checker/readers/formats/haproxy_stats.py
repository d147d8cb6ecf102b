"""HAProxy's statistics as CSV."""

from checker.readers.haproxy_stats import READER

__all__ = ["READER"]
