// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/sink.h"

namespace stanch {

// So much of an id is shown where a person reads it.
inline constexpr std::size_t kShownIdDigits = 12;

// Every place of a finding, the first one first. Borrowed from it.
std::vector<const Occurrence*> places_of(const Finding& finding);

// What the source knows by that name ("commit"); empty where it does not.
std::string_view attribute(const Provenance& provenance, std::string_view key);

// Where an occurrence is: its path, or for one that has none "message of commit
// 1a2b". Not fit for a terminal until it passed printable().
std::string place_name(const Provenance& provenance);

// The page that shows a place at its commit; empty where the repository has
// none, its forge is not known, or the place is in no commit.
std::string link_to(const std::optional<RepositoryNote>& repository,
                    const Occurrence& place);

// A path as a part of a URI (RFC 3986, 3.3): its bytes percent-encoded but for
// '/' and what needs none.
std::string uri_path(std::string_view path);

// A name for whatever is told apart by `text`, as a UUID (RFC 9562, version 5,
// the newest that the schema of SARIF takes): the same text gives the same one.
std::string uuid_of(std::string_view text);

}  // namespace stanch
