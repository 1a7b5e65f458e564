#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# packaging/release.sh [FOLDER]: makes every package of the checked-out commit
# in FOLDER (build/dist), with checksums, bills of materials and provenance.
# The same commit on the same Debian gives the same bytes, wherever it is built:
# packaging/release.sh a; packaging/release.sh b; diff -r a b
#   STANCH_PACKAGES="source deb static library" chooses; the wheel is
# made of the static program, so that it runs wherever pip does.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(realpath -m "${1:-$root/build/dist}")
wanted=${STANCH_PACKAGES:-source deb static library}
# Builds of two releases must not share what they wrote.
work=${STANCH_WORK:-$out.work}
built=$work/source/build
version=$(sed -nE 's/^project\(stanch VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

say() { printf 'release: %s\n' "$*" >&2; }

if [ -n "$(git -C "$root" status --porcelain)" ]; then
  say "there are changes that are not committed; what is made is of HEAD"
fi
rm -rf "$out"
mkdir -p "$out" "$work"

# The commit alone: nothing that lies about can get into a package.
rm -rf "$work/source"
mkdir -p "$work/source"
git -C "$root" archive HEAD | tar -x -C "$work/source"

build() { # PRESET [OPTION...]
  say "building $1"
  cmake -S "$work/source" --preset "$1" >"$work/$1.log" 2>&1 &&
    cmake --build "$built/$1" "${@:2}" >>"$work/$1.log" 2>&1 && return
  tail -20 "$work/$1.log" >&2
  return 1
}

packed() { # PRESET
  (cd "$built/$1" && rm -f ./*.deb ./*.tar.gz && cpack >>"$work/$1.log" 2>&1)
}

# archived NAME: the folder $work/tree/NAME, the same bytes at any time. CPack's
# own writer takes the time of the day.
archived() {
  tar -C "$work/tree" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" -c "$1" | gzip -9n >"$out/$1.tar.gz"
}

for package in $wanted; do
  case $package in
    source)
      git -C "$root" archive --prefix="stanch-$version/" HEAD |
        gzip -9n >"$out/stanch-$version.tar.gz"
      hash=$(sha256sum "$out/stanch-$version.tar.gz" | cut -d' ' -f1)
      sed "s/@VERSION@/$version/; s/@SHA256@/$hash/" \
        "$root/packaging/stanch.rb" >"$out/stanch.rb"
      ;;
    deb)
      build package
      packed package
      cp "$built/package"/*.deb "$out"
      "$root/packaging/sbom.py" "$version" "$built/package/stanch" \
        "$built/package/build.ninja" >"$out/stanch-$version.cdx.json"
      ;;
    static)
      build static
      packed static
      name=$(basename "$built/static"/*.tar.gz .tar.gz)
      mkdir -p "$work/tree"
      tar -x -C "$work/tree" -f "$built/static/$name.tar.gz"
      archived "$name"
      # What packaging/Dockerfile copies.
      cp "$built/static/stanch" "$root/LICENSE" "$out"
      "$root/packaging/wheel.py" "$version" "$built/static/stanch" "$out"
      "$root/packaging/sbom.py" "$version" "$built/static/stanch" \
        "$built/static/build.ninja" >"$out/stanch-$version-static.cdx.json"
      ;;
    library)
      build library --target libstanch
      name=libstanch-$version-linux-$(uname -m)
      cmake --install "$built/library" --strip \
        --prefix "$work/tree/$name" >>"$work/library.log"
      archived "$name"
      "$root/packaging/sbom.py" "$version" "$built/library/libstanch.so" \
        "$built/library/build.ninja" >"$out/libstanch-$version.cdx.json"
      ;;
    *)
      say "no package $package: source, deb, static or library"
      exit 2
      ;;
  esac
done

"$root/packaging/provenance.py" "$(git -C "$root" rev-parse HEAD)" "$out" \
  >"$work/provenance.json"
mv "$work/provenance.json" "$out/provenance.json"
(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
say "done:"
cat "$out/SHA256SUMS"
