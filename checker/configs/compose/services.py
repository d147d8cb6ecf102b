"""From the layers of a service to its facts."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.time import NS_PER_S
from checker.configs.compose.dotenv import read_variables
from checker.configs.compose.facts import HealthCheck, Service
from checker.configs.compose.layers import Layers, nodes_in
from checker.configs.compose.ports import published_ports
from checker.configs.compose.projects import Definition, Loader
from checker.configs.compose.values import Values
from checker.configs.interpolation import Variables
from checker.configs.setting import Setting
from checker.configs.source import beside
from checker.configs.words import Statement
from checker.configs.yaml.nodes import Entries, Node, Scalar, entries_of

_SPEC = "compose specification"


def service_of(name: str, definition: Definition, variables: Variables, loader: Loader) -> Service:
    """Return the facts of a service."""
    layers = definition.layers
    head = definition.head.at
    values = Values(variables, head)
    deploy = layers.below("deploy")
    policy = deploy.below("restart_policy")
    attached = layers.below("networks")
    return Service(
        files=definition.files,
        name=name,
        block=head,
        image=values.of(layers, "image", "", f"{_SPEC}, image"),
        command=values.of(layers, "command", "", f"{_SPEC}, command"),
        entrypoint=values.of(layers, "entrypoint", "", f"{_SPEC}, entrypoint"),
        environment=_environment(definition, values, loader),
        ports=published_ports(layers, values),
        restart=values.of(layers, "restart", "no", f"{_SPEC}, restart"),
        restart_condition=values.of(policy, "condition", "any", f"{_SPEC}, restart_policy"),
        replicas=_replicas(deploy, layers, values),
        update_order=values.of(deploy.below("update_config"), "order", "stop-first", f"{_SPEC}, update_config"),
        healthcheck=_health_check(layers, values),
        networks=values.texts(layers, "networks"),
        network_mode=values.of(layers, "network_mode", "", f"{_SPEC}, network_mode"),
        aliases=tuple(a for network in attached.names() for a in values.texts(attached.below(network), "aliases")),
        depends_on=values.texts(layers, "depends_on"),
        profiles=values.texts(layers, "profiles"),
        mounts=_mounts(layers, values),
        container_name=values.of(layers, "container_name", "", f"{_SPEC}, container_name"),
        hostname=values.of(layers, "hostname", "", f"{_SPEC}, hostname"),
    )


def _replicas(deploy: Layers, layers: Layers, values: Values) -> Setting[int]:
    if deploy.last("replicas") is None and layers.last("scale") is not None:
        return values.number(layers, "scale", 1, f"{_SPEC}, scale")
    return values.number(deploy, "replicas", 1, f"{_SPEC}, replicas")


def _environment(definition: Definition, values: Values, loader: Loader) -> Mapping[str, Setting[str]]:
    """Return the variables of the container: those of the files that `env_file` names, then `environment`."""
    found: dict[str, Setting[str]] = {}
    for entry in definition.layers.all("env_file"):
        for path in _env_files(entry.node):
            for source in loader.surroundings.find(beside(path.place.file, path.text)):
                loader.included.setdefault(source.path, source)
                found |= read_variables(source, values.variables.environment)
    for entry in definition.layers.all("environment"):
        found |= values.variables_of(entry)
    return found


def _env_files(node: Node) -> tuple[Scalar, ...]:
    """Return the paths of `env_file`: a text, a list of texts, or of mappings with a `path`."""
    if isinstance(node, Entries):
        nodes: tuple[Node, ...] = (node,)
    else:
        nodes = nodes_in(node)
    paths = [entries_of(one)["path"].node if "path" in entries_of(one) else one for one in nodes]
    return tuple(path for path in paths if isinstance(path, Scalar))


def _health_check(layers: Layers, values: Values) -> HealthCheck | None:
    entry = layers.last("healthcheck")
    if entry is None:
        return None
    check = layers.below("healthcheck")
    says = f"{_SPEC}, healthcheck"
    disabled = values.of(check, "disable", "false", says)
    test = values.of(check, "test", "", says)
    return HealthCheck(
        at=entry.at,
        test=test,
        interval=values.duration(check, "interval", 30 * NS_PER_S, says),
        timeout=values.duration(check, "timeout", 30 * NS_PER_S, says),
        retries=values.number(check, "retries", 3, says),
        disabled=disabled.known == "true" or test.known == "NONE",
    )


def _mounts(layers: Layers, values: Values) -> tuple[Setting[str], ...]:
    """Return the sources of volumes, configs and secrets."""
    found: list[Setting[str]] = []
    for key in ("volumes", "configs", "secrets"):
        for entry in layers.all(key):
            for node in nodes_in(entry.node):
                source = entries_of(node).get("source")
                text = source.node if source else node
                if isinstance(text, Scalar):
                    found.append(values.text(text, Statement((text.word,))))
    return tuple(found)
