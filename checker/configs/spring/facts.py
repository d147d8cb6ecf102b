"""What the property files of a Spring Boot application say, per profile, and what the environment overrides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block


def uniform(name: str) -> str:
    """Return the form in which relaxed binding compares names.

    `heartbeat.failureThreshold`, `heartbeat.failure-threshold` and `heartbeat.failure_threshold` are
    `heartbeat.failurethreshold`; the index of a list stays (`heartbeat.replicas[0]`).
    """
    return name.replace("-", "").replace("_", "").lower()


def environment_key(name: str) -> str:
    """Return what a property and the variable that overrides it have in common.

    `heartbeat.failure-threshold`, HEARTBEAT_FAILURETHRESHOLD and HEARTBEAT_FAILURE_THRESHOLD are
    `heartbeatfailurethreshold`; `replicas[0]` and REPLICAS_0_ are `replicas0`.
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def split_list(setting: Setting[str]) -> tuple[Setting[str], ...]:
    """Return the items of a list that is written as `a, b`; one that is unknown stays one."""
    if isinstance(setting.known, Unknown):
        return (setting,)
    return tuple(replace(setting, known=item) for part in setting.known.split(",") if (item := part.strip()))


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a file: its properties by uniform name, as written (placeholders stand), and when it counts.

    `profile` is that of the file's name (`application-prod.yml`), where it is a profile of another file; `condition` is
    `spring.config.activate.on-profile`. A document with neither always counts.
    """

    file: str
    profile: str
    condition: str
    properties: Mapping[str, Setting[str]]


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it runs with certain profiles.

    As a fact of a deployment it is what the files alone say; `checker.configs.spring.running.running(deployment)` adds
    the environment of the services that run it (`service` is the name of the service, '' where none is known), and
    rules look at those.

    `label` is the part of a file's name behind `application-`, where the file is not a profile of another one.
    `profiles` are the active ones, `properties` the effective ones by their uniform name, with placeholders resolved
    and without what the environment overrides: `get` and its kin see both. `head` is the top of the first file.
    """

    files: tuple[str, ...]
    label: str
    head: Block
    documents: tuple[Document, ...]
    profiles: tuple[str, ...]
    properties: Mapping[str, Setting[str]]
    overrides: Mapping[str, Setting[str]]
    service: str = ""

    @property
    def name(self) -> Setting[str]:
        """The name that the application gives itself."""
        return self.get("spring.application.name") or Setting(
            "", self.head, default="Spring Boot, spring.application.name"
        )

    @property
    def port(self) -> Setting[int]:
        """The port on which it serves HTTP."""
        from checker.configs.spring.values import number

        written = self.get("server.port")
        return number(written) if written else Setting(8080, self.head, default="Spring Boot, server.port")

    def get(self, name: str) -> Setting[str] | None:
        """Return a property by any spelling of its name, or None where nothing sets it."""
        overriding = self.overrides.get(environment_key(name))
        return overriding or self.properties.get(uniform(name))

    def first(self, names: Iterable[str]) -> Setting[str] | None:
        """Return the first of these properties that is set."""
        return next((found for name in names if (found := self.get(name)) is not None), None)

    def listed(self, name: str) -> tuple[Setting[str], ...]:
        """Return the items of a list: `name[0]`, `name[1]`, ..., or the parts of `a, b`."""
        whole = self.get(name)
        if whole is not None:
            return split_list(whole)
        items: list[Setting[str]] = []
        while (item := self.get(f"{name}[{len(items)}]")) is not None:
            items.append(item)
        return tuple(items)

    def under(self, prefix: str) -> Mapping[str, Setting[str]]:
        """Return the properties below a name: `heartbeat` yields `heartbeat.interval`, `heartbeat.replicas[0]`.

        One that only the environment sets is not among them, as its name cannot be told: ask for it with `get`.
        """
        start = uniform(prefix)
        names = [n for n in self.properties if n.startswith((f"{start}.", f"{start}["))]
        return {name: setting for name in names if (setting := self.get(name)) is not None}
