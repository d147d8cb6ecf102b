"""What the files of the tests are made of.

A case is one text, or several files of which `keepalived.conf` is the main one. The name of a case may end in `-i ID`.
"""

from __future__ import annotations

GLOBAL = """\
global_defs {
    router_id node1
    script_user root
    enable_script_security
}
"""
SCRIPT = """\
vrrp_script chk_haproxy {
    script "/bin/true"
    interval 2
    fall 2
    rise 2
}
"""
PROCESS = """\
vrrp_track_process haproxy {
    process haproxy
}
"""

Files = dict[str, str]


def instance(*lines: str, name: str = "VI_1", router: int = 51, address: str = "192.168.1.100/24") -> str:
    """Return an instance with some further lines."""
    body = "\n".join(f"    {line}" for text in lines for line in text.splitlines())
    return f"""\
vrrp_instance {name} {{
    interface eth0
    virtual_router_id {router}
    virtual_ipaddress {{
        {address}
    }}
{body}
}}
"""


def vips(*lines: str, kind: str = "virtual_ipaddress_excluded") -> str:
    """Return an instance with some lines in a block."""
    return instance(f"{kind} {{", *lines, "}")


def with_globals(*lines: str) -> str:
    """Return global definitions with some lines, and an instance."""
    return "global_defs {\n" + "\n".join(lines) + "\n}\n" + instance()


def script(*lines: str) -> str:
    """Return a script with some lines, and an instance that tracks it."""
    body = "\n".join(lines)
    return f"{GLOBAL}vrrp_script chk {{\n{body}\n}}\n" + instance("track_script {", "chk", "}")


def process(*lines: str) -> str:
    """Return a process with some lines, and an instance that tracks it."""
    body = "\n".join(lines)
    return f"{GLOBAL}vrrp_track_process web {{\n{body}\n}}\n" + instance("track_process {", "web", "}")


TWO = instance() + instance(name="VI_2", router=52, address="192.168.1.101/24")


def grouped(*lines: str, first: str = GLOBAL + SCRIPT + PROCESS) -> str:
    """Return two instances in a sync group with some lines."""
    body = "\n".join(lines)
    return f"{first}vrrp_sync_group G {{\ngroup {{\nVI_1\nVI_2\n}}\n{body}\n}}\n{TWO}"


def files_of(case: str | Files) -> Files:
    """Return the files of a case."""
    return {"keepalived.conf": case} if isinstance(case, str) else case


def config_id(name: str) -> str:
    """Return the configuration id with which a case is read."""
    return name.partition(" -i ")[2]
