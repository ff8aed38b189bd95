"""matrix-nio is known to one module only, so that another library can take its place."""

import ast
import re
from pathlib import Path

import nio
import pytest

import space_to_think_adapters.matrix


def test_one_module_imports_nio() -> None:
    (folder,) = space_to_think_adapters.matrix.__path__
    found = [
        path.name
        for path in sorted(Path(folder).glob("*.py"))
        if re.search(r"^\s*(import|from) nio\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["crypto.py"]


def test_of_nio_neither_its_client_nor_its_rooms_are_used() -> None:
    (folder,) = space_to_think_adapters.matrix.__path__
    text = (Path(folder) / "crypto.py").read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    used = {name.name for node in imports if str(node.module).startswith("nio") for name in node.names}
    assert used <= {
        "Olm", "OlmDevice", "encrypt_attachment", "MegolmEvent", "RoomKeyEvent", "ToDeviceEvent", "EncryptionError",
        "KeysClaimResponse", "KeysQueryResponse", "KeysUploadResponse", "SqliteStore",
    }  # fmt: skip
    assert not used & {nio.AsyncClient.__name__, nio.MatrixRoom.__name__, nio.PowerLevels.__name__}


ROWS = [line for line in (Path(__file__).parent / "README.md").read_text().splitlines() if line.startswith("| ")]
NAMED = sorted({name for row in ROWS for name in re.findall(r"`(test_\w+::test_\w+)`", row)})


@pytest.mark.parametrize("name", NAMED)
def test_each_test_that_the_table_names_is_there(name: str) -> None:
    file, _, test = name.partition("::")
    text = (Path(__file__).parent / f"{file}.py").read_text(encoding="utf-8")
    assert test in {
        node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_each_defect_and_each_idea_has_a_test() -> None:
    numbered = {row.split("|")[1].strip(): row for row in ROWS if row.split("|")[1].strip().isdecimal()}
    assert sorted(map(int, numbered)) == list(range(1, 15))
    assert all("`test_" in row for row in ROWS if set(row) - set("|- ") and "| test |" not in row)
