"""How the styles of shapes look, on a light and on a dark page: the style sheet of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.picture.metrics import FONT

# selector: what is the same on both pages; colours on the light page; on the dark one
_RULES: tuple[tuple[str, str, str, str], ...] = (
    (".page", "", "fill:#ffffff", "fill:#0d1117"),
    ("text", f"font-family:{FONT}", "fill:#1f2328", "fill:#e6edf3"),
    (".faint", "", "fill:#57606a", "fill:#9ea7b3"),
    (".strong", "", "fill:#3b434b", "fill:#c9d1d9"),
    (".old", "text-decoration:line-through", "fill:#a40e26", "fill:#ff9492"),
    (".why", "", "fill:#82071e", "fill:#ffb3ad"),
    (".more", "", "fill:#5c3b00", "fill:#f2cc60"),
    (".number", "", "fill:#ffffff", "fill:#0d1117"),
    (".badge", "", "fill:#3b434b", "fill:#c9d1d9"),
    (".lifeline", "fill:none;stroke-width:1;stroke-dasharray:4 3", "stroke:#a3abb5", "stroke:#565f6b"),
    (".head-box", "stroke-width:1", "fill:#e9edf5;stroke:#7d8794", "fill:#1f2733;stroke:#6e7a89"),
    (".head-fill", "", "fill:#e9edf5", "fill:#1f2733"),
    (".head-side", "fill:none;stroke-width:1", "stroke:#7d8794", "stroke:#6e7a89"),
    (".figure", "stroke-width:1.5", "fill:#e9edf5;stroke:#3b434b", "fill:#1f2733;stroke:#c9d1d9"),
    (".limbs", "fill:none;stroke-width:1.5;stroke-linecap:round", "stroke:#3b434b", "stroke:#c9d1d9"),
    (".blank", "fill:none", "", ""),
    (".bar", "stroke-width:1", "fill:#dbe3f0;stroke:#7d8794", "fill:#2c3a4e;stroke:#6e7a89"),
    (".solid", "fill:none;stroke-width:1.4", "stroke:#3b434b", "stroke:#c9d1d9"),
    (".dotted", "fill:none;stroke-width:1.4;stroke-dasharray:5 3", "stroke:#3b434b", "stroke:#c9d1d9"),
    (".head", "stroke:none", "fill:#3b434b", "fill:#c9d1d9"),
    (".open", "fill:none;stroke-width:1.4", "stroke:#3b434b", "stroke:#c9d1d9"),
    (".ring", "stroke-width:1.2", "fill:#ffffff;stroke:#3b434b", "fill:#0d1117;stroke:#c9d1d9"),
    (".cross", "fill:none;stroke-width:2", "stroke:#b3261e", "stroke:#ff8a80"),
    (".end", "fill:none;stroke-width:2", "stroke:#3b434b", "stroke:#c9d1d9"),
    (".note", "stroke-width:1", "fill:#fff7d1;stroke:#b8a14a", "fill:#332e17;stroke:#8b7a35"),
    (".frame", "fill:none;stroke-width:1.2", "stroke:#7d8794", "stroke:#6e7a89"),
    (".tab", "stroke-width:1.2", "fill:#e3e8f0;stroke:#7d8794", "fill:#27303d;stroke:#6e7a89"),
    (".divide", "fill:none;stroke-width:1.2;stroke-dasharray:3 3", "stroke:#7d8794", "stroke:#6e7a89"),
    (".fold", "fill:none;stroke-width:1.2;stroke-dasharray:1 4", "stroke:#7d8794", "stroke:#8b949e"),
)
# kind of mark: its band and its sign, on the light page and on the dark one
_MARKS = (
    ("added", "#dafbe1", "#116329", "#12301b", "#56d364"),
    ("removed", "#ffebe9", "#a40e26", "#3c1618", "#ff9492"),
    ("changed", "#fff1c9", "#7a4e00", "#37290a", "#e3b341"),
    ("failing", "#ffd8d3", "#a40e26", "#551c1c", "#ff9492"),
    ("breaking", "#ffd8d3", "#a40e26", "#551c1c", "#ff9492"),
    ("strengthening", "#fff1c9", "#7a4e00", "#37290a", "#e3b341"),
    ("seen", "#e4f5e9", "#116329", "#10261a", "#56d364"),
    ("missing", "#ffe9dd", "#953800", "#38200f", "#ffa657"),
    ("unobservable", "#eceff3", "#57606a", "#20262e", "#9ea7b3"),
)


def style_sheet(root: str, tints: Sequence[tuple[str, str]]) -> str:
    """Return the rules for a picture inside of a class; a dark page is one whose reader prefers that."""
    rules = list(_rules(tints))
    light = "".join(f".{root} {selector}{{{_joined(same, light)}}}" for selector, same, light, _ in rules)
    dark = "".join(f".{root} {selector}{{{dark}}}" for selector, _, _, dark in rules if dark)
    light += "".join(f".{root} [data-mark=removed] {shape}{{opacity:.6}}" for shape in ("path", ".frame"))
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


def tint_rules(root: str, tints: Sequence[tuple[str, str]]) -> str:
    """Return the rules for the areas of one picture alone."""
    light = "".join(f".{root} .tint{number}{{fill:{each}}}" for number, (each, _) in enumerate(tints))
    dark = "".join(f".{root} .tint{number}{{fill:{each}}}" for number, (_, each) in enumerate(tints))
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}" if tints else ""


def _rules(tints: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    yield from _RULES
    for number, (light, dark) in enumerate(tints):
        yield f".tint{number}", "", f"fill:{light}", f"fill:{dark}"
    for kind, band, sign, dark_band, dark_sign in _MARKS:
        yield f".band.{kind},.{kind}.plate", "", f"fill:{band}", f"fill:{dark_band}"
        line, text = f"path.sign.{kind},circle.sign.{kind}", f"text.sign.{kind}"
        yield line, "fill:none;stroke-width:2.2", f"stroke:{sign}", f"stroke:{dark_sign}"
        yield text, "font-weight:bold", f"fill:{sign}", f"fill:{dark_sign}"


def _joined(*parts: str) -> str:
    return ";".join(filter(None, parts))
