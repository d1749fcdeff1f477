# shellcheck shell=bash
# What the program needs from the system: a Python, its venv module, Qt's libraries.
# Sourced by setup.sh. What is missing is installed where that is permitted, and
# otherwise named in one line with the command to type.

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "braggscope: $*"
  exit 1
}

# install_packages PURPOSE PACKAGE...
install_packages() {
  local purpose="$1" sudo=() log
  shift
  command -v apt-get >/dev/null ||
    fail "$purpose is missing; install what Debian calls: $*"
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null ||
      fail "$purpose is missing; type: sudo apt-get install -y $*"
    sudo=(sudo -n)
  fi
  say "Installing $purpose with apt-get: $*"
  log="$(mktemp)"
  # The package lists of a fresh machine are empty or old.
  if ! { "${sudo[@]}" apt-get update &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    fail "$purpose could not be installed; type: sudo apt-get install -y $*"
  fi
  rm -f "$log"
}

is_recent() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
    2>/dev/null
}

can_make_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Prints the path of a Python that can make an environment.
find_python() {
  local name path without_venv=""
  for name in python3 python3.13 python3.12 python3.11 python3.14 \
    /usr/local/bin/python3 /usr/bin/python3 "$HOME"/.pyenv/versions/3.1[1-4].*/bin/python3; do
    path="$(command -v "$name")" || continue
    is_recent "$path" || continue
    if can_make_environments "$path"; then
      echo "$path"
      return
    fi
    without_venv="${without_venv:-$path}"
  done
  if [ -n "$without_venv" ]; then
    # Debian ships the venv module apart, one package for each Python.
    install_packages "Python's venv module" \
      "$("$without_venv" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    echo "$without_venv"
    return
  fi
  ! command -v python3 >/dev/null ||
    fail "Python 3.11 to 3.14 is needed; this machine has $(python3 -V 2>&1) only"
  install_packages "Python" python3 python3-venv
  is_recent python3 ||
    fail "Python 3.11 to 3.14 is needed; this machine offers $(python3 -V 2>&1) only"
  command -v python3
}

# Debian's package for a library file. Ubuntu 24.04 renamed some (libglib2.0-0t64),
# and its apt still knows the old names.
package_of() {
  local name="${1%%.so.*}" version="${1##*.so.}"
  case "$1" in
    libEGL.* | libGL.* | libGLX.* | libOpenGL.*) echo "${name,,}${version}" ;;
    libX11.*) echo libx11-6 ;;
    libX11-xcb.*) echo libx11-xcb1 ;;
    libglib-2.0.* | libgthread-2.0.*) echo libglib2.0-0 ;;
    libdbus-1.* | libxkbcommon-x11.*) echo "$name-$version" ;;
    libfontconfig.* | libfreetype.* | libxcb* | libxkbcommon.*) echo "$name$version" ;;
    libgssapi_krb5.*) echo libgssapi-krb5-2 ;;
    libz.*) echo zlib1g ;;
    *) echo "$name$version" ;;
  esac
}

# install_libraries_of FILE...: what these libraries link to and do not find.
install_libraries_of() {
  local missing library packages=()
  missing="$(ldd "$@" 2>/dev/null | awk '/not found/ { print $1 }' | sort -u)"
  [ -n "$missing" ] || return 0
  for library in $missing; do
    packages+=("$(package_of "$library")")
  done
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
  install_packages "what Qt needs from the system" "${packages[@]}"
}
