"""Diagrams that contradict themselves or promise what cannot be: found by rule, from what they draw and say.

`findings(contract)` returns what is wrong with the diagrams of a contract. `texts_of(name, data)` makes a contract of a
document that has none: then the rules that need to know what a lifeline is are silent. How a rule is added: `rule`.
"""

from checker.prove.diagrams.judging import findings, texts_of

__all__ = ["findings", "texts_of"]
