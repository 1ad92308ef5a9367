// Findings: where the parts of verify put what they find.
#pragma once

#include <string>
#include <utility>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/verify/verify.h"

namespace omnigraph::graph {

class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}

  void add(std::string object, std::string problem) {
    ++report_.finding_count;
    if (report_.findings.size() < kFindingsMax) {
      report_.findings.push_back({std::move(object), std::move(problem)});
    }
  }

  // Takes the error as a finding about `object` if it tells of damage; else it stays an error: a
  // store that does not answer says nothing about what it holds.
  Status take(const std::string& object, const Error& error) {
    switch (error.code()) {
      case ErrorCode::kNotFound:
        add(object, "it is missing");
        return {};
      case ErrorCode::kCorruption:
      case ErrorCode::kUnsupported:
      case ErrorCode::kInvalidArgument:
      case ErrorCode::kInternal:
        add(object, error.message());
        return {};
      default:
        return error;
    }
  }

  VerifyReport& report() { return report_; }

 private:
  VerifyReport& report_;
};

}  // namespace omnigraph::graph
