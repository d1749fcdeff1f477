"""What is installed is what the project says it is."""

import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path

import braggscope

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONSTRAINTS = dict(
    line.lower().replace("_", "-").split("==")
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


def test_one_version_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert version("braggscope") == PROJECT["version"] == braggscope.__version__
    assert f"## {braggscope.__version__}" in changelog


def test_the_command_starts_the_main_function() -> None:
    (command,) = entry_points(group="console_scripts", name="braggscope")
    assert command.value == "braggscope.__main__:main"


def test_every_requirement_is_pinned_in_the_constraints() -> None:
    extras = PROJECT["optional-dependencies"]
    required = [*PROJECT["dependencies"], *extras["test"], *extras["lint"]]
    names = {requirement.split(">=")[0].lower() for requirement in required}
    assert names <= CONSTRAINTS.keys()
