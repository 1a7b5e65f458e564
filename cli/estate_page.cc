// SPDX-License-Identifier: Apache-2.0
#include "cli/estate_page.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "cli/inventory_list.h"
#include "cli/program.h"
#include "inventory/time_text.h"
#include "reporters/json_string.h"
#include "reporters/page.h"

namespace stanch {
namespace {

// Of what is overdue, in the page: more than that nobody reads there.
constexpr std::size_t kMostOnPage = 2'000;

std::string counts_json(std::string_view name,
                        const std::vector<EstateCount>& counts) {
  std::string out;
  for (const EstateCount& count : counts) {
    out += fmt::format("{}{{\"name\": {}, \"total\": {}, \"open\": {}}}",
                       out.empty() ? "" : ", ", json_string(count.name),
                       count.total, count.open);
  }
  return fmt::format("\"{}\": [{}],\n", name, out);
}

// All but what is overdue, without the end.
std::string figures(const Estate& estate) {
  std::string out = fmt::format(
      "{{\n\"schema\": 1,\n\"at\": \"{}\",\n\"total\": {},\n\"open\": {},\n"
      "\"mean_seconds_to_dead\": {},\n\"dead\": {},\n\"overdue_count\": {},\n",
      utc_text(estate.at), estate.total, estate.open,
      estate.mean_seconds_to_dead ? std::to_string(*estate.mean_seconds_to_dead)
                                  : "null",
      estate.dead, estate.overdue.size());
  out += counts_json("by_state", estate.by_state);
  out += counts_json("by_impact", estate.by_impact);
  out += counts_json("by_age", estate.by_age);
  out += counts_json("by_owner", estate.by_owner);
  out += counts_json("by_kind", estate.by_kind);
  std::string rotation;
  for (const RotationDue& due : estate.rotation) {
    rotation += fmt::format(
        "{}{{\"secret\": {}, \"every_seconds\": {}, \"since\": \"{}\", "
        "\"known\": {}}}",
        rotation.empty() ? "" : ", ", due.secret, due.every,
        utc_text(due.since), due.is_known);
  }
  return out + fmt::format("\"rotation\": [{}],\n", rotation);
}

}  // namespace

std::string estate_json(const Estate& estate, const Deadlines& deadlines) {
  return figures(estate) +
         fmt::format("\"overdue\": {}}}\n",
                     list_as_json(estate.overdue, deadlines, estate.at));
}

std::string estate_page(const Estate& estate, const Deadlines& deadlines,
                        const std::string& inventory) {
  std::vector<ListedSecret> worst(
      estate.overdue.begin(),
      estate.overdue.begin() + static_cast<std::ptrdiff_t>(std::min(
                                   estate.overdue.size(), kMostOnPage)));
  std::string data =
      figures(estate) + fmt::format("\"inventory\": {},\n\"overdue\": {}}}\n",
                                    json_string(inventory),
                                    list_as_json(worst, deadlines, estate.at));
  return page_head(kEstatePage, version()) + embedded(data) +
         page_tail(kEstatePage);
}

}  // namespace stanch
