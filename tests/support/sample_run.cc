// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sample_run.h"

#include <array>
#include <cstdio>

#include "tests/support/catch.h"

namespace stanch {
namespace {

Occurrence place(std::string path, std::uint64_t line, std::uint64_t column) {
  return {.provenance = {.origin = "file",
                         .path = std::move(path),
                         .attributes = {}},
          .start = {line, column},
          .end = {line, column + kSampleSecret.size() - 1},
          .offset = line * 40 + column};
}

Finding token() {
  Finding finding;
  finding.rule_id = "acme-api-token";
  finding.title = "Acme API token";
  finding.provider = "Acme";
  finding.grants = "every Acme API call of the user who made it";
  finding.next =
      "Revoke it under Acme > Settings > Tokens, issue a new one "
      "and give it to those who use it";
  finding.severity = Severity::kCritical;
  finding.secret = Secret(kSampleSecret);
  finding.match_before = "token = \"";
  finding.match_after = "\"";
  finding.line_before = "  token = \"";
  finding.line_after = "\"  # for the nightly job";
  finding.entropy = 3.71234;
  finding.place = place("src/config.py", 12, 12);
  return finding;
}

Finding key() {
  Finding finding = token();
  finding.rule_id = "private-key";
  finding.title = "Private key";
  finding.severity = Severity::kHigh;
  std::string lines(kSampleSecret);
  lines += "\nsecond line\n";
  finding.secret = Secret(lines);
  finding.match_before = finding.match_after = "";
  finding.line_before = finding.line_after = "";
  finding.decoded = {"base64", "utf-16le"};
  finding.place.provenance = {.origin = "staged",
                              .path = "keys/deploy.pem",
                              .attributes = {{"blob", "8ab3c1"}}};
  finding.place.start = finding.place.match_start = {1, 1};
  finding.place.end = finding.place.match_end = {3, 1};
  for (std::uint64_t i = 1; i < 8; ++i) {
    finding.other_places.push_back(place("copy/" + std::to_string(i), i, 1));
  }
  return finding;
}

CommitSummary commit(char digit, std::string date, std::string subject) {
  return {.id = std::string(40, digit),
          .author = "Ada Author",
          .email = "ada@example.org",
          .date = std::move(date),
          .subject = std::move(subject)};
}

}  // namespace

SampleRun history_run() {
  SampleRun run;
  Finding open = token();
  open.place.provenance.origin = "commit";
  open.place.provenance.attributes = {{"commit", std::string(40, 'a')},
                                      {"author", "Ada Author"},
                                      {"email", "ada@example.org"},
                                      {"date", "2024-01-02T03:04:05Z"},
                                      {"blob", std::string(40, 'b')}};
  open.exposure = {.first = commit('a', "2024-01-02T03:04:05Z", "Add settings"),
                   .last = commit('c', "2024-05-06T07:08:09+02:00", "Speed"),
                   .in_head = true,
                   .is_open = true,
                   .days = 1204,
                   .reach = "refs",
                   .refs = {"HEAD", "refs/heads/main", "refs/heads/one",
                            "refs/heads/two", "refs/tags/v1", "refs/tags/v2"},
                   .ref_count = 1306,
                   .versions = 12};
  open.answers.stored = "vault kv/acme/api, version 3";
  open.answers.log = "Acme > Settings > Audit";
  Finding removed = token();
  removed.place.provenance = open.place.provenance;
  removed.exposure = open.exposure;
  removed.exposure->removed =
      commit('d', "2024-06-07T00:00:00Z", "Remove settings");
  removed.exposure->in_head = removed.exposure->is_open = false;
  removed.exposure->refs = {"refs/heads/main"};
  removed.exposure->ref_count = 1;
  Finding message = token();
  message.place.provenance = {.origin = "commit-message",
                              .path = "",
                              .attributes = {{"commit", std::string(40, 'e')}}};
  message.exposure = {.first = commit('e', "1999-12-31T23:59:59Z", "see"),
                      .last = commit('e', "1999-12-31T23:59:59Z", "see"),
                      .reach = "reflog",
                      .versions = 1};
  run.findings.push_back(std::move(open));
  run.findings.push_back(std::move(removed));
  run.findings.push_back(std::move(message));
  run.summary = {
      .target = "git",
      .bytes = 5'071'000'000,
      .blobs = 204'828,
      .unit = "object",
      .secrets = 3,
      .seconds = 1.75,
      .began = 1'714'979'289,  // 2024-05-06T07:08:09Z
      .repository = RepositoryNote{.web = "https://github.com/acme/shop",
                                   .forge = "github",
                                   .revision = std::string(40, 'c'),
                                   .branch = "main"}};
  return run;
}

SampleRun ordinary_run() {
  SampleRun run;
  run.findings.push_back(token());
  run.findings.push_back(key());
  run.summary = {
      .target = "dir .",
      .skipped = {{"a.o", "ignored by .gitignore", Skipped::Why::kByRule},
                  {"b.o", "ignored by .gitignore", Skipped::Why::kByRule},
                  {"fifo", "not a file", Skipped::Why::kByRule}},
      .bytes = 14'234'567,
      .blobs = 1204,
      .secrets = 2,
      .seconds = 1.2345};
  return run;
}

SampleRun empty_run() {
  return {.findings = {},
          .summary = {.target = "stdin", .skipped = {}, .seconds = 0.004}};
}

SampleRun incomplete_run() {
  SampleRun run = empty_run();
  run.summary.complete = false;
  run.summary.interrupted = true;
  run.summary.blobs = 1;
  run.summary.bytes = 1;
  run.summary.skipped = {{"locked", "permission denied"}};
  return run;
}

SampleRun hostile_run() {
  SampleRun run;
  Finding finding = token();
  finding.title = "\x1b[31mred</script><img src=x onerror=alert(1)>";
  finding.next = "]]> --> ${{ github.token }} | `x` @all #1 \"';\xef\xbf\xbf";
  finding.grants = "=HYPERLINK(\"http://example.org\")";
  finding.tags = {"<b>"};
  finding.match_before = "\xff\xfe";
  finding.line_before.assign(5000, 'a');
  finding.line_before += "\t\x1b]0;title\x07 = '";
  finding.line_after = "\xe2\x80\xae' reversed";
  finding.line_after.append(5000, 'b');
  finding.place = place("dir\nwith\nnewlines/\xc3\x28\xe2\x80\xae", 1, 5020);
  finding.other_places = {place("\x1b[2J", 1, 1),
                          place("\xc3\xbc.txt", 2, 2),
                          place("=cmd|' /C calc'!A0", 3, 3),
                          place("::stop-commands::x,y=%", 4, 4),
                          place("a|b`c``d]]>\"<!--.py", 5, 5),
                          place("@SUM(1+1)", 6, 6)};
  run.findings.push_back(std::move(finding));
  run.summary = {.target = "dir \x1b[2J\xff",
                 .complete = false,
                 .skipped = {{"\r\nstanch: all is well", "no\nway"}},
                 .blobs = 1,
                 .secrets = 1};
  return run;
}

std::string report_of(const SampleRun& run, std::string_view format,
                      ReportOptions options) {
  // A file, because a pipe takes 64 KiB only.
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Output output = Output::to_descriptor(::fileno(file), "file");
    options.version = "1.2.3";
    auto reporter = find_reporter(format)->make(output, options);
    REQUIRE(reporter->begin(run.summary));
    for (const Finding& finding : run.findings) {
      REQUIRE(reporter->accept(finding));
    }
    REQUIRE(reporter->end(run.summary));
    REQUIRE(output.commit());
  }
  std::rewind(file);
  std::string report;
  std::array<char, 4096> buffer;
  while (std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file)) {
    report.append(buffer.data(), n);
  }
  std::fclose(file);
  return report;
}

}  // namespace stanch
