# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# The case of a push to a server with the pre-receive hook; sourced by run.

# A program, `once FROM TO HOOK`: pushes TO to a server that has FROM, is new each
# time, borrows what the old commits need, and has the hook or `none`.
write_push() {
  cat >"$work/push/once" <<END
#!/bin/sh
set -e
rm -rf "$work/push/server"
cp -r "$work/push/empty" "$work/push/server"
git -C "$work/push/server" update-ref refs/heads/main "\$1"
if [ "\$3" = hook ]; then
  cp "$work/push/pre-receive" "$work/push/server/hooks/"
fi
exec git -C "$work/push/client" push -q "$work/push/server" "\$2:refs/heads/main"
END
  chmod +x "$work/push/once"
}

# The server's old commits lie in a repository of their own.
prepare_push() { # REPO FROM
  rm -rf "$work/push"
  mkdir -p "$work/push"
  git init -q --bare "$work/push/client"
  echo "$1/objects" >"$work/push/client/objects/info/alternates"
  git init -q --bare "$work/push/old"
  git -C "$work/push/client" push -q "$work/push/old" "$2:refs/heads/main"
  git init -q --bare "$work/push/empty"
  echo "$work/push/old/objects" >"$work/push/empty/objects/info/alternates"
  (cd "$work/push/empty" && "$stanch" hook install --pre-receive >/dev/null)
  mv "$work/push/empty/hooks/pre-receive" "$work/push/pre-receive"
  write_push
}

case_push() {
  local repo commit from to count
  repo=$(realpath "$(mirror libgit2)")
  commit=$(printf '%s\n' "${repositories[@]}" | awk '$1 == "libgit2" {print $3}')
  from=$(git -C "$repo" rev-list --first-parent -n 1 --skip=1000 "$commit")
  prepare_push "$repo" "$from"
  mkdir -p "$work/push/bin"
  ln -sf "$(realpath "$stanch")" "$work/push/bin/stanch"
  local PATH=$work/push/bin:$PATH
  for to in 999 990 900 0; do
    to=$(git -C "$repo" rev-list --first-parent -n 1 --skip="$to" "$commit")
    count=$(git -C "$repo" rev-list --count "$from..$to")
    local with=("$work/push/once" "$from" "$to" hook) \
      without=("$work/push/once" "$from" "$to" none)
    compare with without
    row "push of $count commits: wall s with pre-receive" "" \
      "$(column "$work/a" 2 | spread)"
    row "the same without it" "" "$(column "$work/b" 2 | spread)"
    row "the same, what the hook adds, s" "" \
      "$(paste "$work/a" "$work/b" | awk '{print $2 - $5}' | spread)"
  done
  rm -rf "$work/push"
}
