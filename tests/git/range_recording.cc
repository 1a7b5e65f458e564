// SPDX-License-Identifier: Apache-2.0
#include "tests/git/range_recording.h"

#include <sstream>

#include "git/log_opts.h"
#include "tests/git/opened_repo.h"
#include "tests/git/recording.h"

namespace stanch {

RangeRecording record_range(Source& source) {
  RangeRecording out;
  out.skipped = run_here(source, [&](const Blob& blob) {
    const std::string& commit = blob.provenance.attributes.at(0).second;
    std::string& text = out.added[{commit, blob.provenance.path}];
    for (const Range& range : *blob.fresh) {
      text += blob.bytes.substr(range.begin, range.size());
    }
    out.provenances.push_back(blob.provenance);
  });
  return out;
}

RangeRecording record_range(const std::string& path, std::string_view words,
                            bool allow_missing) {
  OpenedRepo repo(path);
  RangeOptions options{.choice = expected(parse_log_opts(words)),
                       .now = 1'800'000'000,
                       .allow_missing = allow_missing};
  auto source = expected(open_range(repo.store, repo.refs, std::move(options)));
  return record_range(*source);
}

Added as_git_log_says(const RepoBuilder& repo, std::string_view words) {
  std::vector<std::string> arguments = {"-c",
                                        "core.quotePath=false",
                                        "log",
                                        "-p",
                                        "-U0",
                                        "--root",
                                        "-M",
                                        "-a",
                                        "--no-prefix",
                                        "--no-ext-diff",
                                        "--no-textconv",
                                        "--format=commit %H"};
  // Else a merge is compared with its first parent.
  if (!words.contains("--first-parent")) arguments.emplace_back("-c");
  std::istringstream split{std::string(words)};
  for (std::string word; split >> word;) arguments.push_back(word);
  std::istringstream in(repo.git(arguments) + "\n");
  Added out;
  std::string commit;
  std::string path;
  std::size_t parents = 0;  // in a hunk: of so many
  bool ends_above = false;  // the last line was printed and counts
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("commit ")) {
      commit = line.substr(7);
      parents = 0;
    } else if (line.starts_with("diff ")) {
      parents = 0;
    } else if (line.starts_with("@@")) {
      parents = line.find(' ') - 1;
    } else if (parents == 0) {
      if (line.starts_with("+++ ")) path = line.substr(4);
    } else if (line.starts_with('\\')) {
      if (ends_above) out[{commit, path}].pop_back();
    } else {
      ends_above = line.substr(0, parents) == std::string(parents, '+');
      if (ends_above) out[{commit, path}] += line.substr(parents) + "\n";
    }
  }
  std::erase_if(out, [](const auto& one) { return one.second.empty(); });
  return out;
}

}  // namespace stanch
