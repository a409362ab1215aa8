"""Reading tables: every cell as it was meant."""

from __future__ import annotations

import pytest

from hub.exchange.tables import read_csv, read_json


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\n1,"x, y"', [{"a": "1", "b": "x, y"}]),
        ('a,b\n1,""\n2,3\n', [{"a": "1", "b": ""}, {"a": "2", "b": "3"}]),
        ('a,b\n1,"ha ""ha"" ha"\n', [{"a": "1", "b": 'ha "ha" ha'}]),
        ('a,b\r\n"x \r\ny",2\r\n', [{"a": "x \r\ny", "b": "2"}]),
        ('a,b\n1,"{""k"": [1, 2]}"\n', [{"a": "1", "b": '{"k": [1, 2]}'}]),
        ('a;b\n"1;2";3\n', [{"a": "1;2", "b": "3"}]),
        ('"a;x",b\n1,2\n', [{"a;x": "1", "b": "2"}]),
        ("a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("\n\na,b\n\n1,2\n,\n", [{"a": "1", "b": "2"}]),
        ("a,b\n1\n", [{"a": "1"}]),
        ("a,b\n4,ʤ", [{"a": "4", "b": "ʤ"}]),
        ("", []),
    ],
)
def test_a_cell_is_read_as_it_was_meant(text: str, rows: list[dict[str, str]]) -> None:
    table = read_csv(text)
    assert [row for _, row in table.rows] == rows
    assert table.troubles == []


def test_each_row_knows_the_line_it_begins_on() -> None:
    assert [line for line, _ in read_csv('a,b\n1,"x\ny"\n3,4\n\n5,6').rows] == [2, 4, 6]
    assert [line for line, _ in read_json('[\n {"a": 1},\n\n {"a":\n 2}, {"a": 3}]').rows] == [2, 4, 5]


def test_too_many_cells_and_nameless_or_doubled_columns_are_told() -> None:
    table = read_csv("a,,a,b\n1,2,3,4,5\n")
    assert table.rows == [(2, {"a": "1", "b": "4"})]
    assert [line for line, _ in table.troubles] == [1, 1, 2]


def test_a_cell_as_long_as_a_file_is_read() -> None:
    long = "x" * 300_000
    assert read_csv(f"a,b\n{long},2\n").rows == [(2, {"a": long, "b": "2"})]
