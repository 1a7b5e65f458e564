# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# The cases of the inventory; sourced by run.

secrets=$work/secrets

# timed_milliseconds COMMAND: "median (least to most)" of its wall clock.
timed_milliseconds() {
  hyperfine -N -i --warmup 2 --runs 30 --export-csv "$work/timed.csv" "$1" \
    >/dev/null 2>&1
  awk -F, 'NR == 2 {printf "%.1f (%.1f to %.1f)", $4 * 1000, $7 * 1000,
    $8 * 1000}' "$work/timed.csv"
}

# A PostgreSQL of our own, its URL in `postgres_url`; fails where there is none.
start_postgres() {
  local bin as=() folder=$work/postgres
  bin=$(find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null |
    sort | tail -n 1)
  [ -n "$bin" ] || return 1
  if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups --pdeathsig KILL)
  fi
  rm -rf "$folder"
  mkdir -p "$folder"
  [ "$(id -u)" != 0 ] || chown 65534:65534 "$folder"
  (cd "$folder" && "${as[@]}" "$bin/initdb" -D data -U stanch -A trust \
    --no-locale -E UTF8 >/dev/null)
  (cd "$folder" && exec "${as[@]}" "$bin/postgres" -D data -p 15499 \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    >"$folder/log" 2>&1) &
  postgres=$!
  postgres_url=postgres://stanch@127.0.0.1:15499/postgres
  until "$bin/pg_isready" -q -h 127.0.0.1 -p 15499; do sleep 0.1; done
  psql=$bin/psql
}

# with_inventory WHERE CLEAR: 10,000 findings, without and with an empty one.
with_inventory() {
  local where=$1 clear=$2
  local plain=("$stanch" dir -f jsonl -o /dev/null "$secrets") \
    kept=(bash -c "$clear; exec \"\$@\"" - "$stanch" dir -f jsonl
      -o /dev/null "--inventory=$where" "$secrets")
  compare kept plain
  paste "$work/a" "$work/b" | awk '{print $2 - $5}' | spread
}

case_inventory() {
  local database=$work/inventory.db repo=$work/clone/git
  "$root/bench/many_secrets.py" tokens 10000 "$secrets"
  row "10,000 findings into an empty SQLite inventory, s more" "under 1" \
    "$(with_inventory "$database" "rm -f $database*")"
  if start_postgres; then
    row "the same, PostgreSQL on loopback, s more" "under 3" \
      "$(with_inventory "$postgres_url" \
        "'$psql' -q '$postgres_url' -c 'DROP SCHEMA IF EXISTS stanch CASCADE' >/dev/null 2>&1")"
    kill "$postgres"
  else
    say "left out: PostgreSQL is not installed"
  fi

  rm -f "$database"*
  head -n 1 "$secrets" | "$stanch" stdin "--inventory=$database" \
    >/dev/null || true
  "$root/bench/many_secrets.py" fill 1000000 "$database"
  row "list of one owner and state of 1,000,000 secrets, ms" "under 200" \
    "$(timed_milliseconds "$stanch inventory list --inventory $database --owner team-17 --state triaged")"
  row "the same of one repository, ms" "under 200" \
    "$(timed_milliseconds "$stanch inventory list --inventory $database --repo github.com/acme/r17")"
  row "the 50 worst of one kind, which all have, ms" "under 200" \
    "$(timed_milliseconds "$stanch inventory list --inventory $database --kind github-pat --limit 50")"
  row "the 50 worst that are overdue, ms" "under 200" \
    "$(timed_milliseconds "$stanch inventory list --inventory $database --overdue --limit 50")"

  clone git
  git -C "$repo" reset -q --hard
  echo "one more line" >>"$repo/README.md"
  git -C "$repo" add README.md
  row "staged, without findings, ms" "" \
    "$(timed_milliseconds "$stanch git --staged $repo")"
  row "the same with that inventory, ms" "under 20 more" \
    "$(timed_milliseconds "$stanch git --staged --inventory=$database $repo")"
  git -C "$repo" reset -q --hard

  local page=("$stanch" dir -f html -o "$work/page.html" "$secrets") \
    plain=("$stanch" dir -f jsonl -o /dev/null "$secrets")
  compare page plain
  row "html of 10,000 findings, s more than jsonl to /dev/null" "under 1" \
    "$(paste "$work/a" "$work/b" | awk '{print $2 - $5}' | spread)"
  row "that page in headless Chromium, ms until usable" "under 2000" \
    "$(for _ in 1 2 3 4 5; do
      python3 "$root/tests/tools/browse_page.py" "$work/page.html" |
        sed -n 's/.*: usable: \([0-9]*\) ms/\1/p'
    done | spread)"

  "$root/bench/many_secrets.py" report 100000000 "$work/report.json"
  local import=(bash -c "rm -f $work/import.db*; exec \"\$@\"" - "$stanch"
    inventory import "--inventory=$work/import.db" "$work/report.json")
  compare import plain
  row "import of a report of 100 MB, s" "" "$(column "$work/a" 2 | spread)"
  row "the same, most memory, MiB" "" "$(mebibytes "$work/a" | spread)"
  rm -f "$work/report.json" "$work/import.db"*
}
