"""The site without a browser: what is written, how large it gets, what it refuses, and what it says without texts."""

import json
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest
from sites import HOSTILE, Made, page_of

from gongkai.flows.site import text_of, write_site_of_night
from gongkai.warehouse.codes import LISTS, DocumentOutcome
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.pages import general_pages, site
from gongkai.warehouse.pages.charts import declared_charts
from gongkai.warehouse.pages.coverage import share, spans
from gongkai.warehouse.pages.documentation import FIRST, chapters
from gongkai.warehouse.pages.report import MOST_LINES
from gongkai.warehouse.pages.site import build
from gongkai.warehouse.pages.words import called, declared_codes, declared_words
from gongkai.warehouse.pages.writing import SiteError
from gongkai.warehouse.query import ask
from tests.flows.as_user import run


@pytest.fixture
def con(made: Made) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_to_read(made.warehouse) as opened:
        yield opened


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def broken_links(folder: Path) -> list[tuple[Path, str]]:
    """Of each page, the links to a file that is not there, or to a place that is not in it."""
    pages = {file: file.read_text(encoding="utf-8") for file in folder.rglob("*.html")}
    marks = {file: set(re.findall(r'\bid="([^"]*)"', text)) for file, text in pages.items()}
    found = []
    for file, text in pages.items():
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            path, _, mark = unquote(link).partition("#")
            target = (file.parent / path).resolve() if path else file
            is_there = target.is_file() and (not mark or "=" in mark or mark in marks[target])
            if not link.startswith("data:") and not is_there:
                found.append((file, link))
    return found


def test_every_link_leads_somewhere(made: Made) -> None:
    reports, units = (len(list((made.site / "en" / kind).iterdir())) for kind in ("reports", "units"))
    assert (reports, units) == (8, 5)  # each report has a page, also the four of one town and the clean one
    assert len(list(made.site.rglob("*.html"))) == 1 + 2 * (6 + 2 + reports + units + len(chapters()))
    assert broken_links(made.site) == []


def test_every_word_is_used() -> None:
    folder = Path(site.__file__).parent / "templates"
    templates = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    for word in declared_words():
        assert re.search(rf"\bt\.{word}\b|\)\.{word}\b|'{word}'", templates), word


def test_codes_have_names_in_both_languages() -> None:
    """All that the lists declare, whether or not a warehouse has met it: the next night may."""
    names = declared_codes()
    assert all(called("caption", caption, "zh") == caption for caption in names["caption"])
    listed = {
        **{column.split(".")[1]: set(codes) for column, codes in LISTS.items()},
        "evidence": set(LISTS["evidence.kind"]),
        "quarantine": set(LISTS["quarantine.reason"]),
        "review": set(LISTS["review.kind"]),
        "outcome": set(DocumentOutcome),
    }
    shown = listed.keys() & names.keys()
    assert len(shown) > 10
    assert {kind: listed[kind] - names[kind].keys() for kind in shown if listed[kind] - names[kind].keys()} == {}
    assert {layout.name for layout in entry_points(group="gongkai.layouts")} <= names["layout"].keys()


def test_pages_of_the_documentation_have_titles_in_the_language_of_the_list() -> None:
    for document in chapters():
        assert re.search("[一-鿿]", document.title["zh"]), document.path
        assert document.path == FIRST or not re.search("[一-鿿]", document.title["en"]), document.path


def test_the_same_warehouse_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    asked = [HOSTILE, "year_before.txt", "gone.txt"]
    for name in ("one", "two"):
        with open_to_read(made.warehouse) as con:
            build(con, tmp_path / name, text_of, asked)
    assert tree(tmp_path / "one") == tree(tmp_path / "two") == tree(made.site)
    assert str(made.documents).encode() not in b"".join(tree(made.site).values())


@pytest.mark.parametrize("code", declared_charts())
def test_a_chart_s_sql_can_be_pasted_into_a_question(made: Made, code: str) -> None:
    sql = declared_charts()[code]["sql"].strip()
    assert not ("'" in sql and '"' in sql)
    with open_to_read(made.warehouse, locked=True) as con:
        answer = ask(con, sql)
        assert {declared_charts()[code]["x"], declared_charts()[code]["y"]} <= set(answer.names)
        assert list(answer.rows)


def test_what_changed_last_night_is_told(made: Made) -> None:
    overview = (made.site / "en/index.html").read_text(encoding="utf-8")
    assert "<li><b>1</b> facts changed</li>" in overview
    assert "<li><b>3</b> documents came</li>" in overview
    assert "<li><b>1</b> documents changed <small>Content</small></li>" in overview
    assert "<td>1254 件</td><td>1255 件</td>" in overview


def test_coverage_goes_down_to_the_townships_without_report(made: Made) -> None:
    page = (made.site / "en/coverage/32.html").read_text(encoding="utf-8")
    row = re.search(r'<th scope="row" lang="zh-Hans">虹桥镇</th><td>(.*?)</td><td>(.*?)</td>', page, re.DOTALL)
    assert row
    assert re.findall(">(.*?)</a>", row[1]) == ["2020", "2021", "2022"]
    assert row[2] == "2013–2019, 2023–2024"
    assert re.search(r"<summary>\d+ townships without any report", page)
    assert "Counties without any report" in page
    assert "鼓楼区" in page


def test_a_town_s_versions_and_years_lead_to_each_other(made: Made) -> None:
    page = page_of(made, "2021_tab_hongqiao.txt").read_text(encoding="utf-8")
    versions, years = page.split('id="versions"')[1].split('id="years"')
    assert "&lt;img src=x" in versions
    assert "(this report)" in versions
    assert "year_before.txt" in years
    assert re.search(r'<a href="\.\./\.\./en/reports/\w+\.html">year_before.txt</a>', years)


def test_a_report_whose_document_is_gone_shows_sections_and_cells(made: Made) -> None:
    page = page_of(made, made.gone).read_text(encoding="utf-8")
    assert "The document is no longer where it was read" in page
    assert 'id="lines"' not in page
    assert "· line " in page
    in_chinese = page_of(made, made.gone, "zh").read_text(encoding="utf-8")
    assert re.search(r"· 第 \d+ 行", in_chinese)
    spans_of_lines = re.findall(r"lines (\d+)-(\d+)", page) + re.findall(r"第 (\d+)–(\d+) 行", in_chinese)
    assert spans_of_lines
    assert all(first != last for first, last in spans_of_lines)
    assert '<p class="prose">' in page


def test_a_document_that_changed_since_is_not_shown(made: Made) -> None:
    with open_to_read(made.warehouse) as con:
        root, source, document = con.execute(
            "SELECT root, source, document_id FROM reports WHERE source = '2021_cells_puwei.txt'"
        ).fetchall()[0]
    assert (text_of(root, source, document) or "").startswith("\n普威镇2021年")
    assert text_of(root, source, "0" * 64) is None
    assert text_of(root, "nowhere.txt", document) is None
    assert text_of(root, "a.zip/b\0.txt", document) is None


def test_the_page_of_an_endless_text_ends(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build(con, tmp_path / "site", lambda *_: "行\n" * 100_000, ["year_before.txt"], most=0)
    (page,) = (tmp_path / "site/en/reports").iterdir()
    text = page.read_text(encoding="utf-8")
    assert text.count('<div id="L') == MOST_LINES
    assert f"Only the first {MOST_LINES:,} of 100,001 lines are shown." in text


def test_reports_get_pages_the_worst_first_and_those_asked_for(
    con: duckdb.DuckDBPyConnection, made: Made, tmp_path: Path
) -> None:
    written = build(con, tmp_path / "site", text_of, ["year_before.txt"], most=1)
    assert (written.reports, written.wanted, written.texts) == (2, 2, 2)
    names = {page.name for page in (tmp_path / "site/zh/reports").iterdir()}
    assert names == {page_of(made, name).name for name in ("year_before.txt", "2024_tab_fuchuan.txt")}
    assert broken_links(tmp_path / "site") == []


def test_a_report_is_asked_for_by_its_id_too(con: duckdb.DuckDBPyConnection, made: Made, tmp_path: Path) -> None:
    name = page_of(made, "2022_csv_baimadu.txt").name
    build(con, tmp_path / "site", text_of, [name[:8].upper()], most=0)
    assert [page.name for page in (tmp_path / "site/en/reports").iterdir()] == [name]
    with pytest.raises(SiteError, match=r"no report nowhere\.txt"):
        build(con, tmp_path / "other", text_of, ["nowhere.txt"])
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_pages_of_reports_end_where_their_limit_is_used_up(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "REPORTS_LIMIT", 500_000)
    written = build(con, tmp_path / "site", text_of)
    assert 0 < written.reports < written.wanted
    size = sum(len(data) for name, data in tree(tmp_path / "site").items() if "/reports/" in name)
    assert 300_000 < size <= 500_000
    assert broken_links(tmp_path / "site") == []


def test_a_site_beyond_its_limit_is_not_written(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "SIZE_LIMIT", 1_000_000)
    with pytest.raises(SiteError, match="Fewer pages: --reports"):
        build(con, tmp_path / "site", text_of)
    assert list(tmp_path.iterdir()) == []


def test_a_great_many_findings_and_reports_stay_within_the_limit(made: Made, tmp_path: Path) -> None:
    shutil.copy(made.whole, tmp_path / "many.duckdb")
    with duckdb.connect(str(tmp_path / "many.duckdb")) as con:
        con.execute(
            "INSERT INTO store.finding SELECT f.* REPLACE ('check_' || n % 30 AS check_code, n || message AS message)"
            " FROM (FROM store.finding LIMIT 1) AS f, range(200000) AS t(n)"
        )
        # Every township has a report for each year.
        con.execute("""
CREATE TEMP TABLE new AS
SELECT
    1000 + row_number() OVER (ORDER BY town_code, year)::INTEGER AS report_no,
    sha256(town_code || year) AS document_id,
    *
FROM store.listed
""")
        con.execute("""
INSERT INTO store.report BY NAME
SELECT r.* REPLACE (n.report_no AS report_no, n.document_id AS document_id, n.town AS town, n.county AS county,
    n.province AS province, n.town_code AS town_code, n.county_code AS county_code, n.year AS year)
FROM (FROM store.report LIMIT 1) AS r, new AS n
""")
        con.execute("""
INSERT INTO store.document BY NAME
SELECT d.* REPLACE (n.document_id AS document_id, n.document_id || '.txt' AS source)
FROM (FROM store.document WHERE outcome = 'report' LIMIT 1) AS d, new AS n
""")
        ((reports,),) = con.execute("SELECT count(*) FROM reports").fetchall()
        assert reports > 600_000
    with open_to_read(tmp_path / "many.duckdb") as con:
        written = build(con, tmp_path / "site", text_of, most=20)
    sizes = {name: len(data) for name, data in tree(tmp_path / "site").items()}
    assert written.size < sum(sizes.values()) < site.SIZE_LIMIT - site.REPORTS_LIMIT
    assert max(sizes.values()) < 8_000_000
    listed = (tmp_path / "site/findings.en.js").read_text(encoding="utf-8").count("\n") - 2
    assert 30 * general_pages.LISTED <= listed < 31 * general_pages.LISTED
    assert len(list((tmp_path / "site/en/findings").iterdir())) == -(-listed // general_pages.A_PAGE) - 1
    first = (tmp_path / "site/en/findings.html").read_text(encoding="utf-8")
    assert first.count("<tr>") < general_pages.A_PAGE + 100
    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "site/en/reports").iterdir()]
    assert len([page for page in pages if re.search(r"The first 200 of 200,\d+ are shown", page)]) == 1


def test_a_folder_with_other_things_is_left_alone(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "thesis.tex").write_text("mine")
    with pytest.raises(SiteError, match=r"holds other files \(thesis\.tex"):
        build(con, folder, text_of)
    assert tree(folder) == {"thesis.tex": b"mine"}
    (folder / "thesis.tex").unlink()
    build(con, folder, text_of, most=2)
    first = tree(folder)
    assert json.loads(first["site.json"])["files"] == sorted(set(first) - {"site.json"})
    build(con, folder, text_of, most=0)
    assert set(tree(folder)) < set(first)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    (folder / "notes").mkdir()
    (folder / "notes/mine.txt").write_text("mine")
    with pytest.raises(SiteError, match=r"holds other files \(notes/mine\.txt"):
        build(con, folder, text_of)
    with pytest.raises(SiteError, match="is a file"):
        build(con, folder / "index.html", text_of)


def test_a_folder_that_cannot_be_renamed_is_filled(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(con, tmp_path / "site", text_of, most=2)
    plain = Path.rename

    def mounted(path: Path, target: Path) -> Path:
        if path.name == "site":
            raise OSError(16, "Device or resource busy")
        return plain(path, target)

    monkeypatch.setattr(Path, "rename", mounted)
    build(con, tmp_path / "site", text_of, most=0)
    monkeypatch.undo()
    build(con, tmp_path / "fresh", text_of, most=0)
    assert tree(tmp_path / "site") == tree(tmp_path / "fresh")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "site"]


def test_an_empty_warehouse_has_pages_too(tmp_path: Path, made: Made) -> None:
    shutil.copy(made.warehouse, tmp_path / "empty.duckdb")
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as con:
        for table in ("document", "report", "fact", "finding", "evidence", "section", "figure", "legacy", "change"):
            con.execute(f"DELETE FROM store.{table}")
        con.execute("DELETE FROM panel")
    with open_to_read(tmp_path / "empty.duckdb") as con:
        assert build(con, tmp_path / "site", text_of).reports == 0
    assert broken_links(tmp_path / "site") == []
    assert "No report states this yet." in (tmp_path / "site/en/index.html").read_text(encoding="utf-8")


def test_the_command_says_what_it_wrote(made: Made, tmp_path: Path) -> None:
    said = " ".join(run("site", "--help", cwd=tmp_path).stdout.replace("│", " ").split())
    assert f"by default {site.REPORTS}." in said
    assert f"At most {site.SIZE_LIMIT // 10**6} MB are written; {site.REPORTS_LIMIT // 10**6} MB of these" in said
    told = run("site", "out", "--warehouse", made.warehouse, "--reports", "1", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert re.search(r"^Wrote \d+ files \(\d+\.\d MB\) to out\.\n1 reports have a page, 1 of them", told.stdout)
    assert told.stdout.splitlines()[-1] == "Next: open out/index.html"
    refused = run("site", "out", "--warehouse", made.warehouse, "--report", "nowhere.txt", cwd=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert refused.stderr.startswith("The warehouse has no report nowhere.txt.")
    (tmp_path / "out/mine.txt").write_text("mine")
    assert run("site", "out", "--warehouse", made.warehouse, cwd=tmp_path).returncode == 2
    assert run("site", "new", "--warehouse", "none.duckdb", cwd=tmp_path).returncode == 2


def test_years_and_shares_in_short() -> None:
    assert spans([2008, 2009, 2010, 2012, 2014, 2015]) == "2008–2010, 2012, 2014–2015"
    assert spans(None) == ""
    shares = [(0, 9), (1, 9), (3, 9), (6, 9), (8, 9), (9, 9)]
    assert list(chain(share(held, listed) for held, listed in shares)) == [0, 1, 2, 3, 3, 4]


def test_after_a_night_a_site_of_the_same_data_is_left_as_it_is(made: Made, tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "site", tmp_path / "gongkai.duckdb"
    shutil.copy(made.warehouse, warehouse)
    assert write_site_of_night(folder, warehouse)
    times = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    assert write_site_of_night(folder, warehouse) is None
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == times
    with duckdb.connect(str(warehouse)) as con:
        con.execute("UPDATE store.run SET generation = generation + 1")
    assert write_site_of_night(folder, warehouse)
    assert (folder / "site.json").stat().st_mtime_ns != times[folder / "site.json"]


def test_a_banner_stands_where_the_reports_are_made_up_and_nowhere_else(made: Made, tmp_path: Path) -> None:
    """The samples are, by their manifest; the tests' own documents lie in a folder without one."""
    assert 'class="banner"' not in (made.site / "en/index.html").read_text(encoding="utf-8")
    shutil.copy(made.warehouse, tmp_path / "some.duckdb")
    with duckdb.connect(str(tmp_path / "some.duckdb")) as con:
        con.execute("UPDATE store.report SET is_made_up = town = '普威镇'")
    with open_to_read(tmp_path / "some.duckdb") as con:
        build(con, tmp_path / "site", text_of)
    for language, said in (("en", "1 of the 8 reports here are made up"), ("zh", "8 份报告中有 1 份为编造")):
        assert said in (tmp_path / "site" / language / "index.html").read_text(encoding="utf-8")
    banners = [
        page.name
        for page in (tmp_path / "site/en/reports").iterdir()
        if 'class="banner"' in page.read_text(encoding="utf-8")
    ]
    assert banners == [page_of(made, "2021_cells_puwei.txt").name]
    units = [page for page in (tmp_path / "site/en/units").iterdir() if "banner" in page.read_text(encoding="utf-8")]
    assert len(units) == 1


def test_tables_can_be_taken_along(made: Made) -> None:
    page = page_of(made, "2021_cells_puwei.txt")
    table = pl.read_csv(made.site / "csv" / page.with_suffix(".csv").name, schema_overrides={"raw": pl.String})
    received = table.filter(row_code="received", column_code="total")
    assert received.select("value", "status", "raw", "line").rows() == [(1929.0, "reported", "1929", 88)]
    assert f'href="../../csv/{page.stem}.csv" download' in page.read_text(encoding="utf-8")
    (unit,) = (
        page for page in (made.site / "en/units").iterdir() if ">虹桥镇</h1>" in page.read_text(encoding="utf-8")
    )
    years = pl.read_csv(made.site / "csv" / f"{unit.stem}.csv")["year"].to_list()
    assert years == [2020, 2021, 2022]


def test_a_unit_is_seen_through_its_years(made: Made) -> None:
    (page,) = (
        text
        for file in (made.site / "en/units").iterdir()
        if "<h1" in (text := file.read_text(encoding="utf-8")) and ">虹桥镇</h1>" in text
    )
    chips = page.split('<p class="chips">')[1].split("</p>")[0]
    assert re.findall(r">([^<]+)</a>", chips) == ["2020", "2021", "2021 (2)", "2022"]
    chart = re.search(r"<title>(Requests received.*?)</title>", page)
    assert chart
    assert re.fullmatch(r"Requests received: 2020 [\d,]+, 2021 [\d,]+, 2022 [\d,]+", chart[1])
    assert "泰州市泰兴市虹桥镇" in page
