"""Which diagram of the new version is which of the old one: by title, then by what is drawn in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from checker.diagram.tree import Message, Note
from checker.diff.reading.plain import plain
from checker.diff.version import Page

# Diagrams of different titles are one if they share so much of their texts.
_ENOUGH = 0.3


@dataclass(frozen=True)
class Pages:
    """Pairs of diagrams (old, new), and those of one version only."""

    pairs: tuple[tuple[Page, Page], ...]
    removed: tuple[Page, ...]
    added: tuple[Page, ...]


def match_pages(old: Sequence[Page], new: Sequence[Page]) -> Pages:
    """Return how the diagrams of two versions go together."""
    left_old, left_new = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for named in (_file_and_title, _title):
        pairs += _same(left_old, left_new, named)
    pairs += _alike(left_old, left_new)
    if len(old) == len(new) == 1 and not pairs and _shared(old[0], new[0]):
        pairs, left_old, left_new = [(0, 0)], {}, {}
    found = tuple((old[a], new[b]) for a, b in sorted(pairs, key=lambda pair: pair[1]))
    return Pages(found, tuple(left_old.values()), tuple(left_new.values()))


def _file_and_title(page: Page) -> Hashable:
    return page.drawn.place.file.rpartition("/")[2], plain(page.drawn.title)


def _title(page: Page) -> Hashable:
    return plain(page.drawn.title) or None


def _same(left_old: dict[int, Page], left_new: dict[int, Page], named: object) -> list[tuple[int, int]]:
    """Match those of one name, where each has as many of it; the n-th is the n-th."""
    assert callable(named)
    groups: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, pages in enumerate((left_old, left_new)):
        for number, page in pages.items():
            groups[named(page)][side].append(number)
    found = []
    for name, (olds, news) in groups.items():
        if name is not None and len(olds) == len(news):
            found += list(zip(olds, news, strict=True))
    for a, b in found:
        del left_old[a], left_new[b]
    return found


def _shared(old: Page, new: Page) -> bool:
    """Say whether two lone diagrams share a text at all, or the name of their file."""
    files = (page.drawn.place.file.rpartition("/")[2] for page in (old, new))
    return len(set(files)) == 1 or bool(_texts(old) & _texts(new))


def _alike(left_old: dict[int, Page], left_new: dict[int, Page]) -> list[tuple[int, int]]:
    """Match those whose texts are most alike."""
    olds, news = ({n: _texts(page) for n, page in pages.items()} for pages in (left_old, left_new))
    scored = []
    for a, one in olds.items():
        for b, other in news.items():
            whole = (one | other).total()
            share = (one & other).total() / whole if whole else 0.0
            if share >= _ENOUGH:
                scored.append((-share, abs(a - b), a, b))
    found = []
    for _, _, a, b in sorted(scored):
        if a in left_old and b in left_new:
            found.append((a, b))
            del left_old[a], left_new[b]
    return found


def _texts(page: Page) -> Counter[str]:
    steps = (node for node in page.drawn.diagram.walk() if isinstance(node, Message | Note))
    return Counter(plain(node.text) for node in steps)
