"""One file over HTTP: whole or absent, and it goes on where it stopped."""

import os
from itertools import pairwise

import pytest

from fvl_core.foundation.errors import WeightsUnavailable
from fvl_core.models import streaming
from fvl_core.models.connection import ask
from fvl_core.models.streaming import stream_to_file
from tests.models.serving import serve

CONTENT = os.urandom(5_000_000)


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(streaming, "PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(streaming, "_CHUNK", 100_000)
    with serve() as site:
        site.files["/weights.pt"] = CONTENT
        yield site


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_arrives_and_its_progress_is_told(site, tmp_path):
    told = []
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt", on_progress=lambda *a: told.append(a))
    assert (tmp_path / "w.pt").read_bytes() == CONTENT
    assert left(tmp_path) == ["w.pt"]
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(told))


def test_a_line_that_breaks_again_and_again_is_gone_on_with(site, tmp_path):
    site.drop_after = [1_000_000, 1_500_000, 500_000, 200_000, 300_000]
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert (tmp_path / "w.pt").read_bytes() == CONTENT
    spans = [span for _, span in site.requests]
    starts = (1_000_000, 2_500_000, 3_000_000, 3_200_000, 3_500_000)
    assert spans == ["", *(f"bytes={start}-" for start in starts)]


def test_a_line_that_stays_broken_leaves_what_has_come_for_the_next_call(site, tmp_path):
    site.drop_after = [2_000_000, 0, 0]
    with pytest.raises(WeightsUnavailable, match=r"w\.pt stopped after 2\.0 MB.*goes on from there"):
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert left(tmp_path) == ["w.pt.part", "w.pt.part.json"]
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert site.requests[-1][1] == "bytes=2000000-"
    assert (tmp_path / "w.pt").read_bytes() == CONTENT


def test_a_stop_by_the_one_who_watches_keeps_what_has_come(site, tmp_path):
    class StoppedError(Exception):
        pass

    def stop_at_two(done, _total):
        if done >= 2_000_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt", on_progress=stop_at_two)
    came = (tmp_path / "w.pt.part").stat().st_size
    assert 2_000_000 <= came < 3_100_000  # one piece more at most
    assert not (tmp_path / "w.pt").exists()
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert site.requests[-1][1] == f"bytes={came}-"
    assert (tmp_path / "w.pt").read_bytes() == CONTENT


def test_another_file_under_the_same_address_starts_again_from_nothing(site, tmp_path):
    site.drop_after = [2_000_000, 0, 0]
    with pytest.raises(WeightsUnavailable):
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    site.files["/weights.pt"] = CONTENT[::-1]
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert (tmp_path / "w.pt").read_bytes() == CONTENT[::-1]


def test_a_server_that_ignores_ranges_sends_it_all_again(site, tmp_path):
    site.ignores_ranges, site.drop_after = True, [2_000_000]
    stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert (tmp_path / "w.pt").read_bytes() == CONTENT


def test_a_server_that_always_breaks_at_one_place_is_given_up(site, tmp_path):
    site.ignores_ranges, site.drop_after = True, [2_000_000] * 50
    with pytest.raises(WeightsUnavailable, match="closed the connection early"):
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert len(site.requests) == 1 + len(streaming.PAUSES_S)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "has no such file"),
        (401, "wants a login"),
        (403, "forbids"),
        (429, "patience"),
        (503, "error 503"),
    ],
)
def test_a_refusal_is_one_sentence_with_the_address_and_is_not_repeated(site, tmp_path, status, said):
    site.refuse["/weights.pt"] = (status, "")
    with pytest.raises(WeightsUnavailable, match=said) as caught:
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
    assert f"{site.address}/weights.pt" in str(caught.value)
    assert caught.value.remedy
    assert len(site.requests) == 1
    assert left(tmp_path) == []


def test_without_a_network_it_says_so_at_once_and_does_not_wait(tmp_path, monkeypatch):
    def wait(seconds):
        raise AssertionError(f"waited {seconds} s for a server that is not there")

    monkeypatch.setattr("time.sleep", wait)
    with serve() as site:
        closed = site.address
    with pytest.raises(WeightsUnavailable, match=r"w\.pt cannot be fetched: Connection refused"):
        stream_to_file(f"{closed}/weights.pt", tmp_path / "w.pt")


def test_a_name_that_nobody_resolves_says_so_at_once(tmp_path):
    with pytest.raises(WeightsUnavailable, match="cannot be fetched"):
        stream_to_file("http://nowhere.invalid/weights.pt", tmp_path / "w.pt")


def test_a_network_that_goes_away_in_the_middle_is_a_broken_line(site, tmp_path, monkeypatch):
    class Away:
        def __init__(self, answer):
            self.answer, self.status, self.headers, self.n = answer, answer.status, answer.headers, 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.answer.close()

        def read1(self, size):
            self.n += 1
            if self.n > 3:
                raise OSError(113, "No route to host")
            return self.answer.read1(size)

    monkeypatch.setattr(streaming, "ask", lambda *a, **more: Away(ask(*a, **more)))
    monkeypatch.setattr(streaming, "PAUSES_S", ())
    with pytest.raises(WeightsUnavailable, match=r"w\.pt stopped after .* MB: No route to host"):
        stream_to_file(f"{site.address}/weights.pt", tmp_path / "w.pt")
