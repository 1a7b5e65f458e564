// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"

namespace stanch {

// A finding that is known, as its file tells it. It is compared by path and by
// all else that is given here.
struct KnownFinding {
  std::string path;
  std::string rule;                   // id
  std::string fingerprint;            // of the secret
  std::string sha1;                   // of the secret's bytes, hexadecimal
  std::string commit;                 // full id
  std::optional<std::uint64_t> line;  // on which the match starts, from 1
  std::string source;                 // "file:line", for messages
};

// Findings that are not to be reported again. For one thread.
class KnownFindings {
 public:
  void add(KnownFinding known);
  bool empty() const { return entries_.empty(); }

  // Whether a place of the finding is known.
  bool knows(const Finding& finding, const Occurrence& place);

  // Takes the places that are known out of the findings, and findings of which
  // no place is left.
  void drop_from(std::vector<Finding>& findings);

  // Those that no finding was equal to so far, in the order they were added.
  std::vector<const KnownFinding*> unused() const;

 private:
  struct Entry {
    KnownFinding known;
    bool used = false;
  };

  bool take(const Finding& finding, const Occurrence& place,
            const std::string& sha1);

  std::vector<Entry> entries_;
  std::multimap<std::string, std::size_t, std::less<>> by_path_;
};

}  // namespace stanch
