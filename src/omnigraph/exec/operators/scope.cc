#include "omnigraph/exec/operators/scope.h"

#include <utility>

namespace omnigraph::exec {

Error run_error(const char* code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return Error::from_diagnostics({std::move(diagnostic)});
}

}  // namespace omnigraph::exec
