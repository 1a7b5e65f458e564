// SPDX-License-Identifier: Apache-2.0
#include "files/window_reader.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <thread>

#include "core/posix.h"
#include "files/descriptor_stream.h"
#include "files/stream_source.h"
#include "tests/files/recorder.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::string random_text(std::mt19937& random, std::size_t size) {
  std::string text(size, ' ');
  for (char& c : text) c = "abcdefg\n\0\xff"[random() % 10];
  return text;
}

// A file in memory that holds `text` and stands at its begin.
FileDescriptor file_of(const std::string& text) {
  FileDescriptor file(::memfd_create("text", MFD_CLOEXEC));
  REQUIRE(file);
  REQUIRE(::write(file.get(), text.data(), text.size()) ==
          static_cast<ssize_t>(text.size()));
  REQUIRE(::lseek(file.get(), 0, SEEK_SET) == 0);
  return file;
}

FileDescriptor open_file(const std::filesystem::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(file);
  return file;
}

// Holds what one text was lent as against the contract of WindowReader.
void check_windows(const std::vector<RecordedBlob>& blobs,
                   const std::string& text, const WindowOptions& options) {
  std::uint64_t owned_to = 0;
  for (const RecordedBlob& blob : blobs) {
    std::uint64_t end = blob.offset + blob.bytes.size();
    REQUIRE(end <= text.size());
    REQUIRE(blob.bytes == text.substr(blob.offset, blob.bytes.size()));
    REQUIRE(blob.start ==
            advance({}, std::string_view(text).substr(0, blob.offset)));
    Range owned = blob.owned.value_or(Range{0, blob.bytes.size()});
    REQUIRE(blob.offset + owned.begin == owned_to);
    owned_to = blob.offset + owned.end;
    REQUIRE_FALSE(owned.empty());
    REQUIRE(owned.end <= blob.bytes.size());
    REQUIRE(owned.begin >=
            std::min<std::uint64_t>(options.overlap, blob.offset));
    bool has_context_ahead =
        end == text.size() || end - owned_to >= options.overlap;
    REQUIRE(has_context_ahead);
    bool has_context_behind =
        blob.offset == 0 || owned.begin >= options.overlap;
    REQUIRE(has_context_behind);
  }
  REQUIRE(owned_to == text.size());
  if (text.size() <= options.window) REQUIRE(blobs.size() <= 1);
  if (blobs.size() == 1) REQUIRE_FALSE(blobs[0].owned);
}

}  // namespace

TEST_CASE("windows tile any text and lend its context", "[files]") {
  std::mt19937 random(4);
  for (int round = 0; round < 1500; ++round) {
    WindowOptions options{1 + random() % 40, random() % 60};
    if (round % 5 == 0) options.overlap = 0;
    // Sizes near a multiple of the window are the ones that go wrong.
    std::size_t size = options.window * (random() % 6) + random() % 4;
    if (round % 3 == 0) size = random() % 400;
    std::string text = random_text(random, size);
    CAPTURE(options.window, options.overlap, size);

    Recorder recorder;
    FileDescriptor file = file_of(text);
    StreamSource source({.windows = options}, file.get());
    recorder.run(source);
    check_windows(recorder.blobs, text, options);
    REQUIRE(recorder.skipped.empty());
  }
}

TEST_CASE("a reader is as good for the second text", "[files]") {
  std::mt19937 random(5);
  WindowOptions options{16, 8};
  WindowReader reader(options);
  for (std::size_t size : {100, 3, 0, 16, 17, 24, 25, 200}) {
    std::string text = random_text(random, size);
    std::vector<RecordedBlob> blobs;
    TaskContext context;
    context.stopped = [] { return false; };
    context.scan = [&](const Blob& blob) {
      blobs.push_back({std::string(blob.bytes), blob.provenance, blob.owned,
                       blob.start, blob.offset});
    };
    Provenance provenance;
    FileDescriptor file = file_of(text);
    DescriptorStream stream(file.get());
    ReadOutcome outcome = reader.read(stream, size, provenance, context);
    CHECK(outcome.bytes == size);
    check_windows(blobs, text, options);
  }
}

TEST_CASE("one line of 10 MB keeps its columns", "[files]") {
  std::string text(std::size_t{10} << 20, 'x');
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = static_cast<char>('a' + i % 23);
  }
  WindowOptions options{std::size_t{1} << 20, 1000};
  Recorder recorder;
  FileDescriptor file = file_of(text);
  StreamSource source({.windows = options}, file.get());
  recorder.run(source);
  CHECK(recorder.blobs.size() == 10);
  CHECK(recorder.blobs.back().start.line == 1);
  check_windows(recorder.blobs, text, options);
}

TEST_CASE("a pipe that gives little at a time is read to its end", "[files]") {
  std::mt19937 random(6);
  std::string text = random_text(random, 5000);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  std::thread writer([&, to = ends[1]] {
    for (std::size_t at = 0; at < text.size();) {
      std::size_t size = std::min<std::size_t>(1 + at % 37, text.size() - at);
      at += static_cast<std::size_t>(::write(to, text.data() + at, size));
    }
    ::close(to);
  });
  WindowOptions options{256, 64};
  Recorder recorder;
  StreamSource source({.windows = options}, ends[0]);
  recorder.run(source);
  writer.join();
  ::close(ends[0]);
  check_windows(recorder.blobs, text, options);
  CHECK(recorder.blobs[0].provenance == Provenance{"stdin", "stdin", {}});
}

TEST_CASE("a pipe that would block is waited for", "[files]") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  Recorder recorder;
  std::thread writer([to = ends[1]] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    [[maybe_unused]] ssize_t written = ::write(to, "late", 4);
    ::close(to);
  });
  StreamSource source({}, ends[0]);
  recorder.run(source);
  writer.join();
  ::close(ends[0]);
  REQUIRE(recorder.blobs.size() == 1);
  CHECK(recorder.blobs[0].bytes == "late");
}

TEST_CASE("a stream that cannot be read is named", "[files]") {
  TempDir dir;
  Recorder recorder;
  FileDescriptor folder = open_file(dir.path());
  StreamSource source({}, folder.get());
  recorder.run(source);
  CHECK(recorder.skipped == std::vector<Skipped>{{"stdin", "is a directory"}});
}

TEST_CASE("an interrupted run reads no further", "[files]") {
  Recorder recorder;
  int windows = 0;
  recorder.on_scan = [&](const Blob&) { recorder.stop = ++windows == 2; };
  FileDescriptor file = file_of(std::string(100, 'x'));
  StreamSource source({.windows = {.window = 10, .overlap = 5}}, file.get());
  recorder.run(source);
  CHECK(windows == 2);
  CHECK(recorder.skipped.empty());
}

TEST_CASE("a sparse file of 1 GiB takes no more memory than its window",
          "[files]") {
  constexpr off_t kSize = off_t{1} << 30;
  TempDir dir;
  dir.write("sparse", "");
  REQUIRE(::truncate((dir.path() / "sparse").c_str(), kSize) == 0);
  auto peak_kib = [] {
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  long before = peak_kib();
  std::uint64_t owned = 0;
  Recorder recorder;
  recorder.on_scan = [&](const Blob& blob) { owned += blob.owned->size(); };
  FileDescriptor file = open_file(dir.path() / "sparse");
  StreamSource source({.windows = {.window = 65536, .overlap = 4096}},
                      file.get());
  recorder.run(source);
  CHECK(owned == kSize);
  CHECK(peak_kib() - before < 8192);
}

}  // namespace stanch
