// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/repo_builder.h"

namespace stanch {

// A repository whose commits make a random graph: several roots, merges of two
// and three, files and folders that are added, changed, moved and copied,
// merges that take from one parent, from another or from none. Refs of all
// kinds, reflogs, HEAD in all its states; commits, trees and blobs that nothing
// leads to; something staged. The same seed gives the same repository.
//
// A line "secret 3" anywhere holds the secret 3.
class RandomStories {
 public:
  static constexpr std::uint32_t kSecrets = 8;

  explicit RandomStories(unsigned seed);

  const RepoBuilder& repo() const { return repo_; }

 private:
  void import(const std::string& stream);

  RepoBuilder repo_;
};

// The secrets of a text, ascending. In a file whose path ends with ".min" odd
// ones do not count.
std::vector<std::uint32_t> secrets_in(std::string_view text,
                                      std::string_view path);

}  // namespace stanch
