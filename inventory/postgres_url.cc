// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "inventory/postgres_backend.h"

namespace stanch {

std::string_view postgres_authority(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find_first_of("/?"));
  std::size_t at = url.rfind('@');
  return at == url.npos ? url : url.substr(at + 1);
}

bool is_postgres_url(std::string_view place) {
  return place.starts_with("postgres://") || place.starts_with("postgresql://");
}

std::string shown_postgres_url(std::string_view url) {
  std::string_view bare = url.substr(0, url.find('?'));
  std::string_view host = postgres_authority(bare);
  std::size_t path = bare.find('/', bare.find("://") + 3);
  return fmt::format("postgres://{}{}", host,
                     path == bare.npos ? "" : bare.substr(path));
}

}  // namespace stanch
