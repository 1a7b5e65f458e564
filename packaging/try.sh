#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# packaging/try.sh [DIST]: installs what packaging/release.sh made, each in a
# Debian 12 of its own that has nothing else, and uses it as a newcomer would.
# For root, with debootstrap, npm and a network; half a gigabyte below /tmp.
# `clone` runs the commands of the README in a clone, which builds all of it
# twice (half an hour on two cores that nobody else uses, and 6 GB), and of the
# tests those of core. STANCH_TRY_TESTS=. is all of them, as CI runs them in a
# clone on a machine that has more than nothing: here that has not been tried.
#   STANCH_TRY="deb static image wheel library husky lefthook precommit clone"
#   chooses; `image` needs buildah.
#   STANCH_TRY_FOLDER is where all of it is done, STANCH_TRY_CCACHE a folder of
#   ccache that the clone may use. Behind a proxy that signs for others,
#   STANCH_TRY_CA names the file of certificates that pip is to believe there.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dist=$(realpath "${1:-$root/build/dist}")
work=${STANCH_TRY_FOLDER:-/tmp/stanch-try}
wanted=${STANCH_TRY:-deb static image wheel library husky lefthook precommit clone}
mkdir -p "$work"

say() { printf '%s\n' "try: $*" >&2; }
fail() { say "$1: FAILED"; exit 1; }

# fresh NAME: a copy of an empty Debian 12 in $work/NAME.
fresh() {
  if [ ! -e "$work/bookworm.tar" ]; then
    say "making an empty Debian 12"
    debootstrap --variant=minbase bookworm "$work/bookworm" \
      "${STANCH_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log"
    cp /etc/resolv.conf "$work/bookworm/etc/"
    tar -C "$work/bookworm" -cf "$work/bookworm.tar" .
    rm -rf "$work/bookworm"
  fi
  rm -rf "${work:?}/$1"
  mkdir "$work/$1"
  tar -C "$work/$1" -xf "$work/bookworm.tar"
  # Servers that the tests need are theirs to start, not the packages'.
  printf '#!/bin/sh\nexit 101\n' >"$work/$1/usr/sbin/policy-rc.d"
  chmod +x "$work/$1/usr/sbin/policy-rc.d"
  [ -z "${STANCH_TRY_CA:-}" ] || cp "$STANCH_TRY_CA" "$work/$1/root/ca.pem"
}

# inside NAME COMMANDS: what is mounted is so for them only, so that removing
# the folder removes nothing else.
inside() {
  # shellcheck disable=SC2016
  unshare -m sh -ec '
    root=$1
    mount -t proc proc "$root/proc"
    if [ -n "${STANCH_TRY_CCACHE:-}" ]; then
      mkdir -p "$root/ccache"
      mount --bind "$STANCH_TRY_CCACHE" "$root/ccache"
    fi
    [ ! -e "$root/root/ca.pem" ] || set -- "$1" "$2" PIP_CERT=/root/ca.pem
    exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 ${3:-} \
      PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
      DEBIAN_FRONTEND=noninteractive CCACHE_DIR=/ccache CCACHE_BASEDIR=/work \
      CCACHE_NOHASHDIR=1 sh -ec "$2"' - "$work/$1" "$2"
}

# A token with its checksum: made here, so that none stands in the tree.
planted() {
  python3 -c '
import hashlib, zlib
letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
body = "".join(letters[b % 62] for b in hashlib.sha256(b"try").digest()[:30])
check, tail = zlib.crc32(body.encode()), ""
for _ in range(6):
    check, tail = check // 62, letters[check % 62] + tail
print("GITHUB_TOKEN = \"gh" + "p_" + body + tail + "\"")'
}

# finds NAME RULE COMMAND: the command ends with 1 and names the rule.
finds() {
  local said status=0
  said=$(inside "$1" "cd /root; $3") || status=$?
  if [ "$status" != 1 ] || ! grep -q "$2" <<<"$said"; then
    fail "$1, $3"
  fi
}

# uses NAME: scans what is clean and what is not, and looks at what it says.
uses() {
  planted >"$work/$1/root/leak.env"
  echo "nothing" >"$work/$1/root/clean.txt"
  inside "$1" 'cd /root; stanch dir clean.txt' || fail "$1, clean"
  finds "$1" github-pat "stanch dir leak.env"
  inside "$1" 'stanch version --json; stanch doctor || true'
  say "$1: a clean file passes (0), a token is found (1)"
}

try_deb() {
  fresh deb
  cp "$dist"/stanch_*.deb "$work/deb/root/"
  inside deb 'apt-get update -q >/dev/null; apt-get install -q -y \
    --no-install-recommends /root/stanch_*.deb git >/root/apt.log 2>&1' ||
    { tail "$work/deb/root/apt.log" >&2; fail deb; }
  uses deb
  inside deb 'test -s /usr/share/man/man1/stanch.1.gz
    test -s /usr/share/bash-completion/completions/stanch
    test -s /usr/share/zsh/vendor-completions/_stanch
    test -s /usr/share/fish/vendor_completions.d/stanch.fish
    cd /root; git init -q r; cd r; stanch hook install; cp ../leak.env .
    git add .; ! git -c user.name=a -c user.email=a@b commit -qm leak 2>said
    grep github-pat said; apt-get -q -y remove stanch >/dev/null' ||
    fail "deb, the hook"
  say "deb: installed, man page and completions there, the hook refuses"
}

try_static() {
  fresh static
  tar -C "$work/static/usr" --strip-components=1 -xf \
    "$(ls "$dist"/stanch-*-static.tar.gz)"
  uses static
  # git and tar are not there: what reads histories and archives is in it.
  git init -q "$work/static/root/r"
  cp "$work/static/root/leak.env" "$work/static/root/r/"
  git -C "$work/static/root/r" add .
  git -C "$work/static/root/r" -c user.name=a -c user.email=a@b commit -qm a
  tar -C "$work/static/root" -czf "$work/static/root/leak.tgz" leak.env
  cat >"$work/static/root/.stanch.toml" <<END
[[rule]]
id = "own-key"
title = "Own key"
provider = "Own"
severity = "high"
grants = "nothing"
next = "Look at it"
trigger = ["own_"]
expression = 'own_[0-9a-f]{40}'
END
  echo "own_$(sha1sum <<<try | head -c 40)" >"$work/static/root/own.txt"
  finds static github-pat "stanch git r"
  finds static github-pat "stanch dir leak.tgz"
  finds static own-key "stanch dir own.txt"
  inside static 'stanch rules check'
  say "static: histories, archives, rules of one's own; the built-in ones hold"
  # And where there is nothing at all, not even /bin/sh or /proc.
  rm -rf "${work:?}/empty"
  mkdir "$work/empty"
  cp "$work/static/usr/bin/stanch" "$work/static/root/leak.env" "$work/empty/"
  local said status=0
  said=$(chroot "$work/empty" /stanch dir /leak.env) || status=$?
  if [ "$status" != 1 ] || ! grep -q github-pat <<<"$said"; then
    fail "static, nothing but the program"
  fi
  say "static: runs in an empty folder, $(stat -c %s "$work/empty/stanch") bytes"
}

# The Dockerfile, built and run without an engine.
try_image() {
  local store=(--root "$work/containers" --runroot "$work/containers.run"
    --storage-driver vfs) container said status=0
  buildah "${store[@]}" bud -q --isolation chroot -t stanch \
    -f "$root/packaging/Dockerfile" "$dist" >/dev/null || fail image
  container=$(buildah "${store[@]}" from stanch)
  mkdir -p "$work/src"
  planted >"$work/src/leak.env"
  said=$(buildah "${store[@]}" run --isolation chroot \
    -v "$work/src:/src:ro" "$container" -- /usr/bin/stanch dir /src \
    2>/dev/null) || status=$?
  buildah "${store[@]}" rm -a >/dev/null
  if [ "$status" != 1 ] || ! grep -q github-pat <<<"$said"; then
    fail "image, a leak"
  fi
  say "image: built, runs as its user, finds the token in what is mounted"
}

try_wheel() {
  fresh wheel
  cp "$dist"/stanch-*.whl "$work/wheel/root/"
  inside wheel 'apt-get update -q >/dev/null; apt-get install -q -y \
    --no-install-recommends python3-venv >/root/apt.log 2>&1
    python3 -m venv /root/venv
    bash -c "time -p /root/venv/bin/pip -q install --no-index /root/*.whl"
    ln -s /root/venv/bin/stanch /usr/local/bin/' || fail wheel
  uses wheel
  local said
  said=$(inside wheel 'cd /root; PATH=/usr/bin:/bin venv/bin/python -c "
import stanch
assert stanch.scan(b\"nothing\") == []
for finding in stanch.scan(open(\"leak.env\", \"rb\").read()):
    print(finding[\"rule_id\"], finding[\"secret\"])"')
  [ "$said" = "github-pat REDACTED" ] || fail "wheel, import stanch"
  say "wheel: import stanch finds the token"
}

try_library() {
  fresh library
  tar -C "$work/library/usr" --strip-components=1 -xf \
    "$(ls "$dist"/libstanch-*.tar.gz)"
  planted >"$work/library/root/leak.env"
  { sed -n '/^#include/,/^  return status/p' "$root/docs/library.md" && echo '}'; } \
    >"$work/library/root/find.c"
  local said status=0
  # shellcheck disable=SC2016
  inside library 'apt-get update -q >/dev/null; apt-get install -q -y \
    --no-install-recommends gcc libc6-dev pkg-config libhyperscan5 \
    libdeflate0 libre2-9 libfmt9 libssl3 libtomlplusplus3 zlib1g >/root/apt.log 2>&1; cd /root
    gcc -Wall -Werror find.c -o find $(pkg-config --cflags --libs stanch)
    ldconfig; ./find </etc/passwd' || fail library
  said=$(inside library '/root/find </root/leak.env') || status=$?
  [ "$status $said" = "1 github-pat, line 1" ] || fail "library, a leak"
  say "library: the example of docs/library.md is built and finds the token"
}

# The two commands of the README, of the tests those that are asked for.
try_clone() {
  fresh clone
  mkdir "$work/clone/work"
  git clone -q "$root" "$work/clone/work/stanch"
  planted >"$work/clone/root/leak.env"
  inside clone 'cd /work/stanch; ./dev run dir docs; ./dev run version --json' ||
    fail "clone, ./dev run"
  finds clone github-pat "/work/stanch/dev run dir leak.env"
  say "clone: ./dev run builds it, and finds the token"
  inside clone "cd /work/stanch; ./dev test ${STANCH_TRY_TESTS:-core}" ||
    fail "clone, ./dev test"
  say "clone: ./dev test builds and runs the tests"
}

# refuses NAME FOLDER: a repository whose hook is set up refuses a token by the
# name of its rule, and takes a clean commit.
refuses() {
  # All in one list: `set -e` does not count on the left of `||`.
  (
    cd "$2" && git config user.name a && git config user.email a@b &&
      planted >leak.env && git add leak.env &&
      ! git commit -qm leak >"$work/said" 2>&1 &&
      grep -q github-pat "$work/said" &&
      git rm -q --cached leak.env && echo nothing >clean.txt &&
      git add clean.txt && git commit -qm clean >"$work/said" 2>&1 &&
      # What pre-commit and the others have to go by it.
      git add leak.env &&
      SKIP=stanch LEFTHOOK_EXCLUDE=stanch HUSKY=0 git commit -qm skipped \
        >"$work/said" 2>&1
  ) || { tail -5 "$work/said" >&2; fail "$1"; }
  say "$1: refuses the token by name, takes the clean commit, can be skipped"
}

repository() { # NAME
  rm -rf "${work:?}/$1"
  git init -q "$work/$1"
  # husky and lefthook find the program that is to be tried.
  mkdir -p "$work/bin"
  cp "$dist/stanch" "$work/bin/"
  PATH=$work/bin:$PATH
}

try_precommit() {
  repository precommit
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" -q install pre-commit
  cat >"$work/precommit/.pre-commit-config.yaml" <<END
repos:
  - repo: $root
    rev: $(git -C "$root" rev-parse HEAD)
    hooks: [{id: stanch}]
END
  (cd "$work/precommit" && "$work/venv/bin/pre-commit" install >/dev/null &&
    git add . && time "$work/venv/bin/pre-commit" install-hooks)
  refuses precommit "$work/precommit"
}

try_husky() {
  repository husky
  (cd "$work/husky" && npm init -y >/dev/null && npm install -s husky &&
    npx husky init && echo 'stanch git --staged' >.husky/pre-commit &&
    echo node_modules >.gitignore)
  refuses husky "$work/husky"
}

try_lefthook() {
  repository lefthook
  (cd "$work/lefthook" && npm init -y >/dev/null &&
    printf 'pre-commit:\n  jobs:\n    - name: stanch\n      run: stanch git --staged\n' >lefthook.yml &&
    npm install -s lefthook && npx lefthook install >/dev/null &&
    echo node_modules >.gitignore)
  refuses lefthook "$work/lefthook"
}

for each in $wanted; do
  "try_$each"
done
say "all of it works: $wanted"
