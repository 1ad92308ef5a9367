#include "omnigraph/schema/check/fitness.h"

namespace omnigraph::schema {

std::string reason_unfit(std::string_view name, const PropertyType& type) {
  if (type.scalar == ScalarKind::kBlob) {
    return "is a Blob";
  }
  if (name == "index") {
    return "";
  }
  if (type.list) {
    return "is a list";
  }
  if (type.scalar == ScalarKind::kVector) {
    return "is a Vector";
  }
  if (name == "key" && type.nullable) {
    return "must be non-null, remove the `?`";
  }
  return "";
}

}  // namespace omnigraph::schema
