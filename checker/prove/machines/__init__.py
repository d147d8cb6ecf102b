"""Timed transition systems as neutral data, and the reader of them that no solver takes part in."""
