"""Keys of picture contents, and the notes that spare reading files again."""

import os
import time

import pytest
from PIL import Image

from fvl_core.embedding import contents
from fvl_core.embedding.contents import PictureContents
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import file_digest


@pytest.fixture
def reads(monkeypatch):
    """The files that were read to name their content."""
    seen = []

    def digest(path):
        seen.append(path.name)
        return file_digest(path)

    monkeypatch.setattr(contents, "file_digest", digest)
    return seen


@pytest.fixture
def settled(monkeypatch):
    """Let every file count as old enough to be remembered."""
    monkeypatch.setattr(contents, "_SETTLED_NS", -1)


def test_a_copy_and_its_bytes_have_the_key_of_the_original(tmp_path):
    Image.new("RGB", (3, 3), "red").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    names = PictureContents(tmp_path / "notes")
    keys = {names.key(tmp_path / "a.png"), names.key(str(tmp_path / "b.png"))}
    keys.add(names.key((tmp_path / "a.png").read_bytes()))
    assert len(keys) == 1
    assert len(keys.pop()) == 32


def test_pictures_in_memory_are_known_by_their_pixels(tmp_path):
    names = PictureContents(tmp_path)
    assert names.key(Image.new("RGB", (3, 3), "red")) == names.key(Image.new("RGB", (3, 3), (255, 0, 0)))
    assert names.key(Image.new("RGB", (3, 3), "red")) != names.key(Image.new("RGB", (9, 1), "red"))


def test_a_second_run_reads_no_file(tmp_path, reads, settled):
    Image.new("RGB", (3, 3), "red").save(tmp_path / "a.png")
    first = PictureContents(tmp_path / "notes")
    key = first.key(tmp_path / "a.png")
    assert first.key(tmp_path / "a.png") == key
    first.save()
    assert PictureContents(tmp_path / "notes").key(tmp_path / "a.png") == key
    assert reads == ["a.png"]


def test_a_file_that_was_looked_at_is_trusted_for_as_long_as_is_said(tmp_path, settled, monkeypatch):
    path = tmp_path / "a.png"
    Image.new("RGB", (3, 3), "red").save(path)
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    names = PictureContents(tmp_path / "notes")
    assert names.known_key(path, trusted_s=60.0) is None  # nobody has read it
    key = names.key(path)
    path.unlink()
    now[0] = 159.0
    assert names.known_key(path, trusted_s=60.0) == key
    assert names.known_key(path) is None
    now[0] = 160.0
    assert names.known_key(path, trusted_s=60.0) is None


def test_a_changed_file_is_read_again_even_with_its_old_time_and_size(tmp_path, reads, settled):
    path = tmp_path / "a.bin"
    path.write_bytes(b"red")
    names = PictureContents(tmp_path / "notes")
    old_key, facts = names.key(path), path.stat()
    time.sleep(0.02)  # the clock of a file system ticks every few milliseconds
    path.write_bytes(b"sea")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert names.key(path) != old_key
    assert reads == ["a.bin", "a.bin"]


def test_a_file_that_may_still_change_is_not_remembered(tmp_path, reads):
    (tmp_path / "a.bin").write_bytes(b"red")
    names = PictureContents(tmp_path / "notes")
    names.key(tmp_path / "a.bin")
    names.key(tmp_path / "a.bin")
    assert reads == ["a.bin", "a.bin"]


def test_damaged_notes_are_forgotten_not_believed(tmp_path, reads, settled):
    (tmp_path / "a.bin").write_bytes(b"red")
    names = PictureContents(tmp_path / "notes")
    key = names.key(tmp_path / "a.bin")
    names.save()
    (note,) = (tmp_path / "notes").iterdir()
    content = note.read_bytes()
    for place in range(len(content)):
        note.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert PictureContents(tmp_path / "notes").key(tmp_path / "a.bin") == key


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidInputError, match=r"gone\.png"):
        PictureContents(tmp_path).key(tmp_path / "gone.png")
