import pytest

from braggscope_resources import resource


def test_a_shipped_file_is_found_by_its_name() -> None:
    assert resource("samples/demo.txt").is_file()


def test_an_unknown_name_is_refused_with_that_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"samples/none\.txt"):
        resource("samples/none.txt")
