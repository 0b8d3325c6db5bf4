"""The ledger: what was found, what is known of it, what is to be done, what became of it. All in bulk, in frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import polars as pl

from gongkai.extract.document import Reason
from gongkai.extract.origin.found import Found
from gongkai.warehouse import schema
from gongkai.warehouse.codes import DocumentOutcome

# A file that could not be read is tried again each time: permissions change without a trace in the file's times.
RETRIED = Reason.UNREADABLE
SCAN = Reason.NO_TEXT_LAYER  # it may get a text beside it
_NAME = ["root", "source"]
_READ = ["document_id", "crawl"]  # what a report follows from
_HOLDS = ["container", "container_size"]
_JUDGED = ["size", "mtime_ns", "document_id", "outcome", "reason", "reader_version", "crawl", *_HOLDS]
LEDGER = schema.frame_types("document")
_INDEX = pl.get_index_type()


class Opened(NamedTuple):
    """What opening a document showed: its document_id, or else why it could not be opened."""

    document_id: str | None
    reason: str | None = None
    message: str | None = None


class Verdict(NamedTuple):
    """Why a document is no report."""

    document_id: str
    reason: str
    message: str


VERDICTS = {name: LEDGER[name] for name in Verdict._fields}


@dataclass(frozen=True)
class Held:
    """What a published warehouse knows: its ledger, and the reports of this reader that it holds. Both lie in files, of
    which each step reads what it needs: of a million documents, they would take half a gigabyte.

    reports: document_id and crawl, the digest of what was known of it from elsewhere when it was read.
    """

    known: pl.LazyFrame
    reports: pl.LazyFrame


@dataclass(frozen=True)
class Counts:
    """What the documents of one run came to. found = reports + duplicates + quarantined."""

    found: int
    reports: int
    duplicates: int
    quarantined: int
    unchanged: int
    newly_read: int
    vanished: int


@dataclass(frozen=True)
class Seen:
    """What a run saw, at one time, with one version of the reader.

    whole_roots: roots of which everything was seen, so that what was not found there is gone. identified: what was
    found, as `identify` gives it. rejected: the verdicts of this run.
    """

    whole_roots: Sequence[str]
    identified: pl.DataFrame
    rejected: Sequence[Verdict]
    reader_version: str
    at: datetime


@dataclass(frozen=True)
class Conclusion:
    """What became of the documents of a run. changed: whether the ledger is another than before. quarantined: reasons,
    with the sources."""

    ledger: pl.DataFrame
    changed: bool
    counts: Counts
    quarantined: list[tuple[str, list[str]]]


def nothing_held() -> Held:
    """What is known before there is a warehouse."""
    return Held(pl.LazyFrame(schema=LEDGER), pl.LazyFrame(schema={name: LEDGER[name] for name in _READ}))


def known_members(known: pl.LazyFrame, reader_version: str) -> dict[tuple[str, str, int, int], list[tuple[str, int]]]:
    """(root, source of a container, size, mtime_ns) -> (source, size) of all that is known to be in it.

    Without those that have to be opened though they are as they were.
    """
    whole = ["root", "container", "container_size", "mtime_ns"]
    inside = known.filter(pl.col("container").is_not_null())
    up_to_date = inside.filter(_is_up_to_date(reader_version).all().over("root", "container"))
    groups = up_to_date.group_by(whole).agg("source", "size").collect().rows()
    return {tuple(key): list(zip(sources, sizes, strict=True)) for *key, sources, sizes in groups}


def compare(found: Sequence[Found], known: pl.LazyFrame, reader_version: str) -> pl.DataFrame:
    """What was found, with what is known of it: a row per thing, in the order of `found`.

    index: in `found`. unchanged: neither the file, nor its manifest row, nor the reader differ from what the
    ledger says, so the file need not be opened; document_id is then known.
    """
    frame = _frame(found)
    same = (
        pl.col("is_up_to_date")
        & pl.col("reason").is_null()
        & pl.col("container_size").eq_missing(pl.col("container_size_known"))
        & (pl.col("size") == pl.col("size_known"))
        & (pl.col("mtime_ns") == pl.col("mtime_ns_known"))
        & (pl.col("crawl").eq_missing(pl.col("crawl_known")) | pl.col("unopened"))
    )
    told = ("size", "mtime_ns", "document_id", "reason", "message", "crawl", "container_size")
    known = known.select(*_NAME, *told, is_up_to_date=_is_up_to_date(reader_version))
    return (
        frame.lazy()
        .join(known, on=_NAME, how="left", suffix="_known", maintain_order="left")
        .with_columns(unchanged=same.fill_null(False))
        .with_columns(
            document_id=pl.when("unchanged").then("document_id"),
            # What could not be loaded has no document_id that its verdict could be found by.
            reason=_as_known("reason", pl.col("document_id").is_null()),
            message=_as_known("message", pl.col("document_id").is_null()),
            crawl=_as_known("crawl", pl.col("unopened")),
        )
        .select(*frame.columns, "document_id", "unchanged")
        .drop("unopened")
        .collect()
    )


def _is_up_to_date(reader_version: str) -> pl.Expr:
    """Whether this reader has seen it, and would see the same again."""
    return (pl.col("reader_version") == reader_version) & pl.col("reason").ne_missing(RETRIED)


def _frame(found: Sequence[Found]) -> pl.DataFrame:
    columns = ("root", "source", "size", "mtime_ns", "reason", "message")
    inside = [thing.inside for thing in found]
    values = {name: [getattr(thing, name) for thing in found] for name in columns} | {
        "crawl": [thing.crawl.digest if thing.crawl else None for thing in found],
        "container": [where and where.container for where in inside],
        "container_size": [where and where.size for where in inside],
        "unopened": [where is not None and where.position is None for where in inside],
    }
    types = {**LEDGER, "unopened": pl.Boolean()}
    return pl.DataFrame(values, {name: types[name] for name in values}).with_row_index("index")


def _as_known(column: str, where: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("unchanged") & where).then(f"{column}_known").otherwise(column)


def to_open(compared: pl.DataFrame) -> list[int]:
    """The indices of what has to be opened."""
    return compared.filter(~pl.col("unchanged") & pl.col("reason").is_null())["index"].to_list()


def opened_at(indices: Sequence[int], showed: Sequence[Opened]) -> pl.DataFrame:
    """What opening the documents at these indices showed."""
    return pl.DataFrame(showed, VERDICTS, orient="row").insert_column(0, pl.Series("index", indices, _INDEX))


def identify(compared: pl.DataFrame, seen: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """`compared` with what opening documents showed. seen: as `opened_at` gives them."""
    return compared.update(pl.concat(seen), on="index") if seen else compared


def to_read(identified: pl.DataFrame, held: Held, whole_roots: Sequence[str], reader_version: str) -> list[int]:
    """The indices of the documents whose report is wanted and not yet held: each document once, by its first holder.

    whole_roots: as of `Seen`. The first holder may lie in another root, and its report be held.
    """
    rejected = _rejected(held.known, identified, reader_version).select("document_id")
    elsewhere = (
        _untouched(held.known, whole_roots, identified)
        .filter(pl.col("outcome") == DocumentOutcome.REPORT)
        .join(held.reports, on="document_id", how="semi")
        .with_columns(index=pl.lit(None, identified.schema["index"]))
    )
    holders = pl.concat([frame.select(*_NAME, *_READ, "index") for frame in (identified.lazy(), elsewhere)])
    in_doubt = holders.join(held.reports, on=_READ, how="anti", nulls_equal=True)  # few, in most nights
    return (
        holders.join(in_doubt, on="document_id", how="semi")
        .sort(_NAME)
        .unique("document_id", keep="first", maintain_order=True)
        .join(rejected, on="document_id", how="anti", maintain_order="left")
        .join(held.reports, on=_READ, how="anti", nulls_equal=True, maintain_order="left")
        .select(pl.col("index").drop_nulls())
        .collect()["index"]
        .to_list()
    )


def _rejected(known: pl.LazyFrame, identified: pl.DataFrame, reader_version: str) -> pl.LazyFrame:
    """What is known to be no report: of a scan, only while what lies beside it is what it was."""
    is_rejected = (pl.col("outcome") == DocumentOutcome.QUARANTINED) & pl.col("document_id").is_not_null()
    rejected = known.filter(is_rejected & _is_up_to_date(reader_version))
    is_scan = pl.col("reason") == SCAN
    as_before = rejected.filter(is_scan).join(identified.lazy(), on=_READ, how="semi", nulls_equal=True)
    return pl.concat([rejected.filter(~is_scan), as_before])


def conclude(known: pl.LazyFrame, seen: Seen, wanted: int) -> Conclusion:
    """The new ledger, and what it says of this run. wanted: how many documents had to be read."""
    ledger = ledger_after(known, seen)
    of_this_run = of_run(ledger, seen.identified)
    unchanged, newly_read = int(seen.identified["unchanged"].sum()), wanted - len(seen.rejected)
    counts = count(known, ledger, of_this_run, unchanged, newly_read)
    return Conclusion(ledger, not is_same(known, ledger), counts, quarantined(of_this_run))


def ledger_after(known: pl.LazyFrame, seen: Seen) -> pl.DataFrame:
    """The new ledger, in the order of (root, source). Documents of other roots stay as they are."""
    new = pl.LazyFrame(seen.rejected, VERDICTS, orient="row")
    verdicts = pl.concat([new, _rejected(known, seen.identified, seen.reader_version).select(*VERDICTS)])
    verdicts = verdicts.unique("document_id", keep="first", maintain_order=True)
    entries = (
        seen.identified.lazy()
        .join(verdicts, on="document_id", how="left", suffix="_verdict", maintain_order="left")
        .with_columns(
            reason=pl.coalesce("reason", "reason_verdict"),
            message=pl.coalesce("message", "message_verdict"),
            reader_version=pl.lit(seen.reader_version),
            outcome=pl.lit(None, pl.String),
        )
        .join(
            known.select(*_NAME, "document_id", "reason", "first_seen", "last_changed"),
            on=_NAME,
            how="left",
            suffix="_known",
        )
    )
    as_before = pl.col("document_id").eq_missing(pl.col("document_id_known")) & pl.col("reason").eq_missing(
        pl.col("reason_known")
    )
    entries = entries.with_columns(
        first_seen=pl.coalesce("first_seen", pl.lit(seen.at)),
        last_changed=pl.when(as_before).then("last_changed").otherwise(None).fill_null(seen.at),
    ).select(pl.col(name).cast(dtype) for name, dtype in LEDGER.items())
    everything = pl.concat([_untouched(known, seen.whole_roots, seen.identified), entries])
    return everything.sort(_NAME).with_columns(outcome=_outcome()).collect()


def _untouched(known: pl.LazyFrame, whole_roots: Sequence[str], seen: pl.DataFrame) -> pl.LazyFrame:
    """What is known and was neither seen this time nor is gone."""
    return known.join(seen.lazy(), on=_NAME, how="anti").filter(~_gone(whole_roots, seen))


def _gone(whole_roots: Sequence[str], seen: pl.DataFrame) -> pl.Expr:
    """Of a root that was listed, or in a container that was, unless below what could not be listed this time."""
    closed = seen.filter(pl.col("reason") == RETRIED).select(*_NAME).rows()
    below = [(pl.col("root") == root) & pl.col("source").str.starts_with(f"{source}/") for root, source in closed]
    holder = pl.struct("root", "container")
    containers = seen.drop_nulls("container").select(holder).unique().to_series()
    seen_whole = pl.col("root").is_in(whole_roots) | (
        pl.col("container").is_not_null() & holder.is_in(containers.implode())
    )
    return seen_whole & ~pl.any_horizontal(pl.lit(False), *below)


def _outcome() -> pl.Expr:
    """Of several holders of the same bytes, the first is the report."""
    return (
        pl.when(pl.col("reason").is_not_null())
        .then(pl.lit(DocumentOutcome.QUARANTINED.value))
        .when(pl.int_range(pl.len()).over("document_id") == 0)
        .then(pl.lit(DocumentOutcome.REPORT.value))
        .otherwise(pl.lit(DocumentOutcome.DUPLICATE.value))
    )


def is_same(known: pl.LazyFrame, ledger: pl.DataFrame) -> bool:
    """Whether there is nothing to publish."""
    names = [*_NAME, *_JUDGED]
    return known.sort(_NAME).select(names).collect().equals(ledger.select(names))


def of_run(ledger: pl.DataFrame, identified: pl.DataFrame) -> pl.DataFrame:
    """root, source, outcome and reason of this run's documents, as the ledger has them."""
    judged = ledger.select(*_NAME, "outcome", "reason")
    return judged.join(identified, on=_NAME, how="semi", maintain_order="left")


def count(
    known: pl.LazyFrame, ledger: pl.DataFrame, of_this_run: pl.DataFrame, unchanged: int, newly_read: int
) -> Counts:
    """The counts of a run, of the documents that it found."""
    outcomes = dict(of_this_run["outcome"].value_counts().rows())
    return Counts(
        found=of_this_run.height,
        reports=outcomes.get(DocumentOutcome.REPORT, 0),
        duplicates=outcomes.get(DocumentOutcome.DUPLICATE, 0),
        quarantined=outcomes.get(DocumentOutcome.QUARANTINED, 0),
        unchanged=unchanged,
        newly_read=newly_read,
        vanished=known.join(ledger.lazy(), on=_NAME, how="anti").select(pl.len()).collect().item(),
    )


def quarantined(of_this_run: pl.DataFrame) -> list[tuple[str, list[str]]]:
    """(reason, sources) of the documents of this run that are no reports."""
    rows = of_this_run.filter(pl.col("outcome") == DocumentOutcome.QUARANTINED)
    return rows.group_by("reason").agg("source").sort("reason").rows()
