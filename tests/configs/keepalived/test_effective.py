"""Effective values are those that a running keepalived reports of itself."""

import pytest

from tests.configs.keepalived import daemon
from tests.configs.keepalived.accepted import ACCEPTED
from tests.configs.keepalived.corpus import config_id, files_of
from tests.configs.keepalived.dumps import differences
from tests.configs.keepalived.effective import CORRECTED
from tests.configs.keepalived.reading import nodes

# Without an instance there is nothing to compare.
WITHOUT = {"empty", "only-comments", "two-blocks-on-a-line", "variable-quoted"}
# keepalived 2.2 copies what it read, and reads the copy: there the sign that was escaped starts a comment.
ESCAPED = {"authentication-escaped-hash", "variable-hash"}


def read(name, case):
    wanted = config_id(name)
    found = nodes(files_of(case))
    return next((each for each in found if each.config_id == wanted), found[-1])


@pytest.mark.slow
@daemon.needed()
def test_they_are_what_keepalived_reports(tmp_path):
    cases = {name: case for name, case in {**ACCEPTED, **CORRECTED}.items() if name not in WITHOUT | ESCAPED}
    dumps = daemon.data_dumps(tmp_path, {name: (files_of(case), config_id(name)) for name, case in cases.items()})
    assert len(dumps) >= 25
    assert [name for name, dump in dumps.items() if not dump] == []
    assert {
        name: found for name, case in cases.items() if (found := list(differences(dumps[name], read(name, case))))
    } == {}
