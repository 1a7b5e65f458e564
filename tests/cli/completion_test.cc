// SPDX-License-Identifier: Apache-2.0
//
// What the program tells shells and man(1), shown to the real ones.
#include <filesystem>

#include <fmt/core.h>
#include <re2/re2.h>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// A folder with stanch on its own, what it says, and a file to complete.
struct ShellDesk {
  TempDir folder;

  ShellDesk() {
    fs::create_symlink(std::getenv("STANCH_PROGRAM"), folder.path() / "stanch");
    write("a file.toml", "");
  }

  void write(const std::string& name, const std::string& text) const {
    folder.write(name, text);
  }

  // What a shell says of a script, or the word "failed".
  std::string run(const std::string& shell, const std::string& script) const {
    write("script", script);
    int status = std::system(
        fmt::format("cd '{0}' && PATH={0}:$PATH HOME={0} TERM=dumb timeout 60 "
                    "{1} script >said 2>&1 </dev/null",
                    folder.path().string(), shell)
            .c_str());
    return (status == 0 ? "" : "failed\n") + read_file(folder.path() / "said");
  }
};

struct Typed {
  std::string line;  // up to the cursor
  std::string offered;
};

// The same in every shell.
const std::vector<Typed> kTyped = {
    {"stanch inv", "inventory"},
    {"stanch rules sh", "show"},
    {"stanch git --stag", "--staged"},
    {"stanch git --color al", "always"},
    {"stanch dir -f sar", "sarif"},
    {"stanch rules show github-pa", "github-pat"},
    {"stanch dir --config a", "a file.toml"},
    {"stanch completion fi", "fish"},
};

}  // namespace

TEST_CASE("bash completes commands, options, words, rules and files", "[cli]") {
  ShellDesk desk;
  desk.write("stanch.bash", run_stanch({"completion", "bash"}, "/").out);
  for (const Typed& typed : kTyped) {
    // What bash does at a Tab, but for the compopt that only a Tab allows.
    std::string said = desk.run(
        "bash --norc",
        "compopt() { :; }\nsource stanch.bash\nCOMP_WORDS=(" + typed.line +
            ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_stanch\n"
            "printf '<%s>\\n' \"${COMPREPLY[@]}\"\ncomplete -p stanch\n");
    INFO(typed.line << "\n" << said);
    CHECK(said.find("<" + typed.offered + ">") != std::string::npos);
    CHECK(said.find("complete -F _stanch stanch") != std::string::npos);
  }
  // --color=al is three words there.
  CHECK(desk.run("bash --norc",
                 "source stanch.bash\nCOMP_WORDS=(stanch dir --color = al)\n"
                 "COMP_CWORD=4\n_stanch\necho \"<${COMPREPLY[@]}>\"\n") ==
        "<always>\n");
}

TEST_CASE("zsh completes them", "[cli]") {
  ShellDesk desk;
  desk.write("_stanch", run_stanch({"completion", "zsh"}, "/").out);
  // A real shell in a terminal of its own: a Tab, then a key that says what
  // stands on the line.
  std::string script = R"zsh(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($PWD \$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell "shown() { print -r -- \"typed\"\"<\$BUFFER>\"; BUFFER= }"
zpty -w shell "zle -N shown; bindkey '^X' shown"
)zsh";
  for (const Typed& typed : kTyped) {
    script += "zpty -w -n shell $'" + typed.line + "\\t\\x18'\n";
    script += "zpty -r shell out '*typed<*>*'\nprint -r -- \"$out\"\n";
  }
  std::string said = desk.run("zsh -f", script + "zpty -d shell\n");
  INFO(said);
  for (const Typed& typed : kTyped) {
    std::string line = typed.line.substr(0, typed.line.rfind(' ') + 1);
    for (char c : typed.offered) {
      if (c == ' ') line += '\\';
      line += c;
    }
    CHECK(said.find("typed<" + line) != std::string::npos);
  }
}

TEST_CASE("fish completes them", "[cli]") {
  ShellDesk desk;
  desk.write("stanch.fish", run_stanch({"completion", "fish"}, "/").out);
  std::string script = "source stanch.fish\n";
  for (const Typed& typed : kTyped) {
    script += "complete -C '" + typed.line + "'\n";
  }
  std::string said = desk.run("fish --no-config", script);
  INFO(said);
  for (const Typed& typed : kTyped) {
    CHECK(("\n" + said).find("\n" + typed.offered) != std::string::npos);
  }
}

TEST_CASE("the man page has no fault and names every option", "[cli]") {
  ShellDesk desk;
  Outcome page = run_stanch({"man"}, "/");
  CHECK(page.exit == 0);
  desk.write("stanch.1", page.out);
  // Whether other pages are installed is not its fault.
  std::string complaints =
      desk.run("sh", "mandoc -T lint stanch.1 2>&1 | grep -v mandoc.db; true");
  INFO(complaints);
  CHECK(complaints.empty());
  std::string text = desk.run("sh", "mandoc -T ascii stanch.1 | col -b");
  // What --help shows is there, of every command.
  static const re2::RE2 kOption(R"re(\n  (?:-\w, |    )(--[a-z-]+))re");
  for (const char* command : {"dir", "git", "image", "hook", "doctor"}) {
    std::string help = run_stanch({command, "--help"}, "/").out;
    re2::StringPiece rest(help);
    std::string option;
    while (re2::RE2::FindAndConsume(&rest, kOption, &option)) {
      INFO(command << " " << option);
      CHECK((option == "--help" || text.find(option) != std::string::npos));
    }
  }
  // What the manual says of exit codes and the environment, the page says.
  const std::string& manual = source_file("docs/manual.md").text;
  for (std::string_view word : lines_of(text)) {
    if (!word.starts_with("     STANCH_")) continue;
    std::string name(word.substr(5, word.find(' ', 5) - 5));
    INFO(name);
    CHECK(manual.find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("a shell that is not known is refused", "[cli]") {
  Outcome outcome = run_stanch({"completion", "fis"}, "/");
  CHECK(outcome.exit == 2);
  CHECK(outcome.err ==
        "stanch: no completion for the shell fis; did you mean fish?\n");
}

}  // namespace stanch
