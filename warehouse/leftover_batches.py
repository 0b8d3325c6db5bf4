"""What a run that was killed had read already: complete batches of the same reader are not read again.

A document's report is a function of its bytes, of what a crawl knows of it, and of the reader: where these are the
same, the report is. Batches are kept in the folder that a run works in, which only a kill leaves behind.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from gongkai.warehouse.ledger import RETRIED, VERDICTS, Verdict
from gongkai.warehouse.shards import BATCH, READER, TABLES, VERDICT, write_table

_KEY = ["document_id", "crawl"]


@dataclass(frozen=True)
class AtHand:
    """What need not be read. indices: of documents that still have to be. verdicts: on those that are no reports.

    documents: how many were read already. first_batch: the number of the next batch.
    """

    indices: list[int]
    verdicts: list[Verdict]
    documents: int
    first_batch: int


def is_worth_keeping(reader: str, thing: Path) -> bool:
    """Whether what lies in the folder of a run that was killed is a complete batch of this reader."""
    try:
        return (
            thing.name.startswith(BATCH)
            and (thing / READER).read_text(encoding="utf-8") == reader
            and all(_scan(thing, table).collect_schema() for table in (*TABLES, VERDICT))
        )
    except (OSError, ValueError, PolarsError):
        return False


def at_hand(work: Path, wanted: pl.DataFrame) -> AtHand:
    """Compare what is wanted with the batches that lie there, and take out of them what is not.

    wanted: index, document_id and crawl of each document to be read.
    """
    batches = {int(folder.name.removeprefix(BATCH)): folder for folder in sorted(work.glob(f"{BATCH}*"))}
    if not batches:
        return AtHand(wanted["index"].to_list(), [], 0, 0)
    reports = _all(batches, "report", [*_KEY, "number"])
    used = reports.join(wanted, on=_KEY, how="semi", nulls_equal=True, maintain_order="left")
    used = used.unique("document_id", keep="first", maintain_order=True)
    for number, folder in batches.items():
        of_batch = used.filter(pl.col("batch") == number)
        if of_batch.height < reports.filter(pl.col("batch") == number).height:
            _narrow(folder, of_batch, work / f"narrower-{number}")
    judged = _all(batches, VERDICT, list(VERDICTS)).filter(pl.col("reason") != RETRIED)
    judged = judged.join(wanted, on="document_id", how="semi", maintain_order="left")
    judged = judged.join(used, on="document_id", how="anti", maintain_order="left")
    judged = judged.unique("document_id", keep="first", maintain_order=True)
    known = pl.concat([used.select("document_id"), judged.select("document_id")])
    left = wanted.join(known, on="document_id", how="anti", maintain_order="left")
    return AtHand(
        left["index"].to_list(),
        [Verdict(*row) for row in judged.select(*Verdict._fields).rows()],
        known.height,
        max(batches) + 1,
    )


def _all(batches: dict[int, Path], table: str, columns: list[str]) -> pl.DataFrame:
    scans = [_scan(folder, table).select(*columns, batch=pl.lit(number)) for number, folder in batches.items()]
    return pl.concat(scans).collect()


def _narrow(folder: Path, reports: pl.DataFrame, narrower: Path) -> None:
    """Leave nothing but these reports in a batch, and its verdicts."""
    shutil.copytree(folder, narrower)
    for table in TABLES:
        rows = _scan(folder, table).join(reports.lazy(), on="number", how="semi", maintain_order="left")
        write_table(narrower, table, rows.collect())
    shutil.rmtree(folder)
    narrower.replace(folder)


def _scan(folder: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{table}.parquet", glob=False)
