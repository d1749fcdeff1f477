"""The README shows only what works."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON_BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINKS = re.findall(r"\]\(((?!https?:)[^)#]+)", README)


@pytest.mark.parametrize("block", PYTHON_BLOCKS)
def test_each_python_block_runs(block: str) -> None:
    exec(compile(block, "README.md", "exec"), {})


@pytest.mark.parametrize("link", LINKS)
def test_each_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()


def test_there_are_python_blocks_and_links_to_check() -> None:
    assert PYTHON_BLOCKS
    assert LINKS
