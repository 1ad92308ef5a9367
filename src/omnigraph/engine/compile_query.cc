#include "omnigraph/engine/compile_query.h"

#include <algorithm>
#include <cstdint>

#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"

namespace omnigraph::engine {
namespace {

Result<const query::ast::Query*> choose(const query::ast::File& file, const std::string& name) {
  if (name.empty()) {
    if (file.queries.size() == 1) {
      return &file.queries[0];
    }
    return Error(ErrorCode::kInvalidArgument,
                 file.queries.empty() ? "the query text holds no query"
                                      : "query file contains multiple queries; pass --name");
  }
  std::vector<std::string> names;
  for (const query::ast::Query& candidate : file.queries) {
    if (candidate.name.text == name) {
      return &candidate;
    }
    names.push_back(candidate.name.text);
  }
  const auto near = nearest_name(name, names);
  return Error(
      ErrorCode::kInvalidArgument,
      format("query '{}' not found{}", name, near ? format("; did you mean '{}'?", *near) : ""));
}

}  // namespace

Result<query::CheckedQueryPtr> compile_query(const schema::CatalogPtr& catalog,
                                             std::string_view source,
                                             const std::string& name,
                                             Door door) {
  OG_ASSIGN_OR_RETURN(const query::ast::File file, query::parse_query_file(source));
  if (!file.statements.empty()) {
    return Error(ErrorCode::kUnsupported,
                 format("'{}' statements are not supported yet", file.statements[0].kind));
  }
  OG_ASSIGN_OR_RETURN(const query::ast::Query* chosen, choose(file, name));
  if (door == Door::kRead && !chosen->is_read()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("query '{}' is a mutation: mutation query cannot be typechecked with "
                        "read-query API; use change instead",
                        chosen->name.text));
  }
  if (door == Door::kChange && chosen->is_read()) {
    return Error(
        ErrorCode::kInvalidArgument,
        format("query '{}' is a read: mutation execution called on a read query; use query instead",
               chosen->name.text));
  }
  return query::check_query(catalog, *chosen, source);
}

Result<query::CheckedQueryPtr> compile_query(graph::ReadCache& cache,
                                             const schema::CatalogPtr& catalog,
                                             std::string_view source,
                                             const std::string& name,
                                             Door door) {
  // Longer texts are rare and cost more to keep than to compile.
  constexpr size_t kKeptSourceMax = size_t{64} << 10;
  if (source.size() + name.size() > kKeptSourceMax) {
    return compile_query(catalog, source, name, door);
  }
  // A kept query keeps its catalog alive, so no other catalog comes to lie at the same address.
  std::string key = format("query:{}:{}:{}:",
                           reinterpret_cast<uintptr_t>(catalog.get()),
                           door == Door::kRead ? "read" : "change",
                           name.size());
  key.append(name).append(source);
  return cache.get<query::CheckedQuery>(
      key, [&]() -> Result<graph::ReadCache::Sized<query::CheckedQuery>> {
        OG_ASSIGN_OR_RETURN(query::CheckedQueryPtr query,
                            compile_query(catalog, source, name, door));
        // Roughly: an expression takes a hundred bytes or two per word of its text.
        constexpr size_t kBytesPerByte = 32;
        const size_t bytes = key.size() * 2 + source.size() * kBytesPerByte;
        return graph::ReadCache::Sized<query::CheckedQuery>{std::move(query), bytes};
      });
}

Error locate(const Error& error, std::string_view source) {
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  if (diagnostics.empty()) {
    return error;
  }
  for (Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.position && diagnostic.span.end > diagnostic.span.begin &&
        diagnostic.span.end <= source.size()) {
      diagnostic.position = position_in(source, diagnostic.span.begin);
    }
  }
  if (const auto* detail = std::get_if<ConstraintDetail>(&error.detail())) {
    ConstraintDetail located = *detail;
    located.diagnostics = std::move(diagnostics);
    return Error(error.code(), error.message(), std::move(located));
  }
  return Error(error.code(), error.message(), std::move(diagnostics));
}

}  // namespace omnigraph::engine
