#include "omnigraph/query/types/mutation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/arm.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/properties.h"

namespace omnigraph::query::types {
namespace {

const schema::EntityType* find_target(Context& context, const ast::Name& name) {
  if (const schema::EntityType* node = context.catalog.find_node(name.text)) {
    return node;
  }
  if (const schema::EntityType* edge = context.catalog.find_edge(name.text)) {
    return edge;
  }
  Diagnostic& diagnostic = context.findings.error(
      codes::kMutationType,
      name.span,
      context.catalog.find_interface(name.text) != nullptr
          ? format("`{}` is an interface: a mutation works on a node or edge type", name.text)
          : format("unknown node/edge type `{}`", name.text));
  std::vector<std::string> candidates;
  for (const schema::EntityType& node : context.catalog.nodes()) {
    candidates.push_back(node.name);
  }
  for (const schema::EntityType& edge : context.catalog.edges()) {
    candidates.push_back(edge.name);
  }
  context.findings.suggest(diagnostic, name.text, name.span, candidates);
  return nullptr;
}

std::string_view statement_word(ast::StatementKind kind) {
  constexpr std::string_view kWords[] = {"insert", "upsert", "update", "delete"};
  return kWords[static_cast<size_t>(kind)];
}

class StatementChecker {
 public:
  StatementChecker(Context& context,
                   const ast::Statement& statement,
                   const schema::EntityType& type)
      : context_(context), written_(statement), type_(type) {
    checked_.kind = statement.kind;
    checked_.type = &type;
    checked_.span = statement.span;
    checked_.self =
        context.symbols.add("self", type.is_edge() ? ValueKind::kEdge : ValueKind::kNode);
    context.variable(checked_.self).types.push_back(&type);
    context.state(checked_.self).typed = true;
    context.state(checked_.self).declared = true;
    target_ = Target{&type, checked_.self};
    // An upserted row may not be there yet: what is read of it is null then.
    context.variable(checked_.self).nullable = is(ast::StatementKind::kUpsert);
    scope_.add("self", checked_.self, true, 0);
  }

  Statement check() {
    if (is(ast::StatementKind::kUpsert) && type_.key.empty()) {
      report_no_key();
    }
    if (!is(ast::StatementKind::kDelete) && written_.assignments.empty()) {
      context_.findings.error(
          codes::kMutationType,
          written_.type.span,
          format("{} requires at least one assignment", statement_word(written_.kind)));
    }
    for (const ast::Assignment& assignment : written_.assignments) {
      check_assignment(assignment);
    }
    if (adds()) {
      check_required();
    } else {
      check_target();
    }
    context_.variable(checked_.self).nullable = false;
    check_returning();
    return std::move(checked_);
  }

 private:
  bool is(ast::StatementKind kind) const { return written_.kind == kind; }
  // Whether it can store a row that was not there.
  bool adds() const { return is(ast::StatementKind::kInsert) || is(ast::StatementKind::kUpsert); }

  // ---- Names of properties and ends ----

  // "@src" or "@dst" for an edge's end, else the name as it stands.
  std::string canonical(const std::string& name) const {
    if (type_.is_edge() && (name == "from" || name == "@src")) {
      return "@src";
    }
    return type_.is_edge() && (name == "to" || name == "@dst") ? "@dst" : name;
  }

  bool is_assigned(std::string_view name) const {
    return std::any_of(
        written_.assignments.begin(), written_.assignments.end(), [&](const ast::Assignment& one) {
          return canonical(one.property.text) == name;
        });
  }

  static bool is_end(std::string_view name) { return name == "@src" || name == "@dst"; }

  // ---- Assignments ----

  // What an upserted row is found by cannot depend on it.
  ExprPlace value_place(std::string_view name) {
    ExprPlace place;
    const bool inserts =
        is(ast::StatementKind::kInsert) ||
        (is(ast::StatementKind::kUpsert) && (is_end(name) || type_.is_key_member(name)));
    place.place = inserts ? Place::kInsertValue : Place::kUpdateValue;
    place.scope = inserts ? &outside_ : &scope_;
    place.target = &target_;
    return place;
  }

  void check_assignment(const ast::Assignment& assignment) {
    const std::string name = canonical(assignment.property.text);
    const SourceSpan span = assignment.property.span;
    const ExprPtr value = check_expr(context_, value_place(name), *assignment.value);
    if (!seen_.insert(name).second) {
      context_.findings.error(
          codes::kAssignedTwice,
          span,
          format("duplicate assignment for property `{}`", assignment.property.text));
      return;
    }
    const std::optional<ValueType> want = assignable(assignment, name);
    if (!want || !value) {
      return;
    }
    ExprPtr fitting = fit_assignment(context_, value, *want, assignment.property.text);
    if (fitting) {
      checked_.assignments.push_back({name, std::move(fitting)});
    }
  }

  // The type of what is assigned to, or nothing after a report.
  std::optional<ValueType> assignable(const ast::Assignment& assignment, const std::string& name) {
    const SourceSpan span = assignment.property.span;
    const bool updates = is(ast::StatementKind::kUpdate);
    if (is_end(name) && type_.is_edge()) {
      if (updates) {
        context_.findings.error(codes::kKeyAssigned,
                                span,
                                format("cannot update endpoint `{}` — delete and re-insert instead",
                                       assignment.property.text));
        return std::nullopt;
      }
      return scalar_type(ValueKind::kString);
    }
    const schema::Property* property = type_.find_property(name);
    if (property == nullptr) {
      Diagnostic& diagnostic =
          context_.findings.error(codes::kMutationProperty,
                                  span,
                                  format("type `{}` has no property `{}`", type_.name, name));
      context_.findings.suggest(diagnostic, name, span, property_names(type_));
      return std::nullopt;
    }
    if (updates && type_.is_key_member(name)) {
      context_.findings.error(
          codes::kKeyAssigned,
          span,
          format("cannot update @key property `{}` — delete and re-insert instead", name));
      return std::nullopt;
    }
    if (property->automatic != schema::Automatic::kNone) {
      context_.findings.error(
          codes::kAutomaticProperty,
          span,
          format("property `{}` is set automatically and cannot be assigned", name));
      return std::nullopt;
    }
    return value_type(property->type);
  }

  // ---- Insert ----

  void check_required() {
    if (type_.is_edge()) {
      require_end("@src", "from");
      require_end("@dst", "to");
    }
    for (const schema::Property& property : type_.properties) {
      // Of an upsert only the key must be there: the rest may be stored already.
      const bool needed = !property.type.nullable && !property.fills_itself() &&
                          (is(ast::StatementKind::kInsert) || type_.is_key_member(property.name));
      if (needed && !is_assigned(property.name)) {
        require_property(property);
      }
    }
  }

  void require_end(std::string_view canonical_name, std::string_view spelling) {
    if (!is_assigned(canonical_name)) {
      context_.findings
          .error(codes::kMissingValue,
                 written_.type.span,
                 format("{} for `{}` must provide required endpoint `{}`",
                        statement_word(written_.kind),
                        type_.name,
                        spelling))
          .fix = format("add `{}: …`", spelling);
    }
  }

  // A vector that is made from a text is there if the text is.
  void require_property(const schema::Property& property) {
    if (property.embed_source.empty()) {
      context_.findings
          .error(codes::kMissingValue,
                 written_.type.span,
                 format("{} for `{}` must provide non-nullable property `{}`",
                        statement_word(written_.kind),
                        type_.name,
                        property.name))
          .fix = format("add `{}: …`", property.name);
      return;
    }
    if (!is_assigned(property.embed_source)) {
      context_.findings
          .error(
              codes::kMissingValue,
              written_.type.span,
              format(
                  "insert for `{}` must provide non-nullable property `{}` or @embed source `{}`",
                  type_.name,
                  property.name,
                  property.embed_source))
          .fix = format("add `{}: …`", property.embed_source);
    }
  }

  void report_no_key() {
    context_.findings
        .error(codes::kUpsertKey,
               written_.type.span,
               format("upsert needs a type with a key, `{}` has none", type_.name))
        .fix = "declare a `@key` in the schema";
  }

  // ---- Update and delete ----

  void check_target() {
    checked_.target.variables.push_back(checked_.self);
    if (!written_.where) {
      return;
    }
    ExprPlace place;
    place.place = Place::kWhere;
    place.scope = &scope_;
    place.target = &target_;
    if (const ExprPtr condition = check_condition(context_, place, *written_.where)) {
      add_conjuncts(condition, checked_.target.filters);
    }
  }

  // return { … } behind a statement: bare properties, system fields, $self.
  void check_returning() {
    if (!written_.has_return) {
      return;
    }
    ExprPlace place;
    place.place = Place::kUpdateValue;  // bare names and blocks, but no aggregates
    place.scope = &scope_;
    place.target = &target_;
    std::vector<CheckedColumn> columns;
    for (const ast::Projection& projection : written_.returning) {
      const ExprPtr raw = check_expr(context_, place, *projection.expr);
      add_column(context_, projection, raw, columns);
    }
    for (const CheckedColumn& column : columns) {
      checked_.returning.push_back({column.name, column.raw});
    }
  }

  Context& context_;
  const ast::Statement& written_;
  const schema::EntityType& type_;
  Target target_;
  Scope scope_;    // holds `self`
  Scope outside_;  // an inserted row is not there yet
  std::set<std::string> seen_;
  Statement checked_;
};

}  // namespace

Mutation check_mutation(Context& context, const ast::Mutation& mutation) {
  Mutation checked;
  bool returned = false;
  for (const ast::Statement& statement : mutation.statements) {
    if (statement.has_return && returned) {
      context.findings.error(
          codes::kTwoReturns, statement.span, "only one statement of a mutation can return rows");
    }
    returned = returned || statement.has_return;
    if (const schema::EntityType* type = find_target(context, statement.type)) {
      checked.statements.push_back(StatementChecker(context, statement, *type).check());
    }
  }
  return checked;
}

}  // namespace omnigraph::query::types
