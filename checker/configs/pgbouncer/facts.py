"""What pgbouncer.ini says, after its defaults. Durations are nanoseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.configs.setting import Setting
from checker.configs.words import Block, Statement

POOL_MODES = ("session", "transaction", "statement")


@dataclass(frozen=True, slots=True)
class PooledDatabase:
    """A line of `[databases]`; `*` stands for every name that has none. What is None is inherited from the pooler.

    `host` is '' for a Unix socket; `dbname` is the name of the line where nothing else is said.
    """

    name: str
    at: Statement
    host: Setting[str]
    port: Setting[int]
    dbname: Setting[str]
    pool_mode: Setting[str] | None
    pool_size: Setting[int] | None


@dataclass(frozen=True, slots=True)
class PoolUser:
    """A line of `[users]`. What is None is inherited."""

    name: str
    at: Statement
    pool_mode: Setting[str] | None


@dataclass(frozen=True, slots=True)
class Pooler:
    """One PgBouncer: the files that it reads (the main one first), and what it uses.

    `listen_addr` is '' where it listens on no TCP port. A `pool_mode` that PgBouncer does not know stays as it is
    written. `others` are the further parameters that the files set.
    """

    files: tuple[str, ...]
    block: Block
    listen_addr: Setting[str]
    listen_port: Setting[int]
    pool_mode: Setting[str]
    max_client_conn: Setting[int]
    default_pool_size: Setting[int]
    min_pool_size: Setting[int]
    reserve_pool_size: Setting[int]
    max_db_connections: Setting[int]
    server_login_retry: Setting[int]
    server_connect_timeout: Setting[int]
    server_lifetime: Setting[int]
    query_wait_timeout: Setting[int]
    client_login_timeout: Setting[int]
    others: Mapping[str, Setting[str]]
    databases: tuple[PooledDatabase, ...]
    users: tuple[PoolUser, ...]
