"""How well the reader reads: `python -m tests.accuracy` prints one table, also by layout and by form.

Measured on our own samples, and where they are at hand on the shared sets and harder variants of them, which come from
../shared/tools/variants.py: every figure another number, full-width punctuation, GB18030.
"""

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from gongkai.extract.document import Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Report, Status
from tests.truth import SHARED, Case, cases, samples, shared, wrong_cells

VARIANTS = {
    "distinct figures": ("--distinct",),
    "distinct figures, full width, GB18030": ("--distinct", "--fullwidth", "--encoding", "gb18030"),
}
KEYS = {"town": "town", "county": "county", "year": "year", "unit": "unit_kind"}  # in the truth; in the report's key
MEASURES = ("proactive_total", "received", "reconsideration", "litigation")  # of which each truth says all in its prose
COLUMNS = (
    *("documents", "exact", "wrong", "invented", "false blank", "non-zero recall", "non-zero precision", "blank right"),
    *("town", "county", "year", "kind", "figures"),
)


@dataclass
class Score:
    """Counts over documents.

    wrong: cells reported with another value than the text has for them, or where it has none. invented: reported,
    though the text does not hold the cell, or nobody can know it. false_blank: said to be blank where a number is
    printed. keys, figures: how many are right, open (None is said) and wrong. listed: counts that a person listed in
    the prose; landed: those that are a figure's or a subject's value.
    """

    documents: int = 0
    exact: int = 0
    wrong: int = 0
    invented: int = 0
    false_blank: int = 0
    nonzero: int = 0
    nonzero_right: int = 0
    nonzero_reported: int = 0
    nonzero_reported_right: int = 0
    blank: int = 0
    blank_right: int = 0
    keys: dict[str, Counter[str]] = field(default_factory=lambda: {part: Counter() for part in KEYS})
    figures: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    landed: int = 0

    def add(self, case: Case, report: Report | None) -> None:
        self.documents += 1
        truth = case.truth
        if truth.get("report") is False:
            self.exact += report is None
            return
        for part, verdict in _keys_of(report, truth):
            self.keys[part][verdict] += 1
        self.figures.update(_figures_of(report, truth))
        want = truth.get("cells", {})
        self.nonzero += sum(bool(value) for value in want.values())
        self.blank += sum(value is None for value in want.values())
        if report is None:
            return
        listed, landed = _listed(report, truth)
        self.listed, self.landed = self.listed + listed, self.landed + landed
        wrong = wrong_cells(report, truth)
        got = {f"{fact.table}.{fact.row}.{fact.column}": fact for fact in report.facts}
        self.exact += not wrong and not any(
            _is_other_unit(got.get(cell), u) for cell, u in truth.get("units", {}).items()
        )
        self.nonzero_right += sum(bool(value) and cell not in wrong for cell, value in want.items())
        self.blank_right += sum(value is None and cell not in wrong for cell, value in want.items())
        for cell, fact in got.items():
            if fact.status is Status.REPORTED:
                self.wrong += cell in want and fact.value != want[cell]
                self.invented += cell not in want
            self.false_blank += fact.status is Status.BLANK and want.get(cell) is not None
            self.nonzero_reported += bool(fact.value)
            self.nonzero_reported_right += bool(fact.value) and want.get(cell) == fact.value


def _is_other_unit(fact: Fact | None, unit: str) -> bool:
    return fact is not None and fact.status is Status.REPORTED and fact.unit != unit


def _keys_of(report: Report | None, truth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(part of the key, right, open or wrong); a county that the text does not state may be found or left open."""
    for part, name in KEYS.items():
        want, got = truth.get(part), report and getattr(report.key, name)
        if part == "county" and want is None and got is not None:
            want = truth.get("county_from_url")
        if part == "unit" and want is None:
            continue
        if got == want or got in truth.get(f"{part}_accept", []):
            yield part, "right"
        else:
            yield part, "open" if got is None else "wrong"


def _figures_of(report: Report | None, truth: dict[str, Any]) -> Iterator[str]:
    """right, open or wrong, for each measure that the prose states, or is said to."""
    for measure in MEASURES if "narrative" in truth else ():
        want: float | None = truth["narrative"].get(measure)
        figures = report.figures if report else ()
        got = {one.value for one in figures if one.measure == measure and one.value is not None}
        if want is not None or got:
            yield "open" if not got else "right" if got == {want} else "wrong"


def _listed(report: Report, truth: dict[str, Any]) -> tuple[int, int]:
    """(counts that a person listed in the prose, those of them that are the value of a figure or a subject)."""
    counts = [*truth.get("narrative", {}).values(), *truth.get("narrative_all", {}).values()]
    wanted = Counter(float(count) for count in counts if count is not None) if "narrative_all" in truth else Counter()
    values = Counter(one.value for one in (*report.figures, *report.subjects) if one.value is not None)
    return wanted.total(), (wanted & values).total()


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        sets = _sets(Path(folder))
        rows: dict[str, Score] = {name: Score() for name in sets}
        by_layout: dict[str, Score] = defaultdict(Score)
        by_form: dict[str, Score] = defaultdict(Score)
        for name, members in sets.items():
            for case in members:
                report = _read(case)
                rows[name].add(case, report)
                if report:
                    by_layout[report.layout].add(case, report)
                    by_form[report.form].add(case, report)
    console = Console(width=230)
    console.print(_table("by set", rows.items()))
    listed, landed = sum(row.listed for row in rows.values()), sum(row.landed for row in rows.values())
    console.print(f"Counts listed in prose: {landed} of {listed} are figures or subjects ({_ratio(landed, listed)}).")
    console.print(_table("by layout, all sets", sorted(by_layout.items())))
    console.print(_table("by form, all sets", sorted(by_form.items())))


def _sets(folder: Path) -> dict[str, list[Case]]:
    """The sets that are at hand; a folder for those that are made here."""
    sets = {"our samples": samples()}
    if not SHARED.exists():
        return sets
    sets |= {name: shared(name) for name in ("seeds", "cases", "pages", "traps")}
    recipes: dict[str, list[Case]] = defaultdict(list)
    for case in shared("recipes"):
        recipes[f"recipes, {case.name.partition('__')[0].split('-')[1]} figures"].append(case)
    sets |= recipes
    for name in ("seeds", "cases"):
        for what, flags in VARIANTS.items():
            sets[f"{name}, {what}"] = _variants(name, flags, folder / f"{name} {what}")
    return sets


def _variants(name: str, flags: Iterable[str], folder: Path) -> list[Case]:
    tool = SHARED / "tools" / "variants.py"
    command = [sys.executable, str(tool), str(SHARED / name), str(folder), *flags]
    subprocess.run(command, check=True, capture_output=True)
    return list(cases(folder, folder))


def _read(case: Case) -> Report | None:
    try:
        return read(case.document)
    except Rejected:
        return None


def _table(title: str, rows: Iterable[tuple[str, Score]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("documents of")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, score in rows:
        table.add_row(
            name,
            str(score.documents),
            str(score.exact),
            str(score.wrong),
            str(score.invented),
            str(score.false_blank),
            _ratio(score.nonzero_right, score.nonzero),
            _ratio(score.nonzero_reported_right, score.nonzero_reported),
            f"{score.blank_right}/{score.blank}",
            *map(_verdicts, score.keys.values()),
            _verdicts(score.figures),
        )
    return table


def _verdicts(counts: Counter[str]) -> str:
    return "/".join(str(counts[verdict]) for verdict in ("right", "open", "wrong"))


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.4f} of {whole}" if whole else "–"


if __name__ == "__main__":
    main()
