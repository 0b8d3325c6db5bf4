"""How well the reader reads: `python -m tests.accuracy` prints one table, also by layout and by form.

Measured on our own samples, and where they are at hand on the shared cases and harder variants of them, which come from
../shared/tools/variants.py: every figure another number, full-width punctuation, GB18030.
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from extract.document import Rejected
from tests.truth import SHARED, Case, cases, samples, shared, wrong_cells, wrong_keys
from transform.read import read
from transform.report import Report, Status

VARIANTS = (("--distinct",), ("--distinct", "--fullwidth", "--encoding", "gb18030"))


@dataclass
class Score:
    """Counts over documents. false: values reported for cells that the text does not hold, or nobody can know."""

    documents: int = 0
    exact: int = 0
    nonzero: int = 0
    nonzero_right: int = 0
    nonzero_reported: int = 0
    nonzero_reported_right: int = 0
    blank: int = 0
    blank_right: int = 0
    false: int = 0
    wrong_keys: int = 0

    def add(self, case: Case, report: Report | None) -> None:
        self.documents += 1
        truth = case.truth
        if truth.get("report") is False or report is None:
            self.exact += truth.get("report") is False and report is None
            return
        want = truth.get("cells", {})
        wrong = wrong_cells(report, truth)
        self.exact += not wrong
        self.wrong_keys += len(wrong_keys(report, truth))
        self.nonzero += sum(bool(value) for value in want.values())
        self.nonzero_right += sum(bool(value) and cell not in wrong for cell, value in want.items())
        self.blank += sum(value is None for value in want.values())
        self.blank_right += sum(value is None and cell not in wrong for cell, value in want.items())
        for fact in report.facts:
            cell = f"{fact.table}.{fact.row}.{fact.column}"
            self.false += fact.status is Status.REPORTED and cell not in want
            self.nonzero_reported += bool(fact.value)
            self.nonzero_reported_right += bool(fact.value) and want.get(cell) == fact.value


def main() -> None:
    """Print the table."""
    sets = {"our samples": samples()}
    with TemporaryDirectory() as folder:
        if SHARED.exists():
            sets |= {"seeds": shared("seeds"), "cases": shared("cases")}
            for name in ("seeds", "cases"):
                for number, flags in enumerate(VARIANTS):
                    sets[f"{name} {' '.join(flags)}"] = _variants(name, flags, Path(folder) / f"{name}{number}")
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
    console = Console(width=132)
    console.print(_table("by set", rows.items()))
    console.print(_table("by layout, all sets", sorted(by_layout.items())))
    console.print(_table("by form, all sets", sorted(by_form.items())))


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
    for column in ("documents", "exact", "non-zero recall", "non-zero precision", "false", "blank right", "wrong keys"):
        table.add_column(column, justify="right")
    for name, score in rows:
        table.add_row(
            name,
            str(score.documents),
            str(score.exact),
            _ratio(score.nonzero_right, score.nonzero),
            _ratio(score.nonzero_reported_right, score.nonzero_reported),
            str(score.false),
            f"{score.blank_right}/{score.blank}",
            str(score.wrong_keys),
        )
    return table


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.4f} of {whole}" if whole else "–"


if __name__ == "__main__":
    main()
