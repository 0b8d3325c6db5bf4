"""The division lists in the warehouse: what coverage is measured against."""

import hashlib

import duckdb

from transform.key.gazetteer import REFERENCE

_FILES = ("townships.csv", "counties.csv")


def write_divisions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring store.township up to date; nothing is written where the lists are the same as before."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((REFERENCE / name).read_bytes())
    if con.execute("SELECT division_lists FROM store.version").fetchall() == [(digest.hexdigest(),)]:
        return
    con.execute("DELETE FROM store.township")
    con.execute(
        # A county that changed hands between prefectures stands under the last one.
        "INSERT INTO store.township BY NAME"
        " SELECT t.code AS town_code, t.name AS town, t.county_code, t.county, c.prefecture, c.province,"
        " t.first_year, t.last_year"
        " FROM read_csv($townships, all_varchar = true, header = true) AS t"
        " LEFT JOIN ("
        "   SELECT code, arg_max(prefecture, last_year) AS prefecture, arg_max(province, last_year) AS province"
        "   FROM read_csv($counties, all_varchar = true, header = true) GROUP BY code"
        " ) AS c ON c.code = t.county_code"
        " WHERE t.pseudo = '0' ORDER BY t.code, t.first_year, t.name",
        {name.removesuffix(".csv"): str(REFERENCE / name) for name in _FILES},
    )
    con.execute("UPDATE store.version SET division_lists = ?", [digest.hexdigest()])
