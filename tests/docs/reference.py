"""The pages of docs/reference/, made of what the program says of itself: `python -m tests.docs.regenerate`."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from checker.base.explanation import Explanation
from checker.cli.arguments import parsers
from checker.cli.parser import Parser
from checker.gate.registry import load as load_rules
from checker.model.parts import PARTS
from checker.model.vocabulary import VOCABULARY
from checker.pipeline import explanations
from checker.properties import load as load_properties
from checker.prove.diagrams.registry import load as load_diagram_rules
from checker.readers.declared import DeclaredReader
from checker.readers.registry import readers
from checker.report.catalogue import load_formats

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"
SCHEMAS = ("verify-1", "verify-coverage-1", "verify-init-1")

ENVIRONMENT = (
    ("`NO_COLOR`", "set and not empty: no colour, unless `--color always` is given"),
    ("`FORCE_COLOR`", "set, not empty and not `0`: colour in a pipe, too; `NO_COLOR` counts more"),
    ("`TERM`", "`dumb`: no colour"),
    (
        "`XDG_CACHE_HOME`, else `HOME`",
        "where readings of diagrams are kept (`failover-verify/`), to be deleted at will",
    ),
    ("`VERIFY_DEBUG`", "set and not empty: an internal error prints where in the program it happened"),
)


def commands() -> str:
    """Return the page of the commands: every option of every one, what it ends with, what the environment does."""
    lines = [
        "# Commands",
        "",
        "What `verify COMMAND --help` says, on one page. `verify PATH...` is `verify check PATH...`.",
        "",
        *(f"- [{_called(name)}](#{_anchor(_called(name))})" for name in parsers()),
        "- [Formats of reports](#formats-of-reports)",
        "- [Exit status](#exit-status)",
        "- [Environment](#environment)",
        "- [Output](#output)",
    ]
    for name, parser in parsers().items():
        lines += ["", *_command(name, parser)]
    lines += ["", "## Formats of reports", "", "`--format F[:FILE]` may be given several times.", ""]
    lines += _table(("format", "what it is"), ((f"`{f.name}`", f.about) for f in load_formats().values()))
    lines += ["", "## Exit status", "", "Of `verify check`; each command above says its own.", ""]
    lines += _table(("status", "meaning"), _statuses("check", parsers()["check"]))
    lines += ["", "An interrupt (Ctrl-C) ends any command with status 130.", ""]
    lines += ["## Environment", "", *_table(("variable", "what it does"), ENVIRONMENT)]
    lines += ["", "## Output", "", OUTPUT]
    return "\n".join(lines)


OUTPUT = """\
Reports go to standard output, everything else (progress, warnings, errors) to standard error. A report fills the width
of the terminal, 40 to 100 columns; in a pipe or file always 100. Only a place (`file:line`) or a code may be wider:
cut, it could not be used. A pipe gets no colour, no progress and no control character; characters that its encoding
does not have are written as escapes. Progress is shown where standard error is a terminal, after the first second, and
wiped before anything else is written; `--quiet` leaves it out. When whoever reads a pipe goes away (`| head`), the
command ends as if everything had been read.
"""
PROPERTIES = """\
# Properties

What a contract can promise under `properties:` without defining it; others you define
([own-system.md](../own-system.md)). Which sources decide each: the tables in the [README](../../README.md).
"""


def _called(name: str) -> str:
    return f"verify {name}"


def _command(name: str, parser: Parser) -> Iterator[str]:
    yield f"## {_called(name)}"
    yield ""
    yield parser.description or ""
    yield ""
    yield "```text"
    usage = parser.usage or parser.format_usage().removeprefix("usage: ")
    own = [line.strip() for line in usage.strip().splitlines()]
    yield from own[:1] if name == "check" else own
    yield "```"
    yield ""
    known = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    yield from _table(("option", "meaning"), ((_written(each), each.help or "") for each in known))
    for title, text in _sections(parser.epilog or "").items():
        if title not in ("examples", "exit status"):
            yield from ("", f"{title[:1].upper()}{title[1:]}:" if title else text)
            if title:
                yield from ("", "```text", text, "```")
    yield ""
    yield from _table(("exit status", "meaning"), _statuses(name, parser))


def _written(action: argparse.Action) -> str:
    """Return an option as it is written, with its value."""
    value = action.metavar if isinstance(action.metavar, str) else ""
    if action.choices:
        value = "|".join(map(str, action.choices))
    if not action.option_strings:
        return f"`{value}`"
    return ", ".join(f"`{option}{f' {value}' if value else ''}`" for option in action.option_strings)


def _sections(epilog: str) -> dict[str, str]:
    """Return the sections of the text under the options by their titles; what has none is under ''."""
    found: dict[str, str] = {}
    for block in epilog.split("\n\n"):
        head, _, rest = block.partition("\n")
        title = head.removesuffix(":") if head.endswith(":") and rest else ""
        text = "\n".join(line.removeprefix("  ") for line in rest.splitlines()) if title else block.strip()
        found[title] = f"{found[title]}\n{text}" if title in found else text
    return found


def _statuses(name: str, parser: Parser) -> Iterator[tuple[str, str]]:
    """Yield each exit status of a command and what it means."""
    told = dict(_status_lines(parser)) or _STATUSES.get(name, {})
    yield from sorted(told.items())


# Of commands whose help does not say them.
_STATUSES = {
    "render": {
        "0": "it was drawn",
        "2": "wrong use, or a file that cannot be read or drawn",
        "3": "with --observed: no input is of a known format",
    },
    "coverage": {
        "0": "the captures were read, whatever they exercised",
        "2": "wrong use, or an input or spec that cannot be read",
        "3": "no input is of a known format",
    },
    "explain": {"0": "it was explained", "2": "wrong use, or there is no such code"},
}


def _status_lines(parser: Parser) -> Iterator[tuple[str, str]]:
    text = _sections(parser.epilog or "").get("exit status", "")
    joined = re.sub(r"\n(?!\d  )\s*", " ", text)
    for line in joined.splitlines():
        status, _, meaning = line.partition("  ")
        yield status.strip(), meaning.strip()


def findings() -> str:
    """Return the page of the finding codes, by who finds them."""
    known = explanations()
    rules, drawn, properties = load_rules(), load_diagram_rules(), load_properties()
    parts: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        (
            "Properties",
            "What `verify` finds in traces, `verify prove` in runs.",
            properties.__contains__,
        ),
        ("Configurations", "What `verify gate` finds: a promise that a file cannot keep.", rules.__contains__),
        ("Files of configurations", "What is wrong with a configuration file as such.", _of_files),
        ("Diagrams and models", "What `verify prove` finds in diagrams.", lambda c: c in drawn or _of_models(c)),
        ("Changes", "What `verify diff` finds. [diff.md](../diff.md) tells how it is decided.", _begins("diff-")),
        (
            "Traces beside diagrams",
            "What happened otherwise than drawn.",
            _begins("scenario-", "request-", "drawn-"),
        ),
        ("Everything else", "Inputs, contracts, the text of diagrams.", lambda code: True),
    )
    lines = ["# Finding codes", "", f"All {len(known)} of them. `verify explain CODE` says more: why it matters, a bad"]
    lines += ["and a good example, what to do."]
    left = dict(known)
    for title, about, belongs in parts:
        some = [left.pop(code) for code in list(left) if belongs(code)]
        lines += ["", f"## {title}", "", about, ""]
        lines += _table(("code", "severity", "what it says"), map(_coded, some))
    return "\n".join(lines) + "\n"


def _coded(each: Explanation) -> tuple[str, str, str]:
    return f"`{each.code}`", each.severity, each.title


def _begins(*heads: str) -> Callable[[str], bool]:
    return lambda code: code.startswith(heads)


def _of_files(code: str) -> bool:
    return code.startswith(("config-", "unknown-keyword", "unknown-directive", "duration-"))


def _of_models(code: str) -> bool:
    of = ("diagram-impossible", "diagram-not", "interval-", "model-", "promised-time", "nothing-promised", "accepted-")
    return code.startswith(of)


def properties() -> str:
    """Return the page of the properties that can be promised without defining one."""
    lines = PROPERTIES.splitlines()
    for each in load_properties().values():
        lines += ["", f"## {each.id}", "", f"{each.says[:1].upper()}{each.says[1:]}.", ""]
        rows = [("exercised by", each.triggered_by), ("told by", ", ".join(each.programs))]
        rows += [("parameters", ", ".join(f"`{name}`" for name in each.parameters))] if each.parameters else []
        rows += [("readings", ", ".join(filter(None, (each.reading, *(name for name, _ in each.readings)))))]
        rows += [("means", each.explanation.what)]
        lines += _table(("", ""), ((name, _prose(text)) for name, text in rows if text))
        lines += ["", "```text", *_folded(each.formula), "```"]
    return "\n".join(lines) + "\n"


def _folded(text: str, width: int = 100) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = f"    {word}"
        else:
            line = f"{line} {word}" if line else word
    yield line


EVENTS = """\
# Kinds of events

What a contract may name under `event:` and `with:` ([contract.md](../contract.md)), and what a format of your own may
yield ([formats.md](../formats.md)); `verify explain KIND` says what one means, too. *Told by* names programs as
`told_by:` and reports do; what nobody tells is worked out of what others tell. A contract defines further kinds under
`defines:` ([own-system.md](../own-system.md)).

An argument that ends in `_ns` is in nanoseconds. Kinds that come *in bulk* are read only where a property asks for
them.
"""
# Modules of readers by the beginning of their names, and the programs as which they tell events.
TELLERS = {
    "haproxy_stats": ("haproxy-stats",),
    "haproxy": ("haproxy",),
    "keepalived": ("keepalived",),
    "pgbouncer": ("pgbouncer",),
    "postgresql": ("postgresql",),
    "mysql": ("mysql",),
    "spring_boot": ("heartbeat", "replica"),
    "hls_listing": ("hls-listing",),
    "capture": ("capture",),
}
# Lines of the system that programs of these start and stop, and parts of a packet that are no events.
NO_TELLERS = ("syslog", "packets")


def events() -> str:
    """Return the page of the kinds of events: what each means, who tells it, who does it to whom, its arguments."""
    told, lines = _told_by(), EVENTS.splitlines()
    for name, kind in VOCABULARY.items():
        lines += ["", f"## {name}", "", f"{kind.meaning[:1].upper()}{kind.meaning[1:]}.", ""]
        parts = PARTS.get(name)
        rows = [("told by", ", ".join(f"`{each}`" for each in sorted(told[name])) or "nobody: worked out")]
        rows += [("done by", f"`{parts.doer.role}`")] if parts else []
        rows += [("done to", f"`{parts.other.role}`")] if parts and parts.other else []
        rows += [("in bulk", "yes")] if kind.bulk else []
        lines += [*(f"- {head}: {text}" for head, text in rows)]
        lines += ["", *_table(("argument", "what it is"), ((f"`{arg}`", about) for arg, about in kind.args.items()))]
    return "\n".join(lines) + "\n"


def _told_by() -> Mapping[str, set[str]]:
    """Return for each kind of event the programs as which readers yield it: where their code or their rules name it."""
    found: dict[str, set[str]] = {kind: set() for kind in VOCABULARY}
    for reader in readers():
        if isinstance(reader, DeclaredReader):
            for rule in filter(lambda each: each.kind, reader.format.rules):
                found[rule.kind].add(reader.format.program.text)
        elif reader.name == "capture":
            for kind in reader.bulk:
                found[kind].add("capture")
    folder = ROOT / "checker" / "readers"
    for file in (*folder.glob("*.py"), *folder.glob("formats/*.py")):
        named = re.findall(r'"(\w+)"', file.read_text(encoding="utf-8"))
        kinds = VOCABULARY.keys() & set(named) if not file.stem.startswith(NO_TELLERS) else ()
        for kind in kinds:
            tellers = next(told for stem, told in TELLERS.items() if file.stem.startswith(stem))
            doer = PARTS[kind].doer.role if kind in PARTS else ""
            # one format has the lines of two programs: the one tells what servers do, the other what watches them
            mine = {"replica"} if doer == "server" else {"heartbeat"} if doer else set(tellers)
            found[kind] |= mine if "replica" in tellers else set(tellers)
    return found


JSON = """\
# JSON

Every key of `--format json` of the commands that report (`verify-1`), of `verify coverage` and of `verify init`, from
the schemas. Keys are only ever added within version 1.

`verify render FILE... --format json` writes one object a file and line: `path` and `diagrams`, each with its `line`,
`title`, `verdict` (`"accept"`, or `"reject"` where its text is no sequence diagram), `error` (null, or `line`, `column`
and `message`), `actors` (`id`, `label`, `type`) and `events` in the order of the page. `e` says what an event is, all
other keys what was read of it. It has no schema.
"""


def json_page() -> str:
    """Return the page of the JSON reports: every key, from the schemas."""
    lines = JSON.splitlines()
    for name in SCHEMAS:
        schema = json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
        lines += ["", f"## {name}", "", f"{schema.get('description', '')} [Schema](../schema/{name}.schema.json).", ""]
        lines += _table(("key", "type", "what it is"), _keys(schema, schema, ""))
        if simple := {part: inner for part, inner in schema.get("$defs", {}).items() if "properties" not in inner}:
            lines += ["", f"### types of {name}", ""]
            rows = ((f"`{part}`", _type(inner), inner["description"]) for part, inner in simple.items())
            lines += _table(("type", "is", "what it is"), rows)
        for part, inner in schema.get("$defs", {}).items():
            if "properties" in inner:
                lines += ["", f"### {part} of {name}", "", inner.get("description", ""), ""]
                lines += _table(("key", "type", "what it is"), _keys(inner, schema, ""))
    return "\n".join(lines) + "\n"


def _keys(part: Mapping[str, Any], whole: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """Yield every key of an object, and of the objects in it that have no name of their own."""
    required = part.get("required", ())
    for key, value in part.get("properties", {}).items():
        optional = "" if key in required else " (may be absent)"
        about = value.get("description") or _target(value, whole).get("description", "")
        yield f"`{path}{key}`", _type(value), f"{about}{optional}"
        inner = value.get("items", value)
        if isinstance(inner, dict) and "properties" in inner:
            yield from _keys(inner, whole, f"{path}{key}{'[]' if 'items' in value else ''}.")


def _target(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    name = value.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = whole.get("$defs", {}).get(name, {})
    return found


def _type(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "items" in value:
        return f"list of {_type(value['items'])}" if isinstance(value["items"], dict) else "list"
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    if "enum" in value:
        return " or ".join(f"`{json.dumps(each)}`" for each in value["enum"])
    for form in ("anyOf", "oneOf"):
        if form in value:
            return " or ".join(_type(each) for each in value[form])
    kind = value.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    """Return a text that does not end its cell, and that is no tag."""
    text = _prose(text).replace("|", "\\|")
    return re.sub(r"(`[^`]*`)|<", lambda m: m[1] or "&lt;", text)


def _prose(text: str) -> str:
    return " ".join(text.split())


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "findings.md": findings,
    "properties.md": properties,
    "events.md": events,
    "json.md": json_page,
}
