"""The logs of keepalived."""

from checker.readers.keepalived import READER

__all__ = ["READER"]
