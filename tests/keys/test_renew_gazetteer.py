"""The division lists are made from fuller ones: on made-up lists, and where they are at hand on the real ones."""

from pathlib import Path

import polars as pl
import pytest

from gongkai.transform.key.gazetteer import REFERENCE
from gongkai.transform.key.renew_gazetteer import renew
from tests.truth import SHARED

TOWNSHIPS = """\
code,name,kind,county_code,county,prefecture_code,prefecture,first_year,last_year,sources,pseudo
360733101,太平镇,镇,360733,会昌县,3607,赣州市,2009,2025,some,0
010101001,零号街道,街道,010101,零区,0101,零市,2015,2016,some,0
360733400,会昌农场,类乡级,360733,会昌县,3607,赣州市,2016,2023,some,1
"""
COUNTIES = """\
code,name,kind,prefecture_code,prefecture,province,first_year,last_year,sources,successor_codes
010101,零区,市辖区,0101,零市,零省,1981,2006,some,
430529,城步苗族自治县,自治县,4305,邵阳市,湖南省,1981,2025,some,
360733,会昌县,县,3607,赣州市,江西省,1981,2007,some,360799
"""


def test_the_columns_are_kept_as_text_and_what_ended_before_the_first_reports_is_left_out(tmp_path: Path) -> None:
    source, target = tmp_path / "fuller", tmp_path / "kept"
    source.mkdir()
    target.mkdir()
    (source / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (source / "counties.csv").write_text(COUNTIES, encoding="utf-8")
    assert renew(source, target) == {"townships.csv": 3, "counties.csv": 2, "successors.csv": 0, "pinyin.csv": 4}
    assert (target / "townships.csv").read_text(encoding="utf-8").splitlines() == [
        "code,name,kind,county_code,county,first_year,last_year,pseudo,unit_id",
        "010101001,零号街道,街道,010101,零区,2015,2016,0,u010101001",
        "360733101,太平镇,镇,360733,会昌县,2009,2025,0,u360733101",
        "360733400,会昌农场,类乡级,360733,会昌县,2016,2023,1,",
    ]
    assert pl.read_csv(target / "counties.csv", infer_schema=False).rows() == [
        ("360733", "会昌县", "县", "赣州市", "江西省", "1981", "2007", "360799", "u360733"),
        ("430529", "城步苗族自治县", "自治县", "邵阳市", "湖南省", "1981", "2025", None, "u430529"),
    ]
    assert dict(pl.read_csv(target / "pinyin.csv").rows()) == {
        "会昌县": "huichang",
        "城步苗族自治县": "chengbu",
        "赣州市": "ganzhou",
        "邵阳市": "shaoyang",
    }


@pytest.mark.skipif(not (SHARED / "gazetteer").exists(), reason="the fuller lists are not beside the project")
def test_the_lists_here_are_what_the_fuller_ones_give(tmp_path: Path) -> None:
    for name in renew(SHARED / "gazetteer", tmp_path):
        assert (tmp_path / name).read_bytes() == (REFERENCE / name).read_bytes(), name
