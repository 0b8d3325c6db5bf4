"""Makes the samples of one county anew: python -m tests.make_samples. Ten years of its towns and departments.

The places and their history are real (see data/reference), every sentence and every figure is made up. Figures go on
from year to year: what is carried over, what is in force. Each report's truth is what was written into it.
"""

import csv
import hashlib
import io
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.transform.forms import Form, forms
from tests.office import OUTSIDE
from tests.render import HEADINGS, LAYOUTS, PLAIN, Cells, lines

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "county"
TRUTH = ROOT / "tests" / "truth" / "county.jsonl"
DECISIONS = ROOT / "data" / "corrections" / "samples.csv"
COUNTY = "永和县"
YEARS = range(2016, 2026)
NOTE = "（演示样例，文字和数字均属虚构。）"
STOCK = 40  # documents that are in force before the first year in which they are counted
Figures = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class Unit:
    """file: in the names of its files. follows: units that it took over, renamed or merged."""

    file: str
    name: str
    first: int = 2016
    last: int = 2025
    follows: tuple[str, ...] = ()

    @property
    def is_town(self) -> bool:
        return self.name.endswith(("镇", "乡"))


UNITS = (
    Unit("zhihe", "芝河镇"),
    Unit("sangbi", "桑壁镇"),
    Unit("potou", "坡头乡"),
    Unit("gedi", "阁底乡", last=2020),
    Unit("jiaokou", "交口乡", last=2020),
    Unit("nanzhuang", "南庄乡", last=2020),
    Unit("dashiyao", "打石腰乡", last=2020),
    Unit("qiankunwan", "乾坤湾乡", 2021, follows=("gedi",)),
    Unit("loushan", "楼山乡", 2021, follows=("jiaokou",)),
    Unit("wanghaisi", "望海寺乡", 2021, follows=("nanzhuang", "dashiyao")),
    Unit("jiaoyuju", "教育局"),
    Unit("minzhengju", "民政局"),
    Unit("shuiliju", "水利局"),
)
NOT_PUBLISHED = {("sangbi", 2017), ("potou", 2016), ("shuiliju", 2018)}
MISPRINTED = ("zhihe", 2022)  # its total of requests received; a decision says what it is
REVISED = ("sangbi", 2023)  # published twice, the first time without the table on challenges
COPIED = (("gedi", 2018), ("minzhengju", 2024))  # found at two addresses

STARTS = (
    "今年的公开工作围绕{a}展开，{b}。",
    "一年来，我们把{a}放在前面，{b}。",
    "全年工作以{a}为重点，同时{b}。",
    "群众问得最多的是{a}，为此{b}。",
)
SUBJECTS = ("惠农补贴", "村级财务", "饮水工程", "危房改造", "低保评定", "枣林管护", "乡村道路", "河道整治", "学位安排")
DOINGS = (
    "每季度在公示栏换一次新内容",
    "安排专人接听咨询电话",
    "在赶集日设点解答",
    "把办事流程印成折页送到各村",
    "对旧文件逐件清理",
    "请村民代表看了一遍公示栏",
    "将办理时限写在窗口上",
)
PROBLEMS = (
    "更新不够及时，{a}方面的内容常常晚到。",
    "经办人员调动频繁，{a}方面的材料交接不全。",
    "解读文字偏长，{a}一类的事群众不容易看懂。",
    "各股室报送口径不一，{a}方面的数字要反复核对。",
)
PLANS = ("下一年将按月核对目录。", "今后实行两人复核。", "打算改写成问答。", "拟定一张统一的报送表。")


@dataclass
class History:
    """What a unit hands on to its next year. carried: column -> requests; in_force: documents; items: row -> items."""

    carried: dict[str, int] = field(default_factory=dict)
    in_force: int = STOCK
    items: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """file: its name in the folder. truth: None of what is no report or stands there twice."""

    file: str
    text: str
    truth: dict[str, Any] | None = None


def made() -> list[Sample]:
    """All of them, by name."""
    histories: dict[str, History] = {}
    samples = [sample for year in YEARS for unit in UNITS for sample in _of(unit, year, histories)]
    texts = {sample.file: sample.text for sample in samples}
    samples += [Sample(f"{year}_{file}_again.txt", texts[f"{year}_{file}.txt"]) for file, year in COPIED]
    notice = f"关于做好{COUNTY}2020年政府信息公开年报编制工作的通知\n请于一月底前报送。\n{NOTE}\n"
    samples.append(Sample("2020_notice.txt", notice))
    return sorted(samples, key=lambda sample: sample.file)


def _of(unit: Unit, year: int, histories: dict[str, History]) -> Iterator[Sample]:
    """Nothing where the unit is not there in this year, two where a report was revised."""
    if not unit.first <= year <= unit.last:
        return
    draw = random.Random(f"{unit.file} {year}")
    if year < forms()[0].first_year:
        if (unit.file, year) not in NOT_PUBLISHED:
            yield _annual_of_old(unit, year, draw)
        return
    predecessors = unit.follows if year == unit.first else (unit.file,)
    before = [histories[one] for one in predecessors if one in histories]
    form = next(form for form in reversed(forms()) if form.first_year <= year)
    figures = _figures(form, draw, before)
    histories[unit.file] = _history(figures, before)
    yield from _reports(unit, year, form, figures, draw)


def _figures(form: Form, draw: random.Random, before: list[History]) -> Figures:
    pool = draw.sample(range(11, 300), 200)
    figures: Figures = {}
    for table, _, row, column in form.cells():
        is_none = row.code == "rules" or draw.random() < 0.55
        figures[table.code, row.code, column.code] = 0 if is_none else pool.pop() if pool else draw.randint(300, 400)
    _proactive(figures, before)
    for table in form.tables[1:]:
        (block,) = table.blocks
        columns = [column.code for column in block.columns[:-1]]
        if not table.across:
            _flow(figures, [row.code for row in block.rows], columns, before)
        for row in block.rows:
            figures[table.code, row.code, "total"] = sum(figures[table.code, row.code, one] for one in columns)
    return figures


def _proactive(figures: Figures, before: list[History]) -> None:
    """What goes on from the year before: documents in force, items of a list; the new is part of the whole."""
    key = ("proactive", "normative_documents")
    if (*key, "in_force") in figures:
        stock = sum(history.in_force for history in before) if before else STOCK
        repealed = min(figures[*key, "repealed"], stock)
        figures |= {(*key, "repealed"): repealed, (*key, "in_force"): stock + figures[*key, "issued"] - repealed}
    else:
        figures[*key, "total_disclosed"] += figures[*key, "newly_disclosed"]
    for row in [cell[1] for cell in figures if cell[2] == "items_last_year"]:
        if before and row in before[0].items:
            figures["proactive", row, "items_last_year"] = sum(history.items[row] for history in before)


def _flow(figures: Figures, rows: list[str], columns: list[str], before: list[History]) -> None:
    """一 + 二 = 三 + 四 in each column, where 二 is what the year before handed on."""
    outcomes = [row for row in rows if row not in (*OUTSIDE, "total_handled")]
    for column in columns:
        of = {row: figures["applications", row, column] for row in rows}
        of["carried_out"] %= 40
        of["carried_in"] = sum(history.carried[column] for history in before) if before else of["carried_in"] % 40
        lacking = of["carried_in"] - of["carried_out"] - sum(of[row] for row in outcomes)
        of["granted"] += max(0, lacking)
        of["total_handled"] = sum(of[row] for row in outcomes)
        of["received"] = of["total_handled"] + of["carried_out"] - of["carried_in"]
        figures |= {("applications", row, column): value for row, value in of.items()}


def _history(figures: Figures, before: list[History]) -> History:
    carried = {column: value for (_, row, column), value in figures.items() if row == "carried_out"}
    stock = figures.get(("proactive", "normative_documents", "in_force"), sum(history.in_force for history in before))
    items = {
        row: value + figures["proactive", row, "change"]
        for (_, row, column), value in figures.items()
        if column == "items_last_year"
    }
    return History(carried, stock, items)


def _reports(unit: Unit, year: int, form: Form, figures: Figures, draw: random.Random) -> Iterator[Sample]:
    layout = draw.choice(sorted(PLAIN))
    printed: Mapping[tuple[str, str, str], int] = figures
    if (unit.file, year) == MISPRINTED:
        layout = "tab_rows"  # in one without cells, nobody could tell a misprint from a lost figure
        printed = {**figures, ("applications", "received", "total"): _misprint(figures)}
    told = _told(figures, draw)
    texts = {f"{year}_{unit.file}.txt": [table.code for table in form.tables]}
    if (unit.file, year) == REVISED:
        texts[f"{year}_{unit.file}_first.txt"] = [table.code for table in form.tables[:-1]]
    for file, tables in texts.items():
        state = draw.getstate()
        text = _text(unit, year, form, printed, layout, tables, told, draw)
        draw.setstate(state)
        cells = {".".join(cell): value for cell, value in printed.items() if cell[0] in tables}
        findings = ["suspect_cell"] if printed is not figures else []
        yield Sample(file, text, {**_truth(unit, year, form.code, cells, told), "findings": findings})


def _misprint(figures: Figures) -> int:
    """The last two digits in each other's place."""
    total = figures["applications", "received", "total"]
    return total - total % 100 + total % 10 * 10 + total // 10 % 10


def _told(figures: Figures, draw: random.Random) -> dict[str, int]:
    """What the prose says."""
    channels = {"website": draw.randint(101, 300), "wechat": draw.randint(31, 99)}
    received = figures["applications", "received", "total"]
    return {"proactive_total": sum(channels.values()) + draw.randint(5, 25), **channels, "received": received}


def _truth(unit: Unit, year: int, form: str, cells: Mapping[str, int], told: Mapping[str, int]) -> dict[str, Any]:
    town = unit.name if unit.is_town else None
    kind = "township" if town else "department"
    return {"town": town, "county": COUNTY, "year": year, "unit": kind, "form": form, "narrative": told, "cells": cells}


def _text(
    unit: Unit,
    year: int,
    form: Form,
    printed: Mapping[tuple[str, str, str], int],
    layout: str,
    tables: list[str],
    told: Mapping[str, int],
    draw: random.Random,
) -> str:
    cells: Cells = {cell: str(value) for cell, value in printed.items()}
    parts = [_title(unit, year), "", "一、总体情况", ""]
    parts += [_prose(year, told, draw), ""]
    for table in form.tables:
        if table.code in tables:
            parts += [HEADINGS[table.code], "", LAYOUTS[layout](list(lines(table, cells))), ""]
    parts += [
        "五、存在的主要问题及改进情况",
        "",
        _problems(draw),
        "",
        "六、其他需要报告的事项",
        "",
        "无。",
        "",
        NOTE,
        "",
    ]
    return "\n".join(parts)


def _title(unit: Unit, year: int) -> str:
    name = "" if unit.is_town and year % 2 else COUNTY  # where the title has no county, the manifest knows
    return f"{name}{unit.name}{year}年政府信息公开工作年度报告"


def _prose(year: int, told: Mapping[str, int], draw: random.Random) -> str:
    subject, doing = draw.choice(SUBJECTS), draw.choice(DOINGS)
    begin = draw.choice(STARTS).format(a=subject, b=doing)
    figures = "{}年主动公开政府信息{proactive_total}条，其中政府网站{website}条，政务微信{wechat}条。".format(
        year, **told
    )
    return f"{begin}{figures}全年收到政府信息公开申请{told['received']}件。"


def _problems(draw: random.Random) -> str:
    return draw.choice(PROBLEMS).format(a=draw.choice(SUBJECTS)) + draw.choice(PLANS)


def _annual_of_old(unit: Unit, year: int, draw: random.Random) -> Sample:
    """As reports were before there was a form: an outline, and an annex of figures."""
    told = {"website": draw.randint(41, 140), "wechat": draw.randint(11, 39), "received": draw.randint(2, 9)}
    told = {"proactive_total": told["website"] + told["wechat"] + draw.randint(5, 25), **told}
    annex = (
        ("主动公开政府信息数", "条", told["proactive_total"]),
        ("政府网站公开政府信息数", "条", told["website"]),
        ("政务微信公开政府信息数", "条", told["wechat"]),
        ("收到申请数", "件", told["received"]),
        ("申请办结数", "件", told["received"]),
        ("接受培训人员数", "人次", draw.randint(20, 90)),
    )
    parts = [
        _title(unit, year),
        "",
        "一、概述",
        _prose(year, told, draw),
        "二、存在的问题和改进措施",
        _problems(draw),
        NOTE,
    ]
    parts += ["", "附件：政府信息公开情况统计表", "统计指标\t单位\t统计数"]
    parts += [f"{label}\t{measure}\t{value}" for label, measure, value in annex]
    truth = _truth(unit, year, "pre2019", {}, told)
    return Sample(f"{year}_{unit.file}.txt", "\n".join(parts) + "\n", truth)


def manifest(samples: list[Sample]) -> str:
    """Where each is said to come from, and that all are made up."""
    head = ("file", "url", "county", "made_up")
    addresses = (f"http://www.example.gov.cn/yonghe/{sample.file.removesuffix('.txt')}.html" for sample in samples)
    rows = [(one.file, address, COUNTY, "yes") for one, address in zip(samples, addresses, strict=True)]
    return _csv([head, *rows])


def decisions(samples: list[Sample]) -> str:
    """What a person decides on the misprint."""
    file, year = MISPRINTED
    sample = next(sample for sample in samples if sample.file == f"{year}_{file}.txt" and sample.truth)
    truth = sample.truth or {}
    cell = "applications.received.total"
    columns = [value for key, value in truth["cells"].items() if key.startswith("applications.received.")]
    right = sum(columns) - truth["cells"][cell]
    document = hashlib.sha256(sample.text.encode()).hexdigest()[:12]
    why = "a sample: the columns and the prose say so, two digits of the total are exchanged"
    head = ("document_id", "field", "expect", "value", "why", "by", "date")
    return _csv([head, (document, cell, truth["cells"][cell], right, why, "samples", "2026-03-01")])


def _csv(rows: list[Any]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def files() -> dict[Path, str]:
    """Path -> content of all that is kept."""
    samples = made()
    truths = [{"file": sample.file, **sample.truth} for sample in samples if sample.truth]
    return {
        **{FOLDER / sample.file: sample.text for sample in samples},
        FOLDER / "manifest.csv": manifest(samples),
        TRUTH: "".join(json.dumps(truth, ensure_ascii=False, separators=(",", ":")) + "\n" for truth in truths),
        DECISIONS: decisions(samples),
    }


def main() -> None:
    for path, content in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
