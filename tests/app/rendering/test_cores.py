"""The window keeps a core while it paints previews."""

from collections.abc import Iterator

import pytest
import torch

from braggscope.rendering import cores
from braggscope.rendering.cores import cores_for, preview_threads, window_threads


@pytest.fixture
def threads() -> Iterator[None]:
    usual = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(usual)


def test_a_core_is_left_to_the_window_where_there_are_more_than_two() -> None:
    assert [window_threads(n) for n in (1, 2, 3, 8)] == [1, 2, 2, 7]


def test_a_preview_leaves_one_of_two_cores_too() -> None:
    assert [preview_threads(n) for n in (1, 2, 3, 8)] == [1, 1, 2, 7]


@pytest.mark.parametrize(("preview", "expected"), [(True, 2), (False, 4)])
def test_a_frame_has_its_threads_and_the_next_one_as_many_as_before(
    preview: bool, expected: int, threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores.os, "cpu_count", lambda: 3)
    with cores_for(preview=preview):
        assert torch.get_num_threads() == expected
    assert torch.get_num_threads() == 4


def test_fewer_threads_that_were_asked_for_stay_so(
    threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores.os, "cpu_count", lambda: 16)
    with cores_for(preview=True):
        assert torch.get_num_threads() == 4
