#include "omnigraph/query/types/params.h"

#include <optional>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/codes.h"
#include "omnigraph/query/types/decode_value.h"

namespace omnigraph::query {
namespace {

using types::Code;
namespace codes = types::codes;

constexpr size_t kReportLimit = 20;

class ParamsDecoder {
 public:
  explicit ParamsDecoder(const CheckedQuery& query)
      : query_(query), values_(query.params.size()), given_(query.params.size(), false) {}

  Result<std::vector<Value>> decode(std::string_view json) {
    Result<std::vector<types::JsonMember>> members = types::read_json_object(json);
    if (!members.ok()) {
      return failure(format("params must be a JSON object: {}", members.error().message()));
    }
    for (const types::JsonMember& member : *members) {
      decode_member(member);
    }
    check_missing();
    check_row_count(limit());
    check_row_count(skip());
    if (!findings_.empty()) {
      return Error::from_diagnostics(std::move(findings_));
    }
    return std::move(values_);
  }

 private:
  void decode_member(const types::JsonMember& member) {
    const std::optional<size_t> index = find_param(member.name);
    if (!index) {
      report_undeclared(member.name);
      return;
    }
    given_[*index] = true;
    Result<Value> decoded = types::decode_value(member.value, query_.params[*index].type);
    if (decoded.ok()) {
      values_[*index] = std::move(decoded).value();
    } else {
      report(codes::kBadParam,
             member.name,
             format("param '{}': {}", member.name, decoded.error().message()));
    }
  }

  std::optional<size_t> find_param(std::string_view name) const {
    for (size_t i = 0; i < query_.params.size(); ++i) {
      if (query_.params[i].name == name) {
        return i;
      }
    }
    return std::nullopt;
  }

  void report_undeclared(const std::string& name) {
    Diagnostic* diagnostic =
        report(codes::kUnknownParam, name, format("parameter '{}' is not declared", name));
    if (diagnostic == nullptr || name.size() > 64) {
      return;
    }
    std::vector<std::string> names;
    for (const ParamInfo& param : query_.params) {
      names.push_back(param.name);
    }
    if (const std::optional<std::string> near = nearest_name(name, names)) {
      diagnostic->fix = format("did you mean '{}'?", *near);
    }
  }

  void check_missing() {
    for (size_t i = 0; i < query_.params.size(); ++i) {
      if (!given_[i] && !query_.params[i].type.nullable) {
        report(codes::kMissingParam,
               query_.params[i].name,
               format("parameter '{}' not provided", query_.params[i].name));
      }
    }
  }

  const std::optional<RowLimit>* limit() const {
    const auto* read = std::get_if<Read>(&query_.body);
    return read == nullptr ? nullptr : &read->limit;
  }
  const std::optional<RowLimit>* skip() const {
    const auto* read = std::get_if<Read>(&query_.body);
    return read == nullptr ? nullptr : &read->skip;
  }

  void check_row_count(const std::optional<RowLimit>* count) {
    const auto* param = count == nullptr || !*count ? nullptr : std::get_if<ParamRef>(&**count);
    if (param == nullptr) {
      return;
    }
    const auto* number = std::get_if<int64_t>(&values_[param->index].data);
    if (number != nullptr && *number < 0) {
      const std::string& name = query_.params[param->index].name;
      report(codes::kNegativeCount,
             name,
             format("param '{}': skip and limit cannot be negative, got {}", name, *number));
    }
  }

  Diagnostic* report(const Code& code, const std::string& name, std::string message) {
    if (findings_.size() >= kReportLimit) {
      return nullptr;
    }
    Diagnostic& diagnostic = findings_.emplace_back();
    diagnostic.code = std::string(code.text);
    diagnostic.message = std::move(message);
    diagnostic.expression = "$" + name;
    return &diagnostic;
  }

  static Error failure(std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = std::string(codes::kBadParam.text);
    diagnostic.message = std::move(message);
    return Error::from_diagnostics({std::move(diagnostic)});
  }
  const CheckedQuery& query_;
  std::vector<Value> values_;
  std::vector<bool> given_;
  std::vector<Diagnostic> findings_;
};

}  // namespace

Result<std::vector<Value>> decode_params(const CheckedQuery& query, std::string_view json) {
  return ParamsDecoder(query).decode(json);
}

}  // namespace omnigraph::query
