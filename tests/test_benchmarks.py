"""The corpus of the benchmarks is what it says, and what is measured on it can be measured."""

from pathlib import Path

import duckdb
import pytest

from benchmarks import corpus, otherwise, pictures, reading, stages
from gongkai.extract.document import Document
from gongkai.transform.prose.figures import read_prose
from gongkai.transform.read import read

TABLE = """corpus,what,documents,seconds,us_a_document,floors,memory_mb,disk_b,right,wrong
1000,"floor: read, hash, decode, split",1000,0.05,47.0,1.00,,,,
1000,night: all is new,1000,17.00,17000.0,361.70,900,5000,100.00%,0.00%
1000,sql alone,1000,1.00,1000.0,21.27,150,700,45.00%,0.02%
10000,"floor: read, hash, decode, split",10000,0.50,50.0,1.00,,,,
10000,night: all is new,10000,30.00,3000.0,60.00,950,3000,100.00%,0.00%
"""


def test_the_truth_of_a_corpus_is_what_stands_in_its_documents() -> None:
    for made in corpus.documents(3 * len(corpus.samples())):
        facts = read(Document("made.txt", made.data)).facts
        found = {f"{one.table}.{one.row}.{one.column}": one.value for one in facts if one.value is not None}
        assert found == made.truth


def test_a_second_writing_puts_other_documents_in_the_place_of_some(tmp_path: Path) -> None:
    first = dict(corpus.write(tmp_path, 23))
    before = {file.name: file.read_bytes() for file in tmp_path.rglob("*.txt")}
    second = dict(corpus.write(tmp_path, 23, every=10, seed=2))
    changed = {file.name for file in tmp_path.rglob("*.txt") if file.read_bytes() != before[file.name]}
    assert len(first) == len(before) == 23
    assert changed == {Path(source).name for source in second} == {"0000000.txt", "0000010.txt", "0000020.txt"}


@pytest.mark.parametrize("way", ["pandas_and_regular_expressions", "sql_alone"])
def test_what_users_would_write_reads_a_good_part(way: str, tmp_path: Path) -> None:
    truths = dict(corpus.write(tmp_path / "raw", len(corpus.samples())))
    otherwise.WAYS[way](tmp_path / "raw", tmp_path / "cells.duckdb")
    with duckdb.connect(str(tmp_path / "cells.duckdb"), read_only=True) as con:
        cells = con.execute("FROM cells").fetchall()
    right = sum(truths[source].get(cell) == value for source, cell, value in cells)
    assert right > 0.95 * len(cells)
    assert right > 0.4 * sum(map(len, truths.values()))


def test_the_script_reads_a_good_part(tmp_path: Path) -> None:
    truths = dict(corpus.write(tmp_path, len(corpus.samples())))
    found = {source: reading.script(tmp_path / source) for source in truths}
    right = sum(truths[source].get(cell) == value for source, cells in found.items() for cell, value in cells.items())
    assert right > 0.95 * sum(map(len, found.values()))
    assert right > 0.4 * sum(map(len, truths.values()))


def test_the_pictures_are_drawn_from_the_table(tmp_path: Path) -> None:
    (tmp_path / "speed.csv").write_text(TABLE, encoding="utf-8")
    pictures.main(tmp_path / "speed.csv", tmp_path)
    assert "night: all is new" in (tmp_path / "speed_nights.svg").read_text(encoding="utf-8")
    assert "45.00% of the cells are right" in (tmp_path / "speed_ways.svg").read_text(encoding="utf-8")


def test_each_stage_of_reading_takes_a_part_of_its_time() -> None:
    documents = [Document("made.txt", made.data) for made in corpus.documents(len(corpus.samples()))]
    seconds = stages.shares(documents, 2)
    assert list(seconds) == ["text", "tables", "keys", "prose", "rest"]
    assert all(one > 0 for one in seconds.values())
    assert stages.reader.read_prose is read_prose
