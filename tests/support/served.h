// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_settings.h"
#include "tests/support/server_process.h"

namespace stanch {

// A server written in Python, of tests/support, that says where it listens.
ServerCommand python_server(const std::string& script,
                            std::vector<std::string> arguments);

// tests/support/http_server.py with these arguments.
ServerCommand misbehaving_server(std::vector<std::string> arguments = {});

// A client of one attempt a request; throws where it cannot be made.
std::unique_ptr<HttpClient> impatient_client(HttpSettings settings = {});

// The server's account of all requests so far, as JSON.
std::string log_of(const ServerProcess& server);
// How many of its entries hold the text.
std::size_t times_in_log(const ServerProcess& server, std::string_view text);

std::string url_of(const ServerProcess& server, std::string_view path);

}  // namespace stanch
