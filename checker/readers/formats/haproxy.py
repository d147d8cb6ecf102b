"""The logs of HAProxy."""

from checker.readers.haproxy import READER

__all__ = ["READER"]
