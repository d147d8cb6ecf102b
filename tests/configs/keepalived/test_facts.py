"""What settings say of their places, and of values that files do not tell."""

import pytest

from checker.base.finding import Severity
from checker.configs.registry import config_formats
from checker.configs.setting import UnknownValueError
from tests.configs.keepalived.corpus import GLOBAL, SCRIPT, TWO, instance, with_globals
from tests.configs.keepalived.reading import node, nodes, only, parsed, problems

SHARED = """\
$ADVERT=0.8
global_defs {
    @hap1 router_id haproxy1
    @hap2 router_id haproxy2
    vrrp_version 3
}
vrrp_instance VI {
    interface eth0
    virtual_router_id 51
    @hap1 priority 101
    @hap2 priority 100
    advert_int $ADVERT
    virtual_ipaddress {
        192.168.1.100/24 dev eth1
    }
    unicast_peer {
        @^hap1 192.168.1.10
        @^hap2 192.168.1.11
    }
}
"""


def test_one_file_of_two_hosts_is_two_nodes():
    one, two = nodes(SHARED)
    assert (one.config_id, two.config_id) == ("hap1", "hap2")
    assert (one.router_name.value, two.router_name.value) == ("haproxy1", "haproxy2")
    assert [each.instances[0].priority.value for each in (one, two)] == [101, 100]
    assert [each.instances[0].priority.place.line for each in (one, two)] == [10, 11]
    assert [[peer.value for peer in each.instances[0].peers] for each in (one, two)] == [
        ["192.168.1.11"],
        ["192.168.1.10"],
    ]


def test_a_single_id_leaves_the_other_host():
    text = instance("@hap1 priority 101", "@^hap1 priority 100")
    assert [(each.config_id, each.instances[0].priority.value) for each in nodes(text)] == [("hap1", 101), ("", 100)]


def test_the_name_of_a_node_is_by_default_its_id():
    first, _ = nodes(instance("@hap1 priority 101", "@hap2 priority 100"))
    assert first.router_name.value == "hap1"
    with pytest.raises(UnknownValueError, match="host name"):
        _ = node(instance()).router_name.value


def test_a_variable_is_set_where_it_is_defined():
    advert = only(SHARED, "hap1").advert
    assert (advert.value, advert.place.line, advert.place.column) == (800_000_000, 1, 9)
    assert [place.line for place in advert.via] == [12]


def test_a_default_lacks_in_its_block():
    found = only(instance())
    assert found.priority.is_default
    assert found.priority.place == found.block.place
    assert found.advert.value == 1_000_000_000
    assert found.down_adverts.value == 3


def test_a_global_version_comes_through_the_instance():
    version = only(with_globals("vrrp_version 3")).version
    assert (version.value, version.place.line, [place.line for place in version.via]) == (3, 2, [4])


def test_nopreempt_names_what_clears_it():
    found = only(instance("state MASTER", "priority 101", "nopreempt"))
    assert found.nopreempt.value
    assert not found.nopreempt_effective.value
    assert found.nopreempt_effective.place == found.nopreempt.place
    assert found.nopreempt_effective.via == (found.state.place,)


def test_an_address_stands_without_its_prefix():
    (address,) = only(SHARED, "hap1").addresses
    assert (address.address.value, address.prefix.value, address.interface.value) == ("192.168.1.100", 24, "eth1")
    assert address.address.word is not None
    assert address.address.word.raw == "192.168.1.100"
    assert address.prefix.place.column == address.address.place.column + len("192.168.1.100/")


def test_a_script_that_is_defined_below_is_not_tracked():
    text = GLOBAL + instance("track_script {", "chk_haproxy", "}") + SCRIPT
    (tracked,) = only(text).tracked
    assert tracked.script is None
    (problem,) = problems(text)
    assert problem.code == "config-undefined"
    assert problem.where == tracked.at.place
    assert "move `vrrp_script chk_haproxy` above" in problem.hint
    assert [related.place.line for related in problem.related] == [text[: text.index(SCRIPT)].count("\n") + 1]


def test_a_weight_is_that_of_the_script_or_of_the_line_that_tracks():
    weighted = SCRIPT.replace("fall 2", "fall 2\n    weight -20")
    (inherited,) = only(GLOBAL + weighted + instance("track_script {", "chk_haproxy", "}")).tracked
    assert (inherited.weight.value, inherited.weight.place.line, len(inherited.weight.via)) == (-20, 10, 1)
    (own,) = only(GLOBAL + weighted + instance("track_script {", "chk_haproxy weight 0", "}")).tracked
    assert (own.weight.value, own.weight.place.line) == (0, own.at.place.line)


def test_the_environment_is_known_only_where_it_is_given():
    text = instance("priority ${_ENV PRIO}")
    assert only(text, PRIO="150").priority.value == 150
    with pytest.raises(UnknownValueError, match="PRIO is not set"):
        _ = only(text).priority.value


def test_a_variable_that_is_not_defined_is_unknown_and_told():
    text = instance("priority ${PRIO}", "advert_int $ADVERT")
    found = only(text)
    for setting in (found.priority, found.advert):
        with pytest.raises(UnknownValueError, match="not defined"):
            _ = setting.value
    assert [problem.message for problem in problems(text)] == ["`${PRIO}` is not defined", "`$ADVERT` is not defined"]


def test_an_include_that_leads_nowhere_is_told_and_names_may_be_there():
    text = GLOBAL + "include /etc/keepalived/scripts.conf\n" + instance("track_script {", "chk_haproxy", "}")
    found = parsed(text).problems
    assert [(each.code, each.severity) for each in found] == [("config-include", Severity.INFO)]


def test_what_is_installed_elsewhere_is_found_beside_the_file():
    files = {"keepalived.conf": "include /etc/keepalived/conf.d/*.conf\n", "conf.d/a.conf": instance("priority 90")}
    assert only(files).priority.place.file == "conf.d/a.conf"
    assert node(files).files == ("keepalived.conf", "conf.d/a.conf")


def test_an_unknown_keyword_is_told_with_what_was_meant():
    (spelt,) = problems(instance("prioritty 100"))
    assert (spelt.code, spelt.hint) == ("unknown-keyword", "did you mean `priority`?")
    (misplaced,) = problems(instance("vrrp_version 3"))
    assert misplaced.hint == "it belongs in global_defs"


def test_the_same_fault_of_two_hosts_is_told_once():
    assert len(problems(SHARED.replace("interface eth0", "interfac eth0").replace("advert_int", "advert_in"))) == 3


def test_a_startup_script_may_let_addresses_be_bound():
    text = with_globals('startup_script "/sbin/sysctl -w net.ipv4.ip_nonlocal_bind=1"')
    assert node(text).nonlocal_bind.value
    assert not node(instance()).nonlocal_bind.value


def test_only_its_own_files_are_recognised():
    found = {each.name: each for each in config_formats()}
    own = found["keepalived"]
    assert own.recognises("hap1.conf", TWO)
    assert own.recognises("etc/keepalived.conf", "include conf.d/*.conf\n")
    assert own.recognises("x.conf", "@hap1 vrrp_script a {\n}\n")
    for other in found.values():
        for path, text in other.samples:
            assert own.recognises(path, text) is (other is own)
    assert not any(each.recognises("keepalived.conf", TWO) for each in found.values() if each is not own)
