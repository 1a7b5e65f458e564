# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# Images; sourced by run. The layers are Debian packages (bookworm), the last of
# them of about a tenth of all bytes.
image_packages=(golang-1.19-src golang-1.19-go openjdk-17-jre-headless
  llvm-16-dev libllvm16 libclang-cpp16 emacs-common postgresql-15 libnode108
  libboost1.81-dev)

# The images of make_image.py in $work/image.
image() {
  [ -e "$work/image/base" ] && return
  rm -rf "$work/image"
  mkdir -p "$work/debs"
  (cd "$work/debs" && apt-get download -qq "${image_packages[@]}")
  say "making an image of ${#image_packages[@]} packages"
  local debs=() package
  for package in "${image_packages[@]}"; do
    debs+=("$work/debs/$package"_*.deb)
  done
  python3 "$root/bench/make_image.py" "$work/image" "${debs[@]}"
}

# A second image that shares all layers but the last with one that was scanned.
image_again() {
  local state=$work/image.state
  rm -f "$state"
  "$stanch" image --state "$state" "$work/image/base" >/dev/null || true
  # shellcheck disable=SC2016 # for the inner shell
  local rest=(sh -c 'cp "$1" "$1.now" && exec "$2" image --threads 1 \
    --state "$1.now" "$3"' sh "$state" "$stanch" "$work/image/zstd")
  local whole=("$stanch" image --threads 1 "$work/image/zstd")
  compare rest whole
  row "an image of which 9 of 10 layers are known, zstd: wall s" "" \
    "$(column "$work/a" 2 | spread)"
  row "the same, over an image that is not known, wall" "under 0.15" \
    "$(ratio 2 | spread)"
}

# Other scanners on the same `docker save` file, where they are installed, once
# each: as they are for one user, but with no network and no limit of size. What
# they find is not looked at.
image_peers() {
  local save=$work/image/save.tar name
  # shellcheck disable=SC2016 # for the inner shell
  local kingfisher=(sh -c '"$@"; case $? in 0 | 200) ;; *) exit 3 ;; esac' sh
    kingfisher scan docker --archive "$save" --no-limits --no-validate
    --jobs 2) \
    gitleaks=(sh -c '"$@" || exit 3' sh gitleaks dir --no-banner --exit-code 0
      --max-archive-depth 4 "$save")
  for name in kingfisher gitleaks; do
    if ! command -v "$name" >/dev/null; then
      row "the same, $name" "" "is not installed"
      continue
    fi
    local -n peer=$name
    : >"$work/a"
    : >"$work/b"
    sample "$work/a" "${peer[@]}"
    sample "$work/b" "$stanch" image --threads 2 "$save"
    row "the same, $name over stanch, 2 threads, wall" "at least 5" \
      "$(ratio 2 | spread)"
    row "the same, CPU" "" "$(ratio 1 | spread)"
    unset -n peer
  done
}

case_image() {
  local kind megabytes threads
  image
  megabytes=$(du -cb "$work"/image/tars/* | awk 'END {printf "%.0f", $1 / 1e6}')
  for kind in gzip zstd; do
    # The blobs but the two documents, which are small.
    local layers
    mapfile -t layers < <(find "$work/image/$kind/blobs" -type f -size +64k)
    local alone=("$kind" -dc "${layers[@]}")
    for threads in 1 2; do
      # Archives in the layers are work that decompressing them does not do.
      local scan=("$stanch" image --threads "$threads" --archive-depth 0
        "$work/image/$kind")
      compare scan alone
      row "image of $megabytes MB, $kind, $threads threads: wall s" "" \
        "$(column "$work/a" 2 | spread)"
      row "the same, $kind -dc of the layers: wall s" "" \
        "$(column "$work/b" 2 | spread)"
      row "the same, stanch over $kind -dc, wall" \
        "$([ $threads = 1 ] && echo "at most 1.3" || echo "under 1")" \
        "$(ratio 2 | spread)"
      row "the same, CPU" "" "$(ratio 1 | spread)"
      row "the same, most memory, MiB" "under 200" \
        "$(mebibytes "$work/a" | spread)"
    done
  done
  local opened=("$stanch" image --threads 1 "$work/image/zstd") \
    closed=("$stanch" image --threads 1 --archive-depth 0 "$work/image/zstd")
  compare opened closed
  row "the same, zstd, 1 thread, archives in it opened: wall s" "" \
    "$(column "$work/a" 2 | spread)"
  row "the same, over archives not opened, wall" "" "$(ratio 2 | spread)"
  local saved=("$stanch" image --threads 1 "$work/image/save.tar")
  local read=(sha256sum "$work/image/save.tar")
  compare saved read
  row "the same as docker save, plain, 1 thread: wall s" "" \
    "$(column "$work/a" 2 | spread)"
  row "the same, stanch over sha256sum, wall" "" "$(ratio 2 | spread)"
  row "the same, most memory, MiB" "under 200" "$(mebibytes "$work/a" | spread)"
  image_peers
  image_again
}
