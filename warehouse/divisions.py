"""The division lists in the warehouse: what coverage is measured against."""

import hashlib

import duckdb

from gongkai.transform.key.gazetteer import REFERENCE

_FILES = ("townships.csv", "counties.csv", "successors.csv")


def write_divisions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring store.township up to date; nothing is written where the lists are the same as before."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((REFERENCE / name).read_bytes())
    if con.execute("SELECT division_lists FROM store.version").fetchall() == [(digest.hexdigest(),)]:
        return
    files = {name.removesuffix(".csv"): str(REFERENCE / name) for name in _FILES}
    con.execute("DELETE FROM store.township; DELETE FROM store.unit_name; DELETE FROM store.unit_successor")
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
        {name: files[name] for name in ("townships", "counties")},
    )
    _write_units(con, files)
    con.execute("UPDATE store.version SET division_lists = ?", [digest.hexdigest()])


def _write_units(con: duckdb.DuckDBPyConnection, files: dict[str, str]) -> None:
    """Townships and counties under each of their names, and what goes on for those that ended."""
    con.execute(
        "INSERT INTO store.unit_name BY NAME"
        " SELECT t.unit_id, true AS is_township, t.town AS name, t.kind, t.town_code AS code, t.county, t.county_code,"
        " t.prefecture, t.province, t.first_year, t.last_year FROM ("
        "   SELECT s.*, r.kind, r.unit_id FROM store.township AS s"
        "   JOIN read_csv($townships, all_varchar = true, header = true) AS r"
        "     ON r.code = s.town_code AND r.name = s.town AND r.county = s.county"
        "       AND r.first_year::SMALLINT = s.first_year AND r.last_year::SMALLINT = s.last_year AND r.pseudo = '0'"
        " ) AS t ORDER BY t.unit_id, t.first_year, t.town",
        {"townships": files["townships"]},
    )
    con.execute(
        "INSERT INTO store.unit_name BY NAME"
        " SELECT unit_id, false AS is_township, name, kind, code, name AS county, code AS county_code, prefecture,"
        " province, first_year, last_year FROM read_csv($counties, all_varchar = true, header = true)"
        " ORDER BY unit_id, first_year",
        {"counties": files["counties"]},
    )
    con.execute(
        "INSERT INTO store.unit_successor BY NAME FROM read_csv($successors, all_varchar = true, header = true)",
        {"successors": files["successors"]},
    )
