"""A story as files: which are given, in which layout and zone, whose clock is off, and which lines were lost."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.captures.synthetic.plan import EPOCH, MS, S
from tests.captures.synthetic_rtmp import lines
from tests.captures.synthetic_rtmp.frames import capture
from tests.captures.synthetic_rtmp.lines import Text
from tests.captures.synthetic_rtmp.plan import REPLICAS, SERVICES
from tests.captures.synthetic_rtmp.services import Said
from tests.captures.synthetic_rtmp.story import Story

LAYOUTS = ("2.7", "3.0", "3.2", "3.4", "3.5", "file", "terminal")
ZONES = {"+00:00": 0, "+05:30": 330 * 60 * S, "-05:00": -300 * 60 * S}
# The files, and whose clock stamps each.
SOURCES = {
    "heartbeat-hs1": "HS1",
    "heartbeat-hs2": "HS2",
    "app-primary": "primary",
    "app-secondary": "secondary",
    "tomcat-access-primary": "primary",
    "tomcat-access-secondary": "secondary",
    "nginx-error": "NGINX",
    "nginx-access": "NGINX",
    "nginx-rtmp-access": "NGINX",
    "mariadb-general": "",
    "swarm-mesh-1935": "",
    "hls-dir": "",
    "net": "",
}


@dataclass(slots=True)
class Copy:
    """How a story was written. `sources` are the files given; `tells` are those that hide nothing of what they know."""

    paths: list[Path] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    tells: set[str] = field(default_factory=set)
    clocks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    skews: dict[str, int] = field(default_factory=dict)
    lost: list[tuple[str, int, int]] = field(default_factory=list)
    kept: dict[str, tuple[int, int]] = field(default_factory=dict)
    layout: str = "3.5"
    zone: str = "+00:00"
    quiet: set[str] = field(default_factory=set)
    packed: str = ""
    bound: int = 0

    @property
    def whole(self) -> bool:
        return self.sources == set(SOURCES)


def write(story: Story, folder: Path, everything: bool = False) -> Copy:
    """Write the story in the way that its seed says, or, with `everything`, whole, at level DEBUG, with true clocks."""
    chance = random.Random(f"copy {story.plan.seed}")
    plan = story.plan
    copy = Copy(settings=[f"heartbeat.interval={plan.interval // MS}ms", f"heartbeat.timeout={plan.timeout // MS}ms"])
    copy.sources, copy.skews = set(SOURCES), dict.fromkeys((*SERVICES, *REPLICAS, "NGINX"), 0)
    if not everything:
        _draw(story, copy, chance)
    copy.tells = copy.sources - copy.quiet - set(copy.kept)
    folder.mkdir(parents=True, exist_ok=True)
    for name in [n for n in SOURCES if n in copy.sources]:
        _SHARE[name](story, copy, folder, name)
    heard = {SOURCES[name] for name in copy.sources if any(p.name.startswith(name) for p in copy.paths)}
    copy.clocks = [f"{h}=0s±{copy.bound // MS}ms" for h in copy.skews if copy.bound and h in heard]
    copy.gaps = [gap for gap in copy.gaps if gap.partition("=")[0] in heard]
    return copy


def _draw(story: Story, copy: Copy, chance: random.Random) -> None:
    copy.layout, copy.zone = chance.choice(LAYOUTS), chance.choice(("+00:00", "+00:00", *ZONES))
    copy.packed = chance.choice(("", "", ".1", ".gz"))
    if chance.random() < 0.5:
        copy.sources = set(chance.sample(list(SOURCES), chance.randint(1, len(SOURCES) - 1)))
    if not copy.sources & {"nginx-access", "nginx-rtmp-access", "tomcat-access-primary"}:
        copy.zone = "+00:00"  # nobody else tells in which zone they are whose stamps name none
    for name in ("heartbeat-hs1", "heartbeat-hs2", "nginx-error"):
        if chance.random() < 0.15:
            copy.quiet.add(name)
    if chance.random() < 0.3:
        copy.bound = chance.choice((20 * MS, 200 * MS, S))
        copy.skews = {h: chance.randint(-copy.bound, copy.bound) for h in copy.skews}
    end = story.plan.end
    for name in (n for n in SOURCES if n in copy.sources):
        if chance.random() < 0.1:
            at = chance.randint(0, end)
            copy.kept[name] = chance.choice(((0, at), (at, end)))
    if chance.random() < 0.15:
        host = chance.choice(list(copy.skews))
        lo = chance.randint(0, end)
        copy.lost.append((host, lo, lo + chance.randint(S, 12 * S)))
        reach = copy.bound + 2 * S
        copy.gaps.append(f"{host}={_iso(lo - reach)}/{_iso(copy.lost[0][2] + reach)}")


def _iso(at: int) -> str:
    return f"{EPOCH + timedelta(microseconds=at):%Y-%m-%dT%H:%M:%S.%f}+00:00"


def _there(copy: Copy, name: str, at: int, chance: random.Random) -> bool:
    lo, hi = copy.kept.get(name, (-S, 1 << 60))
    lost = any(h == SOURCES[name] and a <= at < b and chance.random() < 0.7 for h, a, b in copy.lost)
    return lo <= at < hi and not lost


def _put(copy: Copy, folder: Path, name: str, text: Sequence[str], suffix: str = ".log") -> None:
    """Write the lines; a log that was rotated lies in two files, the older one packed or not."""
    if not text:
        return
    path, older = folder / (name + suffix), text[: len(text) // 2] if copy.packed and suffix == ".log" else []
    path.write_text("".join(f"{line}\n" for line in text[len(older) :]))
    copy.paths.append(path)
    if older:
        data = "".join(f"{line}\n" for line in older).encode()
        gone = folder / f"{name}.log.1{'.gz' if copy.packed == '.gz' else ''}"
        gone.write_bytes(gzip.compress(data, mtime=0) if copy.packed == ".gz" else data)
        copy.paths.append(gone)


def _told(story: Story, copy: Copy, name: str, said: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """What is written of it, with the stamps of that clock in its zone."""
    chance = random.Random(f"{name} {story.plan.seed}")
    off = copy.skews.get(SOURCES[name], 0) + ZONES[copy.zone]
    return [(at + off, text) for at, text in said if _there(copy, name, at, chance)]


# Each kind of file


def _spring(story: Story, copy: Copy, folder: Path, name: str) -> None:
    said = _said(story, name)
    if name in copy.quiet:
        said = [s for s in said if s.level != "DEBUG"]
    service = "heartbeat-service" if name.startswith("heartbeat") else "streaming-auth-service"
    whole = [(s.at, s.text if s.bare else _layout(s, copy, service)) for s in said]
    _put(copy, folder, name, [_stamped(at, text, copy) for at, text in _told(story, copy, name, whole)])


def _said(story: Story, name: str) -> list[Said]:
    if name.startswith("app-"):
        return lines.application(story, name.removeprefix("app-"))
    service = name.removeprefix("heartbeat-").upper()
    mine = (s for p in story.processes if p.life.service == service for s in p.lines)
    return sorted((s for s in mine if s.at < story.plan.end), key=lambda s: s.at)


def _layout(said: Said, copy: Copy, name: str) -> str:
    """The default layouts (defaults.xml of Spring Boot); `%` stands for the stamp."""
    thread = f"[{said.thread[-15:]:>15}]"
    body = f"{said.logger[:40]:<40} : {said.text}"
    match copy.layout:
        case "2.7" | "3.0":
            return f"% {said.level:>5} {said.pid} --- {thread} {body}"
        case "3.4" | "3.5":
            return f"% {said.level:>5} {said.pid} --- [{name}] [main] {thread} {body}"
        case "file":
            return f"% {said.level:>5} {said.pid} --- [{name}] [{said.thread}] {said.logger} : {said.text}"
        case "terminal":
            grey, end = "\x1b[2m", "\x1b[0;39m"
            front = (
                f"{grey}%{end} \x1b[32m{said.level:>5}{end} \x1b[35m{said.pid}{end} {grey}--- [{name}] {thread} {end}"
            )
            return f"{front}\x1b[36m{said.logger[:40]:<40}{end} {grey}:{end} {said.text}"
    return f"% {said.level:>5} {said.pid} --- [{name}] {thread} {body}"


def _stamped(at: int, text: str, copy: Copy) -> str:
    time = EPOCH + timedelta(microseconds=at)
    millis = f"{time:%H:%M:%S}.{time.microsecond // MS:03d}"
    if copy.layout == "2.7":
        return text.replace("%", f"{time:%Y-%m-%d} {millis}", 1)
    return text.replace("%", f"{time:%Y-%m-%d}T{millis}{'Z' if copy.zone == '+00:00' else copy.zone}", 1)


def _access(story: Story, copy: Copy, folder: Path, name: str) -> None:
    match name:
        case "nginx-access":
            said: list[Text] = lines.http_access(story)
        case "nginx-rtmp-access":
            said = lines.rtmp_access(story)
        case _:
            said = lines.tomcat(story, name.rpartition("-")[2])
    zone = copy.zone.replace(":", "")
    told = _told(story, copy, name, said)
    stamps = (f"[{EPOCH + timedelta(microseconds=at):%d/%b/%Y:%H:%M:%S} {zone}]" for at, _ in told)
    _put(copy, folder, name, [text.replace("[%]", stamp, 1) for (_, text), stamp in zip(told, stamps, strict=True)])


def _errors(story: Story, copy: Copy, folder: Path, name: str) -> None:
    hidden = ("info", "notice") if name in copy.quiet else ()
    said = [(at, f"[{level}] {text}") for at, level, text in lines.errors(story) if level not in hidden]
    told = _told(story, copy, name, said)
    _put(copy, folder, name, [f"{_slashed(at)} {text}" for at, text in told])


def _mesh(story: Story, copy: Copy, folder: Path, name: str) -> None:
    told = _told(story, copy, name, lines.mesh(story))
    _put(copy, folder, name, [f"{_slashed(at)} socat[29180] {text}" for at, text in told])


def _slashed(at: int) -> str:
    return f"{EPOCH + timedelta(microseconds=at):%Y/%m/%d %H:%M:%S}"


def _database(story: Story, copy: Copy, folder: Path, name: str) -> None:
    head = [
        "mariadbd, Version: 10.11.19-MariaDB (Debian 12). started with:",
        "Tcp port: 3306  Unix socket: /run/db.sock",
    ]
    out, last = [*head, "Time\t\t    Id Command\tArgument"], ""
    for at, text in _told(story, copy, name, lines.database(story)):
        stamp = f"{EPOCH + timedelta(microseconds=at):%y%m%d %H:%M:%S}"
        out.append(f"{stamp if stamp != last else chr(9)}\t{text}")
        last = stamp
    _put(copy, folder, name, out)


def _listing(story: Story, copy: Copy, folder: Path, name: str) -> None:
    zone = copy.zone.replace(":", "")
    shown: dict[str, list[str]] = {}
    for segment in story.media.segments(story.plan.end):
        at = EPOCH + timedelta(microseconds=segment.at + ZONES[copy.zone])
        stamp = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond:06d}123 {zone}"
        line = f"-rw-r--r-- 1 www-data www-data 6768 {stamp} {segment.number}.ts"
        shown.setdefault(segment.name, []).append(line)
    out: list[str] = []
    for stream, files in shown.items():
        out += [f"./{stream}:", "total 60", *files, ""]
    if out:
        _put(copy, folder, name, out, ".txt")


def _packets(story: Story, copy: Copy, folder: Path, name: str) -> None:
    path = folder / "net.pcap"
    lo, hi = copy.kept.get(name, (0, story.plan.end))
    path.write_bytes(capture(story, lo, hi))
    copy.paths.append(path)


_SHARE = {
    **{name: _spring for name in SOURCES if name.startswith(("heartbeat", "app"))},
    **{name: _access for name in SOURCES if "access" in name},
    "nginx-error": _errors,
    "mariadb-general": _database,
    "swarm-mesh-1935": _mesh,
    "hls-dir": _listing,
    "net": _packets,
}
