// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "inventory/backend.h"

namespace stanch {

// "postgres://..." or "postgresql://...": a URL of libpq (PostgreSQL 15,
// section 34.1.1.2). What it does not say comes from where libpq looks:
// PGPASSWORD,
// ~/.pgpass, PGSERVICE and service files.
bool is_postgres_url(std::string_view place);

// "host:5432" of "postgres://user:password@host:5432/name?x=y".
std::string_view postgres_authority(std::string_view url);

// The URL without its password and its parameters.
std::string shown_postgres_url(std::string_view url);

// Our tables are in the schema "stanch" of that database, made where it is
// missing (needs CREATE on the database). Across a network the connection is
// encrypted unless the URL or PGSSLMODE says otherwise. kUsage where the schema
// is another program's, kUnreadable where there is no connection.
Result<std::unique_ptr<InventoryBackend>> open_postgres(const std::string& url,
                                                        Access access);

}  // namespace stanch
