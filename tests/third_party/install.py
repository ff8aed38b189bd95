"""Puts a package of its own where Python finds it, as an installer would: its code and its metadata, nothing more.

It needs neither a network nor a build tool, so it works on a fresh checkout.
"""

import shutil
import tomllib
from pathlib import Path


def install(source: Path, target: Path) -> None:
    """Copy the packages of `source`, a folder with a pyproject.toml, into `target`, and write their dist-info."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for package in source.iterdir():
        if (package / "__init__.py").is_file():
            shutil.copytree(package, target / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    info = target / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    lines: list[str] = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
