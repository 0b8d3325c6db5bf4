"""The command line as a user meets it: answers, mistakes, and what it says about them."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from as_user import GONGKAI, LONG, SAMPLES, run
from loaded import run_loaded

from gongkai.flows.cli import app
from gongkai.flows.named_documents import find_one
from tests.faults.nights import Nights

COMMANDS = [command.callback.__name__ for command in app.registered_commands if command.callback]
SAMPLE = SAMPLES / "2021_tab_hongqiao.txt"


def test_the_summary_of_a_run_can_be_read(published: Path) -> None:
    found = len(list(SAMPLES.glob("*.txt")))
    said = (published / "stdout.txt").read_text()
    assert f"Found {found} documents: {found} reports, 0 duplicates, 0 in quarantine." in said
    assert "Published generation 1: data/warehouse/gongkai.duckdb" in said
    assert "Next: gongkai query" in said
    progress = (published / "stderr.txt").read_text().splitlines()
    assert progress[:2] == ["starting Prefect", "looking for documents"]
    assert f"reading {found} of {found}" in progress


def test_the_answer_comes_in_each_format(published: Path) -> None:
    sql = "SELECT town, year, is_current FROM reports WHERE town = '虹桥镇'"
    words = run_loaded("query", sql, cwd=published).stdout.replace("│", " ").split()
    assert [word for word in words if word in ("town", "year", "is_current", "虹桥镇", "2021", "true")] == [
        "town", "year", "is_current", "虹桥镇", "2021", "true",
    ]  # fmt: skip
    assert (
        "asked as '江苏省'"
        in run_loaded("query", "SELECT 1 FROM reports WHERE province = '江苏'", cwd=published).stderr
    )
    for name in ("answer.xlsx", "answer.csv"):
        refused = run_loaded("query", sql, "-o", name, cwd=published)
        assert (refused.returncode, (published / name).exists()) == (2, False)
    assert (
        run_loaded("query", sql, "--format", "csv", cwd=published).stdout == "town,year,is_current\n虹桥镇,2021,True\n"
    )
    assert json.loads(run_loaded("query", sql, "--format", "json", cwd=published).stdout) == [
        {"town": "虹桥镇", "year": 2021, "is_current": True}
    ]
    assert run_loaded("query", sql, "--format", "parquet", "-o", "answer.parquet", cwd=published).returncode == 0
    assert pl.read_parquet(published / "answer.parquet").rows() == [("虹桥镇", 2021, True)]
    assert run_loaded("query", sql, "--format", "parquet", cwd=published).returncode == 2


def test_a_question_that_would_write_is_refused_in_a_sentence(published: Path) -> None:
    result = run_loaded("query", "COPY facts TO 'stolen.csv'", cwd=published)
    assert result.returncode == 2
    assert result.stderr.startswith("DuckDB cannot answer that. Permission Error")
    assert not (published / "stolen.csv").exists()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [("", "There is no question in it."), ("SELECT 1; SELECT 2", "That is 2 questions")],
)
@pytest.mark.parametrize("file_format", ["table", "csv"])
def test_one_question_is_asked_at_a_time(published: Path, sql: str, sentence: str, file_format: str) -> None:
    result = run("query", sql, "--format", file_format, cwd=published)
    assert (result.returncode, sentence in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize("comment", ["-- of towns", "--towns"])
def test_a_question_may_begin_with_a_comment(published: Path, comment: str) -> None:
    result = run("query", f"{comment}\nSELECT 1 AS one", "--format", "csv", cwd=published)
    assert (result.returncode, result.stdout) == (0, "one\n1\n"), result.stderr


def test_a_first_night_that_finds_nothing_publishes_nothing(tmp_path: Path, prefect_api: str) -> None:
    (tmp_path / "reports").mkdir()
    result = run("ingest", "reports", cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert (result.returncode, "Nothing was found in reports: no warehouse is made" in result.stderr) == (1, True)
    assert not (tmp_path / "data/warehouse/gongkai.duckdb").exists()


@pytest.mark.parametrize(
    ("command", "called"), [("ingest", "ingest_by_hand.ingest_by_hand"), ("inspect", "named_documents.read_named")]
)
def test_ctrl_c_while_duckdb_works_is_ctrl_c(tmp_path: Path, command: str, called: str) -> None:
    module, name = called.split(".")
    code = f"""
from gongkai.flows import {module}
def stopped(*_):
    raise RuntimeError("Query interrupted")
{module}.{name} = stopped
from gongkai.flows.cli import main
main()
"""
    arguments = [sys.executable, "-c", code, command, str(SAMPLE)]
    result = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, "Traceback" in result.stderr) == (130, False), result.stderr


def test_a_document_that_must_not_be_read_is_no_fault_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("a report")

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(PermissionError):
        find_one(str(tmp_path / "a.txt"))


def test_inspect_shows_what_the_warehouse_holds(published: Path) -> None:
    shown = json.loads(run("inspect", SAMPLE, "--json", cwd=published).stdout)
    columns = "table_code, row_code, column_code, value, status"
    sql = f"SELECT {columns} FROM facts WHERE source = '{SAMPLE.name}'"
    held = json.loads(run_loaded("query", sql, "--format", "json", cwd=published).stdout)
    read = [[fact[name] for name in ("table", "row", "column", "value", "status")] for fact in shown["facts"]]
    assert sorted(read, key=str) == sorted((list(row.values()) for row in held), key=str)
    findings = f"SELECT \"check\", message FROM findings WHERE source = '{SAMPLE.name}' ORDER BY ALL"
    held = json.loads(run_loaded("query", findings, "--format", "json", cwd=published).stdout)
    assert sorted((finding["check"], finding["message"]) for finding in shown["findings"]) == [
        tuple(row.values()) for row in held
    ]
    text = run("inspect", SAMPLE, cwd=published).stdout
    for word in ("encoding  utf-16", "虹桥镇", "applications   layouts: tab_rows (won)", "total_handled", "Sections"):
        assert word in text
    assert re.search("\n  applications +line 49: 三", text)
    assert re.search("\n  problems +lines 91-97: 五", text)


def test_inspect_says_why_a_document_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    result = run("inspect", "empty.txt", cwd=tmp_path)
    assert result.returncode == 0
    assert "goes into quarantine" in result.stdout
    assert json.loads(run("inspect", "empty.txt", "--json", cwd=tmp_path).stdout)["reason"] == "empty"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ingest", "nowhere"], "There is no file or folder nowhere."),
        (["ingest"], "Missing argument"),
        (["inspect", "nowhere"], "There is no file or folder nowhere."),
        (["inspect", "."], ". is a folder; name one file in it."),
        (["query", "SELECT 1"], "There is no warehouse data/warehouse/gongkai.duckdb yet."),
        (["diff"], "There is no warehouse data/warehouse/gongkai.duckdb yet."),
        (["status", "--warehouse", "."], " is a folder. Name a file: --warehouse"),
        (["ingest", ".", "--warehouse", "/proc/x/w.duckdb"], "There can be no folder /proc/x."),
        (["cite", "--keeper", "nope.toml"], "There is no file nope.toml."),
        (["rollback", "--pin", "--unpin"], "Either --pin or --unpin."),
        (["serve", ".", "--timezone", "Mars"], "There is no time zone Mars."),
        (["serve", ".", "--notify", "nonsense"], "An address of --notify is not understood."),
        (["status", "--warehouse", "other.duckdb"], "There is no warehouse other.duckdb yet."),
        (["ingest", ".", "--warehouse", "notes.txt"], "notes.txt is no warehouse of gongkai"),
        (["export", "notes.txt", "--warehouse", "notes.txt"], "notes.txt is no warehouse of gongkai"),
    ],
)
def test_a_mistake_ends_in_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "notes.txt").write_text("not a warehouse")
    result = run_loaded(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_with_an_example(tmp_path: Path, command: str) -> None:
    result = run(command, "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert f"Example: gongkai {command}" in result.stdout


@pytest.mark.parametrize(
    "arguments", ["['--help']", "['query', '--help']", "['inspect', FILE]", "['query', 'SELECT 1']"]
)
def test_prefect_is_loaded_only_to_ingest(published: Path, arguments: str) -> None:
    code = f"""
import sys
from gongkai.flows.cli import app
FILE = {str(SAMPLE)!r}
try:
    app({arguments})
except SystemExit as end:
    assert not end.code
assert "prefect" not in sys.modules
assert "--help" not in {arguments} or not {{"polars", "duckdb"}} & set(sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=published, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_status_lists_runs_and_generations(published: Path) -> None:
    said = run_loaded("status", cwd=published).stdout
    assert said.startswith("data/warehouse/gongkai.duckdb (")
    assert "newly_read" in said
    assert "No earlier generation is kept" in said


def test_an_export_says_what_it_wrote(published: Path, tmp_path: Path) -> None:
    result = run_loaded("export", tmp_path / "out", "--format", "csv", cwd=published)
    assert (result.returncode, result.stdout.split()[0]) == (0, "Wrote")
    assert (tmp_path / "out/codebook.csv").exists()


def test_a_format_whose_extra_is_not_installed_is_refused_in_a_sentence(published: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyreadstat'] = None\nfrom gongkai.flows.cli import main; main()"
    command = [sys.executable, "-c", code, "export", str(tmp_path / "out"), "--format", "dta"]
    result = subprocess.run(command, cwd=published, capture_output=True, text=True, check=False)
    assert (result.returncode, "pip install 'pyreadstat" in result.stderr) == (2, True), result.stderr
    assert not (tmp_path / "out").exists()


def test_a_reader_that_has_seen_enough_gets_no_traceback(published: Path) -> None:
    command = (
        f"{sys.executable} -c 'from gongkai.flows.cli import main; main()' query 'FROM facts' --format csv | head -2"
    )
    result = subprocess.run(command, shell=True, cwd=published, capture_output=True, text=True, check=False)
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == ""


def test_stopped_by_the_user_it_says_that_nothing_was_published(tmp_path: Path, prefect_api: str) -> None:
    """Ctrl-C on a terminal, while the worker processes read."""
    reports = tmp_path / "reports"
    reports.mkdir()
    text = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
    for number in range(600):
        (reports / f"{number}.txt").write_text(f"{text}\n{number}")
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*GONGKAI, "ingest", str(reports), "--processes", "2"],
        cwd=tmp_path,
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PREFECT_API_URL": prefect_api},
    ) as user:
        assert user.stderr
        for line in user.stderr:
            if line.startswith("comparing 600"):
                break
        time.sleep(0.5)
        os.killpg(user.pid, signal.SIGINT)
        said = user.stderr.read()
        assert user.wait(LONG) == 130
    os.close(master)
    os.close(slave)
    assert said.splitlines()[-1] == "Stopped. Nothing was published; the warehouse is as it was."
    assert "Traceback" not in said
    left = {file.name for file in (tmp_path / "data/warehouse").iterdir()}
    assert left == {".prefect", ".gongkai.lock"}


def test_what_changed_is_told_and_taken_back(tmp_path: Path, process: Nights) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "data/warehouse/gongkai.duckdb"
    reports.mkdir()
    text = SAMPLE.read_bytes().decode("utf-16")
    for changed in (text, text.replace("26179", "26178")):
        (reports / "a.txt").write_text(changed)
        assert process.night(reports, warehouse)[0] == 0
    said = run_loaded("diff", cwd=tmp_path).stdout
    assert said.startswith("How much changed\n")
    assert "content" in said and "applications.received.total" in said
    rows = json.loads(run_loaded("diff", "1", "2", "--format", "json", cwd=tmp_path).stdout)
    assert ("fact", "26179 件", "26178 件") in {(row["what"], row["before_value"], row["after_value"]) for row in rows}
    assert run_loaded("diff", "2", "1", "--format", "csv", "-o", "back.csv", cwd=tmp_path).returncode == 0
    assert "26178 件,26179 件" in (tmp_path / "back.csv").read_text()

    back = run_loaded("rollback", cwd=tmp_path)
    assert back.stdout.startswith("Published generation 1 again, as generation 3: data/warehouse/gongkai.duckdb\n")
    assert "Generation 1 again: rolled back." in run_loaded("status", cwd=tmp_path).stdout
    sql = "SELECT total FROM applications WHERE row_code = 'received'"
    assert run_loaded("query", sql, "--format", "csv", cwd=tmp_path).stdout == "total\n26179\n"
    assert run_loaded("diff", "7", cwd=tmp_path).returncode == 2
    assert run_loaded("rollback", "3", cwd=tmp_path).stderr == "Generation 3 is the published one.\n"

    assert process.night(reports, warehouse) == (0, "generation 4 published True")
    assert run_loaded("query", sql, "--format", "csv", cwd=tmp_path).stdout == "total\n26178\n"


def test_a_night_writes_the_site_and_stays_published_where_it_cannot(tmp_path: Path, prefect_api: str) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    text = SAMPLE.read_bytes().decode("utf-16")

    def night(total: str, site: str) -> "subprocess.CompletedProcess[str]":
        (reports / "a.txt").write_text(text.replace("26179", total))
        return run("ingest", "reports", "--site", site, cwd=tmp_path, PREFECT_API_URL=prefect_api)

    done = night("26179", "site")
    assert done.returncode == 0, done.stderr
    assert "Published generation 1" in done.stdout and done.stdout.endswith("Next: open site/index.html\n")
    (page,) = (tmp_path / "site/en/reports").iterdir()
    assert ">26,179<" in page.read_text(encoding="utf-8")
    for wrong, why in (("reports/site", "lies in reports"), ("reports", "lies in reports"), (".", "holds other files")):
        refused = night("26178", wrong)
        assert refused.returncode == 2
        assert why in refused.stderr
    failed = night("26178", "/dev/null/site")
    assert failed.returncode == 3
    assert failed.stderr.splitlines()[-3:] == [
        "It is published, but the site was not written.",
        "The operating system says: Not a directory: /dev/null/.site.unfinished/en/reports",
        "Again: gongkai site /dev/null/site --warehouse data/warehouse/gongkai.duckdb",
    ]
    sql = "SELECT total FROM applications WHERE row_code = 'received'"
    assert run_loaded("query", sql, "--format", "csv", cwd=tmp_path).stdout == "total\n26178\n"
