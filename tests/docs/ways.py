"""The ways of a byte, a night, a correction and a finding through the house, followed: `python -m tests.docs.ways`.

For each way the files that it passes, by room, and the doors: functions by which it goes from one room into another.
What is loaded once (forms, layouts, division lists) is there before it begins, and is no part of it.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from gongkai.extract.document import Document
from gongkai.flows.night import Night, night
from gongkai.transform.read import read
from gongkai.warehouse import database
from gongkai.warehouse.judging import judge
from gongkai.warehouse.pages import site
from tests.truth import ROOT

ROOMS = ("extract", "transform", "warehouse", "flows")
SAMPLE = ROOT / "data/samples/2021_tab_hongqiao.txt"
CORRECTION = "document_id,field,expect,value,why,by\n{},applications.received.total,{},999,by hand,Li\n"


@dataclass
class Way:
    """Files with how often they were entered, and doors with how often one went through."""

    files: dict[str, int] = field(default_factory=dict)
    doors: dict[str, int] = field(default_factory=dict)

    def follow(self, call: Callable[[], Any]) -> Any:
        """Whatever the call does, in other threads, too."""
        threading.setprofile(self._enter)
        sys.setprofile(self._enter)
        try:
            return call()
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]

    def _enter(self, frame: FrameType, event: str, _argument: object) -> None:
        here = _file(frame)
        if event != "call" or here is None:
            return
        self.files[here] = self.files.get(here, 0) + 1
        back = frame.f_back
        while back is not None and _file(back) is None:
            back = back.f_back
        there = _file(back) if back else None
        if there and _room(there) != _room(here):
            door = f"{_room(there)} -> {here}: {frame.f_code.co_name}"
            self.doors[door] = self.doors.get(door, 0) + 1

    def told(self, name: str) -> str:
        """Files by room, and doors, in lines."""
        rooms = {room: sum(_room(file) == room for file in self.files) for room in ROOMS}
        counts = ", ".join(f"{room} {count}" for room, count in rooms.items() if count)
        return "\n".join([f"{name}: {len(self.files)} files ({counts}), {len(self.doors)} doors", *sorted(self.doors)])


def _file(frame: FrameType) -> str | None:
    """The file, from the top of the project; None outside of the rooms."""
    file = frame.f_code.co_filename.replace("/gongkai/", "/")
    inside = file.removeprefix(f"{ROOT}/")
    return inside if inside != file and _room(inside) in ROOMS else None


def _room(file: str) -> str:
    return file.split("/", 1)[0]


def main() -> None:
    """Print all four."""
    document = Document(SAMPLE.name, SAMPLE.read_bytes())
    report = read(document)  # and all that is loaded once
    judge([report])
    with TemporaryDirectory() as folder:
        reports, warehouse, corrections = Path(folder, "reports"), Path(folder, "w.duckdb"), Path(folder, "corrections")
        for made in (reports, corrections):
            made.mkdir()
        (reports / SAMPLE.name).write_bytes(document.data)
        settings = Night([reports], warehouse, 1, corrections=corrections)
        (received,) = [f for f in report.facts if (f.row, f.column) == ("received", "total")]
        written = CORRECTION.format(report.document_id, received.raw)
        ways = {
            "a byte to a fact": lambda: judge([read(document)]),
            "a night that publishes": lambda: night(settings),
            "a night that has nothing to do": lambda: night(settings),
            "a correction to the panel": lambda: ((corrections / "a.csv").write_text(written), night(settings)),
            "a finding to a page": lambda: _pages(warehouse, Path(folder, "site")),
        }
        for name, call in ways.items():
            way = Way()
            way.follow(call)
            print(way.told(name), end="\n\n")


def _pages(warehouse: Path, folder: Path) -> None:
    with database.open_to_read(warehouse) as con:
        site.build(con, folder, lambda _root, _source, _document: None)


if __name__ == "__main__":
    main()
