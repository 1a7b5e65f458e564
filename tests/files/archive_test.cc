// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>

#include <zlib.h>

#include "files/content_scanner.h"
#include "files/memory_stream.h"
#include "tests/support/archive_text.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

// What one content was scanned as.
struct Contents {
  std::map<std::string, std::string> texts;  // by path, and part
  std::vector<std::string> skipped;          // "path: reason"
  bool is_complete = true;

  bool names(const std::string& text) const {
    return std::ranges::any_of(skipped, [&](const std::string& line) {
      return line.find(text) != line.npos;
    });
  }
};

// A stream that cannot go back.
class OneWay final : public ByteStream {
 public:
  explicit OneWay(std::string_view bytes) : inner_(bytes) {}
  Result<std::size_t> read(std::span<char> room) override {
    return inner_.read(room);
  }

 private:
  MemoryStream inner_;
};

Contents contents_of(const std::string& name, ByteStream& stream,
                     const ContentOptions& options = {}) {
  Contents out;
  TaskContext context;
  context.scan = [&](const Blob& blob) {
    std::string key = blob.provenance.path;
    for (const auto& [attribute, value] : blob.provenance.attributes) {
      key += " (" + value + ")";
    }
    Range owned = blob.owned.value_or(Range{0, blob.bytes.size()});
    out.texts[key] += blob.bytes.substr(owned.begin, owned.size());
  };
  context.skip = [&](const Skipped& skipped) {
    out.skipped.push_back(skipped.path + ": " + skipped.reason);
    out.is_complete &= skipped.why == Skipped::Why::kByRule;
  };
  context.stopped = [] { return false; };
  ContentScanner scanner(options);
  scanner.scan(stream, std::nullopt,
               {.origin = "file", .path = name, .attributes = {}}, context);
  return out;
}

Contents contents_of(const std::string& name, const std::string& bytes,
                     const ContentOptions& options = {}) {
  MemoryStream stream(bytes);
  return contents_of(name, stream, options);
}

std::string zip(const std::vector<EntryText>& all) {
  return archive_text(ArchiveForm::kZip, all);
}

// So many bytes of a number, the lowest first.
std::string low_first(std::uint64_t number, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) {
    out += static_cast<char>(number >> (8 * i));
  }
  return out;
}

// One file in a cabinet that compresses nothing.
std::string cab(const std::string& path, const std::string& text) {
  std::string file = low_first(text.size(), 4) + std::string(12, '\0') + path;
  file += '\0';
  std::string data = std::string(4, '\0') + low_first(text.size(), 2) +
                     low_first(text.size(), 2) +
                     text;  // the sum 0: not to be checked
  constexpr std::size_t kFiles = 36 + 8;
  return std::string("MSCF") + std::string(4, '\0') +
         low_first(kFiles + file.size() + data.size(), 8) +
         low_first(kFiles, 8) + "\x03\x01" + low_first(1, 2) + low_first(1, 2) +
         std::string(6, '\0') + low_first(kFiles + file.size(), 4) +
         low_first(1, 2) + std::string(2, '\0') + file + data;
}

// One stored file in a rar of the fourth version.
std::string rar(const std::string& path, const std::string& text,
                unsigned flags = 0, unsigned file_flags = 0) {
  auto sum = [](const std::string& bytes) {
    return ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
                   static_cast<uInt>(bytes.size()));
  };
  auto block = [&](char kind, unsigned bits, const std::string& body) {
    std::string head =
        kind + low_first(bits, 2) + low_first(7 + body.size(), 2) + body;
    return low_first(sum(head), 2) + head;
  };
  std::string file = low_first(text.size(), 4) + low_first(text.size(), 4) +
                     "\x03" + low_first(sum(text), 4) + low_first(0, 4) +
                     "\x14\x30" + low_first(path.size(), 2) +
                     low_first(0100644, 4) + path;
  return std::string("Rar!\x1a\x07\0", 7) +
         block('\x73', flags, std::string(6, '\0')) +
         block('\x74', 0x8000 | file_flags, file) + text +
         block('\x7b', 0x4000, "");
}

// A package with nothing in its two heads.
std::string rpm(const std::vector<EntryText>& all) {
  std::string lead = "\xed\xab\xee\xdb\x03" + std::string(91, '\0');
  std::string head = "\x8e\xad\xe8\x01" + std::string(12, '\0');
  return lead + head + head +
         packed(archive_text(ArchiveForm::kCpio, all), Packing::kGzip);
}

// A module of Python 3.11 whose constants are a text, and None right behind it.
std::string pyc(const std::string& text) {
  std::string constants =
      "\xa9\x02\xda" + low_first(text.size(), 1) + text + "N";
  std::string names = std::string("\xa9\x01\xda\x03KEY");
  std::string none = std::string("s") + low_first(0, 4);
  return std::string("\xa7\x0d\x0d\x0a", 4) + std::string(12, '\0') + "\xe3" +
         std::string(20, '\0') + none + constants + names +
         std::string(")\0", 2) + none + "z\x04m.py" + "z\x03" + "<m>" +
         "z\x03" + "<m>" + low_first(1, 4) + none + none;
}

std::string deflated(const std::string& text) {
  std::string out(::compressBound(text.size()), '\0');
  uLongf size = out.size();
  ::compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("archives are opened by what is in them", "[files]") {
  for (ArchiveForm form : {ArchiveForm::kTar, ArchiveForm::kZip,
                           ArchiveForm::kSevenZip, ArchiveForm::kCpio}) {
    CAPTURE(static_cast<int>(form));
    std::string bytes = archive_text(form, {{.path = "a/b.txt", .text = "one"},
                                            {.path = "c.txt", .text = "two"}});
    // The smallest window: nothing fits into it but its overlap.
    for (std::size_t window : {std::size_t{1}, std::size_t{1} << 20}) {
      ContentOptions options{.windows = {.window = window, .overlap = 600}};
      Contents it = contents_of("x.png", bytes, options);
      CHECK(it.texts["x.png!a/b.txt"] == "one");
      CHECK(it.texts["x.png!c.txt"] == "two");
      CHECK(it.skipped.empty());
      CHECK_FALSE(it.texts.contains("x.png"));
    }
  }
  Contents ar = contents_of(
      "x.deb", archive_text(ArchiveForm::kAr,
                            {{.path = "debian-binary", .text = "2.0\n"},
                             {.path = "a", .text = "one"}}));
  CHECK(ar.texts["x.deb!a"] == "one");
  std::string library =
      archive_text(ArchiveForm::kAr, {{.path = "a.o", .text = "one"}});
  CHECK(contents_of("x.a", library).texts["x.a"] == library);
  Contents iso = contents_of(
      "x.iso",
      archive_text(ArchiveForm::kIso, {{.path = "a.txt", .text = "one"}}));
  CHECK(iso.texts["x.iso!a.txt"] == "one");
}

TEST_CASE("archives that nobody here can write are opened, too", "[files]") {
  CHECK(contents_of("x.cab", cab("a.txt", "one")).texts["x.cab!a.txt"] ==
        "one");
  CHECK(contents_of("x.rar", rar("a.txt", "one")).texts["x.rar!a.txt"] ==
        "one");
  CHECK(contents_of("x.rpm", rpm({{.path = "./a.txt", .text = "one"}}))
            .texts["x.rpm!./a.txt"] == "one");
}

TEST_CASE("strings of compiled Python stand alone", "[files]") {
  std::string file = pyc("text");
  Contents it = contents_of("m.pyc", file);
  CHECK(it.texts ==
        std::map<std::string, std::string>{
            {"m.pyc!strings", "\ntext\nKEY\n\nm.py\n<m>\n<m>\n\n\n"}});
  // What is no whole file of Python's is scanned as it is.
  for (std::size_t size : {file.size() - 1, std::size_t{17}}) {
    std::string cut = file.substr(0, size);
    CHECK(contents_of("m.pyc", cut).texts ==
          std::map<std::string, std::string>{{"m.pyc", cut}});
  }
}

TEST_CASE("single files are named without the ending of the compression",
          "[files]") {
  for (Packing packing : kPackings) {
    if (packing == Packing::kPlain) continue;
    Contents it = contents_of("a/dump.sql.gz", packed("text", packing));
    CHECK(it.texts == std::map<std::string, std::string>{
                          {"a/dump.sql.gz!dump.sql", "text"}});
  }
  CHECK(contents_of("blob", packed("text", Packing::kLz4)).texts["blob!data"] ==
        "text");
}

TEST_CASE("archives in archives are opened so deep", "[files]") {
  std::string inner = "text";
  for (int i = 0; i < 5; ++i) inner = zip({{.path = "in", .text = inner}});
  Contents it = contents_of("x", inner, {.archive_depth = 5});
  CHECK(it.texts["x!in!in!in!in!in"] == "text");
  CHECK(it.skipped.empty());
  it = contents_of("x", inner, {.archive_depth = 4});
  CHECK(it.names("x!in!in!in!in: is a zip in 4 archives: the depth limit"));
  it = contents_of("x", inner, {.archive_depth = 0});
  CHECK(it.texts == std::map<std::string, std::string>{{"x", inner}});
  CHECK(it.skipped.empty());
}

TEST_CASE("a stream that cannot go back is opened too", "[files]") {
  std::string bytes =
      packed(archive_text(ArchiveForm::kTar, {{.path = "a", .text = "one"}}),
             Packing::kGzip);
  ContentOptions options{.windows = {.window = 8, .overlap = 600}};
  OneWay stream(bytes);
  Contents it = contents_of("x", stream, options);
  CHECK(it.texts["x!a"] == "one");
  CHECK(it.skipped.empty());
}

TEST_CASE("names, links and attributes are scanned once", "[files]") {
  Contents it = contents_of(
      "x",
      archive_text(ArchiveForm::kTar,
                   {{.path = "a/b/one", .text = "1"},
                    {.path = "a/b/two", .text = "2"},
                    {.path = "a/c", .symlink = "somewhere"},
                    {.path = "d", .text = "4", .xattrs = {{"user.n", "v"}}}}));
  CHECK(it.texts["x! (name)"] == "ad");
  CHECK(it.texts["x!a/b/ (name)"] == "onetwo");
  CHECK(it.texts["x!a/ (name)"] == "bc");
  CHECK(it.texts["x!a/c (link)"] == "somewhere");
  CHECK(it.texts["x!d (xattr user.n)"] == "v");
}

TEST_CASE("encrypted members are named and the others read", "[files]") {
  Contents it = contents_of(
      "x.zip",
      archive_text(ArchiveForm::kZip, {{.path = "a", .text = "one"}}, "word"));
  CHECK(it.skipped == std::vector<std::string>{"x.zip!a: is encrypted"});
  constexpr unsigned kHeads = 0x80, kFile = 0x04;  // that has a password
  it = contents_of("x.rar", rar("a", "one", kHeads));
  CHECK(it.skipped == std::vector<std::string>{"x.rar: is an encrypted rar"});
  it = contents_of("x.rar", rar("a", "one", 0, kFile));
  CHECK(it.skipped == std::vector<std::string>{"x.rar!a: is encrypted"});
}

TEST_CASE("bombs are stopped by a limit that is named", "[files]") {
  std::string zeros = packed(std::string(8 << 20, '\0'), Packing::kGzip);
  ContentOptions options;
  options.limits = {.ratio = 100, .ratio_from = 1 << 20};
  Contents it = contents_of("x.gz", zeros, options);
  CHECK(it.names("expands to more than 100 times its size: the ratio limit"));
  // However deep it lies, and however often.
  std::string nested =
      zip({{.path = "a", .text = zip({{.path = "b", .text = zeros}})}});
  it = contents_of("x", nested, options);
  CHECK(it.names("the ratio limit"));
  options.limits = {.total = 1 << 20};
  it = contents_of("x.gz", zeros, options);
  CHECK(it.names("holds more than 1048576 bytes: the total limit"));
  CHECK_FALSE(it.is_complete);
  CHECK(contents_of("x.gz", zeros).skipped.empty());
}

TEST_CASE("a damaged archive is named and what came is scanned", "[files]") {
  std::string tar = archive_text(
      ArchiveForm::kTar, {{.path = "a", .text = "one"},
                          {.path = "b", .text = std::string(2000, 'x')}});
  Contents it = contents_of("x.tar", tar.substr(0, 2048));
  CHECK(it.texts["x.tar!a"] == "one");
  CHECK(it.names("x.tar!b: is a damaged tar: "));
  CHECK(it.texts["x.tar"] == tar.substr(0, 2048));
  CHECK(it.is_complete);
  // Of the kind by its first bytes only: then it is a text after all.
  std::string no_zip = "PK\x03\x04 but no zip";
  it = contents_of("x", no_zip);
  CHECK(it.texts["x"] == no_zip);
  CHECK(it.names("x: is a damaged zip: "));
  std::string cut = packed(std::string(5000, 'x') + "end", Packing::kGzip);
  it = contents_of("x.gz", cut.substr(0, cut.size() - 12));
  CHECK(it.names("x.gz"));
}

TEST_CASE("a member of a zip that is damaged ends what it gives, not the rest",
          "[files]") {
  std::string first;
  for (unsigned i = 0; i < 20'000; ++i) first += std::to_string(i * 7919);
  std::string whole =
      zip({{.path = "a", .text = first}, {.path = "b", .text = "two"}});
  // A zip is read from memory where it fits into a window, else as a stream.
  for (std::size_t window : {std::size_t{1}, std::size_t{1} << 20}) {
    ContentOptions options{.windows = {.window = window, .overlap = 600}};
    Contents it = contents_of("x", whole, options);
    CHECK(it.texts == std::map<std::string, std::string>{
                          {"x! (name)", "ab"}, {"x!a", first}, {"x!b", "two"}});
    CHECK(it.skipped.empty());
    std::string zip = whole;
    zip[zip.size() / 2] ^= 0x55;
    it = contents_of("x", zip, options);
    CHECK(it.texts["x!a"].starts_with(first.substr(0, 1000)));
    if (window > 1) CHECK(it.texts["x!b"] == "two");
    CHECK(it.texts["x"] == zip);
    CHECK(it.names("x!a: is a damaged zip: "));
    CHECK(it.is_complete);
  }
}

TEST_CASE("deflated streams of a PDF are scanned, and its own bytes",
          "[files]") {
  std::string pdf =
      "%PDF-1.7\n1 0 obj\n<< /Length 9 /Filter /FlateDecode >>\n"
      "stream\r\n" +
      deflated("first text") +
      "\nendstream\nendobj\n2 0 obj << /Length 5 >>\nstream\n"
      "plain\nendstream\n3 0 obj <</Filter[/FlateDecode]>> "
      "stream\n" +
      deflated("second text") + "\nendstream\n";
  Contents it = contents_of("x.pdf", pdf);
  CHECK(it.texts["x.pdf!stream 1"] == "first text");
  CHECK(it.texts["x.pdf!stream 2"] == "second text");
  CHECK(it.texts["x.pdf"] == pdf);
  CHECK(it.skipped.empty());
}

TEST_CASE("a compressed file that begins with zeros is no empty tar",
          "[files]") {
  std::string text = std::string(2048, '\0') + "text";
  Contents it = contents_of("x.gz", packed(text, Packing::kGzip));
  CHECK(it.texts["x.gz!x"] == text);
}

TEST_CASE("texts are no archives", "[files]") {
  for (std::string text : {"", "plain", "PK", "BZh is a word",
                           "1234567 and no tar", "Rar! she said"}) {
    CHECK(archive_kind(text) == ArchiveKind::kNone);
    CHECK(archive_kind(text + std::string(600, ' ')) == ArchiveKind::kNone);
    CHECK(archive_kind(text + std::string(600, '7')) == ArchiveKind::kNone);
  }
}

}  // namespace stanch
