"""What may be written behind `verify init`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import Parser, Usage, paths_anywhere, refuse_two_inputs

ABOUT = "Writes a first contract for a document with sequence diagrams, and the questions that it leaves."
EXAMPLES = """\
examples:
  verify init docs/failover.md > docs/failover.yaml      the contract lies beside its document
  verify init docs/failover.md -o docs/failover.yaml     the same; --force overwrites an old one
  verify init docs/failover.md incident/                 and which of these logs is which lifeline
  verify init docs/failover.md --format json             for programs

exit status:
  0  a contract was written (its questions are comments in it)
  2  wrong use, or a document that cannot be read
  3  the document says nothing of a failover (without a sequence diagram nothing is written)"""


class InitArguments(NamedTuple):
    """`verify init DOC.md [TRACE...]`"""

    document: str
    traces: tuple[str, ...]
    output: str | None
    force: bool
    format: str
    quiet: bool


def parse_init(argv: Sequence[str]) -> InitArguments:
    """Return what the words behind `init` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    if not paths:
        raise Usage("init needs a document", "verify init DOC.md [TRACE...]")
    refuse_two_inputs(paths)
    if given.force and given.output is None:
        raise Usage("--force is for the file of -o", "verify init DOC.md -o FILE --force")
    if given.output and given.format == "yaml" and not given.output.endswith((".yaml", ".yml")):
        raise Usage(f"a contract is a *.yaml file, and {given.output} is none", "verify init DOC.md -o FILE.yaml")
    return InitArguments(paths[0], paths[1:], given.output, given.force, given.format, given.quiet)


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify init", ABOUT, EXAMPLES)
    made.usage = "verify init DOC.md [TRACE...] [options]"
    add: Callable[..., Any] = made.add_argument
    add(
        "paths",
        metavar="PATH",
        nargs="*",
        help="the document (Markdown or Mermaid; - is standard input), then logs, captures, directories of them",
    )
    add("-o", "--output", metavar="FILE", help="write to FILE (documents are then cited from where it lies)")
    add("--force", action="store_true", help="overwrite FILE where it exists")
    add("--format", choices=("yaml", "json"), default="yaml", help="the contract (the default), or all that was read")
    add("-q", "--quiet", action="store_true", help="no progress")
    return made
