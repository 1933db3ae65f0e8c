"""Small pictures: whole under their name, whoever else makes the same one."""

from pathlib import Path

from pages._ui import thumbnails


def test_two_who_make_one_picture_at_once_do_not_share_a_file(tmp_path, monkeypatch):
    file, write = tmp_path / "ab" / "ab12.webp", Path.write_bytes
    beside: list[Path] = []

    def noted(self, content):
        if not beside:  # the second one comes while the first one writes
            beside.append(self)
            thumbnails._write(file, b"picture")
        beside.append(self)
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", noted)
    thumbnails._write(file, b"picture")
    assert len(set(beside)) == 2
    assert file.read_bytes() == b"picture"
    assert list(file.parent.iterdir()) == [file]
