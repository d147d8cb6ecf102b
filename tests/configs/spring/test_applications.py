"""Applications: relaxed names, profiles, files over files, and what services override."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.configs.formats.spring import FORMAT
from checker.configs.registry import deployment_of
from checker.configs.setting import Unknown
from checker.configs.source import Source, Surroundings, finder
from checker.configs.spring.facts import Application, environment_key, uniform
from checker.configs.spring.profiles import accepts
from checker.configs.spring.running import running


def deployment(files):
    sources = [Source(path, text) for path, text in files.items()]
    return deployment_of(sources, Surroundings(find=finder(sources)))


def apps(files):
    return deployment(files).of(Application)


def one(text):
    return apps({"application.yml": text})[0]


@pytest.mark.parametrize(
    "name",
    [
        "heartbeat.failure-threshold",
        "heartbeat.failureThreshold",
        "heartbeat.failure_threshold",
        "HEARTBEAT.FAILURETHRESHOLD",
    ],
)
def test_relaxed_names(name):
    app = one(f"{name}: 3\nserver: {{port: 80}}\n")
    assert app.get("heartbeat.failure-threshold").known == "3"


def test_nested_keys_lists_and_places():
    app = one(
        "heartbeat:\n  interval: 10s\n  replicas:\n    - http://a\n    - http://b\n  map: {'[a/b]': 1}\nspring: {}\n"
    )
    assert [item.known for item in app.listed("heartbeat.replicas")] == ["http://a", "http://b"]
    assert [str(item.place) for item in app.listed("heartbeat.replicas")] == ["application.yml:4", "application.yml:5"]
    assert set(app.under("heartbeat")) == {
        "heartbeat.interval",
        "heartbeat.replicas[0]",
        "heartbeat.replicas[1]",
        "heartbeat.map[a/b]",
    }
    assert [item.known for item in one("heartbeat.replicas: a, b\n").listed("heartbeat.replicas")] == ["a", "b"]


def test_defaults():
    app = one("spring: {}\nheartbeat: {x: 1}\n")
    assert (app.port.known, app.port.is_default, str(app.port.place)) == (8080, True, "application.yml:1")
    assert app.name.known == ""
    assert app.get("no.such") is None


PROFILES = """\
heartbeat: {interval: 10s, items: [1, 2, 3]}
---
spring.config.activate.on-profile: dev
heartbeat: {interval: 1s, items: [9]}
---
spring.config.activate.on-profile: "!dev"
heartbeat: {timeout: 2s}
"""


def test_a_profile_that_is_not_active_is_not_mixed_in():
    app = one(PROFILES)
    assert (app.get("heartbeat.interval").known, app.get("heartbeat.timeout").known) == ("10s", "2s")


def test_a_profile_that_is_active_is():
    app = one("spring.profiles.active: dev\n" + PROFILES)
    assert (app.get("heartbeat.interval").known, app.get("heartbeat.timeout")) == ("1s", None)
    assert [item.known for item in app.listed("heartbeat.items")] == ["9"], "a list replaces a list"


def test_files_of_profiles_and_properties_over_yaml():
    files = {
        "application.yml": "server.port: 1\nheartbeat: {a: 1, b: 1, c: 1}\nspring.profiles.active: x, y\n",
        "application.properties": "heartbeat.b=2\nheartbeat.c=2\n",
        "application-x.yml": "heartbeat.c: 3\n",
        "application-y.yml": "heartbeat.d: 4\n",
        "application-z.yml": "heartbeat.a: 5\n",
    }
    app = apps(files)[0]
    assert [app.get(f"heartbeat.{key}").known for key in "abcd"] == ["1", "2", "3", "4"]
    assert app.profiles == ("x", "y")


def test_groups_and_included_profiles():
    app = one("spring:\n  profiles:\n    active: a\n    include: [c]\n    group:\n      a: b, d\n")
    assert app.profiles == ("a", "b", "d", "c")


def test_files_without_a_main_one_are_applications_of_their_own():
    found = apps({"application-a.yml": "server.port: 1\n", "application-b.yml": "server.port: 2\n"})
    assert [(app.label, app.port.known) for app in found] == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("expression", "active", "holds"),
    [
        ("a", {"a"}, True),
        ("a", set(), False),
        ("default", set(), True),
        ("!a", set(), True),
        ("a & b", {"a"}, False),
        ("a | b", {"b"}, True),
        ("(a | b) & !c", {"a", "c"}, False),
        ("a, b", {"b"}, True),
        ("", {"a"}, False),
    ],
)
def test_expressions(expression, active, holds):
    assert accepts(expression, active) is holds


STACK = """\
services:
  app:
    image: x
    environment:
      SPRING_PROFILES_ACTIVE: dev
      HEARTBEAT_TIMEOUT: 7s
      HEARTBEAT_REPLICAS_0_: http://z
    command: java -jar a.jar --server.port=99
"""


def test_services_override_what_files_say():
    app = running(deployment({"application.yml": PROFILES, "stack.yml": STACK}))[0]
    assert (app.service, app.profiles, app.port.known) == ("app", ("dev",), 99)
    assert (app.get("heartbeat.interval").known, app.get("heartbeat.timeout").known) == ("1s", "7s")
    assert [(item.known, str(item.place)) for item in app.listed("heartbeat.replicas")] == [("http://z", "stack.yml:7")]


def test_services_find_their_application():
    files = {
        "application-primary.yml": "server.port: 8080\n",
        "application-secondary.yml": "server.port: 8081\n",
        "stack.yml": """\
services:
  spring-boot-app-primary: {image: x, environment: {SERVER_PORT: "8080"}}
  spring-boot-app-secondary: {image: x, environment: [HEARTBEAT_INTERVAL=20s]}
  db: {image: mysql}
""",
    }
    found = {app.service: app for app in running(deployment(files))}
    assert {service: app.label for service, app in found.items()} == {
        "spring-boot-app-primary": "primary",
        "spring-boot-app-secondary": "secondary",
    }
    assert found["spring-boot-app-secondary"].get("heartbeat.interval").known == "20s"


def test_profiles_that_are_instances():
    files = {
        "application.yml": PROFILES,
        "application-primary.yml": "server.port: 8080\n",
        "application-secondary.properties": "server.port=8081\n",
    }
    found = running(deployment(files))
    assert [(app.profiles, app.port.known) for app in found] == [(("primary",), 8080), (("secondary",), 8081)]


def test_a_service_may_be_configured_by_its_environment_alone():
    app = running(deployment({"stack.yml": STACK}))[0]
    assert app.get("heartbeat.timeout").known == "7s"


def test_placeholders_see_what_services_set():
    files = {
        "application.yml": "heartbeat: {interval: '${HB:10s}', timeout: '${NO}'}\nserver.port: 80\n",
        "stack.yml": "services:\n  spring: {image: x, environment: {HB: 20s}}\n",
    }
    assert apps(files)[0].get("heartbeat.interval").known == "10s"
    assert isinstance(apps(files)[0].get("heartbeat.timeout").known, Unknown)
    assert running(deployment(files))[0].get("heartbeat.interval").known == "20s"


def test_what_is_wrong_is_told():
    assert "stands here again" in deployment({"application.yml": "server:\n  port: 1\n  port: 2\n"}).problems[0].message


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("application.yml", "a: 1\n", True),
        ("config/application-prod.yaml", "a: 1\n", True),
        ("x.yml", "server:\n  # note\n  port: 80\n", True),
        ("x.yml", "server: {listen: 80}\n", False),
        ("application.properties", "", True),
        ("other.properties", "heartbeat.interval=10s\n", True),
        ("other.properties", "a=b\n", False),
        ("compose.yml", "services:\n  a:\n    image: x\n", False),
        ("pgbouncer.ini", "[pgbouncer]\nspring.x=1\n", False),
        ("x.conf", "server:\n  port: 80\n", False),
    ],
)
def test_recognition(path, text, expected):
    assert FORMAT.recognises(path, text) is expected


def test_names():
    assert uniform("heartbeat.failureThreshold") == "heartbeat.failurethreshold"
    assert environment_key("replicas[0].max-age") == environment_key("REPLICAS_0_MAXAGE")


@given(st.integers(0, len(PROFILES)), st.integers(0, 5), st.text(max_size=4))
def test_no_change_makes_it_fail(at, length, text):
    changed = PROFILES[:at] + text + PROFILES[at + length :]
    for app in FORMAT.parse([Source("application.yml", changed)], Surroundings()).facts:
        for setting in app.properties.values():
            assert setting.word is None or changed[setting.word.start : setting.word.end] == setting.word.raw


@given(st.text(alphabet="ab!&|(), ", max_size=40))
def test_no_expression_makes_it_fail(text):
    accepts(text, {"a"})
