"""Streaming deployments that keep every promise in other ways: no rule may speak; and ones that do not: one must."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Severity
from checker.configs.words import apply_edits
from checker.gate import registry
from checker.gate.judging import is_stated, judge
from checker.gate.merging import merged
from checker.gate.rule import Example
from checker.gate.streaming.examples import NGINX, PRIMARY, SECONDARY, STACK
from tests.gate.judged import contract, site

SYSTEM = "rtmp-failover"
WHOLE = {
    "nginx.conf": NGINX,
    "application-primary.yml": PRIMARY,
    "application-secondary.yml": SECONDARY,
    "stack.yml": STACK,
}
RULES = [rule for rule in registry.load().values() if not rule.promises or is_stated(rule, contract(SYSTEM))]


def changed(name: str, *changes: tuple[str, str], files: dict[str, str] = WHOLE) -> dict[str, str]:
    text = files[name]
    for old, new in changes:
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return files | {name: text}


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    """Return the code and place of what is wrong or not known, what is only told apart."""
    at = site(Example(files, system=SYSTEM))
    told = [m.finding for rule in RULES for m in merged(judge(rule, at), at.deployment)]
    told += at.deployment.problems
    return sorted({(f.code, str(f.where)) for f in told if f.severity is not Severity.INFO})


PROPERTIES = """\
server.port={port}
spring.application.name=stream
heartbeat.interval=10000
heartbeat.timeout=2s
heartbeat.failureThreshold=3
heartbeat.success_threshold=2
heartbeat.replicas=http://spring-boot-app-primary:8080/health,http://spring-boot-app-secondary:8081/health
"""
OWN = """\
spring.application.name=heartbeat-service
management.health.db.interval=7s
fault.recovery.replica.urls=http://spring-boot-app-primary:8080/health,http://spring-boot-app-secondary:8081/health
fault.recovery.heartbeat.interval=10000
fault.recovery.failure.threshold=3
fault.recovery.recovery.threshold=2
fault.recovery.health.timeout=500
"""
PROFILES = """\
heartbeat:
  interval: PT10S
  timeout: 2000
  failure-threshold: ${FAILURES:3}
  success-threshold: 2
  replicas:
    - http://spring-boot-app-primary:8080/health
    - http://spring-boot-app-secondary:8081/health
---
spring.config.activate.on-profile: primary
server.port: 8080
---
spring.config.activate.on-profile: secondary
server.port: 8081
---
spring.config.activate.on-profile: test
heartbeat:
  interval: 1s
  failure-threshold: 2
  success-threshold: 1
"""
LONG = """\
version: "3.8"
services:
  nginx-rtmp-server:
    image: example/nginx-rtmp:1
    ports:
      - target: 1935
        published: 1935
        protocol: tcp
        mode: host
      - {target: 9090, published: 9090}
    deploy:
      replicas: 2
      restart_policy: {condition: any}
  spring-boot-app-primary:
    image: example/stream:1
    environment:
      - SERVER_PORT=8080
      - SPRING_PROFILES_ACTIVE=primary
  spring-boot-app-secondary:
    image: example/stream:1
    environment:
      - SERVER_PORT=8081
      - SPRING_PROFILES_ACTIVE=secondary
  mysql:
    image: mysql:8
"""
PROXY = """\
events {}
http {
    upstream replicas {
        server spring-boot-app-primary:8080;
        server spring-boot-app-secondary:8081 backup;
    }
    server {
        listen 8088;
        location / {
            proxy_pass http://replicas;
            proxy_connect_timeout 1s;
            proxy_next_upstream error timeout non_idempotent;
        }
    }
}
"""
HAPROXY = """\
defaults
    mode http
    timeout connect 2s
    timeout client 10s
    timeout server 10s
frontend publish
    bind :8088
    default_backend replicas
backend replicas
    option redispatch
    server primary spring-boot-app-primary:8080 check
    server secondary spring-boot-app-secondary:8081 check backup
"""
WEB = "services:\n  nginx:\n    image: nginx:1\n    ports: ['80:80']\n"
WITHOUT_PORT = WHOLE | {"stack.yml": LONG.replace("      - SERVER_PORT=8081\n", "")}
PIECES = ["", "x", "}", "{", ";", "'", "$a", "0", ":"]
RTMP, HTTP = NGINX.split("http {")[0], "http {" + NGINX.split("http {")[1]

KEPT = {
    "the reference": WHOLE,
    "nginx alone": {"nginx.conf": NGINX},
    "applications alone": {"application-primary.yml": PRIMARY, "application-secondary.yml": SECONDARY},
    "the stack alone": {"stack.yml": STACK},
    "properties": {
        "primary/application.properties": PROPERTIES.format(port=8080),
        "secondary/application.properties": PROPERTIES.format(port=8081),
    },
    "profiles": {"application.yml": PROFILES, "stack.yml": LONG, "nginx.conf": NGINX},
    "a long stack": WHOLE | {"stack.yml": LONG},
    "included files": {
        "nginx/nginx.conf": f"{RTMP}http {{ include /etc/nginx/conf.d/*.conf; }}",
        "nginx/conf.d/api.conf": HTTP.removeprefix("http {").rstrip().removesuffix("}"),
    },
    "localhost": changed("nginx.conf", ("127.0.0.1", "localhost"), ("listen localhost:8088", "listen 127.0.0.1:8088")),
    "a balanced upstream": changed(
        "nginx.conf", ("primary:8080;", "primary:8080 max_fails=2 fail_timeout=5s weight=3;")
    ),
    "another place for retries": changed(
        "nginx.conf",
        ("            proxy_next_upstream error timeout non_idempotent;\n", ""),
        ("            proxy_connect_timeout 2s;\n", ""),
        (
            "http {",
            "http {\n    proxy_next_upstream error timeout non_idempotent http_503;\n    proxy_connect_timeout 3s;",
        ),
    ),
    "several addresses": changed("nginx.conf", ("listen 1935;", "listen 1935;\n        listen [::]:1935 ipv6only=on;")),
    "a proxy of its own": changed("nginx.conf", ("127.0.0.1:8088/api", "publish-proxy:8088/api"))
    | {"proxy/nginx.conf": PROXY},
    "a HAProxy before the replicas": changed("nginx.conf", ("127.0.0.1:8088/api", "publish-proxy:8088/api"))
    | {"haproxy.cfg": HAPROXY},
    "a path of the proxy": changed(
        "nginx.conf",
        ("8088/api/stream/start", "8088/auth"),
        ("location /api/stream/ {", "location = /auth {"),
        ("proxy_pass http://stream_api;", "proxy_pass http://stream_api/api/stream/start;"),
    ),
    "an expression": changed("nginx.conf", ("location /api/stream/ {", "location ~ ^/api/stream/(start|stop)$ {")),
    "further callbacks": changed(
        "nginx.conf",
        ("            push", "            on_publish_done http://127.0.0.1:8088/api/stream/stop;\n            push"),
    ),
    "a transcoder": changed(
        "nginx.conf",
        (
            "push rtmp://127.0.0.1:1935/hls;",
            "exec_push ffmpeg -i rtmp://localhost/live/$name -f flv rtmp://localhost/hls/$name;",
        ),
    ),
    "ports of the stack": changed("stack.yml", ('"1935:1935", "9090:9090"', '"1935:1935/tcp", "9090:8080"'))
    | {"nginx.conf": NGINX.replace("listen 9090", "listen 8080")},
    "the network of the host": changed("stack.yml", ('ports: ["1935:1935", "9090:9090"]', "network_mode: host")),
    "an interval in milliseconds": changed("application-primary.yml", ("interval: 10s", "interval-ms: 10000")),
    "heartbeat services of their own": {
        "nginx.conf": NGINX,
        "application-primary.properties": "spring.application.name=stream\nserver.port=8080\n",
        "application-secondary.properties": "spring.application.name=stream\nserver.port=8081\n",
        "heartbeat-1.properties": OWN,
        "heartbeat-2.properties": OWN,
    },
    "a profile of the tests": WHOLE
    | {"application-test.yml": "heartbeat:\n  interval: 1s\n  failure-threshold: 2\n  success-threshold: 1\n"},
    "resources of the tests": WHOLE
    | {"src/test/resources/application.yml": "heartbeat: {interval: 1s, failure-threshold: 2, success-threshold: 1}\n"},
    "another web server": WHOLE
    | {"web/compose.yml": "services:\n  nginx:\n    image: nginx:1\n    ports: ['80:80']\n"},
}


def test_a_service_of_its_own_beside_the_replicas_is_no_profile():
    files = WHOLE | {"heartbeat-1.properties": OWN.replace("failure.threshold=3", "failure.threshold=4")}
    assert [code for code, _ in found(files)] == ["failure-threshold"]


@pytest.mark.parametrize("name", KEPT)
def test_nothing_is_wrong(name):
    assert found(KEPT[name]) == []


BROKEN = {
    "a secondary that only publishes its port": (
        changed(
            "application-secondary.yml",
            ("port: 8081", "port: 8080"),
            files=WITHOUT_PORT,
        ),
        ("application-port", "application-secondary.yml:2"),
    ),
    "an environment that overrides": (
        changed("stack.yml", ('SERVER_PORT: "8081"', 'SERVER_PORT: "8081", HEARTBEAT_INTERVAL: 1m')),
        ("heartbeat-interval", "stack.yml:11"),
    ),
    "one service that asks": (
        changed("nginx.conf", ("127.0.0.1:8088/api", "spring-boot-app-primary:8080/api")),
        ("publish-no-failover", "nginx.conf:8"),
    ),
    "a heartbeat service of its own": (
        {"nginx.conf": NGINX, "heartbeat-1.properties": OWN.replace("threshold=3", "threshold=4")},
        ("failure-threshold", "heartbeat-1.properties:5"),
    ),
    "a variable": (
        changed(
            "nginx.conf", ("proxy_pass http://stream_api;", "set $to stream_api;\n            proxy_pass http://$to;")
        ),
        ("publish-target", "nginx.conf:29"),
    ),
    "a directive nobody knows": (
        changed("nginx.conf", ("on_publish ", "on_publsh ")),
        ("unknown-directive", "nginx.conf:8"),
    ),
    "a doubled callback of the whole server": (
        changed(
            "nginx.conf",
            ("listen 1935;", "listen 1935;\n        on_connect http://a/1;\n        on_connect http://a/2;"),
        ),
        ("directive-overridden", "nginx.conf:6"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_something_is_wrong(name):
    files, wanted = BROKEN[name]
    assert wanted in found(files)


REPAIRED = [(rule, example) for rule in RULES for example in rule.invalid if example.system == SYSTEM]


@pytest.mark.parametrize(("rule", "example"), REPAIRED, ids=[f"{rule.code}" for rule, _ in REPAIRED])
def test_a_safe_repair_ends_the_problem(rule, example):
    """Each first safe repair of a streaming rule leaves nothing of that rule on that line."""
    at = site(example)
    for problem in judge(rule, at).problems:
        for repair in problem.repairs[:1]:
            files = dict(example.files)
            for name in {edit.file for edit in repair.edits}:
                files[name] = apply_edits(files[name], [edit for edit in repair.edits if edit.file == name])
            after = judge(rule, site(Example(files, system=SYSTEM)))
            assert (problem.where, problem.key) not in [(each.where, each.key) for each in after.problems]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 40), st.sampled_from(PIECES))
def test_mutated_files_are_judged(name, at, piece):
    lines = WHOLE[name].split("\n")
    at %= len(lines)
    lines[at] = lines[at][: len(lines[at]) // 2] + piece + lines[at][len(lines[at]) // 2 + 1 :]
    found(WHOLE | {name: "\n".join(lines)})
