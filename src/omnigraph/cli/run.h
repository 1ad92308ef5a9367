// The command line program `omnigraph`, as a function: parses the arguments, runs one command,
// prints.
#pragma once

namespace omnigraph::cli {

// The exit code: 0 success, 1 a run-time error (message on stderr), 2 wrong usage.
int run(int argc, const char* const* argv);

}  // namespace omnigraph::cli
