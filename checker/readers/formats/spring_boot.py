"""The logs of Spring Boot applications."""

from checker.readers.spring_boot import READER

__all__ = ["READER"]
