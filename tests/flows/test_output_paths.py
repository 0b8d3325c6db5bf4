"""No output option writes over the warehouse, what is kept of it, people's decisions, or a source."""

import json
import os
import pty
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from as_user import GONGKAI, SAMPLES, run
from loaded import run_loaded

WAREHOUSE = "data/warehouse/gongkai.duckdb"
SQL = "SELECT 1 AS a"


@pytest.fixture(scope="module")
def user(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user who has ingested a folder, keeps a generation, has decided something, and whose last run was refused."""
    folder = tmp_path_factory.mktemp("outputs")
    shutil.copytree(published / "data", folder / "data")
    work = folder / "data/warehouse"
    (work / "generations").mkdir()
    shutil.copy(work / "gongkai.duckdb", work / "generations/gongkai.1.duckdb")
    os.link(work / "gongkai.duckdb", folder / "second name.duckdb")
    (folder / "link.duckdb").symlink_to(work / "gongkai.duckdb")
    (work / ".gongkai.refused.json").write_text("{}")
    (folder / "data/corrections").mkdir()
    decided = "document_id,field,expect,value,why,by\n0123456789ab,town,,太平镇,the seal,Li\n"
    for file in ("data/corrections/decided.csv", "decided elsewhere.csv"):
        (folder / file).write_text(decided, encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (WAREHOUSE, "belongs to the warehouse"),
        ("link.duckdb", "belongs to the warehouse"),
        ("second name.duckdb", "belongs to the warehouse"),
        ("data/warehouse/gongkai.duckdb.wal", "belongs to the warehouse"),
        ("data/warehouse/generations/gongkai.1.duckdb", "belongs to the warehouse"),
        ("data/warehouse/generations/new.csv", "belongs to the warehouse"),
        ("data/warehouse/.gongkai.lock", "belongs to the warehouse"),
        ("data/corrections/decided.csv", "holds decisions of people"),
        ("decided elsewhere.csv", "holds decisions of people"),
        (str(SAMPLES / "2019_tab_liupowu.txt"), "lies in the source"),
        (str(SAMPLES / "new.csv"), "lies in the source"),
    ],
)
def test_what_must_not_be_written_over(user: Path, output: str, why: str) -> None:
    before, samples = files(user), files(SAMPLES)
    for command in (["query", SQL, "--format", "csv"], ["review"], ["diff", "1", "1", "--format", "csv"]):
        refused = run_loaded(*command, "-o", output, cwd=user)
        assert (refused.returncode, why in refused.stderr) == (2, True), refused.stderr
    assert (files(user), files(SAMPLES)) == (before, samples)


@pytest.mark.parametrize(
    "folder", ["data/warehouse/generations", "data/corrections", "data/corrections/new", str(SAMPLES / "new")]
)
def test_no_folder_of_these_is_written_to(user: Path, folder: str) -> None:
    before = files(user)
    for command in ("export", "site"):
        refused = run_loaded(command, folder, cwd=user)
        assert refused.returncode == 2, refused.stderr
        assert "Traceback" not in refused.stderr
    assert files(user) == before
    assert not (SAMPLES / "new").exists()


def test_a_file_to_decide_in_is_new_among_the_decisions_or_holds_none(user: Path) -> None:
    assert run_loaded("query", SQL, "-o", "data/corrections/new.csv", cwd=user).returncode == 2
    for _ in range(2):  # in the second, nobody has decided anything yet
        assert run_loaded("review", "-o", "data/corrections/review.csv", cwd=user).returncode == 0
    (user / "data/corrections/review.csv").unlink()


def test_an_answer_in_json_and_parquet_has_each_column_and_no_number_that_is_none(user: Path) -> None:
    sql = "SELECT 1 AS a, 2 AS a, 'nan'::DOUBLE AS x, {'y': [1]} AS s, INTERVAL 1 DAY AS i"
    said = run_loaded("query", sql, "--format", "json", cwd=user)
    assert json.loads(said.stdout, parse_constant=lambda name: pytest.fail(name)) == [
        {"a": 1, "a_1": 2, "x": None, "s": {"y": [1]}, "i": "1 day, 0:00:00"}
    ]
    assert said.returncode == 0
    done = run_loaded("query", sql, "--format", "parquet", "-o", "nested.parquet", cwd=user)
    # What DuckDB's binding says of its own objects while Python ends is none of ours.
    told = [line for line in done.stderr.splitlines() if "leak" not in line and "nanobind" not in line]
    assert (done.returncode, [line for line in told if not line.startswith(" - ")]) == (0, [])
    read = "SELECT a, a_1, isnan(x), s.y, i FROM 'nested.parquet'"
    import duckdb

    with duckdb.connect() as con:
        assert con.execute(read.replace("nested", str(user / "nested"))).fetchall() == [(1, 2, True, [1], "1 day")]


def test_ctrl_c_in_a_long_question_ends_it_without_a_traceback(user: Path) -> None:
    command = [*GONGKAI, "query", "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range <> b.range"]
    with subprocess.Popen(command, cwd=user, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        opened = Path(f"/proc/{asking.pid}/maps")
        while "duckdb" not in opened.read_text():
            assert asking.poll() is None
        while asking.poll() is None:  # one that comes while modules are loaded is nobody's
            asking.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                asking.wait(1)
        _, said = asking.communicate()
    assert (asking.returncode, "Traceback" in said) == (130, False), said


def test_a_terminal_is_told_nothing_that_it_would_obey(user: Path) -> None:
    """Also where CSV is asked for: on a terminal it is shown, elsewhere it is data."""
    sql = "SELECT chr(27) || '[2J' || chr(8238) || chr(155) || '　年报' AS a"
    piped = run_loaded("query", sql, "--format", "csv", cwd=user)
    assert "\x1b[2J" in piped.stdout
    for form in ("table", "csv", "json"):
        master, slave = pty.openpty()
        subprocess.run([*GONGKAI, "query", sql, "--format", form], cwd=user, stdout=slave, check=True)
        os.close(slave)
        shown = os.read(master, 10_000).decode()
        os.close(master)
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown.replace("\x1b[1m", "").replace("\x1b[0m", "")), form
        assert "　年报" in shown


def test_the_words_of_manifests_and_decisions_are_only_shown(user: Path, prefect_api: str) -> None:
    (user / "data/corrections/hostile.csv").write_text(
        "document_id,field,expect,value,why,by\n0123456789ab,\x1b]0;title\x07,x,y,z,Li\n", encoding="utf-8"
    )
    reports = user / "reports"
    reports.mkdir()
    shutil.copy(SAMPLES / "2019_tab_liupowu.txt", reports)
    (reports / "manifest.csv").write_text("file,year\n2019_tab_liupowu.txt,\x1b[31mlong ago\n", encoding="utf-8")
    said = run("ingest", "reports", "--warehouse", "hostile/w.duckdb", cwd=user, PREFECT_API_URL=prefect_api)
    assert said.returncode == 0, said.stderr
    assert "\\x1b[31mlong ago" in said.stdout and "\\x1b]0;title\\x07" in said.stdout
    assert "\x1b" not in said.stdout + said.stderr
    shown = run("inspect", "reports/2019_tab_liupowu.txt", cwd=user)
    assert "\x1b" not in shown.stdout


@pytest.mark.parametrize("command", [["query", "SELECT '年报' AS a"], ["status"], ["inspect"]])
def test_where_the_system_knows_no_chinese(user: Path, command: list[str]) -> None:
    if command == ["inspect"]:
        shutil.copy(SAMPLES / "2021_tab_hongqiao.txt", user / "虹桥镇.txt")
        command = ["inspect", "虹桥镇.txt"]
    said = run(*command, cwd=user, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="", PYTHONCOERCECLOCALE="0")
    assert (said.returncode, "Traceback" in said.stderr) == (0, False), said.stderr
    assert "status" in command or "年报" in said.stdout or "虹桥镇" in said.stdout
