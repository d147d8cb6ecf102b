"""A story as files: which are given, how fine their stamps are, whose clock is off, and which lines were lost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.captures.synthetic.frames import capture
from tests.captures.synthetic.monitoring import unix
from tests.captures.synthetic.plan import EPOCH, HOSTS, MS, S
from tests.captures.synthetic.story import Story
from tests.captures.synthetic.traffic import Query, Session
from tests.captures.synthetic.vrrp import Line

RECEIPT = 100  # the logger stamps a line this much after it was said
KINDS = ("iso", "iso", "traditional", "both")


@dataclass(slots=True)
class Copy:
    """How a story was written: `sources` are the kinds of files given, such as hap1/haproxy."""

    paths: list[Path] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    clocks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    skews: dict[str, int] = field(default_factory=dict)
    lost: list[tuple[str, int, int]] = field(default_factory=list)
    bound: int = 0
    quiet: bool = False
    takeover: int = 3 * S

    def speaks(self, host: str) -> bool:
        """Whether any line of a host is given; of others the checker knows no clock and no gap."""
        return any(path.parent.name == host and path.stat().st_size for path in self.paths)

    @property
    def plain(self) -> bool:
        """Everything given, no clock off, nothing lost, fine stamps."""
        return (
            self.whole
            and not self.bound
            and not self.lost
            and not self.quiet
            and "traditional" not in self.forms.values()
        )

    @property
    def whole(self) -> bool:
        return self.sources == set(SOURCES)


SOURCES = (
    *(f"{h}/{program}" for h in HOSTS for program in ("haproxy", "keepalived")),
    "monitor/monitor",
    "monitor/webhook",
    "client/client",
    "bridge",
)


def write(story: Story, folder: Path, everything: bool = False) -> Copy:
    """Write the story in the way that its seed says, or, with `everything`, whole, fine and with true clocks."""
    chance = random.Random(story.plan.seed + 5)
    copy = Copy(settings=[f"monitor.interval={story.plan.watch.period // S}s"])
    _draw(story, copy, chance, everything)
    for host in HOSTS:
        for program, lines in (
            ("haproxy", _haproxy(story, host, copy.skews[host])),
            ("keepalived", _keepalived(story, host)),
        ):
            if f"{host}/{program}" in copy.sources:
                _log(copy, folder / host / program, _kept(copy, host, lines, chance))
    off = copy.skews["monitor"]
    if "monitor/monitor" in copy.sources:
        _put(copy, folder / "monitor/monitor.log", (f"{_comma(at + off)} {text}" for at, text in story.watching.lines))
    if "monitor/webhook" in copy.sources:
        _put(copy, folder / "monitor/webhook.jsonl", _posts(story, off))
    if "client/client" in copy.sources:
        _put(copy, folder / "client/client.jsonl", (_query(q, copy.skews["client"]) for q in story.traffic.queries))
    if "bridge" in copy.sources:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "bridge.pcap"
        path.write_bytes(capture(story))
        copy.paths.append(path)
    copy.clocks = [clock for clock in copy.clocks if copy.speaks(clock.partition("=")[0])]
    copy.gaps = [gap for gap in copy.gaps if copy.speaks(gap.partition("=")[0])]
    return copy


def _draw(story: Story, copy: Copy, chance: random.Random, everything: bool) -> None:
    if chance.random() < 0.3:
        copy.takeover = 3910 * MS
        copy.settings.append("vip.takeover=3.91s")
    form, bound, few, lossy = (
        chance.choice(KINDS),
        chance.choice((20 * MS, 200 * MS, S)),
        chance.random(),
        chance.random(),
    )
    copy.sources = set(SOURCES)
    copy.forms, copy.skews = dict.fromkeys(HOSTS, "iso"), dict.fromkeys((*HOSTS, "monitor", "client"), 0)
    if everything:
        return
    copy.forms = {h: chance.choice((form, form, "iso")) for h in HOSTS}
    if few < 0.4:
        copy.sources = set(chance.sample(SOURCES, chance.randint(1, len(SOURCES) - 1)))
    if chance.random() < 0.35:
        copy.bound = bound
        copy.skews = {h: chance.randint(-bound, bound) for h in copy.skews}
        copy.clocks = [f"{h}=0s±{bound // MS}ms" for h in copy.skews]
    copy.quiet = 0.25 < lossy < 0.35
    if lossy < 0.25:
        host = chance.choice(HOSTS)
        lo = chance.randint(0, story.plan.end)
        copy.lost.append((host, lo, lo + chance.randint(S, 15 * S)))
        reach = copy.bound + S
        lo, hi = lo - reach, copy.lost[0][2] + reach
        copy.gaps.append(f"{host}={_iso(lo)}/{_iso(hi)}")


def _kept(copy: Copy, host: str, lines: Iterable[Line], chance: random.Random) -> Iterator[tuple[int, Line]]:
    """The lines with the stamps of their host's clock, without those that were lost."""
    for line in sorted(lines, key=lambda line: line.at):
        if any(h == host and lo <= line.at < hi and chance.random() < 0.7 for h, lo, hi in copy.lost):
            continue
        if copy.quiet and "pgsql_front pgbouncer_back" in line.text and chance.random() < 0.1:
            continue
        yield line.at + copy.skews[host] + RECEIPT, line


def _log(copy: Copy, path: Path, lines: Iterator[tuple[int, Line]]) -> None:
    form = copy.forms[path.parent.name]
    stamped = list(lines)
    if form in ("traditional", "both"):
        _put(copy, path.with_suffix(".log"), (_syslog(_traditional(at), line) for at, line in stamped))
    if form in ("iso", "both"):
        _put(copy, path.with_suffix(".iso.log"), (_syslog(_iso(at), line) for at, line in stamped))


def _put(copy: Copy, path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    copy.paths.append(path)


def _syslog(stamp: str, line: Line) -> str:
    return f"{stamp} {line.host} {line.program}[{line.pid}]: {line.text}"


def _iso(at: int) -> str:
    return f"{(EPOCH + timedelta(microseconds=at)):%Y-%m-%dT%H:%M:%S.%f}+00:00"


def _traditional(at: int) -> str:
    time = EPOCH + timedelta(microseconds=at)
    return f"{time:%b} {time.day:2d} {time:%H:%M:%S}"


def _comma(at: int) -> str:
    time = EPOCH + timedelta(microseconds=at)
    return f"{time:%Y-%m-%d %H:%M:%S},{time.microsecond // MS:03d}"


# What each program says


def _haproxy(story: Story, host: str, skew: int) -> list[Line]:
    mine = [p for p in story.processes if p.host == host]
    lines = [line for p in mine for line in p.lines if line.at < story.plan.end]
    ended = (s for s in story.traffic.sessions if s.process.host == host and s.ends < story.plan.end)
    return lines + [_session(s, skew) for s in ended]


def _session(session: Session, skew: int) -> Line:
    """Dates and times are differences of whole milliseconds of the host's clock."""
    ticks = [(t + skew) // MS for t in (session.accepted, session.assigned, session.connected, session.ends)]
    date = EPOCH + timedelta(milliseconds=ticks[0])
    waited = -1 if session.server == "<NOSRV>" else ticks[1] - ticks[0]
    connect = ticks[2] - ticks[1] if session.connected else -1
    size = 527 if session.connected else 0
    text = (
        f"192.168.1.50:{session.port} [{date:%d/%b/%Y:%H:%M:%S}.{date.microsecond // MS:03d}] pgsql_front"
        f" pgbouncer_back/{session.server} {waited}/{connect}/{ticks[3] - ticks[0]} {size} {session.state}"
        f" 4/4/3/0/{session.retries} 0/0"
    )
    return Line(session.ends, session.process.host, "haproxy", session.process.life.pid, text)


def _keepalived(story: Story, host: str) -> list[Line]:
    return [line for line in story.election.lines if line.host == host]


def _posts(story: Story, skew: int) -> Iterator[str]:
    posts = sorted((p for a in story.watching.alerts for p in a.posts if p.at < story.plan.end), key=lambda p: p.at)
    for post in posts:
        time = EPOCH + timedelta(microseconds=post.at + skew)
        yield json.dumps({
            "ts": f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // MS:03d}Z",
            "method": "POST",
            "path": "/services/T000/B000/XXX",
            "status": post.status,
            "body": {"title": post.title, "message": post.message, "ts": int(unix(post.at + skew))},
        })  # fmt: skip


def _query(query: Query, skew: int) -> str:
    told = {
        "ts": unix(query.at + skew),
        "end": unix(query.until + skew),
        "worker": query.worker,
        "kind": "short",
        "ok": query.ok,
    }
    told["local"] = f"192.168.1.50:{query.port}" if query.port else None
    told |= {"served_by": query.served_by} if query.ok else {"err": query.error}
    return json.dumps(told)
