// SPDX-License-Identifier: Apache-2.0
//
// libpq draws sixteen libraries after it (LDAP, Kerberos, GnuTLS, ...), which
// take 4 ms of every start, also of a hook that never sees a database. So the
// code that needs it is a module beside the program, `stanch-postgres.so`,
// loaded when a URL asks for it. It is looked for where the program itself is,
// and where packages put such things, and nowhere that others may write to.
#include <array>
#include <filesystem>

#include <fmt/core.h>

#include "core/late_library.h"
#include "inventory/postgres_backend.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModule = "stanch-postgres.so";

using Opened = Result<std::unique_ptr<InventoryBackend>>;
using Open = void (*)(const std::string&, Access, Opened&);

// Null where it is missing; `reason` says why.
Open load(std::string& reason) {
  std::error_code failure;
  fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
  for (const fs::path& place : {folder, folder / "../libexec/stanch"}) {
    fs::path file = place / kModule;
    if (!fs::exists(file, failure)) continue;
    LateLibrary module(file.c_str());
    Open open = nullptr;
    if (!module.find("stanch_open_postgres", open)) {
      reason = LateLibrary::reason();
    }
    return open;
  }
  reason = fmt::format("{} is not beside the program", kModule);
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<InventoryBackend>> open_postgres(const std::string& url,
                                                        Access access) {
  std::string reason;
  Open open = load(reason);
  if (open == nullptr) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("inventory {}: no PostgreSQL here: {}",
                            shown_postgres_url(url), reason));
  }
  Opened out = fail(ErrorKind::kUnreadable, "");
  open(url, access, out);
  return out;
}

}  // namespace stanch
