"""Which reading of a table stands? Layouts, forms and orders of columns are candidates; the evidence decides jointly.

Evidence for a candidate: labels that only its form prints, rows that have just the values their columns ask for, and
sums that hold. Where two candidates are left standing, only what both say is reported.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from gongkai.extract.layouts import Grid
from gongkai.transform.forms.equations import sums_of_table
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table import sums
from gongkai.transform.table.placement import CUT, KNOWN, Placed, Placement, ambiguous, values
from gongkai.transform.table.vocabulary import FormTable, fold

Key = tuple[str, str]
FIGURE = re.compile(r"\d+")
FEWEST_SUMS = 2  # one sum may hold by chance
COUNTED = (Proof.COUNT, Proof.HEADER)  # proofs of a place by how many figures stand there
MOST_EMPTY = 0.3  # of the rows; where more have no figure, that is how the table is


class Chosen(NamedTuple):
    """A table as it is read: the placement, and for cells that another form names, that form's code.

    voices: the forms whose own labels stand in the table: two voices where labels of two forms are mixed, several forms
    in one where the labels do not tell them apart, no voice where they tell nothing.
    """

    placement: Placement
    others: Mapping[Key, str]
    voices: tuple[frozenset[str], ...]


def join_forms(forms: Sequence[FormTable], placements: Sequence[Placement]) -> Chosen:
    """The best form's reading of a grid; where labels of two forms are mixed, each reads what its own labels name."""
    declared = {form.form: form for form in forms}
    seen = frozenset().union(*(placement.seen for placement in placements))
    fits = {code: form.fit(seen) for code, form in declared.items()}
    placements = _in_time(declared, fits, placements)
    known = {placement.form: placement.known for placement in placements}
    best = max(placements, key=lambda placement: (fits[placement.form], placement.merit))
    there = {code for code in fits if declared[code].is_to_come <= declared[best.form].is_to_come}
    # A form that was not tried any more could not do better, nor worse.
    level = {code for code in there if fits[code] == fits[best.form] and known.get(code, best.known) >= best.known}
    voices = [] if level == there and len(there) > 1 else [frozenset({best.form} | level)]
    others: dict[Key, str] = {}
    for other in placements:
        if other.form == best.form:
            continue
        if other.score == best.score and fits[other.form] == fits[best.form]:
            best = _undisputed(best, other)
        else:
            mine, theirs = declared[best.form], declared[other.form]
            best, taken = _completed(best, _without(_captions(mine, theirs), other))
            others |= dict.fromkeys(taken, other.form)
            if taken:
                voices.append(frozenset({other.form}))
                best = _doubting(_captions(theirs, mine), best)
    return Chosen(best, others, tuple(voices))


def _in_time(
    forms: Mapping[str, FormTable], fits: Mapping[str, int], placements: Sequence[Placement]
) -> Sequence[Placement]:
    """Without those of forms to come that do not fit better than one that was there: nobody can have used them yet."""
    there = max((fits[one.form] for one in placements if not forms[one.form].is_to_come), default=None)
    if there is None:
        return placements
    return [one for one in placements if not forms[one.form].is_to_come or fits[one.form] > there]


def _undisputed(best: Placement, other: Placement) -> Placement:
    """What both say: a value that stands in another cell for the other form is ambiguous."""
    theirs = {id(placed.value.cell): key for key, placed in other.cells.items() if placed.value}
    cells = {
        key: ambiguous(placed)
        if placed.status is Status.REPORTED and placed.value and theirs.get(id(placed.value.cell), key) != key
        else placed
        for key, placed in best.cells.items()
    }
    return replace(best, cells=cells)


def _captions(one: FormTable, other: FormTable) -> set[str]:
    """Rows of the other form whose label is a caption of the one: what stands behind it may be of the row below."""
    mine = {row.code for block in one.table.blocks for row in block.rows}
    rows = {row.code: fold(row.label) for block in other.table.blocks for row in block.rows}
    return {code for code, words in rows.items() if code not in mine and words in one.words.labels}


def _without(rows: set[str], placement: Placement) -> Placement:
    return replace(placement, cells={key: cell for key, cell in placement.cells.items() if key[0] not in rows})


def _doubting(rows: set[str], placement: Placement) -> Placement:
    cells = placement.cells.items()
    return replace(placement, cells={key: ambiguous(cell) if key[0] in rows else cell for key, cell in cells})


def _completed(best: Placement, other: Placement) -> tuple[Placement, set[Key]]:
    """With what the other form's own labels name, and the best form has no cell for."""
    claimed = {id(one.value.cell) for one in best.cells.values() if one.value and one.status in KNOWN}
    taken = {
        key: placed
        for key, placed in other.cells.items()
        if placed.value
        and placed.slot.named
        and placed.status in KNOWN
        and id(placed.value.cell) not in claimed
        and key not in best.cells
    }
    numbers = {key[0] for key, placed in taken.items() if placed.status is Status.REPORTED}
    taken = {key: placed for key, placed in taken.items() if key[0] in numbers}
    if not taken:
        return best, set()
    rows, lines = {row for row, _ in taken}, {placed.value.cell.line for placed in taken.values() if placed.value}
    left = tuple(one for one in best.leftovers if not (one.beside in rows and one.line in lines))
    return replace(best, cells={**best.cells, **taken}, leftovers=left), set(taken)


# Sums


def weigh(form: FormTable, placement: Placement) -> sums.Proof:
    """What the sums of the form say of a placement."""
    return sums.prove(form.table, values(placement.cells))


def is_proved(placement: Placement, proof: sums.Proof) -> bool:
    """Whether every row is whole, or what it holds was chosen by its sums, and every sum holds."""
    return (placement.complete or placement.adds_up) and proof.holding >= FEWEST_SUMS and not proof.failing


def judged(form: FormTable, grid: Grid, placement: Placement, proof: sums.Proof) -> Placement:
    """The placement with what the sums prove, and without what they leave in doubt."""
    if grid.ruled:
        doubted = _shifted(placement, proof) | _in_merged_columns(placement, proof)
    else:
        doubted = _doubted(form, placement, proof, grid.glued)
    doubted |= _beside_impossible(form, placement, proof)
    cells = {}
    for key, placed in placement.cells.items():
        if key in doubted:
            placed = ambiguous(placed)
        elif key in proof.proved:
            placed = placed._replace(proof=Proof.SUMS)
        cells[key] = placed
    return replace(placement, cells=cells)


def _shifted(placement: Placement, proof: sums.Proof) -> set[Key]:
    """Cells of a ruled grid whose figures may have moved into others' places, and blanks that may be of others.

    Where cells are missing in some rows, only a row without a blank, or what the sums prove, is known to be whole.
    """
    cells = placement.cells.values()
    if all(placed.rule is not Rule.VALUES_LOST for placed in cells):
        return set()
    blank = {placed.row for placed in cells if placed.status is Status.BLANK and placed.rule is not Rule.BLANK_ROW}
    return {
        key
        for key, placed in placement.cells.items()
        if placed.row in blank and placed.status in KNOWN and key not in proof.proved
    }


def _in_merged_columns(placement: Placement, proof: sums.Proof) -> set[Key]:
    """Figures of a grid that has fewer columns than the form, not as it was cut: two figures stand in one cell."""
    cells = placement.cells.values()
    if all(placed.status is not Status.ABSENT for placed in cells):
        return set()
    unread = [placed.value.cell.text for placed in cells if placed.status is Status.UNREADABLE and placed.value]
    if all(len(FIGURE.findall(text)) < 2 for text in unread):
        return set()
    return {key for key, placed in placement.cells.items() if placed.status in KNOWN and key not in proof.proved}


def _doubted(form: FormTable, placement: Placement, proof: sums.Proof, glued: bool) -> set[Key]:
    """Cells of a text without rules whose values may be another's.

    A row that does not add up where others do may have lost a blank and gained a strange figure; so may one beside a
    row whose figures do not come out even. Where figures were broken, what no sum supports is in doubt.
    """
    counted = {
        key: placed
        for key, placed in placement.cells.items()
        if placed.value and placed.value.token.value and placed.proof in COUNTED
    }
    doubted = {
        key for key, placed in counted.items() if placed.rule in CUT and form.table.sums and key not in proof.supported
    }
    if not glued and any(placed.rule in (Rule.TOO_MANY_VALUES, Rule.TWO_ROWS) for placed in placement.cells.values()):
        doubted.update(key for key in counted if key not in proof.supported)
    declared = sums_of_table(form.table)
    for equation in declared.equations if proof.refuted else ():
        row = declared.cells_of(equation)
        fails = row[0] in proof.refuted and equation.of == "columns"
        if fails and (not placement.complete or proof.holding or _adds_up_otherwise(placement, row)):
            doubted.update(row)
    if form.table.across and proof.failing >= FEWEST_SUMS:  # in one line, below a torn header
        doubted.update(key for key, placed in counted.items() if placed.proof is Proof.COUNT)
    uneven = _uneven_rows(placement)
    doubted |= {key for key in counted if key[0] in uneven and key not in proof.proved}
    doubted |= _before_lost_labels(form, placement, proof)
    return doubted | _noughts_beside(doubted, placement, proof)


def _noughts_beside(doubted: set[Key], placement: Placement, proof: sums.Proof) -> set[Key]:
    """Noughts of rows whose figures may stand in others' places: they have moved with them."""
    rows = {row for row, _ in doubted}
    return {
        key
        for key, placed in placement.cells.items()
        if placed.row in rows and placed.proof in COUNTED and key not in proof.supported
    }


def _beside_impossible(form: FormTable, placement: Placement, proof: sums.Proof) -> set[Key]:
    """Figures placed by their count, of a row or line in which one cannot be the number of anything: 617.85, or -3."""
    of_table = sums_of_table(form.table)
    reported = values(placement.cells)
    odd = [of_table.codes[cell] for cell in of_table.impossible([reported.get(key) for key in of_table.codes])]
    strange = [placement.cells[key] for key in odd if placement.cells[key].proof in COUNTED]
    rows, lines = {placed.row for placed in strange}, {placed.value.cell.line for placed in strange if placed.value}
    return {
        key
        for key, placed in placement.cells.items()
        if placed.proof in COUNTED
        and (placed.row in rows or (placed.value and placed.value.cell.line in lines))
        and key not in proof.supported
    }


def _uneven_rows(placement: Placement) -> set[str]:
    """Rows beside one that has the values of two, or none where nearly all have some: whose are whose is not told."""
    by_row: dict[str, list[Placed]] = {}
    for placed in placement.cells.values():
        by_row.setdefault(placed.row, []).append(placed)
    read = list(by_row)  # in the order of the text
    empty = [row for row in read if all(placed.rule is Rule.BLANK_ROW for placed in by_row[row])]
    doubled = [row for row in read if any(placed.rule is Rule.TWO_ROWS for placed in by_row[row])]
    odd = set(doubled) | (set(empty) if 0 < len(empty) <= MOST_EMPTY * len(read) else set())
    return {neighbour for at, row in enumerate(read) if row in odd for neighbour in read[max(at - 1, 0) : at + 2]}


def _before_lost_labels(form: FormTable, placement: Placement, proof: sums.Proof) -> set[Key]:
    """Figures of rows behind which just one of the form is missing, where rows are blank: they may be that one's."""
    if not any(placed.rule is Rule.BLANK_ROW for placed in placement.cells.values()):
        return set()
    read = {row for row, _ in placement.cells}
    rows = [row.code for block in form.table.blocks for row in block.rows]
    there = [row in read for row in rows]
    before = {row for at, row in enumerate(rows) if there[at : at + 3] == [True, False, True]}
    return {
        key
        for key, placed in placement.cells.items()
        if key[0] in before and placed.status is Status.REPORTED and key not in proof.proved
    }


def _adds_up_otherwise(placement: Placement, row: Sequence[Key]) -> bool:
    """Whether the figures of a row add up to the last one when a strange one is left out, or two pieces are joined."""
    standing = [placement.cells[key] for key in row]
    pieces = [placed.value.cell.text for placed in sorted(standing, key=_reading_order) if placed.value]
    if not all(piece.isdecimal() for piece in pieces):
        return False
    for at in range(len(pieces)):
        without = [int(piece) for piece in (*pieces[:at], *pieces[at + 1 :])]
        joined = [int(piece) for piece in (*pieces[:at], "".join(pieces[at : at + 2]), *pieces[at + 2 :])]
        for figures in (without, joined if at + 1 < len(pieces) else []):
            if len(figures) > 1 and figures[-1] and sum(figures[:-1]) == figures[-1]:
                return True
    return False


def _reading_order(placed: Placed) -> tuple[int, int]:
    return (placed.value.cell.line, placed.value.position) if placed.value else (0, 0)


def unseen_blanks_doubted(placement: Placement) -> Placement:
    """Without blanks that were not seen, where figures of the table have no place: a row may have lost its own."""
    unplaced = placement.leftovers or any(placed.status is Status.AMBIGUOUS for placed in placement.cells.values())
    if not unplaced:
        return placement
    cells = {
        key: placed._replace(status=Status.AMBIGUOUS, rule=Rule.VALUES_LOST)
        if placed.status is Status.BLANK and placed.value is None
        else placed
        for key, placed in placement.cells.items()
    }
    return replace(placement, cells=cells)


def strewn_doubted(placement: Placement, shown: Set[Key]) -> Placement:
    """Only what sums show (cells: shown), where most of the table's figures stand behind no label of a row.

    Any figures may be just as many as the columns of the row before them.
    """
    if not placement.is_mostly_spilt:
        return placement
    cells = {
        key: ambiguous(placed) if placed.status in KNOWN and key not in shown else placed
        for key, placed in placement.cells.items()
    }
    return replace(placement, cells=cells)
