#include "omnigraph/base/version.h"

namespace omnigraph {

std::string_view program_version() {
  return OG_VERSION;
}

}  // namespace omnigraph
