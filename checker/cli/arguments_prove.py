"""What may be written behind `verify prove`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import (
    Parser,
    Usage,
    add_repeatable,
    add_report_options,
    add_settings,
    add_spec,
    paths_anywhere,
)

ABOUT = "Proves each promise of the diagrams for every run there can be, or draws a shortest run against it."
EXAMPLES = """\
examples:
  verify prove                                     the systems that come with verify
  verify prove docs/failover.yaml                  your own diagrams, by the contract beside them
  verify prove --select single-vip-holder          one property only
  verify prove --without no-partition              what can happen where hosts are cut off
  verify prove --set vip.takeover=4s               with another promise, or another value
  verify prove --format markdown:proofs.md         each run against a property as a Mermaid diagram
  verify prove --pictures runs/                    each run against a property as a picture (SVG)
  verify prove --certificate proofs/               proofs as SMT-LIB 2, for any solver to check
  verify explain single-vip-holder                 what a finding means

exit status:
  0  every property is proved, under the assumptions printed with it (or its refutation is accepted)
  1  a property is refuted, or a diagram contradicts itself; with --strict: or a warning
  2  wrong use, or a spec that cannot be read
  3  nothing is refuted, but something is unknown or vacuous"""


class ProveArguments(NamedTuple):
    """`verify prove [SPEC]`"""

    spec: str | None
    settings: tuple[str, ...]
    select: tuple[str, ...]
    without: tuple[str, ...]
    certificate: str | None
    strict: bool
    formats: tuple[str, ...]
    color: str
    summary: bool
    quiet: bool
    pictures: str | None = None


def parse_prove(argv: Sequence[str]) -> ProveArguments:
    """Return what the words behind `prove` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    specs = [*paths, *([given.spec] if given.spec is not None else [])]
    if len(specs) > 1:
        raise Usage("prove takes one spec", "a contract, a folder with contracts, or nothing for those of verify")
    return ProveArguments(
        spec=specs[0] if specs else None,
        settings=tuple(given.set),
        select=tuple(given.select),
        without=tuple(given.without),
        certificate=given.certificate,
        strict=given.strict,
        formats=tuple(given.format),
        color=given.color,
        summary=given.summary,
        quiet=given.quiet,
        pictures=given.pictures,
    )


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify prove", ABOUT, EXAMPLES)
    add: Callable[..., Any] = made.add_argument
    add("paths", metavar="SPEC", nargs="*", help="diagrams with their contract (default: those of verify)")
    add_spec(made, "the same, as other commands write it")
    add_settings(made, "vip.takeover=4s")
    add_repeatable(made, "--select", "ID", "only this property, or this code of a finding about diagrams")
    add_repeatable(made, "--without", "ASSUMPTION", "do not assume this: the fault may happen")
    add("--certificate", metavar="DIR", help="write every proof as SMT-LIB 2, for other solvers to check")
    add("--pictures", metavar="DIR", help="draw each run against a property as SVG: DIR/SYSTEM.PROPERTY.svg")
    add("--strict", action="store_true", help="exit 1 also on a warning about a diagram")
    add_report_options(made)
    return made
