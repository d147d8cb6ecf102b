"""pgbouncer.ini: what counts in the end, where it stands, and what PgBouncer would not start with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.formats.pgbouncer import FORMAT
from checker.configs.pgbouncer.ini import Assignment, Head, Include, read_ini, read_pairs
from checker.configs.pgbouncer.reading import read_integer, read_seconds
from checker.configs.setting import Unknown
from checker.configs.source import Source, Surroundings, finder


def parse(files, main="pgbouncer.ini", **environment):
    files = {main: files} if isinstance(files, str) else files
    sources = [Source(path, text) for path, text in files.items()]
    own = [source for source in sources if FORMAT.recognises(source.path, source.text)]
    return FORMAT.parse(own, Surroundings(environment, finder(sources)))


def pooler(files, **environment):
    return parse(files, **environment).facts[0]


def complaints(text):
    return [problem.message for problem in parse(text).problems]


def test_values_and_places():
    found = pooler("; note\n[pgbouncer]\n  pool_mode = Transaction  \nlisten_port=6433\r\n")
    assert (found.pool_mode.known, str(found.pool_mode.place), found.pool_mode.place.column) == (
        "transaction",
        "pgbouncer.ini:3",
        15,
    )
    assert found.listen_port.known == 6433
    assert (found.max_client_conn.known, found.max_client_conn.is_default) == (100, True)
    assert str(found.listen_addr.place) == "pgbouncer.ini:2" and found.listen_addr.known == ""
    assert found.server_login_retry.known == 15 * 10**9


def test_the_last_line_wins():
    assert pooler("[pgbouncer]\npool_mode=session\npool_mode=transaction\n").pool_mode.known == "transaction"


def test_a_second_head_sets_all_to_the_defaults():
    mode = pooler("[pgbouncer]\npool_mode=transaction\n[databases]\n[pgbouncer]\nlisten_port=1\n").pool_mode
    assert (mode.known, str(mode.place), [str(place) for place in mode.via]) == (
        "session",
        "pgbouncer.ini:4",
        ["pgbouncer.ini:2"],
    )


def test_comments_stand_on_lines_of_their_own():
    found = pooler("[pgbouncer]\npool_mode = transaction ; note\n# pool_mode=session\n ;pool_mode=session\n")
    assert found.pool_mode.known == "transaction ; note"


def test_includes():
    files = {
        "etc/pgbouncer.ini": "%include d.ini\n[pgbouncer]\nlisten_port=1\n%include /abs/c.ini\nmin_pool_size=7\n",
        "etc/d.ini": "[databases]\na = host=b\n",
        "/abs/c.ini": "pool_mode = statement\n",
    }
    parsed = parse(files)
    assert len(parsed.facts) == 1, "a file that another one includes is no PgBouncer of its own"
    found = parsed.facts[0]
    assert found.files == ("etc/pgbouncer.ini", "etc/d.ini", "/abs/c.ini")
    assert (found.pool_mode.known, str(found.pool_mode.place)) == ("statement", "/abs/c.ini:1")
    assert (found.listen_port.known, found.min_pool_size.known) == (1, 7)
    assert [database.name for database in found.databases] == ["a"]
    assert {source.path for source in parsed.included} == {"etc/d.ini", "/abs/c.ini"}


def test_a_file_that_is_not_there_may_set_anything():
    found = pooler("[pgbouncer]\nlisten_port=1\n%include common.ini\n")
    assert found.listen_port.known == 1
    assert isinstance(found.pool_mode.known, Unknown) and str(found.pool_mode.place) == "pgbouncer.ini:3"
    assert pooler("%include databases.ini\n[pgbouncer]\n").pool_mode.known == "session"


def test_files_that_include_each_other():
    assert "include each other" in complaints("%include pgbouncer.ini\n[pgbouncer]\n")[0]


def test_databases_and_users():
    found = pooler("""\
[databases]
app = host=10.0.0.1 port=5433 dbname='my ''db' pool_mode=session pool_size=5
* = host=x
app2 =
[users]
bob = pool_mode=statement
eve = max_user_connections=1
[pgbouncer]
""")
    app, rest, app2 = found.databases
    assert (app.host.known, app.port.known, app.dbname.known) == ("10.0.0.1", 5433, "my 'db")
    assert (app.pool_mode.known, app.pool_mode.place.column, app.pool_size.known) == ("session", 58, 5)
    assert (rest.name, rest.port.known, rest.pool_mode, app2.dbname.known) == ("*", 5432, None, "app2")
    assert [(user.name, user.pool_mode and user.pool_mode.known) for user in found.users] == [
        ("bob", "statement"),
        ("eve", None),
    ]


def test_a_template_is_filled_in_by_the_environment():
    text = "[pgbouncer]\nlisten_port = ${PORT}\npool_mode = @@mode@@\nmax_client_conn = ${MAX:-5}\n"
    found = pooler(text)
    assert isinstance(found.listen_port.known, Unknown) and isinstance(found.pool_mode.known, Unknown)
    assert found.max_client_conn.known == 5
    assert pooler(text, PORT="7").listen_port.known == 7


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[pgbouncer]\nmax_client_conn = 10k\n", "must be a whole number"),
        ("[pgbouncer]\nserver_lifetime = -1\n", "must be a number of seconds"),
        ("[pgbouncer]\npool_mod = session\n", "no parameter 'pool_mod'"),
        ("[pgbouncer]\nPool_Mode = session\n", "no parameter 'Pool_Mode'"),
        ("[PgBouncer]\n[databases]\n", "no section [PgBouncer]"),
        ("[databases]\n", "no section [pgbouncer]"),
        ("x=1\n[pgbouncer]\n", "before any section"),
        ("[pgbouncer]\npool_mode: session\n", "no `key = value`"),
        ("[databases]\na = host=b foo\n[pgbouncer]\n", "no `key=value`"),
    ],
)
def test_what_pgbouncer_does_not_start_with(text, says):
    assert any(says in message for message in complaints(text))


def test_a_parameter_of_a_newer_version_is_no_slip():
    assert not complaints("[pgbouncer]\nquite_new_and_unlike_all = 1\n")


@pytest.mark.parametrize(("text", "value"), [("10", 10), ("010", 8), ("0x10", 16), ("-5", -5), ("0", 0), ("+7", 7)])
def test_integers(text, value):
    assert read_integer(text) == value


@pytest.mark.parametrize("text", ["", "10k", "1.5", "0x", "08", "1 "])
def test_no_integers(text):
    with pytest.raises(ValueError, match=r".*"):
        read_integer(text)


@pytest.mark.parametrize(("text", "ms"), [("15", 15000), ("1.5", 1500), (".5", 500), ("1e1", 10000)])
def test_seconds(text, ms):
    assert read_seconds(text) == ms * 10**6


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("x", "[pgbouncer]\n", True),
        ("x", "; a\n\n[databases]\nx=\n", True),
        ("x", "%include a\n [pgbouncer]\n", True),
        ("x.ini", "[mysqld]\nport=1\n", False),
        ("x.ini", "a=[pgbouncer]\n", False),
    ],
)
def test_recognition(path, text, expected):
    assert FORMAT.recognises(path, text) is expected


SAMPLE = """\
; all
%include d.ini
[databases]
a = host=b pool_mode=session dbname='x y'
"q" = port=1

[pgbouncer]
pool_mode = transaction
listen_port=6432
"""


@given(st.integers(0, len(SAMPLE)), st.integers(0, 6), st.text(max_size=4))
def test_no_change_makes_it_fail(at, length, text):
    changed = SAMPLE[:at] + text + SAMPLE[at + length :]
    FORMAT.parse([Source("p.ini", changed)], Surroundings())
    for piece in read_ini(Source("p.ini", changed)):
        match piece:
            case Assignment():
                words = piece.statement.words
            case Head():
                words = piece.block.head.words
            case Include():
                words = (piece.path,)
            case _:
                words = (piece.word,)
        for word in words:
            assert changed[word.start : word.end] == word.raw
            assert changed.count("\n", 0, word.start) + 1 == word.place.line
        if isinstance(piece, Assignment):
            for pair in read_pairs(piece.value)[0]:
                assert all(changed[word.start : word.end] == word.raw for word in pair.words)
