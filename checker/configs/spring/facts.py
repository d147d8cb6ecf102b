"""What the property files of a Spring Boot application say, per profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block


def uniform(name: str) -> str:
    """Return the form in which relaxed binding compares names: `heartbeat.failureThreshold` and
    `heartbeat.failure-threshold` are `heartbeat.failurethreshold`; the index of a list stays (`heartbeat.replicas[0]`).
    """
    return name.replace("-", "").replace("_", "").lower()


def environment_name(name: str) -> str:
    """Return the environment variable that sets a property: HEARTBEAT_FAILURETHRESHOLD, HEARTBEAT_REPLICAS_0_."""
    return name.replace("-", "").replace("[", "_").replace("]", "_").replace(".", "_").upper()


def split_list(setting: Setting[str]) -> tuple[Setting[str], ...]:
    """Return the items of a list that is written as `a, b`; one that is unknown stays one."""
    if isinstance(setting.known, Unknown):
        return (setting,)
    return tuple(replace(setting, known=item) for part in setting.known.split(",") if (item := part.strip()))


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it runs with certain profiles.

    As a fact of a deployment it is what the files alone say. `checker.configs.spring.running.running(deployment)`
    adds the environment of the service that runs it (`service`, '' where none is known): rules look at those.

    `properties` are the effective ones, by their uniform name (see `uniform`), placeholders resolved; `get` looks one
    up by any spelling. `profiles` are the active ones. `dormant` holds, for each profile of the files that
    is not active here, what its documents set. `head` is the place of the whole: the first file's first line.
    `label` is the part of the file's name behind `application-`, where the file is not a profile of another one.
    """

    files: tuple[str, ...]
    label: str
    head: Block
    profiles: tuple[str, ...]
    properties: Mapping[str, Setting[str]]
    dormant: Mapping[str, Mapping[str, Setting[str]]]
    name: Setting[str]
    port: Setting[int]
    service: str = ""

    def get(self, name: str) -> Setting[str] | None:
        """Return a property by any spelling of its name, or None where nothing sets it."""
        return self.properties.get(uniform(name))

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
        """Return the properties below a name: `heartbeat` yields `heartbeat.interval`, `heartbeat.replicas[0]`."""
        start = uniform(prefix)
        return {n: s for n, s in self.properties.items() if n.startswith((f"{start}.", f"{start}["))}
