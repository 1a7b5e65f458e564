# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # variables of run; read by name
#
# Images; sourced by run. The layers are Debian packages (bookworm).
image_packages=(golang-1.19-src golang-1.19-go openjdk-17-jre-headless
  llvm-16-dev libllvm16 libboost1.81-dev libclang-cpp16 emacs-common
  postgresql-15 libnode108)

# The images of make_image.py in $work/image.
image() {
  [ -e "$work/image/save.tar" ] && return
  mkdir -p "$work/debs"
  (cd "$work/debs" && apt-get download -qq "${image_packages[@]}")
  say "making an image of ${#image_packages[@]} packages"
  python3 "$root/bench/make_image.py" "$work/image" "$work"/debs/*.deb
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
      local scan=("$stanch" image --threads "$threads" "$work/image/$kind")
      compare scan alone
      row "image of $megabytes MB, $kind, $threads threads: wall s" "" \
        "$(column "$work/a" 2 | spread)"
      row "the same, $kind -dc of the layers: wall s" "" \
        "$(column "$work/b" 2 | spread)"
      row "the same, stanch over $kind -dc, wall" \
        "$([ $threads = 1 ] && echo "at most 1.3" || echo "under 1")" \
        "$(ratio 2 | spread)"
      row "the same, most memory, MiB" "under 200" \
        "$(mebibytes "$work/a" | spread)"
    done
  done
  local saved=("$stanch" image --threads 1 "$work/image/save.tar")
  local read=(sha256sum "$work/image/save.tar")
  compare saved read
  row "the same as docker save, plain, 1 thread: wall s" "" \
    "$(column "$work/a" 2 | spread)"
  row "the same, stanch over sha256sum, wall" "" "$(ratio 2 | spread)"
  row "the same, most memory, MiB" "under 200" "$(mebibytes "$work/a" | spread)"
}
