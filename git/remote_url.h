// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// The address of a repository elsewhere, checked: nothing in it can be taken
// for an option, by git or by ssh, and no transport is named that runs programs
// (git-remote-ext(1)).
struct RemoteUrl {
  enum class Scheme { kHttps, kHttp, kSsh, kFile };

  Scheme scheme = Scheme::kHttps;
  // What git is told. A password that stood in the address is taken out, with
  // the user's name before it: they go to git by another way.
  std::string address;
  // For messages: without anything that stood before '@' in an http address.
  std::string shown;
  // As they stood in an http address, decoded. A name without a password stays
  // in `address`.
  std::string user;
  std::optional<std::string> password;
  // Unencrypted, and not to this machine.
  bool is_insecure = false;
};

// Whether somebody who wrote this means a repository elsewhere: it is the path
// of nothing here, and has the form of an address, a bad one too.
bool looks_like_url(std::string_view text);

// https, http, ssh and file as URLs, and `[user@]host:path`, which is ssh.
// kUsage: any other form. The message holds no password.
Result<RemoteUrl> parse_remote_url(std::string_view text);

// The text with all that stands before '@' in the addresses in it (behind
// "://") made "***": a password, and a token that stands in a name's place.
std::string without_users(std::string_view text);

// A name for a folder that holds a copy: "github.com-curl-curl-1f3a90b2c47d".
// The same for all users of one address.
std::string folder_name(const RemoteUrl& url);

}  // namespace stanch
