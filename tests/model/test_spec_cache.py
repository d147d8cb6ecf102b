"""Contracts that are kept: the same as those that are read, and never used where they might not be."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.model import spec_cache
from checker.model.spec import load_spec as read
from checker.model.spec_cache import load_spec
from checker.properties import load

ROOT = Path(__file__).parents[2]
KNOWN = {id: prop.parameters for id, prop in load().items()}


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".cache" / "verify"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "spec", tmp_path / "own"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """Every time that contracts are really read."""
    found: list[Path | None] = []
    really = spec_cache._read

    def noted(path: Path | None, known: spec_cache.Known):
        found.append(path)
        return really(path, known)

    monkeypatch.setattr(spec_cache, "_read", noted)
    return found


def kept(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


@pytest.mark.parametrize("own", [False, True])
def test_what_is_kept_is_what_is_read(cache, spec, reads, own):
    path = spec if own else None
    first, second = load_spec(path, KNOWN, cache), load_spec(path, KNOWN, cache)
    assert reads == [path]
    assert first == second == read(path, KNOWN)
    assert [len(c.phrases) for c in second] == [len(c.phrases) for c in read(path, KNOWN)]


def test_without_a_directory_nothing_is_kept(tmp_path, reads):
    load_spec(None, KNOWN, None)
    load_spec(None, KNOWN, None)
    assert reads == [None, None]
    assert list(tmp_path.iterdir()) == []


def test_it_is_nobody_elses_business(cache):
    load_spec(None, KNOWN, cache)
    assert cache.stat().st_mode & 0o777 == 0o700
    assert kept(cache).stat().st_mode & 0o777 == 0o600
    assert str(ROOT).encode() not in kept(cache).name.encode()


def test_each_spec_is_kept_for_itself(cache, spec, reads):
    for path in (None, spec, spec / "pgbouncer-ha.yaml", None, spec, spec / "pgbouncer-ha.yaml"):
        load_spec(path, KNOWN, cache)
    assert len(reads) == len(list(cache.iterdir())) == 3


def _parameter(spec: Path) -> None:
    file = spec / "pgbouncer-ha.yaml"
    file.write_text(file.read_text().replace("route.tolerance: {value: 4ms", "route.tolerance: {value: 5ms"))


def _document(spec: Path) -> None:
    file = spec / "pgbouncer-ha.md"
    file.write_text(file.read_text() + "\nOne more line.\n")


def _same_size(spec: Path) -> None:
    file = spec / "pgbouncer-ha.md"
    before = file.stat()
    file.write_text(file.read_text().replace("Rendered UI", "Rendered IU", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _further_contract(spec: Path) -> None:
    text = (spec / "pgbouncer-ha.yaml").read_text()
    (spec / "second.yaml").write_text(text.replace("system: pgbouncer-ha", "system: second"))


@pytest.mark.parametrize("change", [_parameter, _document, _same_size, _further_contract])
def test_a_changed_spec_is_read_anew(cache, spec, reads, change):
    load_spec(spec, KNOWN, cache)
    change(spec)
    again = load_spec(spec, KNOWN, cache)
    assert reads == [spec, spec]
    assert again == read(spec, KNOWN)
    assert load_spec(spec, KNOWN, cache) == again
    assert reads == [spec, spec]


def test_a_contract_that_became_wrong_is_told(cache, spec):
    load_spec(spec, KNOWN, cache)
    file = spec / "pgbouncer-ha.yaml"
    file.write_text(file.read_text() + "\nnonsense: 1\n")
    for _ in range(2):
        with pytest.raises(InputError, match="nonsense"):
            load_spec(spec, KNOWN, cache)


@pytest.mark.parametrize("gone", ["pgbouncer-ha.md", "pgbouncer-ha.yaml"])
def test_a_file_that_is_gone_is_missed(cache, spec, gone):
    for other in spec.glob("rtmp-failover.*"):
        other.unlink()
    load_spec(spec, KNOWN, cache)
    (spec / gone).unlink()
    with pytest.raises(InputError):
        load_spec(spec, KNOWN, cache)


def test_other_properties_are_asked_anew(cache, reads):
    load_spec(None, KNOWN, cache)
    with pytest.raises(InputError, match=r"check\.nothing"):
        load_spec(None, {**KNOWN, "single-vip-holder": ("check.nothing",)}, cache)
    assert len(reads) == 2


def test_two_versions_of_the_code_do_not_believe_each_other(cache, reads, monkeypatch):
    new, old = [("spec.py", 2, 10)], [("spec.py", 1, 10)]
    for code in (old, new, new, old):
        monkeypatch.setattr(spec_cache, "_code", lambda code=code: code)
        load_spec(None, KNOWN, cache)
    assert len(reads) == 3


def test_the_code_is_known_by_its_files():
    names = {Path(path).name for path, _, _ in spec_cache._code()}
    assert {"spec.py", "contract_sections.py", "rules.py", "yaml_places.py", "tree.py", "sequence.lark"} <= names


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]


def _foreign(data: bytes) -> bytes:
    return data[: len(spec_cache._MAGIC)] + bytes(4) + b"\x80\x05N."


def _other_content(_: bytes) -> bytes:
    body = pickle.dumps("not what was kept")
    return spec_cache._MAGIC + spec_cache.zlib.crc32(body).to_bytes(4) + body


@pytest.mark.parametrize("harm", [_cut, _flipped, _foreign, _other_content, lambda _: b"", lambda _: b"x" * 10_000])
def test_damage_means_to_read_anew(cache, reads, harm):
    first = load_spec(None, KNOWN, cache)
    kept(cache).write_bytes(harm(kept(cache).read_bytes()))
    assert load_spec(None, KNOWN, cache) == first
    assert len(reads) == 2
    assert load_spec(None, KNOWN, cache) == first
    assert len(reads) == 2


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_what_others_could_have_written_is_not_opened(cache, reads, mode, monkeypatch):
    load_spec(None, KNOWN, cache)
    kept(cache).chmod(mode)
    monkeypatch.setattr(spec_cache.pickle, "loads", lambda _: pytest.fail("it was opened"))
    load_spec(None, KNOWN, cache)
    assert len(reads) == 2


def test_what_belongs_to_another_user_is_not_opened(cache, reads, monkeypatch):
    load_spec(None, KNOWN, cache)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    load_spec(None, KNOWN, cache)
    assert len(reads) == 2


def test_a_directory_that_cannot_be_written_costs_nothing_but_time(tmp_path, reads):
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        assert load_spec(None, KNOWN, tmp_path / "file" / "verify") == read(None, KNOWN)
    assert len(reads) == 2


def test_a_directory_in_place_of_the_file(cache, reads):
    load_spec(None, KNOWN, cache)
    file = kept(cache)
    file.unlink()
    file.mkdir()
    assert load_spec(None, KNOWN, cache) == read(None, KNOWN)
    assert len(reads) == 2
