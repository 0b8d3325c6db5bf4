"""What a county costs who asks for it at a distance: bytes that a plain file server sends of an exported folder.

python -m benchmarks.distance [DOCUMENTS]

A corpus of so many made-up documents, 20000 if none are named, is read and exported. A server that knows ranges and
nothing else hands out the folder, and the facts of one county are asked for over HTTP: by DuckDB through its own
extension httpfs, where that can be had, or else through fsspec; and by polars, which reads the last 256 KB of each file
twice before anything else. Counted are the bytes of the bodies that the server sent. The package that names the files
is told apart: who knows their names does not need it.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

import duckdb
import polars as pl

from benchmarks import corpus
from benchmarks.file_server import Distant, served
from gongkai.flows.night import Night, night
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.export import PACKAGE, export

TABLE = "facts"
OF_PLACE = "SELECT * FROM read_parquet($files, union_by_name = true) WHERE province = $province AND county = $county"
COUNTIES = (
    "SELECT province, county FROM reports WHERE county IS NOT NULL GROUP BY ALL ORDER BY count(*), province, county"
)


class Place(NamedTuple):
    """A county: its province stands before it in the order of the rows."""

    province: str
    county: str


class Cost(NamedTuple):
    """What one question took: rows of the answer, bytes of bodies, requests."""

    client: str
    rows: int
    bytes: int
    requests: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.distance", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("documents", nargs="?", type=int, default=20_000, help="size of the corpus")
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder, place = exported(Path(name), asked.documents)
        whole = bytes_of(folder)
        print(f"{asked.documents} documents: {TABLE} {whole} bytes, {PACKAGE} {(folder / PACKAGE).stat().st_size}")
        print(f"asked for: {place.province} {place.county}")
        for one in costs(folder, place):
            share = one.bytes / whole
            print(f"{one.client:<22} {one.rows:>6} rows {one.bytes:>9} bytes {share:>7.1%} {one.requests:>4} requests")


def exported(work: Path, documents: int) -> tuple[Path, Place]:
    """(the folder of an export, of its counties, the one with the middle number of reports)."""
    for _ in corpus.write(work / "raw", documents):
        pass
    night(Night([work / "raw"], work / "w.duckdb"))
    with open_to_read(work / "w.duckdb") as con:
        export(con, work / "export", "parquet")
        counties = con.execute(COUNTIES).fetchall()
    return work / "export", Place(*counties[len(counties) // 2])


def files_of(folder: Path) -> list[str]:
    """The files of the table, as the package names them."""
    package = json.loads((folder / PACKAGE).read_bytes())
    paths = (str(resource["path"]) for resource in package["resources"])
    return [path for path in paths if path.startswith(f"{TABLE}/")]


def bytes_of(folder: Path) -> int:
    """What the files of the table hold together."""
    return sum((folder / path).stat().st_size for path in files_of(folder))


def costs(folder: Path, place: Place) -> Iterator[Cost]:
    """By each client that there is."""
    why_not = httpfs_is_missing()
    if why_not:
        print(f"DuckDB's extension httpfs cannot be had: {why_not}")
        yield cost(folder, "DuckDB through fsspec", partial(by_duckdb_through_fsspec, place=place))
    else:
        yield cost(folder, "DuckDB with httpfs", partial(by_duckdb, place=place))
    yield cost(folder, "polars", partial(by_polars, place=place))


def cost(folder: Path, client: str, ask: Callable[[list[str]], int]) -> Cost:
    """ask: takes addresses, and gives the number of rows."""
    with served(folder) as (address, sent):
        rows = ask([f"{address}/{quote(path, safe='/=')}" for path in files_of(folder)])
        return Cost(client, rows, sent.bytes, sent.requests)


def httpfs_is_missing() -> str | None:
    """Why DuckDB's extension cannot be had; None where it can."""
    with duckdb.connect() as con:
        try:
            con.execute("INSTALL httpfs; LOAD httpfs")
        except duckdb.Error as error:
            return str(error).splitlines()[0]
    return None


def by_duckdb(files: list[str], place: Place) -> int:
    """All columns of the county's rows."""
    with duckdb.connect() as con:
        con.execute("LOAD httpfs")
        return len(con.execute(OF_PLACE, {"files": files, **place._asdict()}).fetchall())


def by_duckdb_through_fsspec(files: list[str], place: Place) -> int:
    """The same: DuckDB says which ranges it wants, and fsspec's part is to fetch them."""
    with duckdb.connect() as con:
        con.register_filesystem(Distant())
        named = [file.replace("http:", f"{Distant.protocol}:") for file in files]
        return len(con.execute(OF_PLACE, {"files": named, **place._asdict()}).fetchall())


def by_polars(files: list[str], place: Place) -> int:
    """The same."""
    of_place = (pl.col("province") == place.province) & (pl.col("county") == place.county)
    return pl.scan_parquet(files).filter(of_place).collect().height


if __name__ == "__main__":
    main()
