# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# The case of what a commit, a program and an editor wait for; sourced by run.

case_doors() {
  local repo=$work/clone/git file
  clone git
  git -C "$repo" reset -q --hard
  git -C "$repo" ls-files '*.c' | sed -n 1,20p | while read -r file; do
    echo "one more line" >>"$repo/$file"
    git -C "$repo" add "$file"
  done
  mkdir -p "$work/doors"
  ln -sf "$(realpath "$stanch")" "$work/doors/stanch"
  local PATH=$work/doors:$PATH
  (
    cd "$repo" || exit
    stanch hook install >/dev/null
    hyperfine -N --warmup 3 --runs 100 --export-csv "$work/doors.csv" \
      .git/hooks/pre-commit >/dev/null 2>&1
    stanch hook uninstall >/dev/null
  )
  git -C "$repo" reset -q --hard
  row "the hook, 20 files staged in git: exec to exit, ms" "under 60" \
    "$(awk -F, 'NR == 2 {printf "%.1f (%.1f to %.1f)", $4 * 1000, $7 * 1000, $8 * 1000}' "$work/doors.csv")"
  head -c 10000 "$repo/diff.c" >"$work/doors/text"
  row "serve --stdio, a text of 10 KB: request to answer, ms" "under 1" \
    "$(python3 "$root/bench/ask_serve.py" "$stanch" "$work/doors/text" | spread)"
}
