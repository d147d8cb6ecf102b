"""Which of the recorded traces is which lifeline."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.model.spec import load_spec
from checker.pipeline import CheckRequest, InitRequest, check
from checker.pipeline.drafting.sources import with_sources
from checker.pipeline.initiating import init
from tests.pipeline.drafting.goldens import NEEDS, SPEC, draft, drawn

TRACES = SPEC.parent / "traces"


def lifelines(name: str, *paths: Path | str) -> dict[str, str]:
    """Return the lifeline of each source, by the first of its files below the traces."""
    found = with_sources(draft(name), [str(path) for path in paths], SilentProgress())
    assert all(source.why for source in found.draft.sources)
    return {source.input.split(", ")[0].rpartition("/")[2]: source.lifeline for source in found.draft.sources}


def test_the_sources_of_the_first_system():
    found = lifelines("pgbouncer-ha", TRACES / "pgbouncer-ha/crash_nopreempt")
    wanted = {
        "client.jsonl": "Client",
        "keepalived.iso.log": "KeepAlive2",  # the last of two
        "haproxy.iso.log": "HAProxy2",
        "monitor.log": "Monitor",
        "webhook.jsonl": "Slack",
        "pgb1.log": "PGB1",
        "pgb2.log": "PGB2",
        "pgb3.log": "PGB3",
        "postgresql.log": "DB",
        "bridge.pcap.gz": "",
    }
    assert {name: found[name] for name in wanted} == wanted


def test_the_sources_of_the_second_system():
    found = lifelines("rtmp-failover", TRACES / "rtmp-failover/clean_failover")
    wanted = {
        "heartbeat-hs1.log": "HS1",
        "heartbeat-hs2.log": "HS2",
        "app-primary.log": "Primary",
        "tomcat-access-secondary.log": "Secondary",
        "nginx-error.log": "NGINX",
        "mariadb-general.log": "MySQL",
        "swarm-mesh-1935.log": "Swarm",
        "hls-dir.txt": "NGINX",
    }
    assert {name: found[name] for name in wanted} == wanted


def test_a_host_is_known_by_the_address_that_its_keepalived_sees():
    found = with_sources(draft("pgbouncer-ha"), [str(TRACES / "pgbouncer-ha/crash_nopreempt")], SilentProgress())
    assert found.contract.host_of("hap1").address == "192.168.1.10"
    assert found.contract.host_of("hap2").address == "192.168.1.11"
    assert "keepalived.iso.log:9: hap1 has 192.168.1.10" in found.text
    assert "what do logs call" not in found.text


def test_a_host_is_known_by_its_number_where_nothing_else_tells():
    found = with_sources(draft("pgbouncer-ha"), [str(TRACES / "lab/flap/hap1/haproxy.log")], SilentProgress())
    assert found.contract.host_of("hap1").name == "haproxy1"
    assert "both names end in 1" in found.text
    assert "what do logs call haproxy2?" in found.text


def test_servers_of_which_the_log_speaks_and_no_lifeline_is_are_asked_about():
    small = drawn("participant L as HAProxy", "participant W as Web (web1:80)", "L->>W: health check")
    found = with_sources(small, [str(TRACES / "pgbouncer-ha/persist_to_down/hap1")], SilentProgress())
    asked = [question.ask for key, question in found.draft.questions if key == "servers"]
    assert any("speaks of 'pgbouncer_back/pgb2'" in ask and "is it web1?" in ask for ask in asked)


def test_a_log_that_nobody_reads_is_named_with_its_lifeline(tmp_path):
    (tmp_path / "s1.log").write_text("1:X 21 Nov 2026 12:00:00.100 # +sdown master mymaster 10.0.0.1 6379\n")
    (tmp_path / "s2_drill").mkdir()
    (tmp_path / "s2_drill/other.log").write_text("abc\n")
    (tmp_path / "s3").mkdir()
    (tmp_path / "s3/redis.log").write_text("abc\n")
    found = lifelines("redis-sentinel", tmp_path)
    assert found == {"s1.log": "S1", "other.log": "", "redis.log": "S3"}


def test_a_capture_says_whom_it_heard():
    found = with_sources(draft("pgbouncer-ha"), [str(TRACES / "pgbouncer-ha/normal/bridge.pcap.gz")], SilentProgress())
    (source,) = found.draft.sources
    assert "HAProxy1 (192.168.1.10)" in source.why and "VIP (192.168.1.100)" in source.why


def test_services_of_spans_are_named_with_their_lifelines(tmp_path):
    def spans(service: str) -> str:
        attribute = {"key": "service.name", "value": {"stringValue": service}}
        span = {"traceId": "t", "spanId": "s", "name": "x", "startTimeUnixNano": "1", "endTimeUnixNano": "2"}
        resource = {"resource": {"attributes": [attribute]}, "scopeSpans": [{"spans": [span]}]}
        return json.dumps({"resourceSpans": [resource]})

    (tmp_path / "spans.json").write_text("\n".join(map(spans, ("next-frontend", "hono", "billing"))))
    found = with_sources(draft("pgbouncer-ha"), [str(tmp_path)], SilentProgress())
    assert [(source.lifeline, source.why.split(":")[0]) for source in found.draft.sources] == [
        ("", "OpenTelemetry spans of billing"),
        ("Hono", "OpenTelemetry spans of hono"),
        ("Next", "OpenTelemetry spans of next-frontend"),
    ]


def test_what_is_not_opened_is_said(tmp_path):
    os.mkfifo(tmp_path / "a.log")
    found = with_sources(draft("patroni"), [str(tmp_path)], SilentProgress())
    assert [source.why for source in found.draft.sources] == ["a pipe in a directory is not opened"]


@pytest.mark.slow
def test_a_drafted_contract_finds_what_the_shipped_one_does(tmp_path):
    traces = str(TRACES / "pgbouncer-ha/persist_to_down")
    started = init(InitRequest(str(SPEC / "pgbouncer-ha.md"), (traces,), str(tmp_path / "x.yaml")), SilentProgress())
    (tmp_path / "x.yaml").write_text(started.text)
    assert load_spec(tmp_path / "x.yaml", NEEDS)

    def verdicts(spec: str | None) -> dict[str, tuple[str, int, int]]:
        outcome = check(CheckRequest((traces,), spec=spec), SilentProgress())
        return {
            p.id: (p.verdict.value, p.exercised, p.violations) for p in outcome.properties if p.system == "pgbouncer-ha"
        }

    assert verdicts(str(tmp_path / "x.yaml")) == verdicts(None)
