// SPDX-License-Identifier: Apache-2.0
#include "response/subject.h"

#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::json;

// Bytes that are no UTF-8 would be refused when it is written.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Subject& subject) {
  return dumped({{"target", subject.target},
                 {"identity", subject.identity},
                 {"successor", subject.successor},
                 {"restore", subject.restore},
                 {"owner", subject.owner},
                 {"store", subject.store},
                 {"field", subject.field},
                 {"name_field", subject.name_field},
                 {"version", subject.version},
                 {"leaked_versions", subject.leaked_versions},
                 {"version_id", subject.version_id},
                 {"leaked_ids", subject.leaked_ids},
                 {"is_current", subject.is_current},
                 {"origin", subject.origin},
                 {"oid", subject.oid}});
}

Result<Subject> subject_of_json(std::string_view json) {
  try {
    Json read = Json::parse(json);
    Subject out;
    read.at("target").get_to(out.target);
    read.at("identity").get_to(out.identity);
    read.at("successor").get_to(out.successor);
    read.at("restore").get_to(out.restore);
    read.at("owner").get_to(out.owner);
    read.at("store").get_to(out.store);
    read.at("field").get_to(out.field);
    read.at("name_field").get_to(out.name_field);
    read.at("version").get_to(out.version);
    read.at("leaked_versions").get_to(out.leaked_versions);
    read.at("version_id").get_to(out.version_id);
    read.at("leaked_ids").get_to(out.leaked_ids);
    read.at("is_current").get_to(out.is_current);
    out.origin = read.value("origin", "");
    out.oid = read.value("oid", "");
    return out;
  } catch (const Json::exception&) {
    return fail(ErrorKind::kUnreadable,
                "the journal: what a response is about cannot be read; it was "
                "written by another version of stanch");
  }
}

}  // namespace stanch
