#include "conformance/parameters.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/query/types/expr_walk.h"
#include "support/reference/write_plain.h"

namespace omnigraph::testing {
namespace {

using query::Expr;
using query::ExprPtr;
using query::Pattern;
using query::ValueKind;
using query::ValueType;
using EntityTypes = std::vector<const schema::EntityType*>;

// What a property, or an id, holds in the data: JSON texts, a few of them.
class Sources {
 public:
  explicit Sources(const PlainGraph& graph) : graph_(graph) {}

  std::vector<std::string> values_of(const EntityTypes& types, const std::string& property) const {
    std::set<std::string> texts;
    for (const schema::EntityType* type : types) {
      ValueType scalar = query::value_type(type->find_property(property)->type);
      scalar.list = false;
      for (const PlainEntity& entity : graph_.of(*type)) {
        const PlainValue& value = entity.properties.at(property);
        const bool list = std::holds_alternative<std::shared_ptr<const PlainList>>(value.data) &&
                          scalar.kind != ValueKind::kVector;
        for (const PlainValue& item : list ? value.list() : PlainList{value}) {
          std::string text;
          append_json(text, item, scalar, false);
          if (!item.is_null()) {
            texts.insert(std::move(text));
          }
        }
      }
      for (const std::string& value : scalar.enum_values) {
        texts.insert(json_text(value));
      }
    }
    return spread(texts);
  }

  std::vector<std::string> ids_of(const EntityTypes& types) const {
    std::set<std::string> texts;
    for (const schema::EntityType* type : types) {
      for (const PlainEntity& entity : graph_.of(*type)) {
        texts.insert(json_text(entity.id));
      }
    }
    return spread(texts);
  }

  static std::string json_text(const std::string& text) {
    std::string json;
    append_json_string(json, text);
    return json;
  }

 private:
  // At most six, evenly from first to last.
  static std::vector<std::string> spread(const std::set<std::string>& texts) {
    const std::vector<std::string> all(texts.begin(), texts.end());
    constexpr size_t kMost = 6;
    std::vector<std::string> chosen;
    for (size_t i = 0; i < std::min(kMost, all.size()); ++i) {
      chosen.push_back(all[all.size() <= kMost ? i : i * (all.size() - 1) / (kMost - 1)]);
    }
    return chosen;
  }

  const PlainGraph& graph_;
};

// Finds out what each parameter is used for.
class Uses {
 public:
  Uses(const query::CheckedQuery& query, const Sources& sources)
      : query_(query), sources_(sources) {
    candidates_.resize(query.params.size());
    if (const auto* read = std::get_if<query::Read>(&query.body)) {
      visit(read->pattern);
      for (const query::OutputColumn& column : read->columns) {
        visit(*column.expr);
      }
      visit_limit(read->skip);
      visit_limit(read->limit);
      return;
    }
    for (const query::Statement& statement : std::get<query::Mutation>(query.body).statements) {
      visit(statement.target);
      for (const query::PropertyAssignment& assignment : statement.assignments) {
        visit_assignment(statement, assignment);
      }
    }
  }

  // JSON values for one parameter; what occurs comes first, what does not comes last.
  std::vector<std::string> of(size_t index) const {
    const ValueType& type = query_.params[index].type;
    std::vector<std::string> values = candidates_[index];
    for (std::string& value : strangers(type.kind)) {
      values.push_back(std::move(value));
    }
    for (std::string& value : values) {
      value = type.list ? "[" + value + "]" : value;
    }
    if (type.nullable) {
      values.push_back("null");
    }
    return values;
  }

 private:
  static std::vector<std::string> strangers(ValueKind kind) {
    switch (kind) {
      case ValueKind::kBool:
        return {"true", "false"};
      case ValueKind::kI32:
      case ValueKind::kI64:
      case ValueKind::kU32:
      case ValueKind::kU64:
        return {"3", "0", "1000"};
      case ValueKind::kF32:
      case ValueKind::kF64:
        return {"0.5", "-1.25"};
      case ValueKind::kDate:
        return {"\"2024-02-29\"", "\"2031-12-31\""};
      case ValueKind::kDateTime:
        return {"\"2024-02-29T12:00:00Z\"", "\"2031-12-31T23:59:59.999Z\""};
      default:
        return {"\"occurs nowhere\""};
    }
  }

  void add(uint32_t param, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      std::vector<std::string>& known = candidates_[param];
      if (std::find(known.begin(), known.end(), value) == known.end()) {
        known.push_back(value);
      }
    }
  }

  void visit_limit(const std::optional<query::RowLimit>& limit) {
    const auto* param = limit ? std::get_if<query::ParamRef>(&*limit) : nullptr;
    if (param != nullptr) {
      add(param->index, {"0", "1", "2"});
    }
  }

  void visit_assignment(const query::Statement& statement,
                        const query::PropertyAssignment& assignment) {
    visit(*assignment.value);
    const auto* param = std::get_if<query::ParamRef>(&assignment.value->node);
    if (param == nullptr) {
      return;
    }
    const bool source = assignment.property == "@src";
    if (source || assignment.property == "@dst") {
      const std::string& node = source ? statement.type->from_type : statement.type->to_type;
      add(param->index, sources_.ids_of({query_.catalog->find_node(node)}));
    } else {
      add(param->index, sources_.values_of({statement.type}, assignment.property));
    }
  }

  void visit(const Pattern& pattern) {
    for (const ExprPtr& filter : pattern.filters) {
      visit(*filter);
    }
  }

  // `a` is compared with `b`.
  void pair(const Expr& a, const Expr& b) {
    const auto* param = std::get_if<query::ParamRef>(&a.node);
    if (param == nullptr) {
      return;
    }
    if (const auto* property = std::get_if<query::PropertyRef>(&b.node)) {
      add(param->index,
          sources_.values_of(query_.variables[property->variable].types, property->property));
    }
    const auto* meta = std::get_if<query::MetaRef>(&b.node);
    if (meta != nullptr && meta->field == query::MetaField::kId) {
      add(param->index, sources_.ids_of(query_.variables[meta->variable].types));
    }
  }

  void visit(const Expr& expr) {
    if (const auto* compare = std::get_if<query::CompareExpr>(&expr.node)) {
      pair(*compare->left, *compare->right);
      pair(*compare->right, *compare->left);
    } else if (const auto* in = std::get_if<query::InExpr>(&expr.node)) {
      pair(*in->needle, *in->list);
      pair(*in->list, *in->needle);
    } else if (const auto* test = std::get_if<query::StringTestExpr>(&expr.node)) {
      pair(*test->argument, *test->text);
      if (const auto* param = std::get_if<query::ParamRef>(&test->argument->node)) {
        add(param->index, {"\"a\"", "\"the\""});
      }
    } else if (const auto* exists = std::get_if<query::ExistsExpr>(&expr.node)) {
      visit(*exists->pattern);
    } else if (const auto* block = std::get_if<query::AggregateBlockExpr>(&expr.node)) {
      visit(*block->pattern);
    }
    query::for_each_operand(expr, [&](const ExprPtr& operand) { visit(*operand); });
  }

  const query::CheckedQuery& query_;
  const Sources& sources_;
  std::vector<std::vector<std::string>> candidates_;
};

}  // namespace

std::vector<std::string> parameter_sets(const query::CheckedQuery& query,
                                        const PlainGraph& graph,
                                        size_t most) {
  const Sources sources(graph);
  const Uses uses(query, sources);
  std::vector<std::vector<std::string>> values;
  size_t longest = 1;
  for (size_t i = 0; i < query.params.size(); ++i) {
    values.push_back(uses.of(i));
    longest = std::max(longest, values.back().size());
  }
  std::vector<std::string> sets;
  for (size_t round = 0; round < longest && sets.size() < most; ++round) {
    std::string json = "{";
    for (size_t i = 0; i < values.size(); ++i) {
      json += (i == 0 ? "" : ", ") + Sources::json_text(query.params[i].name) + ": ";
      // The last round before the limit takes what occurs nowhere.
      const bool last = round + 1 == std::min(longest, most);
      json += last ? values[i].back() : values[i][(round + i * (round / 2)) % values[i].size()];
    }
    json += "}";
    if (std::find(sets.begin(), sets.end(), json) == sets.end()) {
      sets.push_back(std::move(json));
    }
  }
  return sets;
}

}  // namespace omnigraph::testing
