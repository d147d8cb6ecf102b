"""The questions that conditions ask and the files do not answer: each combination of answers is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.configs.haproxy.outside import number, settled
from checker.configs.haproxy.preprocess import Read, read_files
from checker.configs.source import Source

_MOST, _FEWEST, _ENOUGH = 64, 4, 2_000_000
_VERSION = re.compile(r"version_atleast\((?P<version>[^)]*)\)")


def readings(sources: Sequence[Source], environment: Mapping[str, str]) -> Iterator[tuple[Read, dict[str, bool]]]:
    """Yield what the files say for each combination of answers that can be; `most` says how many to ask for.

    What is settled outside of the files has one answer.
    """
    waiting: list[dict[str, bool]] = [{}]
    while waiting:
        answers = waiting.pop()
        read = read_files(sources, environment, answers)
        question = next((each for each in read.asked if each not in answers), None)
        if question is None:
            yield read, answers
        else:
            # the last one is tried first: true, as it was just read
            known = settled(question, environment)
            truths = (known,) if known is not None else (False, True)
            waiting += [{**answers, question: truth} for truth in truths if _possible(question, truth, answers)]


def most(sources: Sequence[Source]) -> int:
    """Return how many combinations are worth their time; the larger the files are, the fewer."""
    return max(_FEWEST, min(_MOST, _ENOUGH // (1 + sum(len(source.text) for source in sources))))


def _possible(question: str, truth: bool, answers: Mapping[str, bool]) -> bool:
    """Say whether an answer agrees with those before: who is at least 2.6 is at least 2.4."""
    asked = _VERSION.fullmatch(question)
    if not asked:
        return True
    version = number(asked["version"])
    for other, known in answers.items():
        match = _VERSION.fullmatch(other)
        if match and known and not truth and number(match["version"]) >= version:
            return False
        if match and truth and not known and number(match["version"]) <= version:
            return False
    return True
