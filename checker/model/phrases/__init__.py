"""What the texts of diagrams say in phrases such as `After 3 failures (6s)`, and which numbers nobody understood."""

from checker.model.phrases.fact import Fact, Leftover
from checker.model.phrases.reader import Phrases, read_phrases

__all__ = ["Fact", "Leftover", "Phrases", "read_phrases"]
