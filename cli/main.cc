// SPDX-License-Identifier: Apache-2.0
#include <clocale>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/interruption.h"
#include "cli/program.h"

namespace {

// A report must not end up in a file that took the number of a stream that was
// closed.
void open_missing_streams() {
  while (true) {
    int descriptor = ::open("/dev/null", O_RDONLY);
    if (descriptor < 0) return;
    if (descriptor > STDERR_FILENO) {
      ::close(descriptor);
      return;
    }
  }
}

// Secrets are in our memory: it is not written to disk, and no other process of
// this user may read it.
void keep_memory_private() {
  rlimit none = {};
  ::setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__  // LeakSanitizer attaches to us.
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace

int main(int count, char** arguments) {
  keep_memory_private();
  open_missing_streams();
  std::setlocale(LC_CTYPE, "C.UTF-8");
  stanch::watch_interruptions();
  return stanch::run_program(count, arguments);
}
