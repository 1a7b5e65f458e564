// SPDX-License-Identifier: Apache-2.0
//
// `stanch serve --lsp`: what the Language Server Protocol (3.17) asks of a
// server that has diagnostics and nothing else. Texts come whole, with each
// change; nothing is kept of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/buffer_service.h"

namespace stanch {

class EditorSession {
 public:
  explicit EditorSession(BufferService& service) : service_(service) {}

  // The messages to send for one that came; without their headers.
  std::vector<std::string> answer(std::string_view message);

  // Whether the editor said `exit`, and whether it did so in order.
  bool ended() const { return ended_; }
  bool in_order() const { return shut_down_; }

 private:
  std::string diagnostics(const std::string& uri, std::string_view text);

  BufferService& service_;
  std::string folder_;     // of the editor, "/home/a/project/", or empty
  bool in_bytes_ = false;  // columns count bytes; else UTF-16 units
  bool shut_down_ = false;
  bool ended_ = false;
};

}  // namespace stanch
