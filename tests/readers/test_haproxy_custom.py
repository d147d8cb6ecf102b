"""Lines of log-formats of a team's own: what was rendered by other means is read back, or said to be unreadable."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import Interval
from checker.readers.haproxy import READER
from checker.readers.haproxy_custom import StatedFormat, compile_format
from checker.readers.haproxy_logformat import CLF, DEFAULT_HTTP, DEFAULT_TCP, OLD_HTTP
from checker.readers.haproxy_session import Session, session_in, unknown_line
from checker.readers.reader import Context, Tally, Wanted

PLACE = Place("haproxy.cfg", 7)
MS = 1_000_000
SECOND = 1000 * MS
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# what a line must have, and what it may have besides
DATES_MS, DATES_S = ("t", "tr"), ("T", "Tl", "Ts", "trg", "trl")
EXTRA = ("f", "ft", "ci", "rc", "Tc", "ts", "tsc", "B", "U", "ac", "fc", "bc", "sc", "sq", "bq", "si", "sp", "bi", "bp")
EXTRA += ("pid", "lc", "rt", "ST", "H", "ID", "CC", "hr", "hs", "r", "HM", "HU", "Tr", "Td", "Th", "Ti", "[src,lower]")


@dataclass(frozen=True)
class Truth:
    """A session as it was; times in milliseconds, `accepted` since 1970."""

    accepted: int
    http: bool
    handshake: int
    idle: int
    request: int
    queue: int
    connect: int
    total: int
    asap: bool
    client: str
    port: int
    frontend: str
    backend: str
    server: str
    retries: int
    redispatched: bool
    state: str
    zone: int
    uri: str

    @property
    def began(self) -> int:
        return self.accepted + self.handshake + self.idle

    @property
    def arrival(self) -> int:
        return self.handshake + self.idle + self.request if self.http else 0


names = st.from_regex(r"\A[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,12}\Z")
small = st.integers(0, 5000)
truths = st.builds(
    Truth,
    accepted=st.integers(1_600_000_000_000, 1_900_000_000_000),
    http=st.booleans(),
    handshake=small,
    idle=small,
    request=small,
    queue=st.integers(-1, 5000),
    connect=st.integers(-1, 5000),
    total=st.integers(0, 10**7),
    asap=st.booleans(),
    client=st.sampled_from(["192.168.1.50", "2001:db8::7", "::1", "10.0.0.9"]),
    port=st.integers(1, 65535),
    frontend=names,
    backend=names,
    server=names | st.just("<NOSRV>"),
    retries=st.integers(0, 3),
    redispatched=st.booleans(),
    state=st.sampled_from(["--", "SC", "sD", "CC", "cD"]),
    zone=st.sampled_from([-300, 0, 60, 345]),
    uri=st.sampled_from(["/", "/a?b=c", "/x|y/z"]),
)


def civil(ms: int, zone: int) -> tuple[str, datetime]:
    at = datetime.fromtimestamp(ms // 1000, UTC).astimezone(timezone(timedelta(minutes=zone)))
    return f"{at.day:02d}/{MONTHS[at.month - 1]}/{at.year}:{at.hour:02d}:{at.minute:02d}:{at.second:02d}", at


def local(ms: int, zone: int) -> str:
    return f"{civil(ms, zone)[0]}.{ms % 1000:03d}"


def zoned(ms: int, zone: int) -> str:
    date, at = civil(ms, zone)
    return f"{date} {at:%z}"


def rendered(name: str, s: Truth) -> str:
    """What HAProxy writes for a variable, said variable by variable."""
    early = "+" if s.asap else ""
    values = {
        "t": lambda: local(s.accepted, s.zone),
        "tr": lambda: local(s.began, s.zone),
        "T": lambda: zoned(s.accepted, 0),
        "Tl": lambda: zoned(s.accepted, s.zone),
        "trg": lambda: zoned(s.began, 0),
        "trl": lambda: zoned(s.began, s.zone),
        "Ts": lambda: str(s.accepted // 1000),
        "ms": lambda: f"{s.accepted % 1000:03d}",
        "Th": lambda: str(s.handshake),
        "Ti": lambda: str(s.idle),
        "TR": lambda: str(s.request),
        "Tq": lambda: str(s.arrival),
        "Tw": lambda: str(s.queue),
        "Tc": lambda: str(s.connect),
        "Tt": lambda: f"{early}{s.total}",
        "Ta": lambda: f"{early}{s.total}",
        "B": lambda: f"{early}1520",
        "ci": lambda: s.client,
        "cp": lambda: str(s.port),
        "f": lambda: s.frontend,
        "ft": lambda: s.frontend + "~",
        "b": lambda: s.backend,
        "s": lambda: s.server,
        "ts": lambda: s.state,
        "tsc": lambda: s.state + "VN",
        "rc": lambda: ("+" if s.redispatched else "") + str(s.retries),
        "hr": lambda: "{curl/7.88|a b}" if s.http else "",
        "hs": lambda: "",
        "r": lambda: f"GET {s.uri} HTTP/1.1",
        "HM": lambda: "GET",
        "HU": lambda: s.uri,
        "CC": lambda: "-",
        "ID": lambda: "C0A80132:99D6_7F",
        "H": lambda: "hap1",
        "[src,lower]": lambda: s.client,
        "Td": lambda: "-1",
        "Tr": lambda: "-1",
    }
    return values.get(name, lambda: "17")()


def line_of(parts: list[tuple[str, str]], s: Truth) -> str:
    """Render a format given as variables, each with the text behind it; blanks around nothing are one."""
    line, spaced = "", True
    for name, behind in parts:
        value = rendered(name, s)
        line, spaced = line + value, spaced and not value
        for char in behind:
            if char != " " or not spaced:
                line += char
            spaced = char == " "
    return line


FREE = {"HM", "CC", "H", "ID", "[src,lower]"}
HTTP_TIMES = {"tr", "trg", "trl", "Ta", "Tq", "TR", "Ti", "Tr", "CC", "r", "HM", "HU"}


@st.composite
def formats(draw: st.DrawFn, s: Truth, separators: list[str]) -> list[tuple[str, str]]:
    dates = DATES_MS + DATES_S if s.http else ("t", "T", "Tl", "Ts")
    wanted = ["b", "s", "Tw", draw(st.sampled_from(dates)), *draw(st.sets(st.sampled_from(EXTRA)))]
    wanted += draw(st.sampled_from([["ms"], []])) + draw(st.sampled_from([["Tt"], ["Ta"], ["Tt", "Ta"], []]))
    wanted += draw(st.sampled_from([["Tq"], ["TR"], ["Tq", "TR"], []])) + draw(st.sampled_from([["cp"], []]))
    if not s.http:
        wanted = [name for name in wanted if name not in HTTP_TIMES]
    order = draw(st.permutations(wanted))
    return [(name, draw(st.sampled_from(separators))) for name in order]


def compiled(parts: list[tuple[str, str]], http: bool):
    text = "".join(f"%{name}{behind.replace('%', '%%')}" for name, behind in parts)
    return compile_format(StatedFormat(text, PLACE, http=http))


def agrees(found: Session, s: Truth, given: set[str]) -> None:
    """Hold what was read against the session: nothing in it may be wrong, and what was printed is known."""
    zone = 0 if found.zoned else s.zone * 60 * SECOND
    resolution = found.resolution
    assert resolution == (MS if {"t", "tr"} & given or ("ms" in given and {"T", "Tl", "Ts"} & given) else SECOND)
    began = {s.accepted, s.began} if s.http else {s.accepted}
    assert any(0 <= at * MS + zone - found.accepted < resolution for at in began)
    if s.queue < 0 or s.server == "<NOSRV>":
        assert found.routed is None
    else:
        assert found.routed is not None
        assert 0 <= (s.accepted + s.arrival + s.queue) * MS + zone - found.routed < resolution
    assert found.server == f"{s.backend}/{s.server}"
    assert found.frontend == (s.frontend if {"f", "ft"} & given else "")
    assert found.client == (s.client if "ci" in given else "") + (f":{s.port}" if "cp" in given else "")
    if "rc" in given:
        assert (found.retries, found.redispatched) == (s.retries, s.redispatched)
    else:
        assert (found.retries, found.redispatched) == (-1, True)
    if "Tc" in given:
        assert found.connected == (s.connect >= 0)
    if found.written is not None:
        starts = {s.accepted, s.began} if s.http else {s.accepted}
        assert found.written - found.accepted == s.total * MS
        assert any((at + s.total) * MS + zone == found.written for at in starts)
        assert found.ended == (None if s.asap and found.connected else found.written)


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_what_is_set_apart_is_read_back(data):
    s = data.draw(truths)
    parts = data.draw(formats(s, [" ", " [", '] "', " {x} "]))
    # free text is quoted, or set apart by blanks, as in every format that means to be read
    parts = [("pid", " "), *((n, '" ' if n in ("r", "HU") else " " if n in FREE else b) for n, b in parts)]
    following = [n for n, _ in parts[1:]] + [""]
    parts = [(n, b + '"' if after in ("r", "HU") else b) for (n, b), after in zip(parts, following, strict=True)]
    given = {name for name, _ in parts}
    made = compiled(parts, s.http)
    if made is None:
        return
    timed = _can_be_timed(given, s.http)
    assert (made.why == "") is timed, made.why
    found = made.read(line_of(parts, s))
    if timed:
        assert isinstance(found, Session), (found, parts)
        agrees(found, s, given)
    else:
        assert isinstance(found, str)
        assert found.startswith("unknown session format: the log-format does not say how long a request took")


def _can_be_timed(given: set[str], http: bool) -> bool:
    """Whether a format says when a session was routed: in mode http the time that the request took is needed."""
    if not http:
        return True
    by_request = "TR" in given and bool({"tr", "trg", "trl"} & given)
    by_accept = ("Tq" in given or {"Th", "Ti", "TR"} <= given) and bool({"t", "T", "Tl", "Ts"} & given)
    return by_request or by_accept


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_whatever_stands_between_nothing_wrong_is_read(data):
    s = data.draw(truths)
    parts = data.draw(formats(s, ["", " ", ":", "-", ".", "/", "|", "%", '"', "+", "1", ","]))
    made = compiled(parts, s.http)
    if made is None:
        return
    found = made.read(line_of(parts, s))
    if isinstance(found, Session):
        agrees(found, s, {name for name, _ in parts})


FULL = '%ci:%cp [%t] %b/%s %Tw "%[req.hdr(a)]" %rc'
LINE = '1.2.3.4:5 [21/Nov/2026:19:18:33.380] back/pgb2 4 "x" +1'
AT = 1795288713380 * MS


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("%b/%s %Tw", "has no accept date (%t, %tr, %T or %Ts)"),
        ("%ms %b/%s %Tw", "has no accept date (%t, %tr, %T or %Ts)"),
        ("%t %b/%s", "has no %Tw (how long a session waited for its server)"),
        ("%t %b %Tw", "has no %s"),
        ("%t %s %Tw", "has no %b"),
        ("%t %b/%s %Tw %r", "does not say how long a request took to arrive (%Tq beside %t, or %TR beside %tr)"),
        ("%t %b/%s %Tw %XY", "has a variable %XY that is not known"),
        ("%t %b/%s %Tw %", "has no name behind the '%' at character 14"),
        ("%t %b/%s %Tw %[src", "has no ']' for the '[' at character 15"),
        ("%{+json}o %t %b/%s %Tw", "encodes its lines (+json or +cbor), which is not read"),
        ("%b%s%f%ft%t %Tw", "has too many parts with nothing between them that tells where one ends"),
        ("x" * 9000, "is longer than 8,192 characters"),
    ],
)
def test_what_a_format_lacks(text, why):
    made = compile_format(StatedFormat(text, PLACE))
    assert made.why == why
    assert unknown_line([made]) == f"unknown haproxy line; the log-format {why} (haproxy.cfg:7)"


@pytest.mark.parametrize("text", [DEFAULT_TCP, DEFAULT_HTTP, OLD_HTTP, DEFAULT_TCP + " %sq/%bq %bi:%bp",
                                  DEFAULT_TCP.replace("%ft", "%f")])  # fmt: skip
def test_formats_that_begin_as_the_usual_ones_need_no_reader(text):
    assert compile_format(StatedFormat(text, PLACE)) is None


def test_a_line_that_lacks_something_says_what_and_where():
    made = compile_format(StatedFormat("%ci [%t] %b/%s", PLACE))
    assert made.read("1.2.3.4 [21/Nov/2026:19:18:33.380] back/pgb2") == (
        "unknown session format: the log-format has no %Tw (how long a session waited for its server) (haproxy.cfg:7)"
    )
    assert made.read("Server back/pgb2 is DOWN.") is None


def test_two_ways_to_read_a_line():
    made = compile_format(StatedFormat("%t %b-%s %Tw", PLACE))
    assert made.read("21/Nov/2026:19:18:33.380 back-pgb2 0").server == "back/pgb2"
    two = "unknown session format: this line can be read in several ways (haproxy.cfg:7)"
    assert made.read("21/Nov/2026:19:18:33.380 back-end-pgb2 0") == two


def test_formats_that_read_a_line_differently():
    one, two = (compile_format(StatedFormat(t, PLACE)) for t in ("%t %b/%s %Tw/%Tc", "%t %b/%s %Tc/%Tw"))
    line = "21/Nov/2026:19:18:33.380 back/pgb2 {}/{}"
    assert session_in(line.format(1, 2), [one, two]).startswith("unknown session format: log-formats read this line")
    assert session_in(line.format(3, 3), [one, two]).routed == AT + 3 * MS
    usual = "1.2.3.4:5 [21/Nov/2026:19:18:33.380] f b/s 7/0/9 412 -- 4/4/3/0/0 0/0"
    assert session_in(usual, [one, two]).routed == AT + 7 * MS


def test_of_two_proxies_one_may_be_in_mode_http():
    both = [compile_format(StatedFormat("%t %b/%s %Tw", PLACE, http=http)) for http in (False, True)]
    line = "21/Nov/2026:19:18:33.380 back/pgb2 4"
    assert session_in(line, both[:1]).routed == AT + 4 * MS
    assert "does not say how long a request took" in session_in(line, both)


def test_hexadecimal_and_quoted_values():
    made = compile_format(StatedFormat("%{+X}o %{+Q}b %{+Q}s %ci:%cp %Ts.%ms %{-X}Tw", PLACE))
    found = made.read('"back" "pgb2" C0A80132:99D6 6A0F1F89.17C 4')
    assert (found.client, found.server) == ("192.168.1.50:39382", "back/pgb2")
    assert found.routed == (0x6A0F1F89 * 1000 + 0x17C + 4) * MS


def test_clf():
    made = compile_format(StatedFormat(CLF, PLACE, http=True))
    found = made.read(
        '10.0.0.9 - - [21/Nov/2026:19:18:33 +0000] "GET / HTTP/1.1" 200 15 "" "" 51234 380 "web~" "back" "pgb1"'
        ' 10 1 2 3 +16 "----" 1 1 0 0 +1 0 0 "-" "-"'
    )
    assert (found.client, found.frontend, found.server) == ("10.0.0.9:51234", "web", "back/pgb1")
    # %ms belongs to the accept date and not to that of the request
    assert (found.routed, found.resolution, found.ended) == (AT - 380 * MS + 11 * MS, SECOND, None)
    assert found.redispatched


@pytest.mark.parametrize(
    ("name", "value"), [("accept_date(ms)", "1795288713380"), ("accept_date(us)", "1795288713380000")]
)
def test_dates_of_newer_versions(name, value):
    made = compile_format(StatedFormat(f"%[{name}] %[be_name]/%[srv_name] %[req.timer.queue]", PLACE))
    found = made.read(f"{value} back/pgb2 4")
    assert (found.routed, found.zoned, found.server) == (AT + 4 * MS, True, "back/pgb2")
    assert made.read(f"{value} back/- 4").routed is None


def test_a_date_that_does_not_exist():
    made = compile_format(StatedFormat("%t %b/%s %Tw", PLACE))
    assert made.read("31/Feb/2026:19:18:33.380 back/pgb2 4") == "impossible date"
    assert made.read("31/Foo/2026:19:18:33.380 back/pgb2 4") == "impossible date"


OWN = "1795288713.{:03d} 192.168.1.50:{} back/pgb2 4 -- 0"
USUAL = "192.168.1.50:{1} [21/Nov/2026:19:18:33.{0:03d}] f back/pgb2 4/0/9 412 -- 4/4/3/0/0 0/0"
OTHERS = ("Server back/pgb2 is DOWN. 2 active and 0 backup servers left.", "what is this", "1795288713.1 2 3")
WRAPPERS = (
    "2026-11-21T19:18:{:02d}.5+00:00 hap1 haproxy[31]: ",
    "<134>1 2026-11-21T19:18:{:02d}.5Z hap1 haproxy 31 - - ",
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([OWN, USUAL, *OTHERS]), st.sampled_from(WRAPPERS), st.integers(0, 59)), max_size=12
    ),
    st.integers(60, 400),
)
def test_a_log_of_such_and_usual_lines_in_any_order_and_blocks(lines, size):
    made = compile_format(StatedFormat("%Ts.%ms %ci:%cp %b/%s %Tw %ts %rc", PLACE))
    reader = replace(READER, formats=(made,), block_bytes=size)
    told = [wrapper.format(at) + text.format(n, 4000 + n) for n, (text, wrapper, at) in enumerate(lines)]
    data = "".join(f"{line}\n" for line in told).encode()
    tally, again = Tally(), Tally()
    control = list(reader.read(io.BytesIO(data), Context("log"), Wanted(), tally))
    windows = Wanted(control=False, windows=(Interval(AT - SECOND, AT + SECOND),))
    routed = list(reader.read(io.BytesIO(data), Context("log"), windows, again))

    def numbers(*texts: str) -> list[int]:
        return [n for n, (text, _, _) in enumerate(lines, 1) if text in texts]

    assert [e.places[0].line for e in routed] == numbers(OWN, USUAL)
    assert [e.time.lo for e in routed] == [(1795288713000 + n - 1 + 4) * MS for n in numbers(OWN, USUAL)]
    assert [e.places[0].line for e in control] == numbers(OTHERS[0])
    assert (tally.bulk, tally.lines) == (len(routed), len(lines))
    assert sorted(u.line for u in tally.unread) == numbers(*OTHERS[1:])
    heard = [at for text, _, at in lines if text not in OTHERS[1:]]
    (covered,) = tally.coverage.values() if heard else [None]
    if covered:
        second = 1795288680 * SECOND
        assert covered.lo // SECOND == (second + min(heard) * SECOND) // SECOND
        assert covered.hi // SECOND == (second + max(heard) * SECOND) // SECOND


@pytest.mark.parametrize("line", ["a:" * 4000, "1" * 9000, "-" * 9000, 'a" ' * 3000, LINE[:-2] + "1" * 9000])
@pytest.mark.parametrize(
    "text", [FULL, "%b:%s-%f %t %Tw", "%[a]%[b] %t %b/%s %Tw", "%[a]|%b/%s %t %Tw", "%ci%cp%b %t %s %Tw"]
)
def test_no_line_takes_long(text, line):
    made = compile_format(StatedFormat(text, PLACE))
    began = time.process_time()
    made.read(line)
    assert time.process_time() - began < 1


@settings(max_examples=300, deadline=None)
@given(st.text("%tbsTwciq{}[]()+-QXo,: /'\"\\ab1", max_size=60), st.text(max_size=80))
def test_no_format_and_no_line_makes_it_raise(text, line):
    made = compile_format(StatedFormat(text, PLACE))
    if made is not None:
        made.read(line)
