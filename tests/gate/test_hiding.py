"""No report tells a password: not in a quoted line, not in a message, in no format, in no baseline."""

import json
from dataclasses import replace
from importlib import import_module
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Change, Finding, Related, Severity, Verdict
from checker.base.places import Place, Span
from checker.base.progress import SilentProgress
from checker.configs.deployment import Deployment, Recognised
from checker.configs.source import Source
from checker.gate.hiding import Veil
from checker.gate.secrets import secrets_by_line, secrets_in
from checker.gate.vrrp.examples import ONE, TWO
from checker.model.outcome import Outcome, Suppressed
from checker.pipeline import GateRequest, baseline_of, gate
from checker.report.formats import format_names
from checker.report.options import RenderOptions

# What files of all formats say, with the secret in place of @.
LINES = [
    "        auth_pass @",
    '        auth_pass "@"',
    "$AUTH_PASS=@",
    "    stats auth admin:@",
    "    stats auth admin:@ # verify: allow x: y",
    "    user admin insecure-password @",
    "    user admin groups G1,G2 password @",
    '    http-check send meth GET uri / hdr Authorization "Basic @"',
    "    option httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ Basic\\ @",
    '    tcp-check send "AUTH @\\r\\n"',
    "    setenv DB_TOKEN @",
    '    server pgb1 "${DB_PASS-@}:6432" check',
    "    cookie SRV insert dynamic-cookie-key @",
    "pg = host=10.0.0.1 port=5432 user=app password=@ pool_size=20",
    "pg = host=10.0.0.1 password='@' dbname=pg",
    "on_publish http://user:@@10.0.0.1:9090/start;",
    "on_publish http://10.0.0.1:9090/start?a=b&token=@&c=d;",
    "    set $api_key @;",
    '    proxy_set_header X-Api-Key "@";',
    '    secure_link_md5 "$secure_link_expires$uri @";',
    "      POSTGRES_PASSWORD: @",
    "      POSTGRES_PASSWORD: @ # why",
    '      POSTGRES_PASSWORD: "@"',
    "      POSTGRES_PASSWORD: one two @",
    "      - POSTGRES_PASSWORD=@",
    '      - "SECRET_KEY=one @"',
    "    environment: {DB_SECRET: @, OTHER: x}",
    "      DATABASE_URL: postgres://app:@@db:5432/pg?sslmode=require",
    "      DATABASE_URL: postgres://app:a/@@db:5432/pg",
    "      DATABASE_URL: redis://:@@redis:6379",
    "      DATABASE_URL: jdbc:postgresql://db/pg?user=app&password=@&ssl=true",
    "      PASSWORD: ${DB_PASSWORD:-@}",
    '    command: ["redis-server", "--requirepass", "@"]',
    "    command: redis-server --requirepass @",
    "    command: curl -u admin:@ http://10.0.0.1/",
    "    command: sh -c 'PGPASSWORD=@ psql -h db'",
    '  "api_key": "@",',
    "spring.datasource.password=@",
    "    password: '@'",
    "    tokens: [@, other]",
    "    tokens:\n      - @",
    "    password: |\n      @\n",
    "    password:\n      @",
    '      - name: API_TOKEN\n        value: "@"',
]
secrets = st.from_regex(r"Zq[a-zA-Z0-9]{2,12}", fullmatch=True) | st.from_regex(r"Zq[a-z0-9_.~-]{1,8}x", fullmatch=True)


def veil_of(text, **environment):
    return Veil(Deployment((Recognised(Source("a.conf", text), "toy"),), ()), environment)


def rendered(outcome):
    """The outcome in every format, long and short."""
    for name in format_names():
        for summary in (False, True):
            module = import_module(f"checker.report.formats.as_{name}")
            yield module.render(outcome, RenderOptions(summary=summary))


@pytest.mark.parametrize("line", LINES)
@given(secret=secrets)
@settings(max_examples=10, deadline=None)
def test_no_format_tells_a_secret(line, secret):
    said = line.replace("@", secret, 1) if "@@" in line else line.replace("@", secret)
    text = f"first\n{said}\nlast"
    veil, number = veil_of(text), 2 + said.rstrip("\n").count("\n")
    place, quoted = Place("a.conf", number, 5), text.split("\n")[number - 1]
    finding = Finding(
        "unknown-keyword",
        Severity.ERROR,
        f"'{secret}' is not known here",
        place,
        quoted,
        (Related(Place("a.conf", number), f"{secret} stands here", quoted),),
        hint=f"did you mean {secret}?",
        key="word",
        wanted=secret,
        found=secret,
        repair=f"write {secret}",
        changes=(Change(Span("a.conf", number, 1, number, 2), secret),),
        verdict=Verdict.VIOLATED,
    )
    hidden = veil.hidden(finding)
    assert veil.hidden(hidden) == hidden
    elsewhere = veil.hidden(replace(finding, where=Place("a.conf", 1), text=f"x {secret}", related=()))
    suppressed = (Suppressed(hidden, "inline", "why", place),)
    outcome = Outcome("gate", Verdict.VIOLATED, 1, notes=(hidden, elsewhere), suppressed=suppressed)
    for report in (*rendered(outcome), baseline_of(outcome), repr(outcome)):
        assert secret not in report
    assert hidden.changes == ()


@pytest.mark.parametrize(
    "line",
    [
        "        auth_type PASS",
        "    proxy_pass http://backend:8080;",
        "    stats uri /stats",
        "    hash-type consistent",
        "    option httpchk GET /key",
        "    bind :443 ssl crt /etc/haproxy/key.pem",
        "      POSTGRES_PASSWORD: ${DB_PASSWORD}",
        "      POSTGRES_PASSWORD: ${DB_PASSWORD:?must be set}",
        "      MONITOR_URL: http://10.0.0.1:8404/stats",
        "    secrets:",
        "    password:",
        '    password: ""',
        "    keepalive 32;",
        "    server pgb1 192.168.1.5:6432 check on-marked-down shutdown-sessions",
        "auth_type = md5",
        "server_tls_sslmode = prefer",
    ],
)
def test_what_is_no_secret_is_told(line):
    assert secrets_in(line) == []
    assert not secrets_by_line(f"{line}\n  x: y\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "auth_pass differs between the nodes",
        "the password: it has eight characters at most",
        "user a has a password here",
        "--env DB_PASSWORD=VALUE says what it is",
    ],
)
def test_a_keyword_in_a_sentence_hides_nothing(sentence):
    assert veil_of("auth_pass Zq12").hidden(Finding("x", Severity.INFO, sentence, hint=sentence)).message == sentence


def test_the_caret_stays_at_its_word():
    line = "    server a 10.0.0.1:80 # token=Zqsecretword here"
    veil = veil_of(f"{line} inter 2")
    for column in (5, 14):
        hidden = veil.hidden(Finding("x", Severity.ERROR, "", Place("a.conf", 1, column), f"{line} inter 2"))
        assert hidden.text == "    server a 10.0.0.1:80 # token=*** here inter 2"
    column = len(line) + 2
    hidden = veil.hidden(Finding("x", Severity.ERROR, "", Place("a.conf", 1, column), f"{line} inter 2"))
    assert hidden.text[column - 1 :] == "inter 2"
    assert "***" in hidden.text


def test_a_secret_that_is_an_ordinary_word_elsewhere_stays_a_word():
    text = "user: postgres\nPOSTGRES_PASSWORD: postgres\n"
    about_user = Finding("x", Severity.ERROR, "user postgres", Place("a.conf", 1, 7), "user: postgres")
    about_password = Finding("x", Severity.ERROR, "found postgres", Place("a.conf", 2), "POSTGRES_PASSWORD: postgres")
    veil = veil_of(text)
    assert veil.hidden(about_user) == about_user
    assert veil.hidden(about_password).message == "found ***"
    assert veil.hidden(about_password).text == "POSTGRES_PASSWORD: ***"


def test_a_value_of_the_environment_is_hidden():
    finding = Finding("x", Severity.ERROR, "the server is Zqabc, the host is db", found="Zqabc")
    hidden = veil_of("a", DB_PASSWORD="Zqabc", DB_HOST="db").hidden(finding)
    assert (hidden.message, hidden.found) == ("the server is ***, the host is db", "***")


def test_the_value_of_a_secret_name_is_hidden_and_what_is_said_of_it_is_not():
    finding = Finding("x", Severity.ERROR, "m", key="auth_pass", wanted="the same on all nodes", found="Zq")
    assert (veil_of("a").hidden(finding).wanted, veil_of("a").hidden(finding).found) == ("the same on all nodes", "***")


def test_a_line_that_nobody_reads_is_hidden_as_a_whole():
    line = f"token {'x' * 5000}"
    assert veil_of(line).hidden(Finding("x", Severity.ERROR, "m", Place("a.conf", 1), line)).text == "***"


@given(st.text(max_size=200) | st.from_regex(r"(pass|key|token|[ =:\"'@/-]){0,60}", fullmatch=True))
def test_stretches_are_in_order_and_apart(text):
    found = secrets_in(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    secrets_by_line(text)


HAPROXY = """\
userlist people
    user admin insecure-password @ more
defaults
    mode tcp
    nonsense token=@
backend pgbouncers
    server pgb1 192.168.1.5:6432 check inter 2 # password=@
    server pgb2 192.168.1.5:6433
listen stats
    bind :8404
    mode http
    stats enable
    stats uri /stats
    stats auth admin:@
"""
KEEPALIVED = "    authentication {\n        auth_type PASS\n        auth_pass @ more\n    }\n    nopreempt\n"
COMPOSE = """\
services:
  db:
    image: postgres
    environment:
      POSTGRES_PASSWORD: @
      DATABASE_URL: postgres://app:@%40@db:5432/pg
    ports: "x"
  monitor:
    image: monitor
    environment:
      - HAPROXY_STATS_URL=http://admin:@%40@192.168.1.10:8405/stats
"""
PGBOUNCER = "[databases]\npg = host=10.0.0.1 password=@ nonsense\n[pgbouncer]\nlisten_port = 1\npool_mode = session\n"


@given(secret=secrets)
@settings(max_examples=5, deadline=None)
def test_no_report_of_whole_files_tells_a_secret(tmp_path_factory, secret):
    folder = tmp_path_factory.mktemp("conf")
    version2 = [each.replace("vrrp_version 3", "vrrp_version 2") for each in (ONE, TWO)]
    files = {
        "haproxy.cfg": HAPROXY,
        "keepalived-1.conf": version2[0].replace("    nopreempt\n", KEEPALIVED),
        "keepalived-2.conf": version2[1].replace("    nopreempt\n", KEEPALIVED.replace("@", "other@")),
        "compose.yml": COMPOSE,
        "pgbouncer.ini": PGBOUNCER,
        ".env": "DB_PASSWORD=@\nOTHER=${DB_PASSWORD\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text.replace("%40@", "%40\0").replace("@", secret).replace("\0", "@"))
    gated = gate(GateRequest((str(folder),)), SilentProgress())
    quoted = {f.where.line for f in gated.outcome.findings if f.where and f.where.file.endswith("haproxy.cfg")}
    assert {5, 6, 7, 14} <= quoted
    for report in (*rendered(gated.outcome), baseline_of(gated.outcome)):
        assert secret not in report
    assert not any(secret in shown for patch in gated.patches for shown in patch.shown)
    assert any(secret in patch.after for patch in gated.patches)
    accepted = folder / "accepted.json"
    accepted.write_text(baseline_of(gated.outcome).replace('"why": ""', '"why": "known"'))
    again = gate(GateRequest((str(folder),), baseline=str(accepted)), SilentProgress())
    assert len(again.outcome.suppressed) == len(json.loads(accepted.read_text())["accepted"]) > 5
