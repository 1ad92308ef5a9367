#include "omnigraph/query/syntax/dump.h"

#include <string_view>

#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/dumper.h"

namespace omnigraph::query::ast {
namespace {

std::string_view name_of(StatementKind kind) {
  switch (kind) {
    case StatementKind::kInsert:
      return "insert";
    case StatementKind::kUpsert:
      return "upsert";
    case StatementKind::kUpdate:
      return "update";
    case StatementKind::kDelete:
      return "delete";
  }
  return "?";
}

}  // namespace

void Dumper::block(const Block& block) {
  bool first = true;
  for (const Clause& c : block.clauses) {
    out_ += first ? "" : " ";
    first = false;
    clause(c);
  }
}

void Dumper::operator()(const Binding& binding) {
  out_ += format("(bind ${} {}", binding.variable.text, binding.type.text);
  for (const PropertyMatch& match : binding.matches) {
    out_ += format(" ({}", match.property.text);
    item(match.value);
    out_ += ")";
  }
  out_ += ")";
}

void Dumper::selector(const EdgeSelector& selector, const std::optional<HopBounds>& bounds) {
  std::string edges = selector.wildcard ? "*" : "";
  for (const Name& edge : selector.edges) {
    edges += (edges.empty() ? "" : "|") + edge.text;
  }
  if (selector.undirected) {
    out_ += "<" + edges + ">";
  } else {
    out_ += selector.edges.size() > 1 ? "(" + edges + ")" : edges;
  }
  if (bounds) {
    out_ += format("{{{},", bounds->min) + (bounds->max ? std::to_string(*bounds->max) : "") + "}";
  }
}

void Dumper::operator()(const Traversal& traversal) {
  out_ += format("(edge ${} ", traversal.from.text);
  if (traversal.edge_variable) {
    out_ += format("${}:", traversal.edge_variable->text);
  }
  selector(traversal.selector, traversal.bounds);
  out_ += format(" ${})", traversal.to.text);
}

void Dumper::operator()(const Path& path) {
  out_ += format("({}{}path ${} ${} ",
                 path.all ? "all-" : "",
                 path.shortest ? "shortest-" : "",
                 path.variable.text,
                 path.from.text);
  selector(path.selector, path.bounds);
  out_ += format(" ${})", path.to.text);
}

void Dumper::operator()(const Filter& filter) {
  out_ += "(filter";
  item(filter.condition);
  out_ += ")";
}

void Dumper::operator()(const NotBlock& clause) {
  out_ += "(not ";
  block(clause.block);
  out_ += ")";
}

void Dumper::operator()(const OptionalBlock& clause) {
  out_ += "(optional ";
  block(clause.block);
  out_ += ")";
}

void Dumper::projections(const std::vector<Projection>& projections) {
  for (const Projection& projection : projections) {
    if (projection.alias) {
      out_ += " (as";
      item(projection.expr);
      out_ += format(" {})", projection.alias->text);
    } else {
      item(projection.expr);
    }
  }
}

void Dumper::arm(const Arm& arm) {
  out_ += " (match ";
  block(arm.match);
  out_ += arm.distinct ? ") (return distinct" : ") (return";
  projections(arm.projections);
  out_ += ")";
  if (arm.having) {
    out_ += " (having";
    item(arm.having);
    out_ += ")";
  }
}

void Dumper::row_count(std::string_view word, const std::optional<RowCount>& count) {
  if (!count) {
    return;
  }
  const auto* literal = std::get_if<uint64_t>(&count->value);
  out_ += format(" ({} {})",
                 word,
                 literal ? std::to_string(*literal) : "$" + std::get<std::string>(count->value));
}

void Dumper::read(const Read& read) {
  for (size_t i = 0; i < read.arms.size(); ++i) {
    if (i > 0) {
      out_ += read.union_all[i - 1] ? " union-all" : " union";
    }
    arm(read.arms[i]);
  }
  order(read.order);
  row_count("skip", read.skip);
  row_count("limit", read.limit);
}

void Dumper::statement(const Statement& statement) {
  out_ += format(" ({} {}", name_of(statement.kind), statement.type.text);
  for (const Assignment& assignment : statement.assignments) {
    out_ += format(" ({}", assignment.property.text);
    item(assignment.value);
    out_ += ")";
  }
  if (statement.where) {
    out_ += " (where";
    item(statement.where);
    out_ += ")";
  }
  if (statement.has_return) {
    out_ += " (return";
    projections(statement.returning);
    out_ += ")";
  }
  out_ += ")";
}

void Dumper::parameter(const Param& param) {
  const ParamType& type = param.type;
  std::string base = type.base;
  if (type.dimension != 0) {
    base += format("({})", type.dimension);
  }
  out_ += format(" (${} {}{})",
                 param.name.text,
                 type.list ? "[" + base + "]" : base,
                 type.nullable ? "?" : "");
}

void Dumper::query(const Query& query) {
  out_ += "(query " + query.name.text;
  for (const Param& param : query.params) {
    parameter(param);
  }
  if (query.description) {
    out_ += " (description " + quoted(*query.description) + ")";
  }
  if (query.instruction) {
    out_ += " (instruction " + quoted(*query.instruction) + ")";
  }
  if (query.is_read()) {
    read(std::get<Read>(query.body));
  } else {
    for (const Statement& s : std::get<Mutation>(query.body).statements) {
      statement(s);
    }
  }
  out_ += ")";
}

std::string dump(const Expr& expr) {
  Dumper dumper;
  dumper.expr(expr);
  return dumper.take();
}

std::string dump(const Clause& clause) {
  Dumper dumper;
  dumper.clause(clause);
  return dumper.take();
}

std::string dump(const Block& block) {
  Dumper dumper;
  dumper.block(block);
  return dumper.take();
}

std::string dump(const Query& query) {
  Dumper dumper;
  dumper.query(query);
  return dumper.take();
}

std::string dump(const File& file) {
  std::string text;
  for (const FileStatement& statement : file.statements) {
    text += "(" + statement.kind;
    for (const std::string& word : statement.words) {
      text += " " + word;
    }
    text += statement.query ? " " + dump(*statement.query) + ")\n" : ")\n";
  }
  for (const Query& query : file.queries) {
    text += dump(query) + "\n";
  }
  return text;
}

}  // namespace omnigraph::query::ast
