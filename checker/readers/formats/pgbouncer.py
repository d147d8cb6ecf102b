"""The logs of PgBouncer."""

from checker.readers.pgbouncer import READER

__all__ = ["READER"]
