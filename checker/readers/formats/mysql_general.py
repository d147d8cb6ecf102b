"""The general query logs of MariaDB and MySQL."""

from checker.readers.mysql_general import READER

__all__ = ["READER"]
