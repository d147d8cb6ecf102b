"""What compose and stack files say of each service. Durations are nanoseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.configs.setting import Setting
from checker.configs.words import Block, Statement


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """One port of a container that is published: a range is one of these for each port.

    `published` is None where the engine chooses the port, `host_address` '' for all addresses of the host. `mode` is
    `ingress` (any node of a swarm answers) or `host`.
    """

    at: Statement | Block
    host_address: Setting[str]
    published: Setting[int | None]
    target: Setting[int]
    protocol: str
    mode: str


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How the engine checks a container; `test` is the command as one text."""

    at: Statement | Block
    test: Setting[str]
    interval: Setting[int]
    timeout: Setting[int]
    retries: Setting[int]
    disabled: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service after interpolation, `extends`, merge keys and overriding files; the main file is the first of `files`.

    `command` and `entrypoint` are one text, the words of a list parted by blanks. `environment` holds what the
    container gets, `env_file` included. `restart` is `no` where nothing is said (compose); `restart_condition` is that
    of `deploy.restart_policy` (swarm: any). `profiles` are those that start it (none: always). `mounts` are the sources
    of `volumes`, `configs` and `secrets`, as written.
    """

    files: tuple[str, ...]
    name: str
    block: Block | Statement
    image: Setting[str]
    command: Setting[str]
    entrypoint: Setting[str]
    environment: Mapping[str, Setting[str]]
    ports: tuple[PublishedPort, ...]
    restart: Setting[str]
    restart_condition: Setting[str]
    replicas: Setting[int]
    update_order: Setting[str]
    healthcheck: HealthCheck | None
    networks: tuple[Setting[str], ...]
    network_mode: Setting[str]
    aliases: tuple[Setting[str], ...]
    depends_on: tuple[Setting[str], ...]
    profiles: tuple[Setting[str], ...]
    mounts: tuple[Setting[str], ...]
    container_name: Setting[str]
    hostname: Setting[str]
