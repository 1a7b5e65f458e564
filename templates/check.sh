#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# templates/check.sh: shows each file here to the schema of its CI system
# (check-jsonschema, from PyPI) and to actionlint (by Go), as far as there is
# one. Not a part of CI: it needs both registries.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/build/template-tools

[ -x "$tools/bin/check-jsonschema" ] || {
  python3 -m venv "$tools"
  "$tools/bin/pip" -q install check-jsonschema pre-commit
}
[ -x "$tools/bin/actionlint" ] ||
  GOBIN=$tools/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

cd "$root"
status=0
shown() { # SCHEMA FILE [OPTION...]
  local schema=vendor.$1 file=$2
  shift 2
  printf '%s: ' "$file"
  "$tools/bin/check-jsonschema" --regex-variant nonunicode \
    --builtin-schema "$schema" "$@" "$file" || status=1
}
shown github-actions action.yml
shown github-workflows templates/github.yml
shown gitlab-ci templates/gitlab.yml --data-transform gitlab-ci
# Azure's schema takes every scalar for a string, which YAML's `true` is not.
azure=$(mktemp --suffix=.yml)
trap 'rm -f "$azure"' EXIT
sed -E 's/: (true|false|[0-9]+)$/: "\1"/' templates/azure-pipelines.yml >"$azure"
shown azure-pipelines "$azure" --data-transform azure-pipelines
shown circle-ci templates/circleci.yml
shown bitbucket-pipelines templates/bitbucket-pipelines.yml
shown buildkite templates/buildkite.yml
shown woodpecker-ci templates/woodpecker.yml
"$tools/bin/actionlint" templates/github.yml || status=1
"$tools/bin/pre-commit" validate-manifest .pre-commit-hooks.yaml || status=1
exit $status
