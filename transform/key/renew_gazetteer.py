"""Makes the lists of data/reference from fuller ones: `python -m transform.key.renew_gazetteer FOLDER [TARGET]`.

FOLDER holds townships.csv and counties.csv with at least the columns that are kept here. Needs the development packages
(pypinyin); nothing else loads this module.
"""

import sys
from pathlib import Path

import polars as pl

from transform.key.gazetteer import ETHNIC, REFERENCE

TOWNSHIPS = ("code", "name", "kind", "county_code", "county", "first_year", "last_year", "pseudo")
COUNTIES = ("code", "name", "kind", "prefecture", "province", "first_year", "last_year", "successor_codes")
FIRST_REPORTS = 2008  # the first year reported on; a county that ended in the year before still published
# What a web address leaves out: the ending, and the ethnic part of an autonomous division.
ENDINGS = rf"(?:(?:(?:{ETHNIC})族?)*自治[县旗州]|地区|林区|特区|新区|县|区|市|旗|盟|州)$"


def renew(source: Path, target: Path) -> dict[str, int]:
    """Write townships.csv, counties.csv and pinyin.csv into `target`. Returns the rows of each.

    Raises OSError, or polars' errors where a file or column is missing.
    """
    townships = _read(source / "townships.csv", TOWNSHIPS)
    counties = _read(source / "counties.csv", COUNTIES)
    counties = counties.filter(pl.col("last_year").cast(pl.Int32) >= FIRST_REPORTS - 1)
    lists = {"townships.csv": townships, "counties.csv": counties, "pinyin.csv": _pinyin(counties)}
    for name, rows in lists.items():
        rows.write_csv(target / name)
    return {name: rows.height for name, rows in lists.items()}


def _read(file: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """All as text: codes have leading noughts."""
    return pl.read_csv(file, infer_schema=False).select(columns).sort("code", maintain_order=True)


def _pinyin(counties: pl.DataFrame) -> pl.DataFrame:
    """name -> pinyin without tones and without its ending (县, 区, 市, ...), as web addresses write it."""
    from pypinyin import lazy_pinyin

    names = pl.concat([counties["name"], counties["prefecture"]]).unique().sort()
    return pl.DataFrame(
        {"name": names, "pinyin": ["".join(lazy_pinyin(name)) for name in names.str.replace(ENDINGS, "")]}
    )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("Usage: python -m transform.key.renew_gazetteer FOLDER [TARGET]")
    for written, height in renew(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else REFERENCE).items():
        print(f"{written}: {height:,} rows")
