"""The nodes believe each other."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.setting import Setting
from checker.gate.rule import Problem, Rule, Site
from checker.gate.vrrp.examples import broken, kept
from checker.gate.vrrp.nodes import Group, Member, pairs
from checker.gate.vrrp.parity import odd_ones


def _judge(site: Site, group: Group) -> Iterator[Problem]:
    if any(member.instance.version.value == 3 for member in group.members):
        return
    for odd in odd_ones(group, lambda member: (member.instance.auth_type.value, member.instance.auth_pass.value)):
        key, setting = _differing(odd.member, odd.other)
        _, other = _differing(odd.other, odd.member)
        what = "kind of authentication" if key == "auth_type" else "password"
        yield Problem(
            where=setting.place,
            message=(
                f"{odd.member.name} has another {what} than {odd.other.name}: each drops what the other says, and both "
                f"hold the address"
            ),
            promise="single-vip-holder",
            key=key,
            wanted=odd.other.instance.auth_type.value or "none" if key == "auth_type" else "the same on all nodes",
            found=odd.member.instance.auth_type.value or "none" if key == "auth_type" else "another one",
            hint="only the first eight characters of a password count",
            related=(Related(other.place, f"the {what} of {odd.other.name}"),),
        )


def _differing(member: Member, other: Member) -> tuple[str, Setting[str]]:
    own, its = member.instance, other.instance
    if own.auth_type.value != its.auth_type.value:
        return "auth_type", own.auth_type
    return "auth_pass", own.auth_pass


def _auth(password: str) -> tuple[str, str]:
    block = f"    authentication {{\n        auth_type PASS\n        auth_pass {password}\n    }}\n"
    return ("    nopreempt\n", f"    nopreempt\n{block}")


_V2 = (("vrrp_version 3", "vrrp_version 2"), ("advert_int 0.8", "advert_int 1"))

RULE = Rule(
    code="auth-mismatch",
    severity=Severity.ERROR,
    says="the nodes believe each other's advertisements",
    title="the authentication differs between the nodes",
    what="""
VRRPv2 advertisements may carry a password (`auth_type PASS`, of which the first eight characters count) or a signature
(`AH`). VRRPv3 has neither.
""",
    why="A node drops what it does not believe. Each believes that it is alone and holds the address, all the time.",
    fix="Write the same `authentication` on all nodes.",
    promises=("single-vip-holder",),
    subjects=pairs,
    judge=_judge,
    invalid=(
        broken(*_V2, one=(_auth("secret"),), two=(_auth("sekret"),), at_one=("auth_pass",), at_two=("auth_pass",)),
        broken(*_V2, one=(_auth("secret"),), at_one=("auth_type",), at_two=("vrrp_instance",)),
    ),
    valid=(
        kept(),
        kept(*_V2, _auth("secret")),
        kept(*_V2, one=(_auth("12345678"),), two=(_auth("123456789"),)),
        kept(one=(_auth("secret"),)),
    ),
)
