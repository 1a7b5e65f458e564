// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "cli/console.h"
#include "reporters/layout.h"

namespace stanch {
namespace {

constexpr auto kPause = std::chrono::milliseconds(200);
// The first words of a run say too little to reckon with.
constexpr double kFirstGuess = 0.03;

bool can_move_cursor() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::string words(const ScanProgress& progress, double seconds) {
  std::uint64_t total = progress.stored_total, done = progress.stored;
  double part =
      total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total);
  std::string out =
      fmt::format("{:.0f} % of {}: {} of {} objects, {} with a secret",
                  100 * part, byte_count(total), grouped(progress.objects),
                  grouped(progress.objects_total), grouped(progress.flagged));
  if (part > kFirstGuess) {
    out += fmt::format(", {} left", duration(seconds / part - seconds));
  }
  return out;
}

}  // namespace

ProgressLine::ProgressLine(const ScanProgress& progress, bool wanted)
    : progress_(progress) {
  if (wanted && can_move_cursor()) thread_ = std::thread([this] { show(); });
}

ProgressLine::~ProgressLine() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void ProgressLine::show() {
  auto started = std::chrono::steady_clock::now();
  bool shown = false;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kPause, [this] { return done_; })) {
    if (progress_.objects_total == 0) continue;
    std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - started;
    stanch::show("\r\x1b[K" +
                 head(words(progress_, spent.count()), kColumns - 1));
    shown = true;
  }
  if (shown) stanch::show("\r\x1b[K");
}

}  // namespace stanch
