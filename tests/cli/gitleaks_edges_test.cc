// SPDX-License-Identifier: Apache-2.0
//
// What is less expected of gitleaks, case by case: each was run by its version
// 8.30. Where a third list of findings is given, stanch differs on purpose
// (docs/gitleaks.md).
#include "tests/support/catch.h"
#include "tests/support/gitleaks_case.h"

namespace stanch {
namespace {

const GitleaksCase kEdges[] = {
    {"a line may end in CRLF",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "x\r\nkey_00ff11\r\ny\r\n"}},
     {"r a:2 key_00ff11"}},
    {"columns count bytes",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "\xc3\xa4\xc3\xb6\xc3\xbc key_00ff11\n\xc3\xa4 key_00ff11\n"}},
     {"r a:1 key_00ff11", "r a:2 key_00ff11"}},
    {"a match over two lines",
     "[[rules]]\nid='r'\nregex='key:\\s*\\n?\\s*([0-9]+)'\n",
     {{"a", "x\nkey:\n   12345\nz\n"}},
     {"r a:2 12345"}},
    {"a match that begins with a newline",
     "[[rules]]\nid='r'\nregex='\\s(key_[0-9]+)\\s'\n",
     {{"a", "x\nkey_12\nz\n"}},
     {"r a:2 key_12"},
     {"as above"},
     {"r a:2 key_12"}},
    {"one value twice on a line",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "key_00ff11 key_00ff11\n"}},
     {"r a:1 key_00ff11", "r a:1 key_00ff11"}},
    {"what is encoded",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "x = \"c29tZSB0ZXh0IGtleV8wMGZmMTEgb2s=\"\n"}},
     {"r a:1 key_00ff11"},
     {"as above"},
     {"r a:1 key_00ff11"}},
    {"a chosen group that is empty",
     "[[rules]]\nid='r'\nregex='k(x*)y'\nsecretGroup=1\n",
     {{"a", "ky\n"}},
     {"r a:1 ky"},
     {"as above"},
     {"r a:1 "}},
    {"anchors of lines",
     "[[rules]]\nid='r'\nregex='(?m)^(key_[0-9]+)$'\n",
     {{"a", "x\nkey_12\nz\n"}},
     {"r a:2 key_12"}},
    {"an anchor of the text",
     "[[rules]]\nid='r'\nregex='(key_[0-9]+)$'\n",
     {{"a", "key_11\nkey_12"}},
     {"r a:2 key_12"}},
    {"a match of nothing",
     "[[rules]]\nid='r'\nregex='x*'\n",
     {{"a", "abc\n"}},
     {},
     {"as above"},
     {"r a:1 ", "r a:1 ", "r a:1 ", "r a:2 ", "r a:2 "}},
    {"a class of characters",
     "[[rules]]\nid='r'\nregex='key_\\pL+'\n",
     {{"a", "key_\xc3\xa4z1-\n"}},
     {"r a:1 key_\xc3\xa4z"}},
    {"a named group as Go writes it",
     "[[rules]]\nid='r'\nregex='key_(?<v>[0-9]+)'\n",
     {{"a", "key_12\n"}},
     {"r a:1 12"}},
    {"matches do not overlap",
     "[[rules]]\nid='r'\nregex='aXa'\n",
     {{"a", "aXaXa\n"}},
     {"r a:1 aXa"}},
    {"files and folders with a dot",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".env", "key_00ff11\n"},
      {".git/config", "key_00ff11\n"},
      {".hidden/x", "key_00ff11\n"}},
     {"r .env:1 key_00ff11", "r .hidden/x:1 key_00ff11"},
     {"as above"},
     {"r .env:1 key_00ff11", "r .git/config:1 key_00ff11",
      "r .hidden/x:1 key_00ff11"}},
    {"ignore files of git do not count",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitignore", "a\n"}, {"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"}},
    {"blanks round an entry",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitleaksignore", "  a:r:1  \n#a:r:2\n"},
      {"a", "key_00ff11\nkey_00ff11\n"}},
     {"r a:2 key_00ff11"}},
    {"an entry that begins with ./",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitleaksignore", "./a:r:1\n"}, {"a", "key_00ff11\n"}},
     {},
     {"as above"},
     {"r a:1 key_00ff11"}},
    {"an entry with backslashes",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitleaksignore", "d\\a:r:1\n"}, {"d/a", "key_00ff11\n"}},
     {}},
    {"an entry with a comment is none",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitleaksignore", "a:r:1 # known\n"}, {"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"}},
    {"an entry of a path with a colon",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{".gitleaksignore", "a:b:r:1\n"}, {"a:b", "key_00ff11\n"}},
     {}},
    {"a comment on the line above does not count",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "# gitleaks:allow\nkey_00ff11\n"}},
     {"r a:2 key_00ff11"}},
    {"a comment on the second line of a match",
     "[[rules]]\nid='r'\nregex='k\\n"
     "[0-9]+'\n",
     {{"a", "k\n12 gitleaks:allow\n"}},
     {}},
    {"a rule's own path does not keep it out of a folder",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[rules.allowlists]]\npaths=['^vendor$']\n",
     {{"vendor/x", "key_00ff11\n"}},
     {"r vendor/x:1 key_00ff11"}},
    {"AND of a line and a path",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[rules.allowlists]]\ncondition='AND'\nregexTarget='line'\nregexes=['"
     "sample']\npaths=['a']\n",
     {{"a", "\nkey_00ff11 sample\nkey_00ff11\n"},
      {"b", "\nkey_00ff11 sample\n"}},
     {"r a:3 key_00ff11", "r b:2 key_00ff11"}},
    {"an empty stopword is in no secret",
     "[[rules]]\nid='r'\nregex='pw=(\\w+)'\n"
     "[[rules.allowlists]]\nstopwords=['']\n",
     {{"a", "pw=abc\n"}},
     {"r a:1 abc"}},
    {"an empty expression is in every secret",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[allowlists]]\nregexes=['']\n",
     {{"a", "key_00ff11\n"}},
     {}},
    {"an empty keyword",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\nkeywords=['']\n",
     {{"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"},
     {"as above"},
     {}},
    {"of two rules of one id the keywords of the last count",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\nkeywords=['zzz']\n"
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"}},
    {"an id is taken as it is written",
     "[[rules]]\nid='  r '\nregex='key_[0-9]+'\n",
     {{"a", "key_1\n"}},
     {"  r  a:1 key_1"}},
    {"a path alone does not find an empty file",
     "[[rules]]\nid='r'\npath='a$'\n",
     {{"a", ""}},
     {}},
    {"withinLines counts upwards, too",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[rules.required]]\nid='s'\nwithinLines=2\n"
     "[[rules]]\nid='s'\nregex='pin_[0-9]+'\nskipReport=true\n",
     {{"a", "pin_1\n\nkey_00ff11\n"}, {"b", "pin_1\n\n\nkey_00ff11\n"}},
     {"r a:3 key_00ff11"}},
    {"what is required needs nothing itself",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[rules.required]]\nid='s'\n"
     "[[rules]]\nid='s'\nregex='pin_[0-9]+'\n"
     "[[rules.required]]\nid='t'\n"
     "[[rules]]\nid='t'\nregex='tag_[0-9]+'\n",
     {{"a", "key_00ff11 pin_1\n"}},
     {"r a:1 key_00ff11"}},
    {"a component alone",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\nskipReport=true\n",
     {{"a", "key_00ff11\n"}},
     {}},
    {"an allowlist for a rule of an extended file",
     "[extend]\npath='b.toml'\n"
     "[[rules]]\nid='r'\n"
     "[[rules.allowlists]]\nregexes=['11$']\n",
     {{"b.toml", "[[rules]]\nid='r'\nregex='''key_[0-9a-f]{6}'''\n"},
      {"a", "key_00ff11\nkey_00ff12\n"}},
     {"r a:2 key_00ff12"}},
    {"description and tags of both",
     "[extend]\npath='b.toml'\n"
     "[[rules]]\nid='r'\ndescription='mine'\ntags=['y']\n",
     {{"b.toml",
       "[[rules]]\nid='r'\nregex='''key_[0-9a-f]{6}'''\ndescription='theirs'"
       "\ntags=['x']\n"},
      {"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"}},
    {"disabledRules are those of the extended file",
     "[extend]\npath='b.toml'\ndisabledRules=['r']\n"
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n",
     {{"b.toml", "[[rules]]\nid='r'\nregex='''key_[0-9a-f]{6}'''\n"},
      {"a", "key_00ff11\n"}},
     {"r a:1 key_00ff11"}},
    {"a path for a rule of an extended file",
     "[extend]\npath='b.toml'\n"
     "[[rules]]\nid='r'\npath='x$'\n",
     {{"b.toml", "[[rules]]\nid='r'\nregex='''key_[0-9a-f]{6}'''\n"},
      {"a", "key_00ff11\n"},
      {"x", "key_00ff11\n"}},
     {"r x:1 key_00ff11"}},
    {"a line is longer than a screen",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[allowlists]]\nregexTarget='line'\nregexes=['sample']\n",
     {{"a",
       "\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxx key_00ff11 "
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
       "yyyyyyyyyyyyyyyyyy sample\n"}},
     {}},
    {"a folder that a path names is not entered",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[allowlists]]\npaths=['d$']\n",
     {{"v/x", "key_00ff11\n"},
      {"v/d/x", "key_00ff11\n"},
      {"v/d/e/x", "key_00ff11\n"}},
     {"r v/x:1 key_00ff11"}},
    {"nor under AND, in gitleaks",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[allowlists]]\ncondition='AND'\npaths=['d$']\nregexes=['zzz']\n",
     {{"v/d/x", "key_00ff11\n"}},
     {"r v/d/x:1 key_00ff11"},
     {}},
    {"with targetRules it is",
     "[[rules]]\nid='r'\nregex='key_[0-9a-f]{6}'\n"
     "[[allowlists]]\ntargetRules=['r']\npaths=['^v$']\n",
     {{"v/x", "key_00ff11\n"}},
     {"r v/x:1 key_00ff11"}},
    {"dotless (?< in a class is no group",
     "[[rules]]\nid='r'\nregex='k[(?<]\\(?<([0-9]+)'\n",
     {{"a", "k((<12 k<<34\n"}},
     {"r a:1 12", "r a:1 34"}},

};

}  // namespace

TEST_CASE("what is less expected of gitleaks", "[cli]") {
  for (const GitleaksCase& one : kEdges) check_case(one);
}

}  // namespace stanch
