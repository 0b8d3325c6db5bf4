"""Finding documents: everything below a folder is named, whether or not it can be opened."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gongkai.extract.document import LARGEST, Rejected
from gongkai.extract.origin.containers import load
from gongkai.extract.origin.found import SourceError
from gongkai.extract.origin.sources import discover, whole_roots


def names(*sources: Path) -> list[str]:
    return [found.source for found in discover(sources)]


def test_a_folder_is_walked_in_order_without_hidden_things(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden", ".git/config", "a/.DS_Store", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert names(tmp_path) == ["a.txt", "a/b/c.txt", "a/z.txt", "b.txt"]
    found = discover([tmp_path])[1]
    assert (found.root, found.size, found.reason) == (str(tmp_path.resolve()), 9, None)
    assert found.mtime_ns == (tmp_path / "a/b/c.txt").stat().st_mtime_ns
    assert load(found).data == b"a/b/c.txt"


def test_a_single_file_has_its_folder_as_root_and_does_not_speak_for_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    (found,) = discover([tmp_path / "a.txt"])
    assert (found.root, found.source) == (str(tmp_path.resolve()), "a.txt")
    assert whole_roots([tmp_path / "a.txt"]) == []
    assert whole_roots([tmp_path]) == [str(tmp_path.resolve())]
    assert names(tmp_path / "a.txt", tmp_path) == ["a.txt", "b.txt"], "found once, though named twice"


def test_trouble_is_named(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    found = {thing.source: (thing.reason, thing.message) for thing in discover([tmp_path])}
    assert {source: reason for source, (reason, _) in found.items()} == {
        "circle.txt": "unreadable",
        "dangling.txt": "dangling_link",
        "huge.txt": "too_large",
        "pipe.txt": "not_a_file",
        "socket.txt": "not_a_file",
    }
    assert found["dangling.txt"][1] == f"The link leads to {tmp_path / 'nothing.txt'}."


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    (tmp_path / "elsewhere").mkdir()
    (reports / "deep").mkdir(parents=True)
    (tmp_path / "elsewhere/far.txt").write_text("far")
    (reports / "linked.txt").symlink_to(tmp_path / "elsewhere/far.txt")
    (reports / "folder").symlink_to(tmp_path / "elsewhere")
    (reports / "deep/up").symlink_to(reports)
    assert names(reports) == ["folder/far.txt", "linked.txt"]


def test_a_file_that_goes_away_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (found,) = discover([tmp_path])
    (tmp_path / "a.txt").unlink()
    with pytest.raises(Rejected) as rejected:
        load(found)
    assert rejected.value.reason == "unreadable"
    assert rejected.value.message == "The operating system says: No such file or directory."


AS_NOBODY = """
import os, sys
from pathlib import Path
from gongkai.extract.document import Rejected
from gongkai.extract.origin.containers import load
from gongkai.extract.origin.sources import discover
if os.getuid() == 0:
    os.setuid(65534)
for found in discover([Path(sys.argv[1])]):
    try:
        load(found)
    except Rejected as rejected:
        print(found.source, rejected.message)
"""


def test_without_permission_files_and_folders_are_unreadable() -> None:
    with TemporaryDirectory() as folder:
        reports = Path(folder)
        (reports / "closed").mkdir(mode=0)
        (reports / "secret.txt").write_text("secret")
        (reports / "secret.txt").chmod(0)
        reports.chmod(0o755)
        result = subprocess.run([sys.executable, "-c", AS_NOBODY, folder], capture_output=True, text=True, check=True)
        (reports / "closed").chmod(0o700)
    assert result.stdout.splitlines() == [
        "closed The folder cannot be listed: The operating system says: Permission denied.",
        "secret.txt The operating system says: Permission denied.",
    ]


def test_a_name_that_is_no_utf8_can_be_printed_and_opened(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xcc\xff.txt")).write_text("named in GBK")
    (found,) = discover([tmp_path])
    assert found.source == "\\xcc\\xff.txt"
    assert load(found).data == b"named in GBK"


def test_a_source_that_is_not_there_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file or folder"):
        discover([tmp_path / "nowhere"])
