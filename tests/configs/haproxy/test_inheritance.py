"""Which line sets a value, and what it is where none does."""

from checker.base.places import Place
from checker.base.time import NS_PER_S
from tests.configs.haproxy.corpus import BASE, HEAD, HTTP
from tests.configs.haproxy.reading import balancers, is_unknown, line, proxy, servers

CHAIN = """defaults one
    mode tcp
    default-server fall 4
    timeout connect 1s
    option redispatch
    log global
defaults two from one
    timeout check 2s
    default-server rise 5
backend pg from two
    default-server check
    server a 127.0.0.1:1 inter 3s
    server b 127.0.0.1:2
    no option redispatch
"""


def test_each_value_has_its_line():
    checks = servers(CHAIN)["a"].checks
    assert [line(each) for each in (checks.inter, checks.fall, checks.rise, checks.enabled)] == [12, 3, 9, 11]
    assert [line(each) for each in (checks.timeout_connect, checks.timeout_check)] == [4, 8]
    assert checks.fall.word.raw == "4"
    assert checks.fall.word.place == Place("etc/0.cfg", 3, 25)
    assert checks.inter.value == 3 * NS_PER_S


def test_each_value_has_the_way_by_which_it_came():
    found = proxy(CHAIN)
    checks = found.servers[0].checks
    two, one = Place("etc/0.cfg", 7), Place("etc/0.cfg", 1)
    assert found.defaults == (two, one)
    assert checks.timeout_connect.via == (two, one)
    assert checks.timeout_check.via == (two,)
    assert checks.fall.via == (two, one, Place("etc/0.cfg", 3, 5))
    assert checks.enabled.via == (Place("etc/0.cfg", 11, 5),)
    assert checks.inter.via == ()


def test_a_default_points_at_what_lacks_it():
    server = servers(CHAIN)["b"]
    assert (server.checks.inter.value, line(server.checks.inter)) == (2 * NS_PER_S, 13)
    assert server.checks.inter.default == "HAProxy configuration manual 5.2, inter"
    assert (server.checks.fastinter.value, server.checks.spread.value, server.weight.value) == (None, 0, 1)
    assert line(proxy(CHAIN).retries) == 10
    assert proxy(CHAIN).retries.is_default


def test_the_last_line_counts():
    found = proxy(CHAIN)
    assert (found.redispatch.value, line(found.redispatch)) == (None, 14)
    assert [(each.value, line(each)) for each in found.logs] == [("global", 6)]
    assert proxy(f"{HEAD}    log a local0\n    no log\n    log b local0\n").logs[0].value == "b local0"


def test_redispatch():
    values = {"": None, "option redispatch": -1, "option redispatch 1": 1, "option redispatch 0": None}
    assert {each: proxy(f"{HEAD}    {each}\n").redispatch.value for each in values} == values


def test_stats():
    assert proxy(f"{HEAD}    stats enable\n").stats.enabled.value is False
    text = f"{HTTP}    stats uri /all\n    stats auth a:b\nlisten pg\n    bind :1\n"
    page = proxy(text).stats
    assert (page.enabled.value, page.uri.value, page.auth.value, page.refresh.value) == (True, "/all", True, None)
    own = proxy(f"{text}    stats enable\n    stats refresh 10\n").stats
    assert (own.uri.value, own.auth.value, own.refresh.value) == ("/haproxy?stats", False, 10 * NS_PER_S)


def test_kinds_of_checks():
    assert servers(f"{HEAD}    server a 127.0.0.1:1\n")["a"].checks.kind.value == "tcp"
    text = (
        f"{HEAD}    option pgsql-check user x\n    option httpchk\n    http-check connect port 8008\n    server a :1\n"
    )
    checks = servers(text)["a"].checks
    assert (checks.kind.value, checks.port.value, line(checks.port)) == ("http", 8008, 10)
    assert servers(text.replace("connect port", "connect #"))["a"].checks.port.value == 1


def test_where_checks_go():
    checks = servers(f"{HEAD}    server a 10.0.0.1:1 check addr 10.0.0.2 port 7\n")["a"].checks
    assert (checks.address.value, checks.port.value) == ("10.0.0.2", 7)


def test_a_timeout_of_zero_never_ends():
    assert servers(f"{HEAD}    timeout check 0\n    server a :1\n")["a"].checks.timeout_check.value is None


def test_sticky():
    assert proxy(f"{HEAD}    cookie S insert\n").sticky.value == "cookie"
    assert proxy(f"{HEAD}    stick on src\n    cookie S\n").sticky.value == "stick-table"
    assert proxy(f"{HEAD}    stick store-request src\n    balance source\n").sticky.value == ""


def test_uses():
    text = f"{BASE}frontend pg\n    bind :1\n    use_backend a\n    use_backend %[src]\n    default_backend b\n"
    found = proxy(text).uses
    assert (found[0].value, is_unknown(found[1]), found[2].value) == ("a", True, "b")


def test_log_formats():
    assert proxy(f"{HEAD}    option tcplog\n").log_format.value == "tcplog"
    assert proxy(f"{HEAD}    option httplog clf\n").log_format.value == "clf"
    assert proxy(f'{HEAD}    option tcplog\n    log-format "%ci %b"\n').log_format.value == "%ci %b"


def test_an_unknown_variable_is_an_unknown_value():
    text = f'{HEAD}    server a "$HOST:1" check inter "$INTER" fall "${{FALL-4}}"\n    server b :2 "$MORE" rise 5\n'
    found = servers(text)
    assert is_unknown(found["a"].address)
    assert found["a"].checks.inter.known.why == "the environment variable INTER is not known"
    assert found["a"].checks.fall.value == 4
    assert is_unknown(found["b"].checks.enabled)
    assert found["b"].checks.rise.value == 5
    known = servers(text, HOST="h", INTER="5s", FALL="7", MORE="check")
    assert (known["a"].address.value, known["a"].checks.fall.value) == ("h", 7)
    assert known["b"].checks.enabled.value is True


def test_files_of_one_directory_are_one_process():
    (found,) = balancers("global\n    maxconn 5\n    spread-checks 4\n", BASE, "backend pg\n    server a :1\n")
    assert found.files == ("etc/0.cfg", "etc/1.cfg", "etc/2.cfg")
    assert found.max_connections.value == 5
    assert found.backend("pg").servers[0].checks.spread.value == 4
    assert found.backend("pg").timeouts["connect"].place.file == "etc/1.cfg"


def test_two_globals_are_two_processes():
    found = balancers(f"global\n{HEAD}", f"global\n{HEAD}")
    assert [each.files for each in found] == [("etc/0.cfg",), ("etc/1.cfg",)]


def test_two_proxies_of_one_name_are_two_processes():
    assert [each.files for each in balancers(HEAD, HEAD)] == [("etc/0.cfg",), ("etc/1.cfg",)]


def test_global():
    (found,) = balancers(f"global\n    log /dev/log local0 info\n    stats socket /run/h.sock mode 600\n{HEAD}")
    assert [each.value for each in found.logs] == ["/dev/log local0 info"]
    assert [each.value for each in found.stats_sockets] == ["/run/h.sock"]
    assert found.block.inside == len("global\n")
    assert found.block.indent == "    "
