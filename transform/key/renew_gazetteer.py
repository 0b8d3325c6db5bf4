"""Makes the lists of data/reference from fuller ones.

`python -m gongkai.transform.key.renew_gazetteer FOLDER [TARGET]`:

FOLDER holds townships.csv and counties.csv with at least the columns that are kept here, and may hold
township_changes.csv, the ministry's lists of changes. Needs the development packages (pypinyin); nothing else loads
this module.
"""

import re
import sys
from pathlib import Path

import polars as pl

from gongkai.transform.key import lineage
from gongkai.transform.key.gazetteer import ETHNIC, REFERENCE

TOWNSHIPS = ("code", "name", "kind", "county_code", "county", "first_year", "last_year", "pseudo")
CHANGES = ("year", "old_code", "old_name", "new_code", "new_name")
COUNTIES = ("code", "name", "kind", "prefecture", "province", "first_year", "last_year", "successor_codes")
FIRST_REPORTS = 2008  # the first year reported on; a county that ended in the year before still published
# What a web address leaves out: the ending, and the ethnic part of an autonomous division.
ENDINGS = rf"(?:(?:(?:{ETHNIC})族?)*自治[县旗州]|地区|林区|特区|新区|县|区|市|旗|盟|州)$"


def renew(source: Path, target: Path) -> dict[str, int]:
    """Write townships.csv, counties.csv, successors.csv and pinyin.csv into `target`. Returns the rows of each.

    Raises OSError, or polars' errors where a file or column is missing.
    """
    townships = _read(source / "townships.csv", TOWNSHIPS)
    counties = _read(source / "counties.csv", COUNTIES)
    counties = counties.filter(pl.col("last_year").cast(pl.Int32) >= FIRST_REPORTS - 1)
    successors = {
        row["code"]: row["successor_codes"].split(";")
        for row in counties.iter_rows(named=True)
        if row["successor_codes"]
    }
    of_counties = _units_of_counties(counties, successors)
    of_townships = _units_of_townships(townships, _changes(source / "township_changes.csv"), successors)
    lists = {
        "townships.csv": townships.with_columns(
            unit_id=pl.Series([unit or None for unit in of_townships.units], dtype=pl.String)
        ),
        "counties.csv": counties.with_columns(unit_id=pl.Series(of_counties.units, dtype=pl.String)),
        "successors.csv": _successors(of_counties.successors | of_townships.successors),
        "pinyin.csv": _pinyin(counties),
    }
    for name, rows in lists.items():
        rows.write_csv(target / name)
    return {name: rows.height for name, rows in lists.items()}


def _read(file: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """All as text: codes have leading noughts."""
    return pl.read_csv(file, infer_schema=False).select(columns).sort("code", maintain_order=True)


def _changes(file: Path) -> list[lineage.Change]:
    if not file.exists():
        return []
    rows = pl.read_csv(file, infer_schema=False).select(CHANGES).fill_null("").iter_rows()
    return [lineage.Change(int(year), *rest) for year, *rest in rows]


def _units_of_counties(counties: pl.DataFrame, successors: dict[str, list[str]]) -> lineage.Lineage:
    whole = {code: [new for new in after if "[" not in new] for code, after in successors.items()}
    rows = counties.select("code", "name", pl.col("first_year", "last_year").cast(pl.Int32)).rows()
    return lineage.counties(rows, whole)


def _units_of_townships(
    townships: pl.DataFrame, changes: list[lineage.Change], successors: dict[str, list[str]]
) -> lineage.Lineage:
    """Statistical units that are no divisions have none: they stand empty."""
    land = lineage.territory(
        {code: [re.sub(r"\[.*?\]", "", new) for new in after] for code, after in successors.items()}
    )
    divisions = townships.with_row_index().filter(pl.col("pseudo") == "0")
    rows = divisions.select("code", "name", "county_code", pl.col("first_year", "last_year").cast(pl.Int32)).rows()
    found = lineage.townships([lineage.Row(*row) for row in rows], changes, land)
    units = dict(zip(divisions["index"], found.units, strict=True))
    return lineage.Lineage(tuple(units.get(index, "") for index in range(townships.height)), found.successors)


def _successors(successors: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    rows = sorted((unit, after) for unit, news in successors.items() for after in news)
    return pl.DataFrame(rows, {"unit_id": pl.String, "successor_id": pl.String}, orient="row")


def _pinyin(counties: pl.DataFrame) -> pl.DataFrame:
    """name -> pinyin without tones and without its ending (县, 区, 市, ...), as web addresses write it."""
    from pypinyin import lazy_pinyin

    names = pl.concat([counties["name"], counties["prefecture"]]).unique().sort()
    return pl.DataFrame(
        {"name": names, "pinyin": ["".join(lazy_pinyin(name)) for name in names.str.replace(ENDINGS, "")]}
    )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("Usage: python -m gongkai.transform.key.renew_gazetteer FOLDER [TARGET]")
    for written, height in renew(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else REFERENCE).items():
        print(f"{written}: {height:,} rows")
