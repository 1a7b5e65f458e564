// SPDX-License-Identifier: Apache-2.0
//
// `stanch serve`: scans what another program hands over, for as long as it
// wants. docs/library.md is the contract.
#include <charconv>
#include <csignal>
#include <memory>
#include <string_view>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/buffer_service.h"
#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/request_stream.h"
#include "cli/serve_editor.h"
#include "cli/serve_lines.h"

namespace stanch {
namespace {

struct ServeFlags {
  ScanFlags scan;
  bool stdio = false;
  bool lsp = false;
};

int serve_lines(BufferService& service) {
  RequestStream input(STDIN_FILENO);
  while (true) {
    auto line = input.line();
    if (!line) return fail_with(line.error());
    if (!*line) return kExitClean;
    if ((*line)->text.empty() && !(*line)->too_long) continue;
    int printed =
        print((*line)->too_long ? answer_too_long()
                                : answer_line(service, (*line)->text));
    if (printed != kExitClean) return printed;
  }
}

// The size that the headers of a message give, after the empty line that ends
// them; 0 at the end of all. A header may end in CR LF.
Result<std::size_t> next_size(RequestStream& input) {
  constexpr std::string_view kLength = "Content-Length: ";
  std::size_t size = 0;
  while (true) {
    auto line = input.line();
    if (!line) return std::unexpected(std::move(line.error()));
    if (!*line) return 0;
    std::string_view text = (*line)->text;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) break;
    if (!text.starts_with(kLength)) continue;
    text.remove_prefix(kLength.size());
    std::from_chars(text.data(), text.data() + text.size(), size);
  }
  if (size == 0 || size > RequestStream::kLongest) {
    return fail(ErrorKind::kUnreadable,
                "serve --lsp: a message needs a Content-Length of 1 byte to "
                "64 MiB; is this an editor?");
  }
  return size;
}

int serve_editor(BufferService& service) {
  RequestStream input(STDIN_FILENO);
  EditorSession session(service);
  while (!session.ended()) {
    auto size = next_size(input);
    if (!size) return fail_with(size.error());
    if (*size == 0) break;
    auto message = input.exactly(*size);
    if (!message) return fail_with(message.error());
    std::string out;
    for (const std::string& each : session.answer(*message)) {
      out += fmt::format("Content-Length: {}\r\n\r\n{}", each.size(), each);
    }
    int printed = out.empty() ? kExitClean : print(out);
    if (printed != kExitClean) return printed;
  }
  return session.in_order() ? kExitClean : 1;  // as the protocol has it
}

int serve(const ServeFlags& flags) {
  if (flags.stdio == flags.lsp) {
    return fail_with({ErrorKind::kUsage,
                      "give --stdio (a JSON object a line) or --lsp (for "
                      "editors), see stanch serve --help"});
  }
  // Nothing has to be finished.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  auto service = BufferService::open(flags.scan);
  if (!service) return fail_with(service.error());
  return flags.lsp ? serve_editor(**service) : serve_lines(**service);
}

}  // namespace

Action define_serve(CLI::App& app) {
  auto options = std::make_unique<ServeFlags>();
  app.add_flag("--stdio", options->stdio,
               "requests and answers as lines of JSON (docs/library.md)");
  app.add_flag("--lsp", options->lsp,
               "the Language Server Protocol: diagnostics in an editor");
  add_config_flag(app, options->scan.config);
  add_redact(app, options->scan.redact);
  add_confidence_flag(app, options->scan);
  app.add_flag("--no-allow-comments", options->scan.no_allow_comments,
               "report what a stanch:allow comment keeps quiet");
  app.footer(
      "printf '{\"id\": 1, \"text\": \"hello\"}\\n' | stanch serve --stdio");
  return [options = std::move(options)] { return serve(*options); };
}

}  // namespace stanch
