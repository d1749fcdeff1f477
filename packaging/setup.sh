# shellcheck shell=bash
# What ./run, ./test and .ci/run have in common: the environment in .venv.
# Sourced by bash, also from an empty environment (env -i).

set -euo pipefail
export PATH="${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
[ -n "${HOME:-}" ] || HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"
export HOME="${HOME:-/tmp}"

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
TORCH_FOR_CPU="https://download.pytorch.org/whl/cpu"
. "$ROOT/packaging/system.sh"

environment_works() { "$VENV/bin/python" -c 'import pip' 2>/dev/null; }

# Prints pip's option for a torch without CUDA, gigabytes smaller: only where there is
# no NVIDIA driver, and only if that index answers, or pip would retry for minutes.
torch_index() {
  [ -e /proc/driver/nvidia/version ] ||
    "$VENV/bin/python" - "$TORCH_FOR_CPU" 2>/dev/null <<'PYTHON' || true
import sys
from urllib.request import urlopen

urlopen(sys.argv[1] + "/torch/", timeout=5).close()
print("--extra-index-url=" + sys.argv[1])
PYTHON
}

make_environment() {
  local python
  python="$(find_python)" || exit 1
  say "Making the environment .venv with $("$python" -V)"
  "$python" -m venv --clear "$VENV" || fail "$VENV could not be made"
}

# install_program [EXTRA]
install_program() {
  local extra="${1:-}" index
  say "Installing Braggscope${extra:+ and its $extra tools} in .venv; the first time it takes minutes"
  index="$(torch_index)"
  "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    ${index:+"$index"} -c "$ROOT/constraints.txt" -e "$ROOT${extra:+[$extra]}" ||
    fail "the Python packages could not be installed; pip says why above"
}

# set_up [EXTRA]: the program in .venv, with the tools of that extra; nothing is done
# when .venv was made from the present pyproject.toml and constraints.txt.
set_up() {
  local stamp="$VENV/.braggscope${1:+-$1}" wanted
  wanted="$ROOT $(cat "$ROOT/pyproject.toml" "$ROOT/constraints.txt" | sha256sum)"
  exec 9<"$ROOT"
  flock 9 # two commands started together would both write to .venv
  environment_works || make_environment
  # Without an extra any stamp will do: each stands for the program too.
  if ! grep -qsxF "$wanted" "$stamp"*; then
    install_program "$@"
    echo "$wanted" >"$stamp"
  fi
  exec 9<&-
}

# need_qt NAME...: what Qt modules (QtGui) and platforms (xcb) need from the system.
need_qt() {
  local name files=() pyside
  pyside="$(echo "$VENV"/lib/python3*/site-packages/PySide6)"
  for name in "$@"; do
    case "$name" in
      Qt*) files+=("$pyside/$name.abi3.so") ;;
      *) files+=("$pyside/Qt/plugins/platforms/libq$name.so") ;;
    esac
  done
  install_libraries_of "${files[@]}"
}
