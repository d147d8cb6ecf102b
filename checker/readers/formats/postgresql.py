"""The logs of PostgreSQL."""

from checker.readers.postgresql import READER

__all__ = ["READER"]
