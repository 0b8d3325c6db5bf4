"""How a site takes the place of an earlier one: as a whole, and never in place of anything else."""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gongkai.errors import USAGE, GongkaiError
from gongkai.words import _

CONTENTS = "site.json"  # what a folder must hold to be replaced: the list of the files that were written there
_MADE_BY = "gongkai site"


class SiteError(GongkaiError):
    """The site cannot be made like that: a sentence for people."""

    exit_status = USAGE


def check(folder: Path) -> None:
    """Raises SiteError where the folder holds anything but an earlier site."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SiteError(_("{folder} is a file. Name a folder.").format(folder=folder))
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    others = sorted(there - {CONTENTS, *_contents(folder).get("files", ())}) if there else []
    if others:
        raise SiteError(
            _("{folder} holds other files ({file}). Name a new or empty folder, or one of an earlier site.").format(
                folder=folder, file=others[0]
            )
        )


def made_from(folder: Path) -> str | None:
    """What the site in the folder was made from, as `finish` was told; None where there is none."""
    return _contents(folder).get("made_from")


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside it to write into, gone afterwards if it has not taken its place."""
    beside = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def finish(written: Path, folder: Path, files: Iterable[str], made_from: str) -> None:
    """The new site stands where the earlier one stood: nobody sees half of it. A folder that cannot be renamed, as one
    that another disk is mounted on, is filled file by file.
    """
    contents = {"made_by": _MADE_BY, "made_from": made_from, "files": sorted(files)}
    (written / CONTENTS).write_text(json.dumps(contents, indent=0), encoding="utf-8")
    earlier = folder.with_name(f".{folder.name}.earlier")
    shutil.rmtree(earlier, ignore_errors=True)
    try:
        if folder.exists():
            folder.rename(earlier)
        written.rename(folder)
    except OSError:
        if earlier.exists() and not folder.exists():
            earlier.rename(folder)
            raise
        _fill(written, folder)
    shutil.rmtree(earlier, ignore_errors=True)


def _contents(folder: Path) -> dict[str, Any]:
    try:
        listed: dict[str, Any] = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        return listed if listed["made_by"] == _MADE_BY else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _fill(written: Path, folder: Path) -> None:
    wanted = {path.relative_to(written) for path in _files(written)}
    for path in [path for path in _files(folder) if path.relative_to(folder) not in wanted]:
        path.unlink()
    shutil.copytree(written, folder, dirs_exist_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
