#include "omnigraph/schema/check/constraints.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/column_lookup.h"
#include "omnigraph/schema/check/value_constraints.h"

namespace omnigraph::schema {

namespace {

// Column lists in the order in which they come, each once.
class ColumnLists {
 public:
  void add(std::vector<std::string> columns) {
    if (seen_.insert(columns).second) {
      lists_.push_back(std::move(columns));
    }
  }
  std::vector<std::vector<std::string>> take() { return std::move(lists_); }

 private:
  std::set<std::vector<std::string>> seen_;
  std::vector<std::vector<std::string>> lists_;
};

class ConstraintReader {
 public:
  ConstraintReader(const TypeDraft& draft, EntityType& type, Findings& findings)
      : draft_(draft),
        type_(type),
        findings_(findings),
        lookup_(draft, findings),
        where_(describe(*draft.syntax)) {}

  void read() {
    for (const Property& property : draft_.properties.properties()) {
      read_property(property);
    }
    for (const ConstraintSyntax& constraint : draft_.syntax->constraints) {
      read_constraint(constraint);
    }
    type_.unique = unique_.take();
    type_.index = index_.take();
    if (!type_.key.empty()) {  // looked up on every write
      auto& index = type_.index;
      index.erase(std::remove(index.begin(), index.end(), type_.key), index.end());
      index.insert(index.begin(), type_.key);
    }
  }

 private:
  void read_property(const Property& property) {
    for (const Annotation& annotation : property.annotations) {
      if (annotation.name == "key" && !type_.is_edge()) {
        set_key({property.name}, property.span);
      } else if (annotation.name == "unique") {
        unique_.add({property.name});
      } else if (annotation.name == "index") {
        index_.add({property.name});
      }
    }
    if (!property.embed_source.empty()) {
      check_embed_source(property);
    }
  }

  void check_embed_source(const Property& property) {
    const Property* source = draft_.properties.find(property.embed_source);
    if (source == nullptr) {
      Diagnostic& diagnostic =
          findings_.add(Code::kEmbedSource,
                        property.span,
                        format("`@embed` of {} references unknown source property '{}'",
                               describe(*draft_.syntax, property.name),
                               property.embed_source));
      lookup_.suggest(diagnostic, property.embed_source, std::nullopt);
      return;
    }
    const bool is_text = source->type.scalar == ScalarKind::kString && !source->type.list;
    if (!is_text && !draft_.properties.is_broken(source->name)) {
      findings_.add(Code::kEmbedSource,
                    property.span,
                    format("the `@embed` source '{}' of {} must be String, it is {}",
                           source->name,
                           describe(*draft_.syntax, property.name),
                           to_string(source->type)));
    }
  }

  void set_key(std::vector<std::string> columns, SourceSpan span) {
    if (!type_.key.empty()) {
      findings_.add(Code::kSeveralKeys, span, format("{} has multiple @key", where_)).fix =
          "a key of several properties is written `@key(a, b)` in the body";
      return;
    }
    for (const std::string& column : columns) {
      const Property* property = draft_.properties.find(column);
      if (property != nullptr && property->automatic != Automatic::kNone) {
        findings_.add(
            Code::kAutomatic,
            span,
            format("`@auto` does not go with `@key`: {}", describe(*draft_.syntax, column)));
      }
    }
    type_.key = std::move(columns);
  }

  void read_constraint(const ConstraintSyntax& constraint) {
    const bool of_values = constraint.kind == ConstraintSyntax::Kind::kRange ||
                           constraint.kind == ConstraintSyntax::Kind::kCheck;
    if (type_.is_edge() && of_values) {
      findings_.add(
          Code::kConstraintPlace,
          constraint.span,
          format(
              "`@{}` is not supported on edges: {}", constraint_name(constraint.kind), type_.name));
      return;
    }
    switch (constraint.kind) {
      case ConstraintSyntax::Kind::kRange:
        type_.ranges.push_back(read_range(constraint, lookup_, findings_));
        return;
      case ConstraintSyntax::Kind::kCheck:
        type_.checks.push_back(read_check(constraint, lookup_, findings_));
        return;
      default:
        read_columns(constraint);
        return;
    }
  }

  void read_columns(const ConstraintSyntax& constraint) {
    std::vector<std::string> columns;
    std::unordered_set<std::string> seen;
    bool valid = true;
    for (const Name& written : constraint.columns) {
      const std::optional<std::string> column = lookup_.resolve(constraint.kind, written);
      if (!column) {
        valid = false;
      } else if (!seen.insert(*column).second) {
        findings_.add(Code::kColumnRepeated,
                      written.span,
                      format("`@{}` of {} names '{}' twice",
                             constraint_name(constraint.kind),
                             where_,
                             written.text));
        valid = false;
      } else {
        columns.push_back(*column);
      }
    }
    if (constraint.kind == ConstraintSyntax::Kind::kKey) {
      valid = valid && (!type_.is_edge() || order_edge_key(&columns, constraint.span));
      // A key that is wrong in itself still counts as one.
      set_key(valid ? columns : std::vector<std::string>{"?"}, constraint.span);
    } else if (valid) {
      (constraint.kind == ConstraintSyntax::Kind::kUnique ? unique_ : index_)
          .add(std::move(columns));
    }
  }

  // Source and target in front, whatever the order in which the list names them. False if one of
  // them is missing.
  bool order_edge_key(std::vector<std::string>* columns, SourceSpan span) {
    for (const char* end : {"@dst", "@src"}) {
      const auto found = std::find(columns->begin(), columns->end(), end);
      if (found == columns->end()) {
        findings_
            .add(Code::kEdgeKeyEnds,
                 span,
                 format("the `@key` of {} must name both ends, it lacks `{}`", where_, end))
            .fix = "write `@key(@src, @dst)`, with properties behind if they tell edges apart";
        return false;
      }
      std::rotate(columns->begin(), found, found + 1);
    }
    return true;
  }

  const TypeDraft& draft_;
  EntityType& type_;
  Findings& findings_;
  ColumnLookup lookup_;
  std::string where_;
  ColumnLists unique_;
  ColumnLists index_;
};

}  // namespace

void apply_constraints(const TypeDraft& draft, EntityType& type, Findings& findings) {
  ConstraintReader(draft, type, findings).read();
}

}  // namespace omnigraph::schema
