// SPDX-License-Identifier: Apache-2.0
//
// What decoding costs at the worst, counted in bytes that are decoded.
#include <algorithm>
#include <functional>
#include <random>

#include "scanner/decode.h"
#include "scanner/decoded_search.h"
#include "scanner/encoded_runs.h"
#include "scanner/inflate.h"
#include "tests/support/catch.h"
#include "tests/support/encoders.h"

namespace stanch {
namespace {

constexpr std::size_t kSize = 200'000;

// So many times what `line` gives for 0, 1, 2 ... as make a text of kSize.
std::string filled(const std::function<std::string(unsigned)>& line) {
  std::string out;
  for (unsigned i = 0; out.size() < kSize; ++i) out += line(i);
  return out;
}

// As a digest is.
std::string random_bytes(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  std::string out(size, '\0');
  for (char& byte : out) byte = static_cast<char>(random());
  return out;
}

struct Work {
  std::size_t runs = 0;
  std::uint64_t shown = 0;    // of the text, with what stands round the runs
  std::uint64_t decoded = 0;  // what comes out of that
};

Work work_of(const std::string& text) {
  Range all{0, text.size()};
  std::vector<FoundRun> runs;
  find_runs(text, all, {&all, 1}, runs);
  Work work{.runs = runs.size()};
  for (const FoundRun& found : runs) {
    work.shown += found.run.view.size();
    work.decoded += decode(text, found.run, kLongestDecoded).text().size();
  }
  return work;
}

}  // namespace

TEST_CASE("what cannot be text is not decoded", "[scanner]") {
  CHECK(work_of(std::string(kSize, 'A')).runs == 0);
  CHECK(work_of(std::string(kSize, '/')).runs == 0);
  CHECK(work_of(std::string(kSize, '%')).runs == 0);
  CHECK(work_of(std::string(kSize, '\\')).runs == 0);
  // A digest may begin like text by chance; there are some 2000.
  std::string digests = filled([](unsigned i) {
    return "sha256-" + to_base64(random_bytes(i, 32)) + "\n" +
           to_hex(random_bytes(i, 20)) + "\n";
  });
  CHECK(work_of(digests).runs <= 2);
}

TEST_CASE("what is decoded of a text is in proportion to it", "[scanner]") {
  std::string plain = "some text which is not long";
  const std::string texts[] = {
      filled([&](unsigned) { return to_base64(plain) + ","; }),
      filled([&](unsigned) { return "k: " + to_base64(plain) + "\n"; }),
      filled([&](unsigned) { return to_percent(plain, true) + "\n"; }),
      to_percent(filled([&](unsigned) { return plain; }), true),
      filled([](unsigned) { return "%3D" + std::string(130, '.'); }),
      filled(
          [](unsigned) { return "%3D&#34;=3D\\x41" + std::string(130, '.'); }),
      wrap_lines(to_base64(filled([&](unsigned) { return plain; })), 76),
  };
  for (const std::string& text : texts) {
    INFO(text.substr(0, 80));
    Work work = work_of(text);
    CHECK(work.runs > 0);
    // Each of the four kinds of escape sequences may show all at most thrice.
    CHECK(work.shown <= 12 * text.size());
    CHECK(work.decoded <= 12 * text.size());
  }
}

TEST_CASE("of escape sequences that stand mixed two kinds are decoded",
          "[scanner]") {
  std::string text = filled([](unsigned i) {
    return "a&#34;b\\x41c%41d=3De" + std::string(i % 2, '\n');
  });
  Work work = work_of(text);
  CHECK(work.runs > 0);
  // Each of the two shows all once, the others the begin, where it is not yet
  // told that there are three.
  CHECK(work.shown <= 3 * text.size());
}

TEST_CASE("a bomb is unpacked no further than it is long", "[scanner]") {
  std::string bomb = to_gzip(std::string(kSize, 'A'));
  REQUIRE(bomb.size() < kSize / kMostInflated);
  CHECK(inflate_some(bomb, kSize).size() ==
        std::max(bomb.size(), kBeginOfBomb));
  // Text is packed to a third or a tenth.
  std::string text = filled([](unsigned i) {
    return "    deployment.spec.replicas." + std::to_string(i * 7919) + "\n";
  });
  CHECK(inflate_some(to_gzip(text), 2 * kSize) == text);
}

}  // namespace stanch
