"""matrix-nio is known to one module only, so that another library can take its place."""

import re
from pathlib import Path

import space_to_think_adapters.matrix


def test_one_module_imports_nio() -> None:
    (folder,) = space_to_think_adapters.matrix.__path__
    found = [
        path.name
        for path in sorted(Path(folder).glob("*.py"))
        if re.search(r"^\s*(import|from) nio\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["crypto.py"]
