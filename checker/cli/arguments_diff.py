"""What may be written behind `verify diff`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import Parser, Usage, add_report_options, paths_anywhere

RANKS = ("breaking", "strengthening", "compatible", "cosmetic")
ABOUT = "Says what a change of diagrams or contract means: which promise is weakened, which made stronger."
EXAMPLES = """\
examples:
  verify diff old.md new.md                        two files with diagrams (and contracts)
  verify diff old/ new/                            two folders
  verify diff main:docs/failover.md docs/failover.md
                                                   what this branch changes
  verify diff main:docs/ docs/ --fail-on breaking  the gate of a pull request
  verify diff main:docs/ docs/ --format markdown   ... and a comment on it
  verify diff main:docs/ docs/ --pictures changes/ ... and both versions in one picture
  verify diff old.yaml new.yaml --prove            ... and which property is newly refuted or proved
  verify diff old.yaml new.yaml --trace incident/  ... and which verdict on a capture differs
  verify explain diff-order                        what a finding means

classes:
  breaking       a promise is weakened, or something is allowed that was not
  strengthening  more is promised; configurations that kept the old promise may not keep this one
  compatible     the meaning changed, and no promise did
  cosmetic       the meaning is the same

exit status:
  0  the versions were compared, whatever was found
  1  a change of a class that --fail-on names was found
  2  wrong use, or a version that cannot be read"""


class DiffArguments(NamedTuple):
    """`verify diff OLD NEW`"""

    old: str
    new: str
    fail_on: tuple[str, ...]
    prove: bool
    traces: tuple[str, ...]
    formats: tuple[str, ...]
    color: str
    summary: bool
    quiet: bool
    pictures: str | None = None


def parse_diff(argv: Sequence[str]) -> DiffArguments:
    """Return what the words behind `diff` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    if len(paths) != 2:
        count = {0: "nothing", 1: "one version"}.get(len(paths), f"{len(paths)} paths")
        raise Usage(f"diff needs two versions, and was given {count}", "verify diff OLD NEW, such as main:docs/ docs/")
    fail_on = tuple(name for text in given.fail_on for name in text.split(","))
    for name in fail_on:
        if name not in RANKS:
            raise Usage(f"--fail-on: there is no class '{name}'", f"the classes are {', '.join(RANKS)}")
    return DiffArguments(
        old=paths[0],
        new=paths[1],
        fail_on=fail_on,
        prove=given.prove,
        traces=tuple(given.trace),
        formats=tuple(given.format),
        color=given.color,
        summary=given.summary,
        quiet=given.quiet,
        pictures=given.pictures,
    )


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify diff", ABOUT, EXAMPLES)
    made.usage = "verify diff OLD NEW [options]"
    add: Callable[..., Any] = made.add_argument
    add(
        "paths",
        metavar="PATH",
        nargs="*",
        help="OLD and NEW: a file, a folder, REV:PATH of git, or /dev/null for nothing",
    )
    add(
        "--fail-on",
        metavar="CLASS",
        action="append",
        default=[],
        help="exit 1 when there is a change of this class (breaking, strengthening, ...; repeatable, or a,b)",
    )
    add("--prove", action="store_true", help="ask the model of both versions what is newly refuted or proved (slow)")
    add("--trace", metavar="PATH", action="append", default=[], help="check this capture by both versions (repeatable)")
    add(
        "--pictures", metavar="DIR", help="draw each diagram that differs, and runs that a change allows, as SVG in DIR"
    )
    add_report_options(made)
    return made
