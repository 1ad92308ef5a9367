#include "omnigraph/query/types/check.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/context.h"
#include "omnigraph/query/types/mutation.h"
#include "omnigraph/query/types/read.h"

namespace omnigraph::query {
namespace {

using types::Context;
using types::Findings;

struct BaseName {
  std::string_view name;
  ValueKind kind;
};
constexpr BaseName kBaseNames[] = {
    {"String", ValueKind::kString},
    {"Blob", ValueKind::kBlob},
    {"Bool", ValueKind::kBool},
    {"I32", ValueKind::kI32},
    {"I64", ValueKind::kI64},
    {"U32", ValueKind::kU32},
    {"U64", ValueKind::kU64},
    {"F32", ValueKind::kF32},
    {"F64", ValueKind::kF64},
    {"DateTime", ValueKind::kDateTime},
    {"Date", ValueKind::kDate},
    {"Vector", ValueKind::kVector},
};

// The type of a parameter as written; an unusable one is reported and taken for a String.
ValueType param_type(Findings& findings, const ast::ParamType& written) {
  ValueType type;
  type.kind = ValueKind::kString;
  type.list = written.list;
  type.nullable = written.nullable;
  const auto* base = std::find_if(std::begin(kBaseNames),
                                  std::end(kBaseNames),
                                  [&](const BaseName& one) { return one.name == written.base; });
  if (base == std::end(kBaseNames)) {
    std::vector<std::string> names;
    for (const BaseName& one : kBaseNames) {
      names.emplace_back(one.name);
    }
    Diagnostic& diagnostic = findings.error(types::codes::kWrongLiteral,
                                            written.span,
                                            format("unknown parameter type `{}`", written.base));
    findings.suggest(diagnostic, written.base, written.span, names);
    return type;
  }
  type.kind = base->kind;
  if (type.kind == ValueKind::kVector) {
    const bool fits =
        written.dimension > 0 &&
        written.dimension <= static_cast<uint64_t>(std::numeric_limits<int32_t>::max());
    if (!fits || type.list) {
      findings.error(types::codes::kWrongLiteral,
                     written.span,
                     fits ? "a list of vectors is not supported"
                          : "Vector dimension must be between 1 and 2147483647");
    }
    type.dimension = fits ? static_cast<int32_t>(written.dimension) : 1;
  } else if (type.kind == ValueKind::kBlob && type.list) {
    findings.error(types::codes::kWrongLiteral, written.span, "list of Blob is not supported");
  }
  return type;
}

void declare_params(Findings& findings, const ast::Query& query, types::Symbols& symbols) {
  for (const ast::Param& param : query.params) {
    const std::string& name = param.name.text;
    if (name.starts_with("__") || name == "_") {
      findings.error(
          types::codes::kReservedVariable,
          param.name.span,
          format("{} is reserved and may not be declared", types::quoted_variable(name)));
    } else if (symbols.find_param(name)) {
      findings.error(types::codes::kNameClash,
                     param.name.span,
                     format("parameter {} is declared twice", types::quoted_variable(name)));
      continue;
    }
    symbols.params.push_back({name, param_type(findings, param.type)});
  }
}

}  // namespace

Result<CheckOutcome> type_check_query(const schema::CatalogPtr& catalog,
                                      const ast::Query& query,
                                      std::string_view source) {
  Findings findings(source);
  types::Symbols symbols;
  declare_params(findings, query, symbols);
  Context context{*catalog, findings, symbols};
  auto checked = std::make_shared<CheckedQuery>();
  checked->catalog = catalog;
  checked->name = query.name.text;
  if (const auto* read = std::get_if<ast::Read>(&query.body)) {
    checked->body = types::check_read(context, *read);
  } else {
    checked->body = types::check_mutation(context, std::get<ast::Mutation>(query.body));
  }
  if (findings.has_errors()) {
    return Error::from_diagnostics(findings.errors()).with_context("type error");
  }
  CheckOutcome outcome;
  outcome.unsupported = findings.unsupported();
  outcome.warnings = findings.warnings();
  if (outcome.unsupported.empty()) {
    checked->params = std::move(symbols.params);
    checked->variables = std::move(symbols.variables);
    checked->warnings = outcome.warnings;
    outcome.query = std::move(checked);
  }
  return outcome;
}

Result<CheckedQueryPtr> check_query(const schema::CatalogPtr& catalog,
                                    const ast::Query& query,
                                    std::string_view source) {
  OG_ASSIGN_OR_RETURN(CheckOutcome outcome, type_check_query(catalog, query, source));
  if (outcome.unsupported.empty()) {
    return std::move(outcome.query);
  }
  std::string message = format("query `{}`: {}", query.name.text, outcome.unsupported[0].message);
  return Error(ErrorCode::kUnsupported, std::move(message), std::move(outcome.unsupported));
}

}  // namespace omnigraph::query
