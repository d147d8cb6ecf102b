"""What a page is made of, read as a browser reads it: nested elements, ids, links, names; and an outline."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"meta", "br", "input", "col", "link", "img"}
_RAW = {"style", "script"}
_HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass
class Element:
    """An element with its attributes, its children, and its text, which is that of all in it."""

    name: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def every(self, *names: str) -> list[Element]:
        """Return all elements below that have one of the names (none: any), in the order of the page."""
        found = []
        for child in self.children:
            found += [child] if child.name in names or not names else []
            found += child.every(*names)
        return found

    def has(self, word: str) -> bool:
        return word in self.get("class").split()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"an attribute twice in <{tag}>")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open[-1])
        self.open[-1].children.append(element)
        if tag not in _EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.open[-1].name != tag:
            self.wrong.append(f"</{tag}> within <{self.open[-1].name}>")
        else:
            self.open.pop()

    def handle_data(self, data):
        for element in self.open if self.open[-1].name not in _RAW else self.open[-1:]:
            element.texts.append(data)


def read(page: str) -> Element:
    """Return the tree of a page; AssertionError where its elements are not nested."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert not reader.wrong and reader.open == [reader.root], reader.wrong[:3] or [e.name for e in reader.open]
    return reader.root


def faults(root: Element) -> list[str]:
    """Return what is wrong with a page, whatever it tells."""
    every = root.every()
    ids = [each.get("id") for each in every if each.get("id")]
    told = [f"id {id} twice" for id in {id for id in ids if ids.count(id) > 1}] if len(ids) != len(set(ids)) else []
    known = set(ids)
    for each in every:
        told += [f"{each.name} is named by #{id}, which is not there" for id in _referred(each) if id not in known]
        told += [f"{each.name} loads {each.get('src')}" for _ in [0] if "src" in each.attributes]
        told += [f"{each.name} has {name}" for name in each.attributes if name.startswith("on") or name == "style"]
        href = each.get("href")
        told += [f"a link leaves the page: {href}"] if href and not href.startswith("#") else []
        told += (
            [f"a heading of a table has no scope: {each.text}"] if each.name == "th" and not each.get("scope") else []
        )
        told += [f"an image has no name: {each.get('class')}"] if each.get("role") == "img" and not _named(each) else []
        told += [f"no name for {each.name} {each.get('class')}"] if _wants_a_name(each) and not _named(each) else []
    return told + _levels(root)


def _referred(each: Element) -> list[str]:
    refers = [each.get("href")[1:]] if each.get("href").startswith("#") else []
    for name in ("aria-labelledby", "aria-describedby", "for"):
        refers += each.get(name).split()
    return refers


def _wants_a_name(each: Element) -> bool:
    return each.name in ("button", "a", "nav", "form", "summary") or each.get("role") in ("region", "group")


def _named(each: Element) -> bool:
    return bool(
        each.get("aria-label") or each.get("aria-labelledby") or (each.name not in ("nav", "form") and each.text)
    )


def _levels(root: Element) -> list[str]:
    levels = [int(each.name[1]) for each in root.every(*_HEADINGS)]
    skipped = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
    return [f"headings go from {a} to {b}" for a, b in skipped] + ([] if levels[:1] == [1] else ["no h1 at first"])


def outline(root: Element) -> str:
    """Return what people find in a page: its parts, headings, tables, pictures; no styles, no paths."""
    return "".join(f"{line}\n" for line in _lines(root, 0))


def _lines(element: Element, depth: int) -> list[str]:
    lines = []
    for child in element.children:
        if child.name in ("head", "script", "style", "defs"):
            continue
        told = _told(child)
        lines += [f"{'  ' * depth}{told}"] if told else []
        if child.name not in (*_HEADINGS, "thead", "caption", "select"):
            lines += _lines(child, depth + bool(told))
    return lines


def _told(each: Element) -> str:
    id = f" #{each.get('id')}" if each.get("id") else ""
    name = f" ({each.get('aria-label')})" if each.get("aria-label") else ""
    match each.name:
        case "h1" | "h2" | "h3":
            return f"{each.name} {each.text}"
        case "header" | "main" | "nav" | "form" | "section" | "article" | "footer":
            return f"{each.name}{id}{name}"
        case "table":
            columns = [th.text for th in each.every("th") if th.get("scope") == "col"]
            return f"table: {', '.join(columns)}; {sum(len(body.every('tr')) for body in each.every('tbody'))} rows"
        case "svg" if each.get("role") == "img":
            return f"image{name or ' ' + next((t.text for t in each.every('title')), '')}"
        case "select" | "input":
            return f"{each.name}{id}: {len(each.every('option'))} choices" if each.name == "select" else f"input{id}"
        case "summary" | "button":
            return f"{each.name} {each.text}{name}"
        case "figure":
            return f"figure: {each.text[:80]}"
        case _:
            return ""
