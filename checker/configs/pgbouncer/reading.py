"""From the files of a PgBouncer to its facts: includes, sections, later lines over earlier ones, defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.configs.interpolation import Variables, expand
from checker.configs.pgbouncer.facts import POOL_MODES, PooledDatabase, Pooler, PoolUser
from checker.configs.pgbouncer.ini import Assignment, Garbage, Head, Include, Piece, read_ini, read_pairs
from checker.configs.pgbouncer.keywords import PARAMETERS, SECTIONS
from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source, Surroundings, beside
from checker.configs.words import Block, Statement, Word

T = TypeVar("T")

CODE = "config-pgbouncer"
MAIN = "pgbouncer"
_DEEPEST = 10
_LISTS = re.compile(r"database|user|hba|peer", re.IGNORECASE)
_TEMPLATE = re.compile(r"\$\{?[A-Za-z_]|\{\{|<%|@@")


@dataclass
class Loaded:
    """What was read of one PgBouncer: the values in force, and what is wrong."""

    files: dict[str, Source] = field(default_factory=dict)
    head: Block | None = None
    main: dict[str, Assignment] = field(default_factory=dict)
    lost: dict[str, Assignment] = field(default_factory=dict)
    lists: dict[str, dict[str, Assignment]] = field(default_factory=dict)
    absent: list[Word] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    section: str | None = None

    def complain(self, message: str, place: Place, hint: str = "") -> None:
        """Note something with which PgBouncer does not start."""
        self.problems.append(Finding(CODE, Severity.ERROR, message, place, hint=hint))


def load(source: Source, surroundings: Surroundings) -> Loaded:
    """Return what a file and those that it includes say."""
    loaded = Loaded()
    _read(source, surroundings, loaded, 0)
    return loaded


def _read(source: Source, surroundings: Surroundings, loaded: Loaded, depth: int) -> None:
    loaded.files.setdefault(source.path, source)
    for piece in read_ini(source):
        if isinstance(piece, Include):
            _include(piece.path, source, surroundings, loaded, depth)
        else:
            _take(piece, loaded)


def _include(path: Word, source: Source, surroundings: Surroundings, loaded: Loaded, depth: int) -> None:
    """Read an included file: relative to the working directory, which is mostly that of the file."""
    found = surroundings.find(path.value) or surroundings.find(beside(source.path, path.value))
    if depth >= _DEEPEST:
        loaded.complain(f"files include each other more than {_DEEPEST} deep", path.place)
    elif found:
        _read(found[0], surroundings, loaded, depth + 1)
    else:
        loaded.absent.append(path)


def _take(piece: Piece, loaded: Loaded) -> None:
    match piece:
        case Head():
            _enter(piece, loaded)
        case Assignment() if loaded.section is None:
            hint = "write it below [pgbouncer]"
            loaded.complain(f"'{piece.key}' stands before any section, and PgBouncer does not start", _at(piece), hint)
        case Assignment() if loaded.section == MAIN:
            _check_name(piece, loaded)
            loaded.main[piece.key] = piece
        case Assignment():
            loaded.lists.setdefault(str(loaded.section), {})[piece.key] = piece
        case Garbage():
            shown = piece.word.value.strip()[:40]
            loaded.complain(f"'{shown}' is no `key = value`, and PgBouncer does not start", piece.word.place)


def _at(piece: Assignment) -> Place:
    return piece.statement.place


def _enter(head: Head, loaded: Loaded) -> None:
    """Enter a section. The head of [pgbouncer] sets all its parameters to their defaults, those set above, too."""
    loaded.section = head.name
    if head.name == MAIN:
        loaded.lost |= loaded.main
        loaded.main.clear()
        loaded.head = head.block
    elif head.name not in SECTIONS:
        known = ", ".join(f"[{name}]" for name in SECTIONS)
        message = f"PgBouncer has no section [{head.name}], and does not start"
        loaded.complain(message, head.block.place, f"it has {known}")


def _check_name(piece: Assignment, loaded: Loaded) -> None:
    """Complain about a name that looks like a slip; another unknown one may be of a newer version."""
    if piece.key in PARAMETERS:
        return
    from difflib import get_close_matches

    if close := get_close_matches(piece.key.lower(), sorted(PARAMETERS), 1, 0.8):
        message = f"PgBouncer has no parameter '{piece.key}', and does not start"
        loaded.complain(message, _at(piece), f"did you mean '{close[0]}'?")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the settings of one pooler."""

    loaded: Loaded
    head: Block
    environment: Mapping[str, str]

    def setting(self, name: str, default: str, read: Callable[[str], T], wanted: str) -> Setting[T]:
        """Return what a parameter is; unknown where a value is no value, or a file is missing that may set it."""
        piece = self.loaded.main.get(name)
        if piece is not None:
            return self.converted(piece.statement, piece.value, read, f"'{name}' must be {wanted}")
        lost = self.loaded.lost.get(name)
        via = (_at(lost),) if lost else ()
        unread = next((path for path in self.loaded.absent if not _LISTS.search(path.value.rpartition("/")[2])), None)
        if unread is not None:
            why = f"{unread.value} is included, is not among the files, and may set {name}"
            return Setting(Unknown(why), Statement((unread,)), unread)
        return Setting(read(default), self.head, default=f"PgBouncer, {name}", via=via)

    def converted(self, at: Statement, word: Word, read: Callable[[str], T], wrong: str) -> Setting[T]:
        """Return a value as PgBouncer reads it, variables of a template put in."""
        text = word.value
        if _TEMPLATE.search(text):
            expanded = expand(text, Variables(self.environment, {}).look_up).known
            if isinstance(expanded, Unknown) or _TEMPLATE.search(expanded):
                return Setting(Unknown(f"the value {text} is put in by a template"), at, word)
            text = expanded
        try:
            return Setting(read(text), at, word)
        except ValueError:
            message = f"{wrong}, found '{text}'; PgBouncer does not start"
            hint = "a comment cannot stand behind a value" if re.search(r"\s[;#]", text) else ""
            self.loaded.complain(message, word.place if word.raw else at.place, hint)
            return Setting(Unknown(f"'{text}' is no value of {at.keyword}"), at, word if word.raw else None)


def pooler_of(loaded: Loaded, environment: Mapping[str, str]) -> Pooler:
    """Return the facts of what was read."""
    file = next(iter(loaded.files))
    top = Block(Statement((Word("", "", 0, Place(file, 1)),)), 0, "")
    reader = Reader(loaded, loaded.head or top, environment)
    if loaded.head is None and not loaded.absent:
        loaded.complain("there is no section [pgbouncer], and PgBouncer does not start", top.place)
    settings = {
        name: reader.setting(name, str(default), read_integer, "a whole number") for name, default in _NUMBERS.items()
    }
    times = {name: reader.setting(name, text, read_seconds, "a number of seconds") for name, text in _TIMES.items()}
    named = {"listen_addr", "pool_mode", *_NUMBERS, *_TIMES}
    return Pooler(
        files=tuple(loaded.files),
        block=reader.head,
        listen_addr=reader.setting("listen_addr", "", str, "an address"),
        pool_mode=reader.setting("pool_mode", "session", read_mode, "a mode"),
        **settings,
        **times,
        others={n: Setting(p.value.value, p.statement, p.value) for n, p in loaded.main.items() if n not in named},
        databases=tuple(_database(reader, piece) for piece in loaded.lists.get("databases", {}).values()),
        users=tuple(_user(reader, piece) for piece in loaded.lists.get("users", {}).values()),
    )


_NUMBERS = {
    "listen_port": 6432,
    "max_client_conn": 100,
    "default_pool_size": 20,
    "min_pool_size": 0,
    "reserve_pool_size": 0,
    "max_db_connections": 0,
}
_TIMES = {
    "server_login_retry": "15",
    "server_connect_timeout": "15",
    "server_lifetime": "3600",
    "query_wait_timeout": "120",
    "client_login_timeout": "60",
}


def read_integer(text: str) -> int:
    """Return a whole number as strtol reads it: 0x10 is 16, 010 is 8; ValueError where it is none."""
    match = re.fullmatch(r"\s*([+-]?)(0[xX][0-9a-fA-F]{1,12}|\d{1,15})", text, re.ASCII)
    if match is None:
        raise ValueError(text)
    digits = match[2]
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits.startswith("0") else 10
    return int(f"{match[1]}{digits}", base)


def read_leading(text: str) -> int:
    """Return the number at the start of a text as atoi reads it, which is for what stands in connection strings."""
    match = re.match(r"\s*[+-]?\d{1,15}", text, re.ASCII)
    return int(match[0]) if match else 0


def read_seconds(text: str) -> int:
    """Return the nanoseconds of a number of seconds, such as 15 or 1.5; ValueError where it is none."""
    if not re.fullmatch(r"\s*\+?(?:\d{1,12}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", text, re.ASCII):
        raise ValueError(text)
    return round(float(text) * NS_PER_S)


def read_mode(text: str) -> str:
    """Return a pool mode; what is none stays as it is, as a rule speaks of it."""
    return text.lower() if text.lower() in POOL_MODES else text


def _pairs(reader: Reader, piece: Assignment) -> dict[str, Statement]:
    pairs, rest = read_pairs(piece.value)
    if rest:
        message = f"'{rest[:40]}' in the line of '{piece.key}' is no `key=value`, and PgBouncer does not start"
        reader.loaded.complain(message, _at(piece))
    return {pair.keyword: pair for pair in pairs}


def _database(reader: Reader, piece: Assignment) -> PooledDatabase:
    pairs = _pairs(reader, piece)

    def text(name: str, default: str) -> Setting[str]:
        pair = pairs.get(name)
        if pair is None:
            return Setting(default, piece.statement, default=f"PgBouncer, {name}")
        return Setting(pair.words[1].value, pair, pair.words[1])

    return PooledDatabase(
        name=piece.key,
        at=piece.statement,
        host=text("host", ""),
        port=_number(reader, pairs, "port") or Setting(5432, piece.statement, default="PgBouncer, port"),
        dbname=text("dbname", piece.key),
        pool_mode=_mode(reader, pairs),
        pool_size=_number(reader, pairs, "pool_size"),
    )


def _user(reader: Reader, piece: Assignment) -> PoolUser:
    return PoolUser(piece.key, piece.statement, _mode(reader, _pairs(reader, piece)))


def _number(reader: Reader, pairs: Mapping[str, Statement], name: str) -> Setting[int] | None:
    pair = pairs.get(name)
    return reader.converted(pair, pair.words[1], read_leading, f"'{name}' must be a number") if pair else None


def _mode(reader: Reader, pairs: Mapping[str, Statement]) -> Setting[str] | None:
    pair = pairs.get("pool_mode")
    return reader.converted(pair, pair.words[1], read_mode, "'pool_mode' must be a mode") if pair else None


def mains(sources: Sequence[Source], surroundings: Surroundings) -> tuple[Loaded, ...]:
    """Return what each PgBouncer among the files reads: a file that another one includes is no main file."""
    loaded = [load(source, surroundings) for source in sources]
    included = {path for each in loaded for path in list(each.files)[1:]}
    return tuple(each for source, each in zip(sources, loaded, strict=True) if source.path not in included)
