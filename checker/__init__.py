"""Checks what failover components really did against the diagrams that a team drew of them."""

__version__ = "0.1.0"
