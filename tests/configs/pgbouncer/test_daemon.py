"""What a really started PgBouncer uses (`SHOW CONFIG`, `SHOW DATABASES`) is what its files are read as."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from checker.base.time import NS_PER_S
from checker.configs.formats.pgbouncer import FORMAT
from checker.configs.pgbouncer.reading import read_integer
from checker.configs.setting import Unknown
from checker.configs.source import Source, Surroundings, finder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("pgbouncer") and shutil.which("psql")), reason="pgbouncer and psql not installed"
    ),
    pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="pgbouncer does not run as root"),
]

NUMBERS = (
    "listen_port",
    "max_client_conn",
    "default_pool_size",
    "min_pool_size",
    "reserve_pool_size",
    "max_db_connections",
)
TIMES = (
    "server_login_retry",
    "server_connect_timeout",
    "server_lifetime",
    "query_wait_timeout",
    "client_login_timeout",
)

GOOD = {
    "plain": "[databases]\napp = host=::1 port=5433 pool_mode=session\n[pgbouncer]\npool_mode = Transaction\n",
    "defaults": "[pgbouncer]\n",
    "comments": "; a\n # b\n[pgbouncer] ; c\n;pool_mode=statement\nmax_client_conn = 0100\n",
    "same line": "[pgbouncer] pool_mode = statement\n",
    "twice": "[pgbouncer]\npool_mode = session\npool_mode=transaction\n",
    "reset": "[pgbouncer]\npool_mode = transaction\nmax_client_conn = 7\n[databases]\n[pgbouncer]\nmin_pool_size=3\n",
    "numbers": "[pgbouncer]\nmax_client_conn=0x20\nserver_login_retry = 1.5\nserver_lifetime=1e3\n",
    "crlf": "[pgbouncer]\r\npool_mode = transaction\r\ndefault_pool_size=3\r\n",
    "include": "%include inc.ini\n[databases]\nb = host=x\n",
    "include resets": "[pgbouncer]\npool_mode = statement\n%include inc.ini\n",
    "databases": "[databases]\na =\na = dbname='it''s  it'\n_x-1.y = port=0100\nb = port=12x\n[pgbouncer]\n",
    "users": "[users]\nbob = pool_mode=session\n[pgbouncer]\n",
    "blanks": "\n\n\t[pgbouncer]\n\t pool_mode\t=\ttransaction\t\n\n\n",
}
BAD = {
    "inline comment": "[pgbouncer]\nlisten_port = 6432 ; note\n",
    "mode": "[pgbouncer]\npool_mode = transaction ; note\n",
    "unit": "[pgbouncer]\nmax_client_conn = 1k\n",
    "slip": "[pgbouncer]\npool_mod = session\n",
    "section": "[pgbouncer]\n[other]\n",
    "no section": "[databases]\na=host=b\n",
    "before": "a=b\n[pgbouncer]\n",
    "colon": "[pgbouncer]\npool_mode: session\n",
    "negative": "[pgbouncer]\nserver_lifetime=-1\n",
    "pair": "[databases]\na = host\n[pgbouncer]\n",
    "database mode": "[databases]\na = pool_mode=transact\n[pgbouncer]\n",
    "missing include": "[pgbouncer]\n%include nosuch.ini\n",
}
INCLUDED = "[pgbouncer]\nmax_client_conn = 55\n"


def nobody():
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()


def as_nobody(*command):
    drop = ["setpriv", f"--reuid={nobody()}", f"--regid={pwd.getpwuid(nobody()).pw_gid}", "--clear-groups"]
    return [*(drop if os.geteuid() == 0 else []), *command]


@pytest.fixture
def home():
    """A folder that another user can enter, with a path that is short enough for a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="pgb-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            os.chown(folder, nobody(), -1)
        yield Path(folder)


def started(home: Path, text: str):
    """Start PgBouncer with a text, and return the process: its console is a Unix socket in the folder."""
    (home / "p.ini").write_bytes(text.encode())
    (home / "inc.ini").write_text(INCLUDED)
    return subprocess.Popen(
        as_nobody("pgbouncer", "p.ini"), cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def asked(home: Path, process, question: str):
    """Return the rows that the console answers; it takes a moment until it does."""
    command = ("psql", "-h", str(home), "-p", "6432", "-U", "pgbouncer", "-At", "-F\t", "-c", question, "pgbouncer")
    for _ in range(100):
        if process.poll() is not None:
            return None
        done = subprocess.run(as_nobody(*command), capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return [line.split("\t") for line in done.stdout.splitlines()]
        time.sleep(0.05)
    raise AssertionError(done.stderr)


def stop(process):
    process.terminate()
    return process.communicate(timeout=10)[1]


def read(home: Path, text: str):
    sources = [Source("p.ini", text), Source("inc.ini", INCLUDED)]
    return FORMAT.parse(sources[:1], Surroundings(find=finder(sources)))


@pytest.mark.parametrize("name", GOOD)
def test_effective_values_are_those_of_the_daemon(home, name):
    text = with_tail(GOOD[name], f"unix_socket_dir = {home}\n")
    process = started(home, text)
    try:
        config = asked(home, process, "SHOW CONFIG")
        databases = asked(home, process, "SHOW DATABASES")
    finally:
        log = stop(process)
    assert config and databases, log
    shown = {row[0]: row[1] for row in config}
    parsed = read(home, text)
    assert not parsed.problems
    found = parsed.facts[0]
    assert found.pool_mode.known == shown["pool_mode"]
    assert {key: getattr(found, key).known for key in NUMBERS} == {key: read_integer(shown[key]) for key in NUMBERS}
    assert {k: getattr(found, k).known for k in TIMES} == {k: round(float(shown[k]) * NS_PER_S) for k in TIMES}
    assert {(row[0], row[3], int(row[2])) for row in databases if row[0] != "pgbouncer"} == {
        (database.name, database.dbname.known, database.port.known) for database in found.databases
    }
    own = {row[0]: row[8] for row in databases if row[0] != "pgbouncer"}
    assert own == {d.name: d.pool_mode.known if d.pool_mode else "" for d in found.databases}


def with_tail(text, tail):
    """Put further parameters behind the last head of [pgbouncer], or of the file that has it."""
    head = text.rfind("[pgbouncer]")
    include = text.rfind("%include inc.ini")
    at = text.find("\n", max(head, include)) + 1
    return text[:at] + tail + text[at:]


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_start_is_told(home, name):
    text = with_tail(BAD[name], f"unix_socket_dir = {home}\n") if "[pgbouncer]" in BAD[name] else BAD[name]
    process = started(home, text)
    _, log = process.communicate(timeout=10)
    assert process.returncode != 0 and b"FATAL" in log
    parsed = read(home, text)
    mode = parsed.facts[0].pool_mode
    unknown = isinstance(mode.known, Unknown) or mode.known not in ("session", "transaction", "statement")
    strange = [d for d in parsed.facts[0].databases if d.pool_mode and d.pool_mode.known == "transact"]
    assert parsed.problems or unknown or strange
