// SPDX-License-Identifier: Apache-2.0
//
// A password, tried where it is used: PostgreSQL, MySQL, MariaDB or Redis, by
// the URL that a target has for it.
#pragma once

#include <string>

#include "core/secret.h"
#include "response/verdict.h"

namespace stanch {

// Why this is no such URL; empty: it is one.
std::string fault_of_login_url(const std::string& url);

Probe probe_login(const std::string& url, const std::string& user,
                  const Secret& password);

}  // namespace stanch
