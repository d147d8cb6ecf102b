"""Compose files as a whole: what each service gets in the end, and on which line it stands.

`docker compose config` is not at hand here: what is expected follows the compose specification.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.compose.values import go_duration
from checker.configs.formats.compose import FORMAT
from checker.configs.setting import Unknown
from checker.configs.source import Source, Surroundings, finder


def parsed(files, **environment):
    sources = [Source(path, text) for path, text in files.items()]
    own = [source for source in sources if FORMAT.recognises(source.path, source.text)]
    return FORMAT.parse(own, Surroundings(environment, finder(sources)))


def services(files, **environment):
    return {service.name: service for service in parsed(files, **environment).facts}


def one(text, **environment):
    return next(iter(services({"compose.yml": text}, **environment).values()))


def values(service):
    return {name: setting.known for name, setting in service.environment.items()}


def test_environment_as_mapping_and_as_list():
    mapping = one("services:\n  a:\n    image: x\n    environment:\n      A: 1\n      B: ${V:-2}\n      C:\n")
    assert values(mapping)["A"] == "1" and values(mapping)["B"] == "2"
    assert isinstance(values(mapping)["C"], Unknown)
    listed = one('services:\n  a:\n    image: x\n    environment:\n      - A=1\n      - "B=2 3"\n      - C\n', C="4")
    assert values(listed) == {"A": "1", "B": "2 3", "C": "4"}
    assert (str(listed.environment["A"].place), listed.environment["A"].place.column) == ("compose.yml:5", 11)
    assert listed.environment["B"].word.raw == "2 3"


def test_the_environment_wins_over_the_file_beside():
    files = {
        "a/compose.yml": "services:\n  a:\n    image: x:$TAG\n    environment: [V=$V]\n",
        "a/.env": "TAG=1\nV='no $TAG'\n",
    }
    service = services(files)["a"]
    assert (service.image.known, values(service)) == ("x:1", {"V": "no $TAG"})
    assert [str(place) for place in service.image.via] == ["a/.env:1"]
    assert services(files, TAG="2")["a"].image.known == "x:2"


def test_a_value_that_is_but_a_variable_is_set_where_that_is():
    files = {
        "compose.yml": "services:\n  a: {image: x, environment: {A: '${V:-1}', B: '${W:-1}', C: $V}}\n",
        ".env": "\nV=2\n",
    }
    found = services(files)["a"].environment
    assert {name: (each.known, str(each.place)) for name, each in found.items()} == {
        "A": ("2", ".env:2"),
        "B": ("1", "compose.yml:2"),
        "C": ("2", ".env:2"),
    }
    assert [str(place) for place in found["C"].via] == ["compose.yml:2"]


def test_env_files_are_below_the_environment():
    files = {
        "compose.yml": "services:\n  a: {image: x, env_file: [one.env, {path: two.env}], environment: {C: 9}}\n",
        "one.env": "A=1\nexport B=1 # note\nC=1\n",
        "two.env": 'B="2\\n$A"\n',
    }
    service = services(files)["a"]
    assert (values(service)["A"], values(service)["C"]) == ("1", "9")
    assert isinstance(values(service)["B"], Unknown), "a file does not see what another one sets"
    assert str(service.environment["A"].place) == "one.env:1"
    assert {source.path for source in parsed(files).included} == {"one.env", "two.env"}


def test_an_overriding_file_lies_over_the_main_one():
    files = {
        "compose.yml": """\
services:
  a:
    image: x:1
    command: [run, it]
    environment: {A: 1, B: 1}
    ports: ["80:80", "81:81"]
    deploy: {replicas: 1}
""",
        "compose.override.yml": """\
services:
  a:
    image: x:2
    environment: [B=2]
    ports: ["82:82"]
    deploy: {replicas: 3}
""",
    }
    service = services(files)["a"]
    assert service.files == ("compose.yml", "compose.override.yml")
    assert (service.image.known, service.command.known, service.replicas.known) == ("x:2", "run it", 3)
    assert values(service) == {"A": "1", "B": "2"}
    assert [port.published.known for port in service.ports] == [80, 81, 82]
    assert str(service.environment["B"].place) == "compose.override.yml:4"


def test_reset_and_override():
    files = {
        "compose.yml": 'services:\n  a: {image: x, ports: ["80:80"], environment: {A: 1}, restart: always}\n',
        "compose.override.yml": (
            'services:\n  a:\n    ports: !override ["81:81"]\n    environment: !reset {}\n    restart: !reset null\n'
        ),
    }
    service = services(files)["a"]
    assert [port.published.known for port in service.ports] == [81]
    assert not service.environment
    assert service.restart.is_default and service.restart.known == "no"


def test_a_file_that_cannot_stand_alone_lies_over_the_main_one():
    files = {
        "compose.yml": "services:\n  a:\n    image: x\n    restart: always\n",
        "compose.prod.yml": "services:\n  a:\n    restart: on-failure\n",
    }
    assert services(files)["a"].restart.known == "on-failure"


def test_two_projects_in_two_folders():
    text = "services:\n  a:\n    image: x\n"
    assert len(parsed({"one/compose.yml": text, "two/compose.yml": text}).facts) == 2


def test_extends_include_and_merge_keys():
    files = {
        "compose.yml": """\
include: [more/compose.yml]
x-base: &base
  restart: always
  environment: &env {A: 1}
services:
  a:
    <<: *base
    extends: {file: base.yml, service: base}
    environment: {<<: *env, B: 2}
  c:
    extends: a
    image: z
""",
        "base.yml": "services:\n  base:\n    image: y\n    environment: {A: 0, Z: 0}\n",
        "more/compose.yml": "services:\n  b:\n    image: x\n",
    }
    found = services({path: text for path, text in files.items() if path == "compose.yml"} | files)
    assert values(found["a"]) == {"A": "1", "Z": "0", "B": "2"}
    assert (found["a"].image.known, found["a"].restart.known) == ("y", "always")
    assert (found["c"].image.known, values(found["c"])) == ("z", values(found["a"]))
    assert "b" in found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("services:\n  a:\n    image: x\n    image: y\n", "stands here again"),
        ("services:\n  a:\n    image: x\n    extends: b\n", "none of that name"),
        ("services:\n  a:\n    image: x\n    extends: a\n", "extends itself"),
        ("services:\n  a:\n    image: x\n    extends: {file: no.yml, service: b}\n", "no file no.yml"),
    ],
)
def test_what_is_wrong_is_told(text, says):
    assert [problem for problem in parsed({"compose.yml": text}).problems if says in problem.message]


@pytest.mark.parametrize(
    ("written", "ports"),
    [
        ("8404", [("", None, 8404)]),
        ('"80:8080"', [("", 80, 8080)]),
        ('"127.0.0.1:80:8080"', [("127.0.0.1", 80, 8080)]),
        ('"[::1]:80:8080/udp"', [("::1", 80, 8080)]),
        ('"127.0.0.1::8080"', [("127.0.0.1", None, 8080)]),
        ('"3000-3001:4000-4001"', [("", 3000, 4000), ("", 3001, 4001)]),
        ('"3000-3001"', [("", None, 3000), ("", None, 3001)]),
        ("{target: 80, published: 8080, host_ip: 10.0.0.1}", [("10.0.0.1", 8080, 80)]),
        ('{target: 80, published: "8080", mode: host}', [("", 8080, 80)]),
        ('"${P:-81}:80"', [("", 81, 80)]),
    ],
)
def test_ports(written, ports):
    service = one(f"services:\n  a:\n    image: x\n    ports:\n      - {written}\n")
    assert [(p.host_address.known, p.published.known, p.target.known) for p in service.ports] == ports
    assert {str(port.published.place) for port in service.ports} == {"compose.yml:5"}


@pytest.mark.parametrize("written", ['"x:y"', '"$P:80"', "{published: 80}", '"3000-3005:80"'])
def test_ports_that_cannot_be_told(written):
    service = one(f"services:\n  a:\n    image: x\n    ports:\n      - {written}\n")
    assert all(isinstance(port.published.known, Unknown) for port in service.ports) and service.ports


def test_health_checks_replicas_and_networks():
    service = one("""\
services:
  a:
    image: x
    networks: {front: {aliases: [www]}, back: }
    healthcheck: {test: [CMD, true], interval: 1m30s}
    deploy: {restart_policy: {condition: none}, update_config: {order: start-first}}
""")
    assert service.healthcheck.interval.known == 90 * 10**9 and service.healthcheck.retries.known == 3
    assert [network.known for network in service.networks] == ["front", "back"]
    assert [alias.known for alias in service.aliases] == ["www"]
    assert (service.restart_condition.known, service.update_order.known) == ("none", "start-first")
    assert service.replicas.known == 1 and service.replicas.is_default


@pytest.mark.parametrize(("text", "ns"), [("10s", 10**10), ("1m30s", 9 * 10**10), ("1.5s", 15 * 10**8), ("0s", 0)])
def test_durations(text, ns):
    assert go_duration(text) == ns


@pytest.mark.parametrize("text", ["", "10", "s", "1x", "1 s"])
def test_no_durations(text):
    with pytest.raises(ValueError, match="not a duration"):
        go_duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("services:\n  a:\n    image: x\n", True),
        ("services: {a: {image: x}}\n", True),
        ("# note\nservices: # all\n  a: {build: .}\n", True),
        ("services:\r\n  a:\r\n    image: x\r\n", True),
        ("job:\n  services:\n    - postgres\n  image: x\n", False),
        ("services:\n  - docker:dind\n", False),
        ("server:\n  port: 80\n", False),
        ("services:\n  App\\Service:\n    arguments: []\n", False),
    ],
)
def test_recognition(text, expected):
    assert FORMAT.recognises("x.yml", text) is expected


SAMPLE = """\
include: [b.yml]
services:
  a:
    <<: &m {restart: always}
    image: x:${T:-1}
    extends: {file: b.yml, service: b}
    ports: ["80:80", {target: 1, published: 2}]
    env_file: [e.env]
    environment: [A=1, "B=$C"]
    deploy: {replicas: 2}
"""


@given(st.integers(0, len(SAMPLE)), st.integers(0, 6), st.text(max_size=4))
def test_no_change_makes_it_fail(at, length, text):
    changed = SAMPLE[:at] + text + SAMPLE[at + length :]
    files = {"b.yml": "services:\n  b: {image: y}\n", "e.env": "A=1\n", "compose.yml": changed}
    sources = [Source(path, each) for path, each in files.items()]
    for fact in FORMAT.parse(sources[-1:], Surroundings(find=finder(sources))).facts:
        for setting in fact.environment.values():
            if setting.word is not None and setting.word.place.file == "compose.yml":
                assert changed[setting.word.start : setting.word.end] == setting.word.raw


@given(st.dictionaries(st.sampled_from("ABCD"), st.text(alphabet="abc 1/:;", min_size=1).map(str.strip), max_size=4))
def test_a_list_and_a_mapping_say_the_same(variables):
    as_map = "".join(f'      {name}: "{value}"\n' for name, value in variables.items())
    as_list = "".join(f'      - "{name}={value}"\n' for name, value in variables.items())
    texts = [f"services:\n  a:\n    image: x\n    environment:\n{lines}" for lines in (as_map, as_list)]
    mapping, listed = (values(one(text)) for text in texts)
    assert mapping == listed == variables
