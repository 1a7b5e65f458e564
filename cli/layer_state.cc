// SPDX-License-Identifier: Apache-2.0
#include "cli/layer_state.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "cli/program.h"
#include "odb/object_id.h"
#include "rules/fingerprint.h"

namespace stanch {
namespace {

// A digest of SHA-256 is written, and as unlikely to be met twice, as the id of
// an object.
std::optional<ObjectId> layer_id(std::string_view digest) {
  constexpr std::string_view kAlgorithm = "sha256:";
  if (!digest.starts_with(kAlgorithm)) return std::nullopt;
  return ObjectId::parse(digest.substr(kAlgorithm.size()));
}

}  // namespace

Sha256 state_fingerprint(const ScanRequest& request) {
  std::string all = fmt::format(
      "{}\n{}\n{}\n{}\n", version(), request.options.scan.honour_comments,
      request.options.scan.decode_depth, request.archive_depth);
  all += hex(fingerprint_of(request.database.rules(), request.allows));
  for (const std::string& line : request.exclude) all += "\n" + line;
  return hmac_sha256(request.options.scan.fingerprint_key, all);
}

LayerState::LayerState(std::string file, const ScanRequest& request)
    : file_(std::move(file)) {
  if (file_.empty()) return;
  fingerprint_ = state_fingerprint(request);
  auto read = ScanState::read(file_, fingerprint_);
  if (read) {
    state_ = std::move(*read);
  } else {
    trouble_ = std::move(read.error().message);
  }
}

bool LayerState::knows(const std::string& digest) const {
  auto id = layer_id(digest);
  return id && state_.has(*id);
}

Result<void> LayerState::keep(const std::vector<std::string>& digests,
                              RunSummary& summary) {
  if (file_.empty()) return {};
  if (!trouble_.empty()) {
    summary.skipped.push_back(
        {file_, trouble_ + ": everything is scanned", Skipped::Why::kByRule});
  }
  if (!summary.complete) return {};
  ScanStateWriter writer(fingerprint_);
  writer.keep(state_);
  for (const std::string& digest : digests) {
    if (auto id = layer_id(digest)) writer.add(*id);
  }
  return writer.write(file_);
}

}  // namespace stanch
