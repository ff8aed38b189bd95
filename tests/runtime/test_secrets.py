"""Keys: made once, bound to their session and row, and noticed when they are not the right ones."""

import json
import subprocess
import sys
from pathlib import Path
from stat import S_IMODE

import pytest
from cryptography.exceptions import InvalidTag

from space_to_think.runtime.errors import KeyFault
from space_to_think.runtime.secrets import ALPHABET, KeyFile, new_id, new_reference


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "space-to-think.key")


def test_a_new_key_file_is_readable_by_its_owner_only(file: KeyFile) -> None:
    file.create()
    assert S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(file: KeyFile) -> None:
    file.create()
    before = file.path.read_bytes()
    with pytest.raises(KeyFault, match="must not be there yet"):
        file.create()
    assert file.path.read_bytes() == before


def test_what_was_sealed_opens_with_the_same_file(file: KeyFile) -> None:
    key, wrapped = file.create().new_session("s1")
    sealed = key.seal("contents/a", b"we feel stuck")
    assert b"stuck" not in sealed
    assert file.read().unwrap("s1", wrapped).open("contents/a", sealed) == b"we feel stuck"


def test_the_same_words_look_different_each_time(file: KeyFile) -> None:
    key, _ = file.create().new_session("s1")
    assert key.seal("contents/a", b"yes") != key.seal("contents/a", b"yes")


def test_what_was_sealed_for_one_row_does_not_open_as_another(file: KeyFile) -> None:
    key, _ = file.create().new_session("s1")
    with pytest.raises(InvalidTag):
        key.open("contents/b", key.seal("contents/a", b"mine"))


def test_a_session_key_does_not_open_for_another_session(file: KeyFile) -> None:
    keys = file.create()
    _, wrapped = keys.new_session("s1")
    with pytest.raises(KeyFault, match="does not open"):
        keys.unwrap("s2", wrapped)


def test_a_session_key_does_not_open_with_another_file(file: KeyFile, tmp_path: Path) -> None:
    _, wrapped = file.create().new_session("s1")
    other = KeyFile(tmp_path / "other.key").create()
    with pytest.raises(KeyFault, match="does not open"):
        other.unwrap("s1", wrapped)


def test_old_keys_in_the_file_still_open(file: KeyFile) -> None:
    old = file.create()
    _, wrapped = old.new_session("s1")
    data = json.loads(file.path.read_text())
    data["wrapping"].insert(0, "bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmU=")
    file.path.write_text(json.dumps(data))
    keys = file.read()
    assert keys.unwrap("s1", wrapped).session == "s1"
    assert keys.new_session("s2")[1][:4] != wrapped[:4]
    assert keys.proof() == old.proof()


def test_a_missing_key_file_is_said_with_its_cure(file: KeyFile) -> None:
    with pytest.raises(KeyFault, match="is missing") as fault:
        file.read()
    assert "backup" in fault.value.cure


@pytest.mark.parametrize("text", ["", "{}", '{"wrapping": [], "index": "aaaa"}', '{"wrapping": ["!"], "index": 3}'])
def test_a_damaged_key_file_is_said(file: KeyFile, text: str) -> None:
    file.create()
    file.path.write_text(text)
    with pytest.raises(KeyFault, match="cannot be read"):
        file.read()


def test_a_blind_index_is_the_same_for_the_same_and_tells_nothing(file: KeyFile, tmp_path: Path) -> None:
    keys = file.create()
    assert keys.blind("person", "slack", "T1", "U1") == file.read().blind("person", "slack", "T1", "U1")
    assert keys.blind("person", "slack", "T1", "U1") != keys.blind("place", "slack", "T1", "U1")
    assert KeyFile(tmp_path / "other.key").create().blind("person", "slack") != keys.blind("person", "slack")
    assert len(keys.blind("person", "slack", "T1", "U1")) == 16


def test_the_list_of_erased_sessions_grows_and_holds_each_once(file: KeyFile) -> None:
    file.create()
    assert file.erased() == frozenset()
    file.note_erased(["s2", "s1"])
    file.note_erased(["s1", "s3"])
    file.note_erased([])
    assert file.erased() == {"s1", "s2", "s3"}
    assert file.erased_path.read_text().split() == ["s1", "s2", "s3"]
    assert S_IMODE(file.erased_path.stat().st_mode) == 0o600


def test_a_reference_has_no_letters_that_are_easily_misread() -> None:
    references = {new_reference() for _ in range(200)}
    assert len(references) > 190
    assert all(reference.startswith("STT-") and set(reference[4:]) <= set(ALPHABET) for reference in references)
    assert not set("ILOU") & set(ALPHABET)


def test_ids_are_random_and_long() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
    assert len(new_id()) == 32


def test_a_process_and_its_child_draw_other_ids() -> None:
    code = """if True:
        import os
        from space_to_think.runtime.secrets import new_id
        new_id()
        child = os.fork()
        if child:
            os.waitpid(child, 0)
        print(*(new_id() for _ in range(3)))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(set(done.stdout.split())) == 6
