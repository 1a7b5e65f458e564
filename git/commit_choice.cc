// SPDX-License-Identifier: Apache-2.0
#include "git/commit_choice.h"

#include <fnmatch.h>

#include <algorithm>

#include <fmt/format.h>

#include "git/date.h"
#include "git/revision.h"

namespace stanch {
namespace {

class Resolver {
 public:
  Resolver(const CommitChoice& choice, const ObjectStore& store,
           const Refs& refs, ObjectReader& reader, std::int64_t now)
      : choice_(choice),
        store_(store),
        refs_(refs),
        reader_(reader),
        revisions_(store, refs, reader),
        now_(now) {}

  Result<CommitLimits> run() {
    limits_.max_count = choice_.max_count;
    limits_.first_parent = choice_.first_parent;
    limits_.no_merges = choice_.no_merges;
    Result<void> done = add_dates();
    for (const std::string& range : choice_.ranges) {
      if (done) done = add_range(range);
    }
    // The right side of "A.." stood for them already.
    if (done && !branches_used_) done = add_branches();
    for (const std::string& set : choice_.ref_sets) {
      if (done) done = add_refs(set);
    }
    if (done && limits_.include.empty() && choice_.ref_sets.empty()) {
      done = add_default();
    }
    if (!done) return std::unexpected(done.error());
    return std::move(limits_);
  }

 private:
  // The commit is kept in the one list or the other.
  Result<void> add(std::string_view text, std::vector<ObjectId>& list) {
    auto id = revisions_.commit(text);
    if (!id) return std::unexpected(id.error());
    list.push_back(*id);
    return {};
  }

  Result<void> add_dates() {
    if (!choice_.until.empty()) {
      limits_.until = parse_date(choice_.until, now_);
      if (!limits_.until) return not_a_date("--until", choice_.until, "");
    }
    if (choice_.since.empty()) return {};
    limits_.since = parse_date(choice_.since, now_);
    if (limits_.since) return {};
    auto done = add(choice_.since, limits_.exclude);
    if (done || done.error().kind != ErrorKind::kUsage) return done;
    return not_a_date("--since", choice_.since, " or a commit");
  }

  static std::unexpected<Error> not_a_date(std::string_view option,
                                           std::string_view text,
                                           std::string_view more) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: '{}' is no date{}; give 2024-02-29, "
                            "2024-02-29T12:00:00Z, '2 weeks ago' or yesterday",
                            option, text, more));
  }

  Result<void> add_range(std::string_view range) {
    if (range.starts_with('^')) {
      return add(range.substr(1), limits_.exclude);
    }
    std::size_t dots = range.find("..");
    if (dots == std::string_view::npos) return add(range, limits_.include);
    const bool both = range.substr(dots).starts_with("...");
    std::string_view left = range.substr(0, dots);
    std::string_view right = range.substr(dots + (both ? 3 : 2));
    if (left.empty() && right.empty()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("'{}' names no commit; give A..B", range));
    }
    if (left.empty()) left = "HEAD";
    if (both) return add_symmetric(left, right.empty() ? "HEAD" : right);
    if (auto done = add(left, limits_.exclude); !done) return done;
    if (!right.empty()) return add(right, limits_.include);
    if (choice_.branches.empty()) return add("HEAD", limits_.include);
    return add_branches();
  }

  Result<void> add_symmetric(std::string_view left, std::string_view right) {
    auto a = revisions_.commit(left);
    if (!a) return std::unexpected(a.error());
    auto b = revisions_.commit(right);
    if (!b) return std::unexpected(b.error());
    auto bases = merge_bases(reader_, store_.layout().shallow, *a, *b);
    if (!bases) return std::unexpected(bases.error());
    limits_.include.push_back(*a);
    limits_.include.push_back(*b);
    std::ranges::copy(*bases, std::back_inserter(limits_.exclude));
    return {};
  }

  Result<void> add_branches() {
    branches_used_ = true;
    for (const std::string& name : choice_.branches) {
      auto id = refs_.find("refs/heads/" + name);
      if (!id) id = refs_.find("refs/remotes/" + name);
      if (!id) id = refs_.find("refs/remotes/origin/" + name);
      auto done = add(id ? hex(*id) : name, limits_.include);
      if (!done) return done;
    }
    return {};
  }

  Result<void> add_refs(std::string_view set) {
    std::string_view prefix = set == "--branches"  ? "refs/heads/"
                              : set == "--tags"    ? "refs/tags/"
                              : set == "--remotes" ? "refs/remotes/"
                                                   : "refs/";
    for (const Ref& ref : refs_.all()) {
      if (!ref.name.starts_with(prefix)) continue;
      if (auto done = add_ref(ref); !done) return done;
    }
    if (set != "--all") return {};
    for (const Ref& head : refs_.heads()) {
      if (auto done = add_ref(head); !done) return done;
    }
    return {};
  }

  // One that leads to no commit (a tag of a tree) is left out, as git does.
  Result<void> add_ref(const Ref& ref) {
    auto done = add(hex(ref.id), limits_.include);
    if (done || done.error().kind == ErrorKind::kUsage) return {};
    return context(ref.name, done.error());
  }

  Result<void> add_default() {
    const bool only_dates = choice_.ranges.empty() && !choice_.max_count &&
                            !choice_.first_parent && limits_.exclude.empty();
    if (!only_dates) return add("HEAD", limits_.include);
    return add_refs("--all");
  }

  const CommitChoice& choice_;
  const ObjectStore& store_;
  const Refs& refs_;
  ObjectReader& reader_;
  Revisions revisions_;
  std::int64_t now_;
  CommitLimits limits_;
  bool branches_used_ = false;
};

bool matches(const std::string& path, std::string pattern) {
  while (pattern.starts_with("./")) pattern.erase(0, 2);
  while (pattern.ends_with('/')) pattern.pop_back();
  if (pattern.empty() || pattern == ".") return true;
  if (path == pattern || path.starts_with(pattern + "/")) return true;
  if (pattern.find_first_of("*?[") == std::string::npos) return false;
  return ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0 ||
         ::fnmatch((pattern + "/*").c_str(), path.c_str(), 0) == 0;
}

// What a pattern leaves out: ":!docs", ":^docs", ":(exclude)docs".
std::optional<std::string> left_out(std::string_view pattern) {
  for (std::string_view magic : {":(exclude)", ":!", ":^"}) {
    if (pattern.starts_with(magic)) {
      return std::string(pattern.substr(magic.size()));
    }
  }
  return std::nullopt;
}

}  // namespace

bool CommitChoice::empty() const {
  return ranges.empty() && branches.empty() && ref_sets.empty() &&
         since.empty() && until.empty() && !max_count && !first_parent &&
         !no_merges && paths.empty();
}

Result<CommitLimits> resolve(const CommitChoice& choice,
                             const ObjectStore& store, const Refs& refs,
                             ObjectReader& reader, std::int64_t now) {
  return Resolver(choice, store, refs, reader, now).run();
}

bool is_chosen(std::string_view path, std::span<const std::string> paths) {
  const std::string name(path);
  bool any_wanted = false;
  bool wanted = false;
  for (const std::string& pattern : paths) {
    if (auto out = left_out(pattern)) {
      if (matches(name, *out)) return false;
      continue;
    }
    any_wanted = true;
    wanted = wanted || matches(name, pattern);
  }
  return wanted || !any_wanted;
}

}  // namespace stanch
