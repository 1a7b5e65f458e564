// SPDX-License-Identifier: Apache-2.0
//
// `stanch serve`, spoken to as editors and programs do, and the Python module
// that speaks to it.
#include <array>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "cli/buffer_service.h"
#include "cli/request_stream.h"
#include "core/base64.h"
#include "core/posix.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

Outcome serve(std::vector<std::string> arguments, std::string input,
              const std::string& folder) {
  arguments.insert(arguments.begin(), "serve");
  return Command{.arguments = std::move(arguments),
                 .folder = folder,
                 .input = std::move(input)}
      .run();
}

std::vector<Json> lines_of_json(const std::string& text) {
  std::vector<Json> out;
  for (std::size_t i = 0, end; i < text.size(); i = end + 1) {
    end = text.find('\n', i);
    REQUIRE(end != std::string::npos);
    out.push_back(Json::parse(text.substr(i, end - i), nullptr, false));
    REQUIRE(out.back().is_object());
  }
  return out;
}

std::string framed(const Json& message) {
  std::string text = message.dump();
  return fmt::format("Content-Length: {}\r\nContent-Type: any\r\n\r\n{}",
                     text.size(), text);
}

std::vector<Json> unframed(std::string_view text) {
  std::vector<Json> out;
  while (!text.empty()) {
    std::size_t body = text.find("\r\n\r\n") + 4;
    std::size_t size = std::stoul(std::string(text.substr(16)));
    out.push_back(Json::parse(text.substr(body, size)));
    text.remove_prefix(body + size);
  }
  return out;
}

Json notification(const char* method, Json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", params}};
}

Json opened(const std::string& uri, const std::string& text) {
  return notification("textDocument/didOpen",
                      {{"textDocument", {{"uri", uri}, {"text", text}}}});
}

}  // namespace

TEST_CASE("serve answers each line by what it finds", "[cli]") {
  TempDir folder;
  folder.write(".stanch.toml", "[scan]\nexclude = ['*.lock']\n");
  std::string leak = github_leak(1);
  std::string bytes = std::string("\0\xff", 2) + leak;
  std::string input;
  for (const Json& request : std::vector<Json>{
           {{"id", 1}, {"text", "nothing\n"}},
           {{"id", "two"}, {"text", "\n" + leak}, {"path", "a/b.env"}},
           {{"id", 3}, {"base64", base64_text(bytes).reveal()}},
           {{"id", 4}, {"text", leak}, {"path", "a/b.lock"}},
           {{"text", leak + leak}}}) {
    input += request.dump() + "\n\n";
  }
  input += R"({"id": 6, "text": ""})";  // no end of the line
  Outcome outcome = serve({"--stdio"}, input, folder.path());
  INFO(outcome.err);
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.find(github_pat(1)) == std::string::npos);
  std::vector<Json> answers = lines_of_json(outcome.out);
  REQUIRE(answers.size() == 6);
  CHECK(answers[0] == Json{{"id", 1}, {"findings", Json::array()}});
  CHECK(answers[1]["id"] == "two");
  REQUIRE(answers[1]["findings"].size() == 1);
  const Json& found = answers[1]["findings"][0];
  CHECK(found["rule_id"] == "github-pat");
  CHECK(found["path"] == "a/b.env");
  CHECK(found["source"] == "buffer");
  CHECK(found["start_line"] == 2);
  CHECK(answers[2]["id"] == 3);
  REQUIRE(answers[2]["findings"].size() == 1);
  CHECK(answers[3]["findings"].empty());
  CHECK(answers[4]["id"].is_null());
  REQUIRE(answers[4]["findings"].size() == 1);
  CHECK(answers[4]["findings"][0]["occurrences"].size() == 2);
  CHECK(answers[5]["findings"].empty());

  // A report of the same bytes says the same, but for where they came from.
  Outcome report = Command{.arguments = {"stdin", "-f", "json"},
                           .folder = folder.path(),
                           .input = bytes}
                       .run();
  Json expected = Json::parse(report.out)["findings"][0];
  Json actual = answers[2]["findings"][0];
  for (Json* each : {&expected, &actual}) {
    each->erase("occurrences");
    each->erase("source");
    each->erase("path");
  }
  CHECK(actual == expected);
}

TEST_CASE("what ends on a day ends while serve runs", "[cli]") {
  TempDir folder;
  ScanFlags flags;
  flags.config = folder.write(".stanch.toml",
                              "[[allow]]\npaths = ['a\\.env']\n"
                              "reason = 'rotated'\nexpires = 2999-01-31\n");
  constexpr std::int64_t kLastDay = 32'474'736'000;  // 2999-01-31
  std::int64_t now = kLastDay;
  auto service = BufferService::open(flags, [&] { return now; });
  REQUIRE(service);
  // {"alg":"HS256"}, and {"sub":"q7Zt2mXc9L","exp":32474736000}
  std::string token =
      "eyJhbGciOiJIUzI1"
      "NiJ9.eyJzdWIiOiJxN1p0Mm1YYzlMIiwiZXhwIjozMjQ3NDczNjAwMH0." +
      random_text(3, 43);
  auto found = [&] {
    return (*service)->scan("t = \"" + token + "\"\n", "app.py").size();
  };
  constexpr std::int64_t kDay = 86'400;
  CHECK((*service)->scan(github_leak(1), "a.env").empty());
  CHECK(found() == 1);
  now += kDay - 1;
  CHECK((*service)->scan(github_leak(1), "a.env").empty());
  CHECK(found() == 0);
  now += 1;
  CHECK((*service)->scan(github_leak(1), "a.env").size() == 1);
}

TEST_CASE("serve says what is wrong with a request, and goes on", "[cli]") {
  struct Wrong {
    std::string line;
    std::string word;
  };
  const Wrong kWrong[] = {
      {"{", "JSON object"},
      {"[1]", "JSON object"},
      {"{\"text\":\"\xff\"}", "UTF-8"},
      {R"({"id":9,"tetx":"a"})", "did you mean \\\"text\\\"?"},
      {R"({"id":9,"utterly":"a"})", "id, text, base64 and path"},
      {R"({"id":9,"text":1})", "must be a string"},
      {R"({"id":9})", "give what to scan"},
      {R"({"id":[9],"text":"a"})", "must be a number or a string"},
      {R"({"text":"a","id":)" + std::string(100'000, '[') +
           std::string(100'000, ']') + "}",
       "must be a number or a string"},
      {R"({"id":9,"text":"a","base64":"YQ=="})", "give what to scan"},
      {R"({"id":9,"base64":"YQ=a"})", "is not base64"},
  };
  std::string input;
  for (const Wrong& each : kWrong) input += each.line + "\n";
  TempDir folder;
  Outcome outcome = serve({"--stdio"},
                          input + R"({"id":1,"text":"a"})"
                                  "\n",
                          folder.path());
  CHECK(outcome.exit == 0);
  std::vector<Json> answers = lines_of_json(outcome.out);
  REQUIRE(answers.size() == std::size(kWrong) + 1);
  for (std::size_t i = 0; i < std::size(kWrong); ++i) {
    INFO(kWrong[i].line);
    CHECK(answers[i]["error"].dump().find(kWrong[i].word) != std::string::npos);
    bool has_id = kWrong[i].line.find("\"id\":9") != std::string::npos;
    CHECK(answers[i]["id"] == (has_id ? Json(9) : Json()));
  }
  CHECK(answers.back()["findings"].empty());

  CHECK(serve({}, "", folder.path()).exit == 2);
  CHECK(serve({"--stdio", "--lsp"}, "", folder.path()).exit == 2);
  CHECK(serve({"--stdio", "--redact=200"}, "", folder.path()).exit == 2);
  folder.write(".stanch.toml", "[scam]\n");
  Outcome broken = serve({"--stdio"}, "", folder.path());
  CHECK(broken.exit == 2);
  CHECK(broken.err.find("did you mean") != std::string::npos);
}

TEST_CASE("a request that is too long is passed by, not kept", "[cli]") {
  std::array<int, 2> ends;
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  FileDescriptor read_end(ends[0]);
  {
    FileDescriptor write_end(ends[1]);
    std::string text =
        "short\n" + std::string(100, 'a') + "\n\nexact" + "body\nlast";
    REQUIRE(::write(ends[1], text.data(), text.size()) ==
            static_cast<ssize_t>(text.size()));
  }
  RequestStream stream(read_end.get(), /*longest=*/10);
  auto first = stream.line();
  REQUIRE(first->has_value());
  CHECK((*first)->text == "short");
  auto second = stream.line();
  REQUIRE(second->has_value());
  CHECK((*second)->too_long);
  CHECK((*second)->text.empty());
  CHECK((*stream.line())->text.empty());
  CHECK(*stream.exactly(5) == "exact");
  CHECK((*stream.line())->text == "body");
  CHECK((*stream.line())->text == "last");
  CHECK_FALSE(stream.line()->has_value());
  CHECK_FALSE(stream.exactly(1).has_value());
}

TEST_CASE("an editor is shown where secrets stand, as it counts columns",
          "[cli]") {
  TempDir folder;
  folder.write(".stanch.toml",
               "[[allow]]\nreason = 'made up'\npaths = ['^my tests/']\n");
  std::string root = "file://" + folder.path().string();
  std::string leak = "clean\n\xF0\x9F\x94\x91\xC3\xA4 " + github_leak(2);
  std::size_t width = github_pat(2).size();
  std::size_t before = leak.find(github_pat(2)) - leak.find('\n') - 1;
  for (bool in_bytes : {true, false}) {
    INFO(in_bytes);
    Json general = {{"positionEncodings", {"utf-16", "utf-8"}}};
    Json can = in_bytes ? Json{{"general", general}} : Json::object();
    std::string input =
        framed({{"jsonrpc", "2.0"},
                {"id", 1},
                {"method", "initialize"},
                {"params", {{"rootUri", root}, {"capabilities", can}}}}) +
        framed(notification("initialized", Json::object())) +
        framed(opened(root + "/a.py", leak)) +
        framed(opened(root + "/my%20tests/a.py", leak)) +
        framed(notification(
            "textDocument/didChange",
            {{"textDocument", {{"uri", root + "/a.py"}}},
             {"contentChanges", {{{"text", leak}}, {{"text", "clean"}}}}})) +
        framed({{"id", 2}, {"method", "textDocument/hover"}}) +
        framed({{"id", 3}, {"method", "shutdown"}}) +
        framed({{"method", "exit"}});
    Outcome outcome = serve({"--lsp"}, input, folder.path());
    INFO(outcome.err);
    CHECK(outcome.exit == 0);
    std::vector<Json> answers = unframed(outcome.out);
    REQUIRE(answers.size() == 6);
    Json encoding = answers[0]["result"]["capabilities"]["positionEncoding"];
    CHECK(encoding == (in_bytes ? "utf-8" : "utf-16"));
    REQUIRE(answers[1]["params"]["diagnostics"].size() == 1);
    Json shown = answers[1]["params"]["diagnostics"][0];
    CHECK(shown["code"] == "github-pat");
    // The key is 4 bytes and 2 units, the letter 2 bytes and 1 unit.
    std::size_t column = before - (in_bytes ? 0 : 3);
    CHECK(shown["range"]["start"] == Json{{"line", 1}, {"character", column}});
    CHECK(shown["range"]["end"] ==
          Json{{"line", 1}, {"character", column + width}});
    CHECK(shown.dump().find(github_pat(2)) == std::string::npos);
    CHECK(answers[2]["params"]["diagnostics"].empty());
    CHECK(answers[3]["params"]["diagnostics"].empty());
    CHECK(answers[4]["error"]["code"] == -32601);
    CHECK(answers[5]["result"].is_null());
  }
  CHECK(serve({"--lsp"}, framed({{"method", "exit"}}), folder.path()).exit ==
        1);
  Outcome odd = serve({"--lsp"}, framed({{"id", {1}}, {"method", "shutdown"}}),
                      folder.path());
  CHECK(odd.out.find("-32600") != std::string::npos);
  CHECK(serve({"--lsp"}, "GET / HTTP/1.1\r\n\r\n", folder.path()).exit == 3);
  CHECK(serve({"--lsp"}, "Content-Length: 5\r\n\r\n{}", folder.path()).exit ==
        3);
}

TEST_CASE("the Python module scans bytes", "[cli]") {
  TempDir folder;
  std::filesystem::create_symlink(std::getenv("STANCH_PROGRAM"),
                                  folder.path() / "stanch");
  std::string script = folder.write("try.py", R"(
import os, sys, stanch
sys.stdout.reconfigure(line_buffering=True)
leak = sys.stdin.buffer.read()
assert stanch.scan(b"") == [] and stanch.scan("clean \udcff") == []
found = stanch.scan(leak, path="a.env")
assert [f["rule_id"] for f in found] == ["github-pat"], found
assert found[0]["path"] == "a.env" and found[0]["secret"] == "REDACTED"
if os.fork() == 0:
    os._exit(0 if len(stanch.scan(leak)) == 1 else 1)
assert os.wait()[1] == 0
with stanch.Scanner(redact=0) as scanner:
    assert scanner.scan(leak)[0]["secret"].encode() in leak
    scanner.close()
    assert len(scanner.scan(leak)) == 1
try:
    stanch.Scanner(config="no-such-file").scan(b"")
except stanch.StanchError as error:
    print(error)
)");
  std::string leak = folder.write("leak", github_leak(3));
  // An isolated Python knows no scripts of ours but those on the PATH.
  int status = std::system(
      fmt::format("cd '{0}' && env -u STANCH_CONFIG PATH='{0}':$PATH "
                  "PYTHONPATH='{1}/packaging' "
                  "PYTHONDONTWRITEBYTECODE=1 python3 '{2}' <'{3}' >'{0}/said' "
                  "2>&1",
                  folder.path().string(), std::getenv("STANCH_SOURCE"), script,
                  leak)
          .c_str());
  std::string said = read_file(folder.path() / "said");
  INFO(said);
  CHECK(status == 0);
  CHECK(said.find("status 2") != std::string::npos);
}

}  // namespace stanch
