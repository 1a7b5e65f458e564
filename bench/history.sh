# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# The cases of whole histories; sourced by run.

# mirror NAME: prints where the bare repository is; cloned where it is missing.
mirror() {
  local name url commit
  read -r name url commit < <(printf '%s\n' "${repositories[@]}" |
    grep "^$1 ")
  if [ -d "$mirrors/$name.git" ]; then
    printf '%s\n' "$mirrors/$name.git"
    return
  fi
  if [ ! -d "$work/mirror/$name.git" ]; then
    say "cloning $url"
    mkdir -p "$work/mirror"
    git clone -q --mirror "$url" "$work/mirror/$name.git"
  fi
  printf '%s\n' "$work/mirror/$name.git"
}

stored_mb() {
  git -C "$1" count-objects -v | awk '/^size-pack/ {print $2 * 1.024 / 1000}'
}

# What git needs to print every object, which stanch is to beat by far.
printed() {
  print_all=(git -C "$1" cat-file --batch-all-objects --unordered --batch
    --buffer)
}

case_history() {
  local name repo stored seconds
  for name in curl git redis ansible vim libgit2; do
    repo=$(mirror "$name")
    stored=$(stored_mb "$repo")
    local scan=("$stanch" git "$repo")
    printed "$repo"
    compare scan print_all
    seconds=$(column "$work/a" 2 | spread)
    row "history of $name, $(printf %.0f "$stored") MB stored: wall s" "" \
      "$seconds"
    row "the same, MB stored a second" "" \
      "$(awk -v mb="$stored" '{print mb / $2}' "$work/a" | spread)"
    row "the same, git cat-file of every object: wall s" "" \
      "$(column "$work/b" 2 | spread)"
    row "the same, git cat-file over stanch" "at least 4" \
      "$(paste "$work/a" "$work/b" | awk '{print $5 / $2}' | spread)"
    row "the same, most memory, MiB" "$(case $name in
      curl) echo "under 250" ;;
      git) echo "under 600" ;;
    esac)" "$(mebibytes "$work/a" | spread)"
  done
}

# The fastest of the others, where it is installed, once for each history, which
# it does not see in a bare repository. What it finds is not looked at.
case_history_peers() {
  local name repo
  for name in curl git redis; do
    if ! command -v kingfisher >/dev/null; then
      row "history of $name, kingfisher" "" "is not installed"
      continue
    fi
    repo=$work/peer/$name
    [ -d "$repo" ] || git clone -q --no-checkout "$(mirror "$name")" "$repo"
    # shellcheck disable=SC2016 # for the inner shell
    local peer=(sh -c '"$@"; case $? in 0 | 200) ;; *) exit 3 ;; esac' sh
      kingfisher scan --git-history full --no-validate --jobs 2 "$repo")
    : >"$work/a"
    : >"$work/b"
    sample "$work/a" "${peer[@]}"
    sample "$work/b" "$stanch" git "$repo"
    row "history of $name, kingfisher over stanch, wall" \
      "at least $([ "$name" = redis ] && echo 15 || echo 20)" \
      "$(ratio 2 | spread)"
    row "the same, CPU" "" "$(ratio 1 | spread)"
  done
}

case_history_threads() {
  local repo
  repo=$(mirror git)
  local one=("$stanch" git --threads 1 "$repo") \
    two=("$stanch" git --threads 2 "$repo")
  compare one two
  row "history of git, 1 thread over 2 threads, ratio of wall s" \
    "at least 1.7" "$(ratio 2 | spread)"
}

case_history_again() {
  local repo state=$work/state
  repo=$(mirror git)
  rm -f "$state"
  "$stanch" git --state "$state" "$repo" >/dev/null || true
  local scan=("$stanch" git --state "$state" "$repo")
  compare scan scan
  row "history of git again, nothing new: wall s" "under 0.2" \
    "$(column "$work/a" 2 | spread)"
  row "the same, the state file, MiB" "" \
    "$(stat -c %s "$state" | awk '{printf "%.1f", $1 / 1048576}')"
}

# 5 million small objects in long chains, made by git fast-import: as many as
# the history of Linux had in 2016.
case_history_large() {
  local repo=$work/large.git
  if [ ! -e "$repo/ready" ]; then
    say "making 5 million objects"
    rm -rf "$repo"
    git init -q --bare "$repo"
    python3 "$root/bench/many_objects.py" 5000000 |
      git -C "$repo" fast-import --quiet --depth=50
    touch "$repo/ready"
  fi
  local scan=("$stanch" git "$repo")
  compare scan scan
  row "5 million objects, $(printf %.0f "$(stored_mb "$repo")") MB: wall s" \
    "" "$(column "$work/a" 2 | spread)"
  row "the same, most memory, MiB" "" "$(mebibytes "$work/a" | spread)"
}
