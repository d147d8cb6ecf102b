"""What each part says: lines with the instants at which they are written, before any stamp."""

from __future__ import annotations

from collections.abc import Iterator

from tests.captures.synthetic.plan import MS, S
from tests.captures.synthetic_rtmp import media, replicas
from tests.captures.synthetic_rtmp.media import Callback, Session
from tests.captures.synthetic_rtmp.plan import REPLICAS, USERS
from tests.captures.synthetic_rtmp.services import Said
from tests.captures.synthetic_rtmp.story import Story

ADDRESS = {
    "mesh": "10.77.0.2",
    "NGINX": "10.77.0.10",
    "primary": "10.77.0.21",
    "secondary": "10.77.0.22",
    "mysql": "10.77.0.30",
    "HS1": "10.77.0.41",
    "HS2": "10.77.0.42",
    "client": "10.77.0.99",
}
PORT = {"primary": 8080, "secondary": 8081}
MESH, ENCODER = ADDRESS["mesh"], "FMLE/3.0 (compatible; Lavf59.27"
PATH = {"publish": "/api/stream/start", "publish_done": "/api/stream/stop"}
SELECT = (
    "select u1_0.id,u1_0.active,u1_0.email,u1_0.password,u1_0.stream_key,u1_0.username from users u1_0"
    " where u1_0.stream_key="
)
Text = tuple[int, str]
Levelled = tuple[int, str, str]
_MAIN = "c.s.f.FaultRecoveryRedundancyApplication"


# Replicas


def application(story: Story, server: str) -> list[Said]:
    """What a replica logs: its starts, and its answers to callbacks, also those that came too late."""
    found: list[Said] = []
    for run in replicas.runs(story.plan, server):
        said = [
            (
                run.at,
                _MAIN,
                f"Starting FaultRecoveryRedundancyApplication using Java 17.0.15 with PID {run.pid} (/app)",
            ),
            (run.at + 20 * MS, "com.zaxxer.hikari.HikariDataSource", "HikariPool-1 - Starting..."),
            (run.at + 190 * MS, "com.zaxxer.hikari.HikariDataSource", "HikariPool-1 - Start completed."),
            (
                run.listens + 30 * MS,
                _MAIN,
                "Started FaultRecoveryRedundancyApplication in 1.5 seconds (process running",
            ),
        ]
        found += [Said(at, "INFO", run.pid, "main", name, text) for at, name, text in said if at < run.until]
    for call in _handled(story, server):
        pid = next(r.pid for r in replicas.runs(story.plan, server) if r.at <= call.answered < r.until)
        thread = f"nio-{PORT[server]}-exec-{call.session % 9 + 1}"
        if call.status in (200, 302, 403):
            found.append(Said(call.answered - 3 * MS, "", pid, "", "", f"Hibernate: {SELECT}?", bare=True))
            text = _answer(call)
            found.append(Said(call.answered - MS, "INFO", pid, thread, "c.s.f.controller.StreamController", text))
    return [line for line in sorted(found, key=lambda s: s.at) if line.at < story.plan.end]


def _handled(story: Story, server: str) -> list[Callback]:
    return [c for c in story.media.callbacks() if c.server == server and 0 <= c.answered < story.plan.end]


def _answer(call: Callback) -> str:
    user = USERS.get(call.key)
    if call.call == "publish_done":
        return f"Stream stop for user {user} -> 200" if user else "Stream stop for unknown key -> 200"
    if user is None:
        return "Stream start refused: unknown stream key -> 403"
    told = f"Stream start authorised for user {user} -> {call.status}"
    return f"{told} Location: {call.location}" if call.location else told


def tomcat(story: Story, server: str) -> list[Text]:
    """The access log of a replica: one line an answer, when it was given."""
    found: list[Text] = []
    for process in story.processes:
        for check in process.checks:
            late = check.how == replicas.HANGS
            at = replicas.resumes(story.plan, server, check.at, process.life.service) if late else check.until - 300
            if check.server == server and (check.status or late) and at < story.plan.end:
                status = check.status or 200
                found.append((at, f'{ADDRESS[process.life.service]} - - [%] "GET /health HTTP/1.1" {status} 69'))
    for call in _handled(story, server):
        found.append((call.answered, f'{ADDRESS["NGINX"]} - - [%] "POST {PATH[call.call]} HTTP/1.0" {call.status} -'))
    return sorted(found)


def database(story: Story) -> list[Text]:
    """The general log: connections of the pools, and what is looked up for each callback."""
    found: list[Text] = []
    number = 3
    for server in REPLICAS:
        for run in replicas.runs(story.plan, server):
            for at in (run.at + 60 * MS, run.at + 150 * MS):
                if at < min(run.until, story.plan.end):
                    found.append((at, f"{number:6d} Connect\tmyuser@{ADDRESS[server]} on myappdb using TCP/IP"))
                    found.append((at + 2 * MS, f"{number:6d} Query\tSELECT @@tx_isolation"))
                    number += 1
            for call in _handled(story, server):
                if call.status in (200, 302, 403) and run.at <= call.answered < run.until:
                    asked = ("set autocommit=0", f"{SELECT}'{call.key}'", "COMMIT", "set autocommit=1")
                    found += [
                        (call.answered - (4 - n) * MS, f"{number - 1:6d} Query\t{a}") for n, a in enumerate(asked)
                    ]
    return sorted(found)


# The media server


def errors(story: Story) -> list[Levelled]:
    """The error log, each line with its level; pids follow from the generation of workers."""
    found: list[Levelled] = []
    for generation, (at, _) in enumerate(story.plan.targets):
        found += _generation(generation, at)
    for session in story.media.sessions:
        found += _session(session)
    return [line for line in sorted(found, key=lambda e: e[0]) if line[0] < story.plan.end]


def worker(generation: int, nth: int = 0) -> int:
    """The process id of a worker."""
    return 4010 + 20 * generation + nth


def _generation(number: int, at: int) -> Iterator[Levelled]:
    master = "4001#4001: "
    if number == 0:
        yield at - 3 * MS, "notice", master + 'using the "epoll" event method'
        yield at - 2 * MS, "notice", master + "nginx/1.22.1"
    else:
        yield at - 3 * MS, "notice", master + "signal 1 (SIGHUP) received from 3990, reconfiguring"
        yield at - 2 * MS, "notice", master + "reconfiguring"
        yield at + 20 * MS, "notice", f"{worker(number - 1)}#{worker(number - 1)}: gracefully shutting down"
    yield at - MS, "notice", master + "start worker processes"
    for nth in (0, 1):
        yield at, "notice", master + f"start worker process {worker(number, nth)}"


def _session(session: Session) -> Iterator[Levelled]:
    pid = worker(session.worker)
    head, tail = f"{pid}#{pid}: *{session.number} ", f", client: {MESH}, server: 0.0.0.0:1935"
    wish = session.wish
    url = f"tc_url='rtmp://stream.lab.test:1935/{wish.app}' page_url='' acodecs=0 vcodecs=0 object_encoding=0"
    yield session.came, "info", f"{head}client connected '{MESH}'"
    yield (
        session.came + MS,
        "info",
        f"{head}connect: app='{wish.app}' args='' flashver='{ENCODER}' swf_url='' {url}{tail}",
    )
    yield session.published - MS, "info", f"{head}createStream{tail}"
    yield session.published, "info", f"{head}publish: name='{wish.key}' args='' type=live silent=0{tail}"
    for call in session.callbacks:
        yield from _callback(call, session, head, tail)
    if session.denied:
        yield session.ends, "error", f"{head}{session.denied}{tail}"
    if session.pushed and wish.app == "live":
        yield from _pushed(session, head, tail)
    yield session.ends + 2 * MS, "info", f"{head}disconnect{tail}"
    yield session.ends + 2 * MS, "info", f"{head}deleteStream{tail}"


def _callback(call: Callback, session: Session, head: str, tail: str) -> Iterator[Levelled]:
    name = f"spring-boot-app-{call.server}:{PORT[call.server]}"
    yield call.at, "info", f"{head}notify: {call.call} '{name}{PATH[call.call]}'{tail}"
    bare = head.partition(" *")[0] + " "
    if call.outcome == media.FAILED:
        refused = call.until - call.reached < MS
        if refused:
            yield call.until, "error", f"{bare}recv() failed (111: Connection refused)"
    if call.call == "publish_done":
        return
    match call.outcome:
        case media.FAILED | media.TIMEOUT:
            yield call.until, "info", f"{head}notify: empty or broken HTTP response{tail}"
        case media.REDIRECTED if call.location.startswith("rtmp:"):
            yield call.until, "error", f"{head}notify: push '{session.wish.key}' to '{call.location}'{tail}"
        case media.REDIRECTED:
            yield call.until, "info", f"{head}notify: publish redirect to '{call.location}'{tail}"


def _pushed(session: Session, head: str, tail: str) -> Iterator[Levelled]:
    asked = session.callbacks[0]
    to_name = asked.outcome == media.REDIRECTED and not asked.location.startswith("rtmp:")
    own = asked.location if to_name else session.wish.key
    yield (
        asked.until + MS,
        "info",
        f"{head}relay: create push name='{own}' app='' playpath='' url='127.0.0.1:1935/hls'{tail}",
    )
    pid, number = worker(session.worker, 1), session.push_number
    head2, tail2 = f"{pid}#{pid}: *{number} ", ", client: 127.0.0.1, server: 0.0.0.0:1935"
    if "//" in own:
        for n in range(3):
            text = f"hls: mkdir() failed on '/shared/live/{own}' (2: No such file or directory)"
            yield session.pushed + n * S, "error", f"{head2}{text}{tail2}"
    for n, name in enumerate(session.names or (own,)):
        head2 = f"{pid}#{pid}: *{number + n} "
        flash = "flashver='LNX.11,1,102,55' swf_url='' tc_url='rtmp://127.0.0.1:1935/hls' page_url='' acodecs=3575"
        yield session.pushed - 2 * MS, "info", f"{head2}client connected '127.0.0.1'"
        yield (
            session.pushed - MS,
            "info",
            f"{head2}connect: app='hls' args='' {flash} vcodecs=252 object_encoding=0{tail2}",
        )
        yield session.pushed, "info", f"{head2}publish: name='{name}' args='' type=live silent=0{tail2}"
        if not session.names and "//" not in own:
            yield session.pushed, "error", f"{head2}live: already publishing{tail2}"
        yield session.ends + 3 * MS, "info", f"{head2}disconnect{tail2}"


def rtmp_access(story: Story) -> list[Text]:
    """One line a session, at its end; of refused ones, too."""
    found: list[Text] = []
    for session in story.media.sessions:
        wish, length = session.wish, session.ends - session.came
        size = 3100 + length // 100 if session.pushed and not session.denied else 367
        found.append((session.ends, _access(MESH, wish.app, wish.key, size, ENCODER, length)))
        for name in session.names if wish.app == "live" else ():
            line = _access("127.0.0.1", "hls", name, size - 40, "LNX.11,1,102,55", session.ends - session.pushed)
            found.append((session.ends + MS, line))
    return sorted(f for f in found if f[0] < story.plan.end)


def _access(client: str, app: str, name: str, size: int, agent: str, length: int) -> str:
    return f'{client} [%] PUBLISH "{app}" "{name}" "" - {size} 529 "" "{agent}" ({length // S}s)'


def http_access(story: Story) -> list[Text]:
    """A viewer asks for the playlist of each stream, also after its end: it is still there."""
    found: list[Text] = []
    for session in story.media.sessions:
        for name in session.names:
            for at in (session.pushed + 2400 * MS, session.ends + S):
                text = f'{MESH} - - [%] "GET /live/{name}/index.m3u8 HTTP/1.1" 200 174 "-" "curl/7.88.1" 0.000'
                found.append((at, text))
    return sorted(f for f in found if f[0] < story.plan.end)


# The routing mesh


def mesh(story: Story) -> list[Text]:
    """What socat says of each connection."""
    found: list[Text] = [(1400 * MS, "N listening on AF=2 0.0.0.0:1935")]
    for session in story.media.sessions:
        at = session.wish.at
        client = f"{ADDRESS['client']}:{session.wish.port}"
        found.append((at, f"N accepting connection from AF=2 {client} on AF=2 {MESH}:1935"))
        found.append((at + MS, f"N opening connection to AF=2 {ADDRESS['NGINX']}:1935"))
        found.append((session.ends + 4 * MS, "N exiting with status 0"))
    return sorted(f for f in found if f[0] < story.plan.end)
