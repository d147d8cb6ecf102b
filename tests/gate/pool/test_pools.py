"""Which backend of which HAProxy is the contract's pool, and which server is which."""

from checker.gate.pool.pools import files_matching, members, pools
from checker.gate.rule import Example
from tests.gate.judged import site

SERVERS = """\
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6434 check
"""


def at(*texts):
    names = ("haproxy.cfg",) if len(texts) == 1 else [f"hap{n}/haproxy.cfg" for n in range(1, len(texts) + 1)]
    return site(Example(dict(zip(names, texts, strict=True))))


def found(*texts):
    return [(pool.balancer.files[0], pool.proxy.name) for pool in pools(at(*texts))]


def test_a_backend_with_the_servers():
    assert found(f"backend pg\n{SERVERS}backend other\n    server a 10.0.0.1:80\n") == [("haproxy.cfg", "pg")]


def test_of_several_the_one_behind_the_virtual_address():
    text = f"""\
frontend rw
    bind 192.168.1.100:5432 transparent
    default_backend write
frontend ro
    bind 192.168.1.100:5433 transparent
    default_backend read
backend read
{SERVERS}backend write
{SERVERS}"""
    assert found(text) == [("haproxy.cfg", "write")]


def test_of_several_that_nobody_leads_to_the_fullest():
    part = "    server pgb1 192.168.1.5:6432 check\n"
    assert found(f"backend part\n{part}backend whole\n{SERVERS}") == [("haproxy.cfg", "whole")]


def test_servers_of_other_names_and_addresses_behind_the_virtual_address():
    text = "listen pg\n    bind :5432\n    server a 10.0.0.1:6432 check\n"
    (pool,) = pools(at(text))
    assert pool.proxy.name == "pg"
    assert [member.wanted for member in members(at(text))] == [None]


def test_a_pool_in_each_of_two_processes():
    text = f"global\n    maxconn 10\nbackend pg\n{SERVERS}"
    assert found(text, text) == [("hap1/haproxy.cfg", "pg"), ("hap2/haproxy.cfg", "pg")]


def test_nothing_of_the_contract():
    assert found("listen web\n    bind :80\n    server a 10.0.0.1:80\n") == []


def test_a_server_is_known_by_its_name_or_else_by_its_address():
    lines = ("pgb2 10.9.9.9:1", "other 192.168.1.5:6434", "x 10.0.0.1:80")
    text = "backend b\n" + "".join(f"    server {line} check\n" for line in lines)
    assert [member.wanted.name if member.wanted else None for member in members(at(text))] == ["pgb2", "pgb3", None]


def test_a_template_has_a_server_for_each_number():
    text = "backend b\n    server-template pgb 1-3 192.168.1.5:6432 check\n"
    assert [member.wanted.name for member in members(at(text))] == ["pgb1", "pgb2", "pgb3"]


def test_a_tracking_server_goes_by_the_checks_of_another():
    text = (
        "backend b\n    server pgb1 192.168.1.5:6432 track h/x\nbackend h\n    server x 192.168.1.5:6432 check fall 7\n"
    )
    (member,) = [m for m in members(at(text)) if m.server.name == "pgb1"]
    assert member.checks.fall.value == 7


def test_servers_that_track_each_other_end():
    text = "backend b\n    server pgb1 192.168.1.5:6432 track pgb2\n    server pgb2 192.168.1.5:6433 track pgb1\n"
    assert [member.checks.enabled.value for member in members(at(text))] == [False, False]


def test_fronts_are_those_that_lead_to_the_pool():
    text = f"""\
frontend a
    bind :5432
    use_backend pg if TRUE
frontend b
    bind :80
    default_backend other
backend pg
{SERVERS}"""
    (pool,) = pools(at(text))
    assert [proxy.name for proxy in pool.fronts] == ["a"]
    assert [proxy.name for proxy in pool.sections] == ["a", "pg"]


def test_what_files_say_outside_of_comments():
    files = {"a.conf": "# x = 1\n", "b.conf": "; x = 1\n   y = 1\n"}
    deployment = site(Example(files)).deployment
    assert not files_matching(deployment, r"x = 1")
    assert files_matching(deployment, r"y = 1")
