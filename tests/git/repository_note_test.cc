// SPDX-License-Identifier: Apache-2.0
#include "git/repository_note.h"

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {

TEST_CASE("the page of a repository follows from its remote", "[git]") {
  struct Row {
    std::string_view address;
    std::string_view page;
    std::string_view forge;
  };
  for (const Row& row : {
           Row{"https://github.com/acme/shop.git",
               "https://github.com/acme/shop", "github"},
           Row{"https://ada:pass@github.com/acme/shop/",
               "https://github.com/acme/shop", "github"},
           Row{"git@github.com:acme/shop.git", "https://github.com/acme/shop",
               "github"},
           Row{"ssh://git@gitlab.example.org:2222/group/sub/shop.git",
               "https://gitlab.example.org/group/sub/shop", "gitlab"},
           Row{"http://gitea.example.org:3000/acme/shop",
               "https://gitea.example.org:3000/acme/shop", "gitea"},
           Row{"git@ssh.dev.azure.com:v3/org/project/shop",
               "https://dev.azure.com/org/project/_git/shop", "azuredevops"},
           Row{"https://user@bitbucket.org/acme/shop.git",
               "https://bitbucket.org/acme/shop", "bitbucket"},
           Row{"https://example.org/shop", "https://example.org/shop", ""},
           Row{"git@ssh.dev.azure.com:v3/org", "", ""},
           Row{"file:///srv/shop.git", "", ""},
           Row{"/srv/shop.git", "", ""},
           Row{"../shop", "", ""},
           Row{"https://example.org", "", ""},
           Row{"https://example.org/a\"><b", "", ""},
           Row{"", "", ""},
       }) {
    INFO(row.address);
    CHECK(web_page(row.address) == row.page);
    CHECK(forge_of(row.page) == row.forge);
  }
}

TEST_CASE("a note names HEAD's commit and branch", "[git]") {
  RepoBuilder repo;
  auto note = [&] { return note_of(*find_layout(repo.path())); };
  CHECK(note().branch == "main");
  CHECK(note().revision.empty());
  CHECK(note().web.empty());

  repo.write("a.txt", "one\n").commit("first");
  repo.git({"remote", "add", "other", "git@github.com:acme/shop.git"});
  CHECK(note().revision == repo.head());
  CHECK(note().web == "https://github.com/acme/shop");
  repo.git({"remote", "add", "third", "https://example.org/third"});
  CHECK(note().web.empty());
  repo.git({"remote", "add", "origin", "https://gitlab.com/acme/shop"});
  CHECK(note().web == "https://gitlab.com/acme/shop");
  CHECK(note().forge == "gitlab");

  repo.git({"pack-refs", "--all"});
  CHECK(note().revision == repo.head());
  repo.git({"checkout", "-q", "--detach"});
  CHECK(note().branch.empty());
  CHECK(note().revision == repo.head());
}

}  // namespace stanch
