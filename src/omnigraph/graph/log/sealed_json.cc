#include "omnigraph/graph/log/sealed_json.h"

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::graph {
namespace {

constexpr std::string_view kBefore = ",\"check\":\"";
constexpr std::string_view kAfter = "\"}";
constexpr size_t kSealBytes = kBefore.size() + 16 + kAfter.size();

}  // namespace

std::string seal_json(std::string object) {
  OG_CHECK(object.size() > 2 && object.back() == '}', "only an object with members is sealed");
  object.pop_back();
  const std::string hash = hex16(xxh3(object));
  object.append(kBefore).append(hash).append(kAfter);
  return object;
}

Status verify_seal(std::string_view bytes, std::string_view object_name) {
  const auto corrupt = [&](std::string_view what) {
    return Error(ErrorCode::kCorruption,
                 format("{}: object \"{}\", size {}", what, object_name, bytes.size()));
  };
  if (bytes.size() <= kSealBytes) {
    return corrupt("object is shorter than its check");
  }
  const std::string_view body = bytes.substr(0, bytes.size() - kSealBytes);
  const std::string_view seal = bytes.substr(body.size());
  if (!seal.starts_with(kBefore) || !seal.ends_with(kAfter)) {
    return corrupt("object does not end in its check");
  }
  const std::string_view found = seal.substr(kBefore.size(), 16);
  const std::string expected = hex16(xxh3(body));
  if (found != expected) {
    return Error(ErrorCode::kCorruption,
                 format("object has a wrong check: object \"{}\", expected {}, found {}",
                        object_name,
                        expected,
                        found));
  }
  return {};
}

}  // namespace omnigraph::graph
