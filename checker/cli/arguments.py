"""What may be written on the command line. Only argparse is loaded here, so that --help is immediate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker import __version__
from checker.cli import (
    arguments_coverage,
    arguments_diff,
    arguments_gate,
    arguments_init,
    arguments_prove,
    arguments_render,
)
from checker.cli.arguments_coverage import CoverageArguments, parse_coverage
from checker.cli.arguments_diff import DiffArguments, parse_diff
from checker.cli.arguments_gate import GateArguments, parse_gate
from checker.cli.arguments_graphs import StatesArguments, TopologyArguments
from checker.cli.arguments_init import InitArguments, parse_init
from checker.cli.arguments_prove import ProveArguments, parse_prove
from checker.cli.arguments_render import ObserveArguments, RenderArguments, parse_render
from checker.cli.parser import (
    Parser,
    Usage,
    add_color,
    add_repeatable,
    add_report_options,
    add_trace_options,
    paths_anywhere,
    refuse_two_inputs,
)

COMMANDS = ("check", "gate", "prove", "diff", "render", "coverage", "init", "explain")

USAGE = (
    "verify [check] PATH... [options]",
    "verify gate PATH... [options]",
    "verify prove [SPEC] [options]",
    "verify diff OLD NEW [options]",
    "verify render FILE... --format F",
    "verify render --observed TRACE...",
    "verify coverage CAPTURE...",
    "verify init DOC.md [TRACE...]",
    "verify explain [CODE]",
)
ABOUT = "Checks logs and captures of failover components against the team's own sequence diagrams."
EXAMPLES = """\
examples:
  verify hap1/haproxy.log                       one log, by the diagrams that come with verify
  verify incident/                              all of a directory, formats recognised by content
  zcat hap1.log.gz | verify -                   standard input
  verify logs/ --spec docs/failover.yaml        your own diagrams, by the contract beside them
  verify logs/ --clock hap2=-120ms±5ms          the clock of hap2 ran 120 ms ahead
  verify logs/ --format json:report.json        for people here, for machines there
  verify gate deploy/                           can the configuration keep what the diagrams promise
  verify prove docs/failover.yaml               what can happen at all: proofs, counterexamples
  verify diff main:docs/ docs/                  what a change of the diagrams means
  verify render docs/failover.md --format svg:pictures/   each diagram as a picture
  verify render --observed incident/            what really happened, as a diagram
  verify coverage drill-1/ drill-2/             what of the diagrams was ever exercised
  verify init docs/failover.md                  a first contract for your own document
  verify explain single-vip-holder              what a finding means; without a code: all of them

exit status:
  0  all that was exercised holds, in its printed scope
  1  something is violated
  2  wrong use, or an input or spec that cannot be read
  3  nothing is violated, but something is inconclusive or nothing was exercised
     (with --strict: or a property was not exercised, or a scope is partial)"""


class CheckArguments(NamedTuple):
    """`verify [check] PATH...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    select: tuple[str, ...]
    strict: bool
    formats: tuple[str, ...]
    color: str
    summary: bool
    quiet: bool
    pictures: str | None = None


class ExplainArguments(NamedTuple):
    """`verify explain [CODE]`"""

    code: str | None
    color: str
    spec: str | None = None


Arguments = (
    CheckArguments
    | GateArguments
    | ProveArguments
    | DiffArguments
    | RenderArguments
    | ObserveArguments
    | StatesArguments
    | TopologyArguments
    | CoverageArguments
    | InitArguments
    | ExplainArguments
)


def parsers() -> dict[str, Parser]:
    """Return the parser of every command: all that may be written, for the reference."""
    return {
        "check": _check_parser(),
        "gate": arguments_gate.parser(),
        "prove": arguments_prove.parser(),
        "diff": arguments_diff.parser(),
        "render": arguments_render.parser(),
        "coverage": arguments_coverage.parser(),
        "init": arguments_init.parser(),
        "explain": _explain_parser(),
    }


def parse(argv: Sequence[str]) -> Arguments:
    """Return what the command line asks for; raise Usage when it makes no sense."""
    if not argv:
        raise Usage("no path was given", "verify PATH... checks logs and captures; verify --help shows examples")
    _refuse_empty(argv)
    first, rest = argv[0], argv[1:]
    if first == "gate":
        return parse_gate(rest)
    if first == "prove":
        return parse_prove(rest)
    if first == "diff":
        return parse_diff(rest)
    if first == "render":
        return parse_render(rest)
    if first == "coverage":
        return parse_coverage(rest)
    if first == "init":
        return parse_init(rest)
    if first == "explain":
        return _explain(rest)
    return _check(rest if first == "check" else argv)


def _refuse_empty(argv: Sequence[str]) -> None:
    """Raise Usage for an argument without a text: of a variable that is not set, it would be taken for a default."""
    for number, text in enumerate(argv):
        if not text.strip() or re.fullmatch(r"--[\w-]+=\s*", text):
            before = argv[number - 1] if number and argv[number - 1].startswith("-") and not text.strip() else ""
            name = before or text.partition("=")[0].strip()
            raise Usage(f"{name or 'a path'} is empty", "is a variable of the shell not set?")


def _check(argv: Sequence[str]) -> CheckArguments:
    given, paths = paths_anywhere(_check_parser(), argv)
    _refuse_commands(paths)
    refuse_two_inputs(paths)
    return CheckArguments(
        paths=paths,
        spec=given.spec,
        settings=tuple(given.set),
        clocks=tuple(given.clock),
        gaps=tuple(given.gap),
        select=tuple(given.select),
        strict=given.strict,
        formats=tuple(given.format),
        color=given.color,
        summary=given.summary,
        quiet=given.quiet,
        pictures=given.pictures,
    )


def _check_parser() -> Parser:
    parser = Parser("verify", ABOUT, EXAMPLES)
    parser.usage = "\n       ".join(USAGE)
    add: Callable[..., Any] = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="a log, a capture, a directory of them, or - for standard input")
    add_trace_options(parser)
    add_repeatable(parser, "--select", "ID", "check only this property")
    add("--strict", action="store_true", help="exit 3 also when a property was not exercised or a scope is partial")
    add(
        "--pictures",
        metavar="DIR",
        help="draw each diagram of which something was seen, with what became of its steps (SVG)",
    )
    add_report_options(parser)
    parser.add_argument("--version", action="version", version=f"verify {__version__}", help="print the version")
    return parser


def _explain(argv: Sequence[str]) -> ExplainArguments:
    given = _explain_parser().parse_args(list(argv))
    return ExplainArguments(given.code, given.color, given.spec)


def _explain_parser() -> Parser:
    parser = Parser("verify explain", "Says what a finding means, with a bad and a good example.")
    parser.add_argument("code", metavar="CODE", nargs="?", help="as printed in a report; without: all codes")
    parser.add_argument("--spec", metavar="PATH", help="explain what this contract defines itself, too")
    add_color(parser)
    return parser


def _refuse_commands(paths: Sequence[str]) -> None:
    """Raise Usage when the first path is meant as a command: one out of place, one misspelt."""
    if not paths:
        raise Usage("no path was given", "verify PATH... checks logs and captures; verify --help shows examples")
    word = paths[0]
    if not word.isalpha() or _exists(word):
        return
    if word in COMMANDS:
        raise Usage(f"'{word}' is a command, and a command comes first: verify {word} ...")
    from difflib import get_close_matches

    if close := get_close_matches(word, COMMANDS, 1):
        raise Usage(f"there is no command and no file '{word}'", f"did you mean 'verify {close[0]}'?")


def _exists(word: str) -> bool:
    from pathlib import Path

    return Path(word).exists()
