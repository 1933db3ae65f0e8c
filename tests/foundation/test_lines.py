"""Files that only grow."""

from fvl_core.foundation.lines import append_line, read_lines


def test_lines_come_back_in_order_and_a_torn_one_is_passed_over(tmp_path):
    path = tmp_path / "a" / "said.jsonl"
    assert list(read_lines(path)) == []
    append_line(path, {"n": 1, "word": "Größe\n\udcff"})
    with path.open("ab") as stream:
        stream.write(b'{"n": 2')
    append_line(path, {"n": 3})
    assert list(read_lines(path)) == [{"n": 1, "word": "Größe\n\udcff"}, {"n": 3}]
    assert len(path.read_bytes().splitlines()) == 3
