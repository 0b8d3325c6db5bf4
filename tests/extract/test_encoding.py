"""Decoding: every codec that reports come in, and the damage they come with."""

import pytest

from gongkai.extract.encoding import decode

TEXT = "赵堡镇2020年政府信息公开工作年度报告\n规章\t0\t12\n行政规范性文件\t7\t3\n本年度收到申请情况如下。\n" * 6
HAN = [character for character in TEXT if character > "\u4e00"]


def kept(text: str) -> float:
    """The share of the characters that came through."""
    return sum(a == b for a, b in zip(text, TEXT, strict=False)) / len(TEXT)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_clean_text_comes_through_whole(codec: str, name: str) -> None:
    decoded = decode(TEXT.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.damaged) == (TEXT, name, 0)


def test_big5_comes_through_whole() -> None:
    text = "政府資訊公開工作年度報告\n本年度收到申請情況如下\n規章\t0\t0\t0\n" * 6
    decoded = decode(text.encode("big5"))
    assert (decoded.text, decoded.encoding, decoded.damaged) == (text, "big5hkscs", 0)


def test_ideographic_blanks_in_utf16_hide_no_byte_order() -> None:
    text = "\u3000\u3000镇政府公开信息\n" * 20
    assert decode(text.encode("utf-16-be")).text == text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_damaged_bytes_cost_their_characters_only_and_are_counted(codec: str) -> None:
    data = bytearray(TEXT.encode(codec))
    data[40] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == codec
    assert 0 < decoded.damaged <= 4
    assert "行政规范性文件\t7\t3" in decoded.text


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_character_cut_off_at_the_end_is_one_lost_character(codec: str) -> None:
    decoded = decode((TEXT + "政").encode(codec)[:-1])
    assert decoded.encoding == codec
    assert decoded.text.startswith(TEXT)
    assert decoded.damaged == 1


def test_lines_in_another_codec_are_decoded_by_themselves() -> None:
    lines = TEXT.splitlines(keepends=True)
    data = b"".join(line.encode("gb18030" if number % 5 == 1 else "utf-8") for number, line in enumerate(lines))
    decoded = decode(data)
    assert decoded.text == TEXT
    assert set(decoded.encoding.split("+")) == {"utf-8", "gb18030"}


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_text_that_was_decoded_wrongly_once_before_is_set_right_and_says_so(wrong: str) -> None:
    stored = TEXT.encode("utf-8").decode(wrong, "replace").encode("utf-8")
    decoded = decode(stored)
    assert decoded.encoding == f"utf-8 read as {wrong.replace('latin-1', 'windows-1252')}" or wrong in decoded.encoding
    assert sum(character in decoded.text for character in set(HAN)) >= 0.9 * len(set(HAN))


def test_line_ends_entities_and_invisible_signs_are_made_plain() -> None:
    data = "政府\u200b信息\r\n公开&nbsp;报告\x00\r年度\u2028情况".encode()
    decoded = decode(data)
    assert decoded.text == "政府信息\n公开\xa0报告\n年度\n情况"
    assert decoded.damaged == 1  # the NUL
