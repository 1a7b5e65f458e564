// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "cli/console.h"
#include "cli/interruption.h"
#include "reporters/layout.h"

namespace stanch {
namespace {

constexpr auto kPause = std::chrono::milliseconds(200);
// The first words of a run say too little to reckon with.
constexpr double kFirstGuess = 0.03;
// Seconds that nobody wants to be told of.
constexpr double kAtOnce = 1;

bool can_move_cursor() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

// A guess has no hundredths.
std::string rough(double seconds) {
  constexpr double kMinute = 60;
  if (seconds < 2 * kMinute) return fmt::format("{:.0f} s", seconds);
  return fmt::format("{:.0f} min", seconds / kMinute);
}

std::string words(const ScanProgress& progress, double seconds) {
  std::uint64_t total = progress.stored_total, done = progress.stored;
  double part =
      total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total);
  std::string out =
      fmt::format("{:.0f} % of {}: {} of {} objects, {} to judge", 100 * part,
                  byte_count(total), grouped(progress.objects),
                  grouped(progress.objects_total), grouped(progress.flagged));
  if (part > kFirstGuess) {
    out += fmt::format(", {} left", rough(seconds / part - seconds));
  }
  return out;
}

// What is done after the first SIGINT.
constexpr std::string_view kInterrupted =
    "interrupted; looking up where what was found stands (Ctrl-C again: no)";

// How much there is nobody has counted.
std::string words(const ReadProgress& read, double seconds) {
  std::uint64_t blobs = read.blobs, bytes = read.bytes;
  if (blobs == 0 || seconds < kAtOnce) return {};
  auto rate = static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds);
  return fmt::format("{} read in {}: {} of content, {} a second",
                     grouped(blobs), rough(seconds), byte_count(bytes),
                     byte_count(rate));
}

}  // namespace

ProgressLine::ProgressLine(const ScanProgress& progress,
                           const ReadProgress& read, bool wanted)
    : progress_(progress), read_(read) {
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
    double spent = std::chrono::duration<double>(
                       std::chrono::steady_clock::now() - started)
                       .count();
    std::string line = interrupted() ? std::string(kInterrupted)
                       : progress_.objects_total == 0 ? words(read_, spent)
                                                      : words(progress_, spent);
    if (line.empty()) continue;
    stanch::show("\r\x1b[K" + head(line, kColumns - 1));
    shown = true;
  }
  if (shown) stanch::show("\r\x1b[K");
}

}  // namespace stanch
