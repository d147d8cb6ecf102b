"""What is loaded, and the exact words for every mistake in a contract file."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.places import Place
from checker.model.contract_diagrams import check_against_diagrams, labels_of, meanings, numeric_notes, unmapped
from checker.model.spec import load_spec, with_settings
from checker.properties import load

SPEC = Path(__file__).parents[2] / "spec"
KNOWN = {id: prop.parameters for id, prop in load().items()}
PARAMETERS = {
    "check.fall": ("3", 109),
    "check.rise": ("2", 145),
    "check.interval": ("2s", 109),
    "down.within": ("6s", 109),
    "up.within": ("4s", 145),
    "vip.takeover": ("3s", 201),
    "vip.handover": ("100ms", None),
    "route.tolerance": ("4ms", None),
    "client.interruption": ("3s", 207),
    "monitor.interval": ("10s", 266),
    "monitor.tolerance": ("1s", 266),
    "alert.within": ("2s", None),
    "vip.port": ("5432", 8),
    "balance.algorithm": ("leastconn", 31),
    "pool.mode": ("transaction", 36),
    "stats.port": ("8404", 259),
    "stats.path": ("/stats", 267),
    "monitor.variable": ("HAPROXY_STATS_URL", 267),
    "monitor.state-file": ("/tmp/pgbouncer_states.txt", 261),
    "view": ("any", None),
    "check.timeout": ("2s", 109),
    "check.fastinter": ("2s", 109),
    "check.downinter": ("2s", 109),
    "balance.retries": ("3", None),
    "balance.redispatch": ("yes", None),
    "balance.persist": ("no", None),
    "balance.sticky": ("no", None),
    "client.retry": ("1s", None),
    "vrrp.version": ("2", None),
    "vrrp.advert": ("1s", None),
    "vrrp.down-adverts": ("3", None),
    "vrrp.preempt": ("no", 242),
    "vrrp.track": ("none", None),
    "vrrp.delay": ("10ms", None),
    "stats.timeout": ("2s", None),
    "alert.timeout": ("2s", None),
    "alert.save-on-failure": ("yes", 297),
}
STREAMING = {
    "heartbeat.interval": ("10s", 29),
    "heartbeat.fall": ("3", 39),
    "heartbeat.rise": ("2", 74),
    "heartbeat.schedule": ("fixed-delay", None),
    "heartbeat.timeout": ("5s", None),
    "heartbeat.answer": ("0s", None),
    "heartbeat.tolerance": ("1s", 29),
    "check.fall": ("3", 39),
    "check.rise": ("2", 74),
    "down.within": ("45s", 29),
    "up.within": ("25s", 29),
    "agree.within": ("20.25s", 29),
    "publish.timeout": ("10s", None),
    "client.retry": ("1s", None),
    "route.tolerance": ("10ms", None),
    "view": ("any", None),
    "rtmp.port": ("1935", 16),
    "hls.port": ("9090", 24),
    "hls.push": ("rtmp://127.0.0.1:1935/hls", 22),
    "hls.path": ("/shared/live", 23),
    "publish.path": ("/api/stream/start", 18),
}


@pytest.fixture(scope="module")
def contract():
    return next(c for c in load_spec(None, KNOWN) if c.system == "pgbouncer-ha")


def test_the_embedded_contract_fits_its_diagrams(contract):
    check_against_diagrams(contract)


@pytest.mark.parametrize("name", PARAMETERS)
def test_embedded_parameters(contract, name):
    parameter = contract.parameters[name]
    shown, line = PARAMETERS[name]
    assert (parameter.shown, parameter.stated and parameter.stated.line) == (shown, line)
    assert parameter.why or parameter.stated


def test_no_parameter_is_missing(contract):
    assert set(contract.parameters) == set(PARAMETERS)


def test_the_other_embedded_contract():
    streaming = next(c for c in load_spec(None, KNOWN) if c.system == "rtmp-failover")
    check_against_diagrams(streaming)
    said = {n: (p.shown, p.stated and p.stated.line) for n, p in streaming.parameters.items()}
    assert said == STREAMING
    assert {s.name: (s.address, s.port) for s in streaming.servers.values()} == {
        "primary": ("spring-boot-app-primary", 8080),
        "secondary": ("spring-boot-app-secondary", 8081),
    }
    assert [p.line for p in streaming.promises["publish-fails-over"].stated] == [54, 53]


def test_embedded_promises(contract):
    assert {p.id: [place.line for place in p.stated] for p in contract.promises.values()} == {
        "balancer-not-single-point": [229],
        "service-unaffected": [118],
    }


def test_embedded_components(contract):
    assert {h.name: (h.address, h.priority) for h in contract.hosts.values()} == {
        "hap1": ("192.168.1.10", 101),
        "hap2": ("192.168.1.11", 100),
    }
    assert {s.name: (s.address, s.port) for s in contract.servers.values()} == {
        f"pgb{n}": ("192.168.1.5", 6431 + n) for n in (1, 2, 3)
    }
    assert contract.vips["vip"].address == "192.168.1.100"
    assert contract.vips["vip"].hosts == ("hap1", "hap2")
    assert contract.vip_at("192.168.1.100") is contract.vips["vip"]
    assert contract.vip_at("192.168.1.10") is None


def test_embedded_properties_name_the_lines_that_promise_them(contract):
    routed, holder = contract.properties["no-request-routed-to-down"], contract.properties["single-vip-holder"]
    assert [p.line for p in routed.stated] == [122, 129]
    assert all("Route (skip pgb2)" in text for text in routed.texts)
    assert [p.line for p in holder.stated] == [242, 237, 201]
    assert routed.covers("pgb2")


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("hap1", "hap1"),
        ("HAProxy1", "hap1"),
        ("hap2.example.org", "hap2"),
        ("192.168.1.11", "hap2"),
        ("192", None),
        ("other", None),
    ],
)
def test_hosts_by_the_names_that_logs_use(contract, name, host):
    found = contract.host_of(name)
    assert (found and found.name) == host


@pytest.mark.parametrize(
    ("name", "server"), [("pgbouncer_back/pgb2", "pgb2"), ("pgb3", "pgb3"), ("PGB1", "pgb1"), ("back/<NOSRV>", None)]
)
def test_servers_by_the_names_that_logs_use(contract, name, server):
    found = contract.server_of(name)
    assert (found and found.name) == server


def test_every_number_of_the_diagrams_is_understood(contract):
    assert numeric_notes(contract) == ()


def test_every_lifeline_of_the_diagrams_is_named(contract):
    ids = {p.id for drawn in contract.diagrams for p in drawn.diagram.participants}
    assert ids == set(contract.lifelines)


def test_labels_and_what_they_mean(contract):
    found = {label.place.line: (m.rule.kind, dict(m.args)) for label, m in meanings(contract) if m}
    assert found[101] == ("check", {"server": "pgb2", "passed": "false"})
    assert found[109] == ("server_state", {"server": "pgb2", "after": "DOWN"})
    assert found[122] == ("assigned", {"server": "pgb1"})
    assert found[143] == ("check", {"server": "pgb2", "passed": "true"})
    assert found[201] == ("vrrp_state", {"state": "MASTER"})
    assert found[236] == ("advert", {"sender": "hap1"})
    labels = [x for drawn in contract.diagrams for x in labels_of(drawn) if x.kind in ("message", "note")]
    assert len(unmapped(contract)) + len(found) == len(labels)
    assert any(label.text.startswith("HTTP Request") for label in unmapped(contract))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "spec").mkdir()
    for name in ("pgbouncer-ha.md", "pgbouncer-ha.yaml"):
        (tmp_path / "spec" / name).write_bytes((SPEC / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_and_its_folder_load_the_same_with_places_as_given(folder):
    (one,) = load_spec(Path("spec/pgbouncer-ha.yaml"), KNOWN)
    (two,) = load_spec(Path("spec"), set(KNOWN))
    assert one == two
    assert one.parameters["check.fall"].stated == Place("spec/pgbouncer-ha.md", 109, 28)


def changed(folder, old, new):
    path = folder / "spec" / "pgbouncer-ha.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return load_spec(path, KNOWN)[0]


def test_what_the_owners_accept(folder):
    accepted = changed(folder, "properties:\n", 'accepts:\n  no-failback: "ours may go back"\nproperties:\n').accepts
    assert [(each.id, each.why, each.place.line > 1) for each in accepted.values()] == [
        ("no-failback", "ours may go back", True)
    ]


def test_a_word_that_a_person_read_from_a_line(folder):
    preempt = changed(folder, "{value: no, line: 242}", "{value: yes, line: 239}").parameters["vrrp.preempt"]
    assert (preempt.shown, preempt.stated.line) == ("yes", 239)
    assert "could reclaim VIP" in preempt.text


WRONG = {
    "a reason that is not given": ({"properties:\n": "accepts: {no-failback: }\nproperties:\n"}, "must be a text"),
    "a reason of blanks": (
        {"properties:\n": 'accepts: {no-failback: " "}\nproperties:\n'},
        "accepts: no reason is given for no-failback",
    ),
    "a reason in empty quotes": (
        {"properties:\n": 'accepts: {no-failback: ""}\nproperties:\n'},
        "accepts: no reason is given for no-failback",
    ),
    "what nothing is called": (
        {"properties:\n": "accepts: {No Failback: x}\nproperties:\n"},
        "'No Failback' is neither a property nor the code of a finding",
    ),
    "a line that no rule reads": (
        {"{value: no, line: 242}": "{line: 242}"},
        "no rule reads yes or no from a text\n"
        "  hint: write `value:` beside it, such as yes or no: what the line means for vrrp.preempt",
    ),
    "neither yes nor no": ({"{value: no, line: 242}": "{value: perhaps, line: 242}"}, "must be yes or no"),
    "a version that is none": ({"vrrp.version: {value: 2": "vrrp.version: {value: 4"}, "must be a version of VRRP"),
    "unknown parameter": (
        {"  view: {value: any": "  viev: {value: any"},
        ":6: unknown key 'viev' under parameters; did you mean 'view'?",
    ),
    "unknown host": ({"[hap1, hap2]": "[hap1, hap3]"}, "unknown host 'hap3'; did you mean 'hap1'?"),
    "unknown role": (
        {"role: pool": "role: poool"},
        "unknown role 'poool' under PGB under lifelines; did you mean 'pool'?",
    ),
    "unknown server": ({"server: pgb3}": "server: pgb4}"}, "unknown server 'pgb4'; did you mean 'pgb1'?"),
    "a name of two hosts": (
        {"[haproxy2, haproxy-2]": "[haproxy1]"},
        "the name 'haproxy1' belongs to host 'hap1' and to host 'hap2'",
    ),
    "a line that says nothing of the kind": (
        {"check.fall: {line: 109}": "check.fall: {line: 110}"},
        "spec/pgbouncer-ha.md:110 does not state a count of failures for check.fall: 'end'\n"
        "  hint: the nearest lines that do:\n"
        "  spec/pgbouncer-ha.md:109: 'After 3 failures (6s)' says 3",
    ),
    "a line that says the opposite": (
        {"check.fall: {line: 109}": "check.fall: {line: 145}"},
        "spec/pgbouncer-ha.md:145 does not state a count of failures for check.fall: "
        "'Note over HAProxy: After 2 successes (4s)<br/>Mark pgb2 as UP'",
    ),
    "a value that disagrees with its line": (
        {"check.fall: {line: 109}": "check.fall: {line: 109, value: 5}"},
        "check.fall is 5 here, but spec/pgbouncer-ha.md:109 says 3: "
        "'Note over HAProxy: After 3 failures (6s)<br/>Mark pgb2 as DOWN'",
    ),
    "a line that says two": (
        {"{line: 236, nth: 1}": "{line: 236}"},
        "spec/pgbouncer-ha.md:236 states several values for priority of hap1 (1: 101, 2: 100)\n"
        "  hint: add 'nth: 1' or another number to choose one",
    ),
    "a third of two": (
        {"{line: 236, nth: 1}": "{line: 236, nth: 3}"},
        "spec/pgbouncer-ha.md:236 states 2 values for priority of hap1, not 3",
    ),
    "a line behind the end": (
        {"check.fall: {line: 109}": "check.fall: {line: 999}"},
        "'line' must be a line of spec/pgbouncer-ha.md (1 to 307), found '999'",
    ),
    "a duration without unit": (
        {"value: 100ms": "value: 100"},
        "vip.handover must be a duration such as 100ms or 6s, found '100'",
    ),
    "a count of nothing": (
        {"check.fall: {line: 109}": "check.fall: {value: 0, ours: x}"},
        "check.fall must be more than 0",
    ),
    "a bound of nothing": (
        {"view: {value: any": "agree.within: {value: 0s, ours: x}\n  view: {value: any"},
        "agree.within must be more than 0, and is 0s",
    ),
    "no value": ({"{value: 100ms, ours": "{ours"}, "vip.handover says neither 'line' nor 'value'"),
    "no reason": (
        {'view: {value: any, ours: "the diagrams draw one HAProxy; two of them keep a view each"}': "view: any"},
        "view gives a value but no reason",
    ),
    "unknown property": (
        {"single-vip-holder:": "single-vip-holdr:"},
        "unknown property 'single-vip-holdr'; did you mean 'single-vip-holder'?\n"
        f"  hint: known: {', '.join(sorted(KNOWN))}",
    ),
    "a property without its parameter": (
        {"  alert.within:": "  # alert.within:"},
        "property 'alert-per-state-change' needs the parameter 'alert.within'",
    ),
    "a property that nothing promises": (
        {"{line: [242, 237, 201]}": "{}"},
        "single-vip-holder says neither 'line' nor 'ours'",
    ),
    "an empty line promises nothing": (
        {"{line: [242, 237, 201]}": "{line: 244}"},
        "spec/pgbouncer-ha.md:244 is empty, so it promises nothing",
    ),
    "unknown subject": ({"{line: [122, 129]}": "{line: 122, skip: pgb9}"}, "unknown host, server or vip 'pgb9'"),
    "unknown argument": (
        {'"Mark {server} as': '"Mark {servr} as'},
        "event 'server_state' has no argument 'servr'; did you mean 'server'?\n"
        "  hint: its arguments: server, before, after, reason",
    ),
    "unknown event": (
        {"event: server_state": "event: server_stat"},
        "unknown event 'server_stat' under events; did you mean 'server_state'?",
    ),
    "a label that no diagram has": (
        {'"Promote self to': '"Promote themself to'},
        "no label of the diagrams fits 'Promote themself to {state}'; did you mean 'Promote self to MASTER'?",
    ),
    "a label on another lifeline": (
        {'self to {state}"\n    from: vrrp-peer': 'self to {state}"\n    from: pool'},
        "no label of the diagrams fits 'Promote self to {state}'; did you mean 'Promote self to MASTER'?\n"
        "  hint: a rule above it takes those labels, or 'from' and 'to' do not fit them",
    ),
    "a lifeline that no diagram has": (
        {"  Slack:": "  Slak:"},
        "no diagram has a lifeline 'Slak'; did you mean 'Slack'?",
    ),
    "a formula that disagrees": (
        {"value: 2s, ours": "value: 3s, ours"},
        "check.interval is 3s here, but down.within / check.fall gives 2s",
    ),
    "a formula of unknown names": (
        {"down.within / check.fall, value: 2s": "down.within / check.fal"},
        "'implied' of check.interval: 'check.fal' is not known here",
    ),
    "a formula that gives a number": (
        {"down.within / check.fall, value: 2s": "down.within / up.within"},
        "'implied' of check.interval: gives a number, not a duration",
    ),
    "a document that is not there": (
        {"[pgbouncer-ha.md]": "[pgbouncer.md]"},
        "cannot read spec/pgbouncer.md: no such file or directory",
    ),
    "no documents": ({"documents: [pgbouncer-ha.md]": ""}, "missing key 'documents'"),
    "an address": (
        {"address: {line: 162}": "address: 192.168.1.300"},
        "address of vip must be an IPv4 address such as 192.168.1.10, found '192.168.1.300'",
    ),
    "a diagram that is not there": (
        {"properties:\n": "diagrams: {1. Nothing: {lifelines: {VIP: {role: client}}}}\nproperties:\n"},
        "no diagram is called '1. Nothing'",
    ),
    "a lifeline that this diagram has not": (
        {"properties:\n": "diagrams: {System Sequence Diagrams: {lifelines: {Slack: {role: client}}}}\nproperties:\n"},
        "diagram 'System Sequence Diagrams' has no lifeline 'Slack'",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes(folder, case):
    changes, message = WRONG[case]
    path = Path("spec/pgbouncer-ha.yaml")
    text = path.read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_spec(path, KNOWN)
    said = str(caught.value)
    assert said.startswith("spec/pgbouncer-ha.yaml:")
    assert message.removeprefix(":6") in said
    assert said.count("spec/pgbouncer-ha.yaml:") == 1, "one mistake, one message"


def test_a_number_that_is_not_understood_is_a_note_at_its_place(folder):
    path = Path("spec/pgbouncer-ha.md")
    path.write_text(path.read_text().replace("Transforms to JSON", "Transforms 7 from 9 things"))
    (contract,) = load_spec(Path("spec"), KNOWN)
    assert [(n.code, str(n.where)) for n in numeric_notes(contract)] == [
        ("numeric-phrase-not-understood", "spec/pgbouncer-ha.md:55")
    ] * 2


def test_a_lifeline_may_mean_something_else_in_one_diagram(folder):
    path = Path("spec/pgbouncer-ha.yaml")
    path.write_text(path.read_text() + "diagrams: {System Sequence Diagrams: {lifelines: {Next: {role: server}}}}\n")
    (contract,) = load_spec(path, KNOWN)
    here = contract.lifeline("Next", "System Sequence Diagrams")
    there = contract.lifeline("Next", "3. HAProxy High Availability Failover")
    assert here and there
    assert (here.role, there.role) == ("server", "application")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_contract_is_an_input_error_or_loads(folder, data):
    lines = (SPEC / "pgbouncer-ha.yaml").read_text().split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[at])))
        piece = data.draw(st.sampled_from([*"[]{}:,'\"#&*!|>-?%@ \t0é", "{line: 1}", "999999999999", "~"]))
        lines[at] = lines[at][:column] + piece + lines[at][column + data.draw(st.integers(0, 3)) :]
    path = Path("spec/pgbouncer-ha.yaml")
    path.write_text("\n".join(lines))
    with suppress(InputError):
        load_spec(path, KNOWN)


def test_several_mistakes_are_told_together_in_the_order_of_the_file(folder):
    path = Path("spec/pgbouncer-ha.yaml")
    path.write_text(path.read_text().replace("role: pool", "role: poool").replace("[hap1, hap2]", "[hap3, hap2]"))
    with pytest.raises(InputError) as caught:
        load_spec(path, KNOWN)
    first, second = str(caught.value).split("\nspec/")
    assert "hap3" in first
    assert "poool" in second


def test_paths_that_hold_no_contract(folder):
    (folder / "empty").mkdir()
    cases = {
        "empty": "no contract (*.yaml) in empty\n  hint: a contract stands beside the diagrams; "
        "docs/contract.md tells how to write one",
        "nowhere.yaml": "cannot read nowhere.yaml: no such file or directory\n  hint: check the path",
        "spec/pgbouncer-ha.md": "spec/pgbouncer-ha.md is not a contract\n  hint: give the contract (*.yaml) that "
        "stands beside the diagrams; docs/contract.md tells how to write one",
    }
    for path, message in cases.items():
        with pytest.raises(InputError) as caught:
            load_spec(Path(path), KNOWN)
        assert str(caught.value) == message


def test_two_contracts_of_one_system(folder):
    Path("spec/other.yaml").write_bytes(Path("spec/pgbouncer-ha.yaml").read_bytes())
    with pytest.raises(InputError, match=r"system 'pgbouncer-ha' has two contracts; the other is spec/other.yaml"):
        load_spec(Path("spec"), KNOWN)


def test_set(contract):
    changed = contract.with_settings(["vip.takeover=3.91s", "check.fall=10", "view=haproxy@hap1"])
    assert changed.duration("vip.takeover") == 3_910_000_000
    assert changed.count("check.fall") == 10
    assert changed.text("view") == "haproxy@hap1"
    assert changed.parameters["vip.takeover"].stated is None
    assert changed.parameters["vip.takeover"].why == "--set vip.takeover=3.91s"
    assert changed.duration("check.interval") == contract.duration("check.interval"), "implied once, not recomputed"
    assert contract.duration("vip.takeover") == 3_000_000_000


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("vip.takeover", "--set takes NAME=VALUE, found 'vip.takeover'\n  hint: for example vip.takeover=3.91s"),
        ("=3s", "--set takes NAME=VALUE, found '=3s'\n  hint: for example vip.takeover=3.91s"),
        (
            "vip.takeover=3",
            "--set vip.takeover=3: vip.takeover must be a duration such as 100ms or 6s, found '3'",
        ),
        ("check.fall=3s", "--set check.fall=3s: check.fall must be a count of failures such as 3, found '3s'"),
        ("check.fall=", "--set check.fall=: check.fall must be a count of failures such as 3, found ''"),
        (
            "vip.takeover=-1s",
            "--set vip.takeover=-1s: vip.takeover must be a duration such as 100ms or 6s, found '-1s'",
        ),
    ],
)
def test_set_says_what_is_wrong(contract, setting, message):
    for attempt in (contract.with_settings, lambda s: with_settings([contract], s)):
        with pytest.raises(InputError) as caught:
            attempt([setting])
        assert str(caught.value) == message


@pytest.mark.parametrize("setting", ["check.fall=0", "check.rise=0", "down.within=0s", "monitor.interval=0ms"])
def test_a_bound_or_a_count_of_nothing_is_refused(contract, setting):
    with pytest.raises(InputError, match=r"must be more than 0.*\n  hint: .*tolerances"):
        contract.with_settings([setting])


@pytest.mark.parametrize("name", ["vip.handover", "route.tolerance", "monitor.tolerance"])
def test_a_tolerance_or_a_handover_of_nothing_is_strict(contract, name):
    assert contract.with_settings([f"{name}=0s"]).duration(name) == 0


def test_a_setting_from_which_no_other_follows_is_refused(folder):
    path = Path("spec/pgbouncer-ha.yaml")
    path.write_text(path.read_text().replace("implied: down.within / check.fall", "computed: down.within - 4s"))
    (contract,) = load_spec(path, KNOWN)
    with pytest.raises(InputError, match=r"check.interval .* is less than nothing\n  hint: set check.interval"):
        contract.with_settings(["down.within=3s"])


def test_set_names_the_nearest_parameter(contract):
    with pytest.raises(InputError) as caught:
        with_settings([contract], ["takover=3s"])
    assert str(caught.value).startswith(
        "--set takover=3s: there is no parameter 'takover'; did you mean 'vip.takeover'?\n"
        "  hint: pgbouncer-ha states: alert."
    )


def test_what_no_contract_states_can_be_set_like_any_other_parameter(contract):
    silent = replace(contract, parameters={n: p for n, p in contract.parameters.items() if n != "vrrp.version"})
    (changed,) = with_settings([silent], ["vrrp.version=3"])
    assert (changed.count("vrrp.version"), changed.parameters["vrrp.version"].why) == (3, "--set vrrp.version=3")
    with pytest.raises(InputError, match=r"vrrp\.version must be a version of VRRP such as 2 or 3, found 'three'"):
        with_settings([silent], ["vrrp.version=three"])


def test_a_setting_is_for_the_contracts_that_state_the_parameter_or_for_all(contract):
    other = replace(contract, system="other", parameters={"check.fall": contract.parameters["check.fall"]})
    changed = with_settings([contract, other], ["vip.takeover=4s", "check.fall=7", "publish.timeout=2s"])
    assert [each.count("check.fall") for each in changed] == [7, 7]
    assert ["vip.takeover" in each.parameters for each in changed] == [True, False]
    assert [each.duration("publish.timeout") for each in changed] == [2 * 10**9] * 2


def test_a_parameter_knows_where_the_contract_says_it(contract):
    lines = Path(__file__).parents[2].joinpath("spec/pgbouncer-ha.yaml").read_text().splitlines()
    for name, parameter in contract.parameters.items():
        assert parameter.place is not None
        assert f"{name}:" in lines[parameter.place.line - 1] or name in lines[parameter.place.line - 2]
    assert contract.with_settings(["vip.takeover=4s"]).parameters["vip.takeover"].place is None


def test_computed_parameters_follow_a_setting(folder):
    path = Path("spec/pgbouncer-ha.yaml")
    path.write_text(path.read_text().replace("implied: down.within / check.fall", "computed: down.within / check.fall"))
    (contract,) = load_spec(path, KNOWN)
    assert contract.with_settings(["down.within=12s"]).parameters["check.interval"].shown == "4s"
    assert contract.with_settings(["down.within=12s", "check.interval=1s"]).parameters["check.interval"].shown == "1s"
