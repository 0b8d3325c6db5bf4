"""What has to be done, and what became of it: the ledger's arithmetic, on made-up finds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from gongkai.extract.document import Crawl
from gongkai.extract.origin.found import Found
from gongkai.warehouse import ledger

V1, V2 = "reader-1", "reader-2"
FIRST_NIGHT, SECOND_NIGHT = datetime(2026, 3, 1), datetime(2026, 3, 2)


def found(
    source: str, mtime_ns: int = 1, root: str = "/reports", reason: str | None = None, crawl: Crawl | None = None
) -> Found:
    return Found(root, source, 100, mtime_ns, reason, "trouble" if reason else None, crawl)


def night(
    known: pl.DataFrame,
    things: Sequence[Found],
    contents: Mapping[str, str],
    rejected: Mapping[str, str] | None = None,
    reader_version: str = V1,
    now: datetime = FIRST_NIGHT,
    whole_roots: Sequence[str] = ("/reports",),
    held_at: str = V1,
) -> tuple[pl.DataFrame, list[str], list[str], ledger.Counts]:
    """Run a night. contents: source -> document id. Returns the ledger, what was opened, what was read, the counts."""
    verdicts = [(document_id, reason, "so it is") for document_id, reason in (rejected or {}).items()]
    compared = ledger.compare(things, known.lazy(), reader_version)
    opened = ledger.to_open(compared)
    showed = ledger.opened_at(opened, [(contents[things[index].source], None, None) for index in opened])
    identified = ledger.identify(compared, [showed])
    reports = known.filter((pl.col("outcome") == "report") & (held_at == reader_version))
    reports = reports.select("document_id", "crawl")
    read = ledger.to_read(identified, ledger.Held(known.lazy(), reports.lazy()), whole_roots, reader_version)
    new = [verdict for verdict in verdicts if verdict[0] in {contents[things[index].source] for index in read}]
    after = ledger.ledger_after(known.lazy(), ledger.Seen(whole_roots, identified, new, reader_version, now))
    unchanged = int(identified["unchanged"].sum())
    counts = ledger.count(known.lazy(), after, ledger.of_run(after, identified), unchanged, len(read) - len(new))
    assert counts.found == counts.reports + counts.duplicates + counts.quarantined
    return after, [things[index].source for index in opened], [things[index].source for index in read], counts


NOTHING = ledger.nothing_held().known.collect()
THINGS = [found("a"), found("b"), found("c"), found("d", reason="dangling_link"), found("e")]
CONTENTS = {"a": "id-1", "b": "id-2", "c": "id-1", "e": "id-empty"}


def first_night() -> pl.DataFrame:
    return night(NOTHING, THINGS, CONTENTS, {"id-empty": "empty"})[0]


def test_the_first_night_reads_each_document_once() -> None:
    after, opened, read, counts = night(NOTHING, THINGS, CONTENTS, {"id-empty": "empty"})
    assert opened == ["a", "b", "c", "e"]
    assert read == ["a", "b", "e"], "c has the bytes of a"
    assert after.select("source", "outcome", "reason").rows() == [
        ("a", "report", None),
        ("b", "report", None),
        ("c", "duplicate", None),
        ("d", "quarantined", "dangling_link"),
        ("e", "quarantined", "empty"),
    ]
    assert counts == ledger.Counts(
        found=5, reports=2, duplicates=1, quarantined=2, unchanged=0, newly_read=2, vanished=0
    )


def test_a_night_without_changes_opens_nothing_and_has_nothing_to_publish() -> None:
    known = first_night()
    after, opened, read, counts = night(known, THINGS, CONTENTS, now=SECOND_NIGHT)
    assert (opened, read) == ([], [])
    assert ledger.is_same(known.lazy(), after)
    assert after.equals(known)
    assert counts.unchanged == 4


def test_a_touched_file_is_looked_at_but_not_read() -> None:
    after, opened, read, _ = night(first_night(), [found("a", mtime_ns=2), *THINGS[1:]], CONTENTS, now=SECOND_NIGHT)
    assert (opened, read) == (["a"], [])
    assert after.row(0, named=True)["mtime_ns"] == 2
    assert after.row(0, named=True)["last_changed"] == FIRST_NIGHT, "the document is the same"


def test_a_changed_file_is_read_and_keeps_the_day_it_was_first_seen() -> None:
    things = [THINGS[0], found("b", mtime_ns=2), *THINGS[2:]]
    after, _, read, _ = night(first_night(), things, CONTENTS | {"b": "id-3"}, now=SECOND_NIGHT)
    assert read == ["b"]
    row = after.row(1, named=True)
    assert (row["document_id"], row["first_seen"], row["last_changed"]) == ("id-3", FIRST_NIGHT, SECOND_NIGHT)


def test_a_moved_file_is_not_read_again() -> None:
    things = [*THINGS[:1], *THINGS[2:], found("z")]
    after, opened, read, counts = night(first_night(), things, CONTENTS | {"z": "id-2"}, now=SECOND_NIGHT)
    assert (opened, read, counts.vanished) == (["z"], [], 1)
    assert "b" not in after["source"]


def test_when_the_holder_vanishes_its_duplicate_becomes_the_report() -> None:
    after, _, read, counts = night(first_night(), THINGS[1:], CONTENTS, now=SECOND_NIGHT)
    assert (read, counts.vanished) == ([], 1)
    assert dict(after.select("source", "outcome").rows())["c"] == "report"


def test_another_version_of_the_reader_reads_everything_again() -> None:
    _, opened, read, _ = night(first_night(), THINGS, CONTENTS, {"id-empty": "empty"}, V2, SECOND_NIGHT)
    assert (opened, read) == (["a", "b", "c", "e"], ["a", "b", "e"])


def test_an_unreadable_file_is_tried_each_night() -> None:
    known = night(NOTHING, [found("a")], {"a": "id-1"}, {"id-1": "unreadable"})[0]
    after, opened, read, _ = night(known, [found("a")], {"a": "id-1"}, now=SECOND_NIGHT)
    assert (opened, read) == (["a"], ["a"])
    assert after["outcome"].to_list() == ["report"]


def test_other_roots_stay_as_they_are() -> None:
    known = first_night()
    after, *_, counts = night(known, [found("x", root="/more")], {"x": "id-9"}, whole_roots=["/more"], now=SECOND_NIGHT)
    assert after.height == known.height + 1
    assert counts.vanished == 0
    assert after.filter(pl.col("root") == "/reports").equals(known)


def test_a_root_that_sorts_first_takes_over_as_holder() -> None:
    after, *_, counts = night(
        first_night(), [found("x", root="/a")], {"x": "id-2"}, whole_roots=["/a"], now=SECOND_NIGHT
    )
    outcomes = {(root, source): outcome for root, source, outcome in after.select("root", "source", "outcome").rows()}
    assert outcomes["/a", "x"] == "report"
    assert outcomes["/reports", "b"] == "duplicate"
    assert (counts.reports, counts.newly_read) == (1, 0)


def test_a_single_file_does_not_make_the_rest_of_its_folder_vanish() -> None:
    known = first_night()
    after, *_ = night(known, [found("b")], CONTENTS, whole_roots=[], now=SECOND_NIGHT)
    assert after.equals(known)


def test_what_lies_below_a_folder_that_cannot_be_listed_has_not_vanished() -> None:
    things = [found("closed/a"), found("open/b")]
    known = night(NOTHING, things, {"closed/a": "id-1", "open/b": "id-2"})[0]
    after, *_ = night(known, [found("closed", reason="unreadable")], {}, now=SECOND_NIGHT)
    assert after["source"].to_list() == ["closed", "closed/a"]


HERE, THERE = Crawl("http://here"), Crawl("http://there")


def test_a_document_whose_manifest_row_changed_is_read_again_and_no_other() -> None:
    known = first_night()
    things = [THINGS[0], found("b", crawl=HERE), *THINGS[2:]]
    after, opened, read, counts = night(known, things, CONTENTS, now=SECOND_NIGHT)
    assert (opened, read, counts.unchanged) == (["b"], ["b"], 3)
    assert not ledger.is_same(known.lazy(), after)
    again, opened, read, _ = night(after, things, CONTENTS, now=SECOND_NIGHT)
    assert (opened, read) == ([], [])
    assert ledger.is_same(after.lazy(), again)
    things = [THINGS[0], found("b", crawl=THERE), *THINGS[2:]]
    assert night(after, things, CONTENTS, now=SECOND_NIGHT)[2] == ["b"]
    assert night(after, THINGS, CONTENTS, now=SECOND_NIGHT)[2] == ["b"], "the row is gone"


def test_of_several_holders_the_first_one_s_manifest_row_counts() -> None:
    things = [found("a", crawl=HERE), found("c", crawl=THERE)]
    after, _, read, _ = night(NOTHING, things, {"a": "id-1", "c": "id-1"})
    assert read == ["a"]
    changed = [things[0], found("c")]
    after, _, read, _ = night(after, changed, {"a": "id-1", "c": "id-1"}, now=SECOND_NIGHT)
    assert read == [], "the duplicate's row says nothing"
    assert night(after, [found("c", crawl=THERE)], {"c": "id-1"}, now=SECOND_NIGHT)[2] == ["c"], "now it is the first"


def test_a_first_holder_in_a_root_that_is_not_looked_at_keeps_its_report() -> None:
    known = night(NOTHING, [found("a", crawl=HERE)], {"a": "id-1"})[0]
    later = [found("x", root="/z", crawl=THERE)]
    after, _, read, _ = night(known, later, {"x": "id-1"}, whole_roots=["/z"], now=SECOND_NIGHT)
    assert (read, after["outcome"].to_list()) == ([], ["report", "duplicate"])
