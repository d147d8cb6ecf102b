"""What a set of files deploys: who leads to whom, by what the files say; and what they do not say."""

from __future__ import annotations

from checker.configs.registry import deployment_of
from checker.configs.source import Source, Surroundings, finder
from checker.gate.topology.mapping import topology_of
from tests.gate.judged import contract

HAPROXY = """\
defaults
    timeout connect 1s
    timeout client 1m
    timeout server 1m
frontend front
    bind 192.168.1.100:5432
    default_backend pool
backend pool
    server pgb1 192.168.1.5:6432 check inter 3s fall 4
    server pgb2 192.168.1.5:7777
"""
KEEPALIVED = """\
vrrp_instance a {
    state BACKUP
    interface eth0
    virtual_router_id 1
    priority 90
    virtual_ipaddress {
        192.168.1.100/24
    }
}
"""
NGINX = """\
events {}
rtmp {
    server {
        listen 1935;
        application live {
            live on;
            on_publish http://api:8080/start?key=hunter2;
            push rtmp://localhost/hls;
        }
    }
}
"""
COMPOSE = """\
services:
  api:
    image: example/api
    ports: ["8080:8080"]
    environment: {HOOK: "https://user:hunter2@hooks.example/secret/path"}
  other:
    image: example/other
    environment: {API: "http://api:9999/"}
"""


def arrows(files: dict[str, str], *contracts: str):
    """Return the first lines of nodes, and the arrows between them, with what is said and whether they are dashed."""
    sources = [Source(path, text) for path, text in files.items()]
    deployment = deployment_of(sources, Surroundings(find=finder(sources)))
    graph = topology_of(deployment, [contract(each) for each in contracts], "T")
    names = {node.id: node.lines[0] for node in graph.nodes}
    assert len(names) == len(graph.nodes)
    assert {node.group for node in graph.nodes} - {""} <= {g.id for g in graph.groups}
    return graph, {(names[e.source], names[e.target], *e.lines, *(["open"] if e.open else [])) for e in graph.edges}


def node(graph, first: str):
    (found,) = (each for each in graph.nodes if each.lines[0] == first)
    return found


def test_an_address_leads_to_what_listens_there_and_on_to_the_servers():
    graph, found = arrows({"a/haproxy.cfg": HAPROXY, "a/keepalived.conf": KEEPALIVED})
    assert found == {
        ("keepalived", "virtual address", "priority 90, state BACKUP", "adverts every 1s"),
        ("virtual address", "frontend front", "port 5432"),
        ("frontend front", "backend pool"),
        ("backend pool", "server pgb1"),
        ("backend pool", "server pgb2"),
        ("server pgb1", "192.168.1.5:6432", "open"),
        ("server pgb2", "192.168.1.5:7777", "open"),
    }
    assert node(graph, "server pgb1").lines[2:] == ("tcp check every 3s", "fall 4, rise 2")
    assert node(graph, "server pgb2").lines[2:] == ("not checked",)
    assert node(graph, "192.168.1.5:7777").open and node(graph, "192.168.1.5:7777").lines[1] == "not in these files"
    assert node(graph, "keepalived").lines[1] == "keepalived.conf"


def test_a_contract_names_what_it_knows_and_says_what_differs():
    graph, _ = arrows({"haproxy.cfg": HAPROXY, "keepalived.conf": KEEPALIVED}, "pgbouncer-ha")
    assert node(graph, "vip").lines == ("vip", "virtual address", "192.168.1.100")
    assert node(graph, "server pgb2").lines[-1] == "the contract has 192.168.1.5:6433"
    assert node(graph, "server pgb2").open and not node(graph, "server pgb1").open
    assert node(graph, "pgb1").lines == ("pgb1", "192.168.1.5:6432", "not in these files")
    other, _ = arrows({"keepalived.conf": KEEPALIVED.replace("1.100/", "1.99/")}, "pgbouncer-ha")
    assert node(other, "virtual address").lines[-1] == "the contract has 192.168.1.100"


def test_callbacks_and_urls_lead_to_services_and_no_secret_is_drawn():
    graph, found = arrows({"nginx.conf": NGINX, "compose.yml": COMPOSE})
    assert {
        ("application live", "service api", "on_publish"),
        ("application live", "RTMP", "push", "to hls"),
        ("service other", "service api", "API", "nothing listens at port 9999", "open"),
        ("service api", "hooks.example:443", "HOOK", "open"),
    } <= found
    assert "hunter2" not in repr(graph) and "secret" not in repr(graph)


def test_a_backend_that_there_is_not_is_drawn_as_missing():
    graph, found = arrows({"haproxy.cfg": HAPROXY.replace("default_backend pool", "default_backend gone")})
    assert ("frontend front", "gone") in found
    assert node(graph, "gone").open and node(graph, "gone").lines[1] == "no such backend in these files"


def test_what_the_files_do_not_tell_is_said():
    graph, _ = arrows({"haproxy.cfg": HAPROXY.replace("inter 3s", 'inter "${INTER}"')})
    assert "unknown" in node(graph, "server pgb1").lines[2]


def test_services_of_one_name_in_two_places_are_two():
    graph, found = arrows({"a/compose.yml": COMPOSE, "b/compose.yml": COMPOSE})
    assert [each.lines[0] for each in graph.nodes].count("service api") == 2
    assert ("service other", "service api", "API", "nothing listens at port 9999", "open") in found


def test_the_order_of_files_changes_nothing():
    files = {"haproxy.cfg": HAPROXY, "keepalived.conf": KEEPALIVED, "nginx.conf": NGINX, "compose.yml": COMPOSE}
    turned = dict(sorted(files.items(), reverse=True))
    assert arrows(files)[1] == arrows(turned)[1]
