"""How the data is cited: a version that follows from the data, and of the rest only what its keeper says."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from made import make_report

from gongkai.warehouse.citation import Keeper, KeeperError, bibtex, citation, data_version, read_keeper
from gongkai.warehouse.export import export

Fill = Callable[..., duckdb.DuckDBPyConnection]
SAID = """
keeper = "Institute of Open Data"
licence = "CC-BY-4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
doi = "10.1234/x"
"""


def test_the_version_is_that_of_the_data(filled: Fill) -> None:
    one, other = make_report("a"), make_report("b", town="中村乡")
    version = data_version(filled(one, other)).content
    assert data_version(filled(one, other)).content == version
    assert data_version(filled(one)).content != version
    assert data_version(filled(one, replace(other, reader_version="test-2"))).content != version
    con = filled(one, other)
    con.execute("UPDATE store.document SET root = '/elsewhere', first_seen = now()::TIMESTAMP, mtime_ns = 7")
    assert data_version(con).content == version
    con.execute(
        "INSERT INTO store.correction VALUES (1, 'a.csv', 2, 'a', 'year', '2022', '2021', 'why', 'Li', NULL,"
        " 'applied', NULL, 1)"
    )
    assert data_version(con).content != version


def test_only_the_keeper_says_whose_it_is(filled: Fill, tmp_path: Path) -> None:
    con = filled(make_report())
    said = citation(Keeper(), data_version(con))
    assert said.endswith("Licence of the data: not stated by the keeper.")
    assert "MIT" not in said
    (tmp_path / "keeper.toml").write_text(SAID, encoding="utf-8")
    keeper = read_keeper(tmp_path / "keeper.toml")
    said = citation(keeper, data_version(con))
    assert said.startswith("Institute of Open Data (")
    assert "https://doi.org/10.1234/x. Licence of the data: CC-BY-4.0." in said
    assert "author = {{Institute of Open Data}}," in bibtex(keeper, data_version(con))
    said = citation(keeper, data_version(con), "zh")
    assert said.startswith("Institute of Open Data（")
    assert "。https://doi.org/10.1234/x。数据许可证：CC-BY-4.0。" in said
    assert citation(Keeper(), data_version(con), "zh").endswith("数据许可证：保管者未说明。")
    export(con, tmp_path / "out", "csv", keeper)
    package = json.loads((tmp_path / "out/datapackage.json").read_text())
    assert package["licenses"][0]["path"] == keeper.licence_url
    croissant = json.loads((tmp_path / "out/croissant.json").read_text())
    assert (croissant["license"], croissant["version"]) == (keeper.licence_url, package["version"])
    assert croissant["datePublished"] == package["created"][:10]


@pytest.mark.parametrize(
    ("text", "said"), [("license = 'MIT'", "says license; expected"), ("keeper = 3", "a text"), ("=", "cannot be read")]
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "keeper.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KeeperError, match=said):
        read_keeper(tmp_path / "keeper.toml")
    assert read_keeper(tmp_path / "none.toml") == Keeper()
