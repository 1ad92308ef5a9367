#include "omnigraph/schema/check/constraints.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/fitness.h"

namespace omnigraph::schema {

namespace {

using Kind = ConstraintSyntax::Kind;

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kKey:
      return "key";
    case Kind::kUnique:
      return "unique";
    case Kind::kIndex:
      return "index";
    case Kind::kRange:
      return "range";
    case Kind::kCheck:
      return "check";
  }
  return "?";
}

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
      : draft_(draft), type_(type), findings_(findings), where_(describe(*draft.syntax)) {}

  void read() {
    for (const Property& property : draft_.properties.properties()) {
      read_property(property);
    }
    for (const ConstraintSyntax& constraint : draft_.syntax->constraints) {
      read_constraint(constraint);
    }
    type_.unique = unique_.take();
    type_.index = index_.take();
    if (!type_.key.empty()) {
      auto& index = type_.index;
      index.erase(std::remove(index.begin(), index.end(), type_.key), index.end());
      index.insert(index.begin(), type_.key);
    }
  }

 private:
  void read_property(const Property& property) {
    for (const Annotation& annotation : property.annotations) {
      if (annotation.name == "key") {
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
      suggest_property(diagnostic, property.embed_source, std::nullopt);
    } else if (!draft_.properties.is_broken(source->name) && !is_plain_string(source->type)) {
      findings_.add(Code::kEmbedSource,
                    property.span,
                    format("the `@embed` source '{}' of {} must be String, it is {}",
                           source->name,
                           describe(*draft_.syntax, property.name),
                           to_string(source->type)));
    }
  }

  static bool is_plain_string(const PropertyType& type) {
    return type.scalar == ScalarKind::kString && !type.list;
  }

  // Without `span` only the words, no edit.
  void suggest_property(Diagnostic& diagnostic,
                        const std::string& name,
                        std::optional<SourceSpan> span) {
    constexpr size_t kManyProperties = 500;
    if (draft_.properties.properties().size() > kManyProperties) {
      return;
    }
    findings_.suggest(diagnostic, name, span.value_or(SourceSpan{}), draft_.properties.names());
    if (!span) {
      diagnostic.edits.clear();
    }
  }

  void set_key(std::vector<std::string> columns, SourceSpan span) {
    if (!type_.key.empty()) {
      findings_.add(Code::kSeveralKeys, span, format("{} has multiple @key", where_)).fix =
          "a key of several properties is written `@key(a, b)` in the body";
      return;
    }
    type_.key = std::move(columns);
  }

  void read_constraint(const ConstraintSyntax& constraint) {
    const std::string_view name = kind_name(constraint.kind);
    const bool is_edge = type_.is_edge();
    if (is_edge && constraint.kind == Kind::kKey) {
      findings_.add_unsupported(constraint.span, "`@key(…)` on edges");
      return;
    }
    if (is_edge && (constraint.kind == Kind::kRange || constraint.kind == Kind::kCheck)) {
      findings_.add(Code::kConstraintPlace,
                    constraint.span,
                    format("`@{}` is not supported on edges: {}", name, draft_.syntax->name.text));
      return;
    }
    switch (constraint.kind) {
      case Kind::kRange:
        read_range(constraint);
        return;
      case Kind::kCheck:
        read_check(constraint);
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
      const std::optional<std::string> column = resolve_column(constraint.kind, written);
      if (!column) {
        valid = false;
      } else if (!seen.insert(*column).second) {
        findings_.add(
            Code::kColumnRepeated,
            written.span,
            format(
                "`@{}` of {} names '{}' twice", kind_name(constraint.kind), where_, written.text));
        valid = false;
      } else {
        columns.push_back(*column);
      }
    }
    if (constraint.kind == Kind::kKey) {
      // A key that is wrong in itself still counts as one.
      set_key(valid ? columns : std::vector<std::string>{"?"}, constraint.span);
    } else if (valid) {
      (constraint.kind == Kind::kUnique ? unique_ : index_).add(std::move(columns));
    }
  }

  // The column that a word of a list means, "@src" and "@dst" for ends. Nothing if wrong
  // (reported).
  std::optional<std::string> resolve_column(Kind kind, const Name& written) {
    const std::string& name = written.text;
    if (name == "@src" || name == "@dst") {
      if (type_.is_edge()) {
        return name;
      }
      findings_.add(Code::kUnknownProperty,
                    written.span,
                    format("`{}` is for edges only, found on {}", name, where_));
      return std::nullopt;
    }
    const Property* property = draft_.properties.find(name);
    if (property == nullptr && type_.is_edge() && (name == "src" || name == "dst")) {
      return "@" + name;
    }
    if (property == nullptr) {
      report_unknown(kind, written);
      return std::nullopt;
    }
    if (draft_.properties.is_broken(name)) {
      return std::nullopt;
    }
    const std::string unfit = reason_unfit(kind_name(kind), property->type);
    if (!unfit.empty()) {
      report_unfit(kind, written, unfit);
      return std::nullopt;
    }
    return name;
  }

  void report_unknown(Kind kind, const Name& written) {
    Diagnostic& diagnostic = findings_.add(
        Code::kUnknownProperty,
        written.span,
        format("`@{}` of {} names unknown property '{}'", kind_name(kind), where_, written.text));
    suggest_property(diagnostic, written.text, written.span);
  }

  void report_unfit(Kind kind, const Name& written, std::string_view unfit) {
    findings_.add(Code::kConstraintType,
                  written.span,
                  format("`@{}` does not fit {}: it {}",
                         kind_name(kind),
                         describe(*draft_.syntax, written.text),
                         unfit));
  }

  // The property that @range or @check is about. Null if it is wrong (reported) or broken.
  const Property* find_constrained(const ConstraintSyntax& constraint) {
    const Name& written = constraint.columns[0];
    const Property* property = draft_.properties.find(written.text);
    if (property == nullptr) {
      report_unknown(constraint.kind, written);
      return nullptr;
    }
    return draft_.properties.is_broken(written.text) ? nullptr : property;
  }

  void read_range(const ConstraintSyntax& constraint) {
    const Property* property = find_constrained(constraint);
    if (property != nullptr && (property->type.list || !is_numeric(property->type.scalar))) {
      report_unfit(constraint.kind,
                   constraint.columns[0],
                   "must be numeric, it is " + to_string(property->type));
    }
    RangeConstraint range;
    range.property = constraint.columns[0].text;
    const bool parsed =
        read_bound(constraint.min, range.min) && read_bound(constraint.max, range.max);
    if (parsed && range.min && range.max && is_above(*range.min, *range.max)) {
      findings_.add(Code::kRangeBounds,
                    constraint.span,
                    format("`@range` of {}: the lower bound {} is above the upper bound {}",
                           describe(*draft_.syntax, range.property),
                           constraint.min->text,
                           constraint.max->text));
    }
    type_.ranges.push_back(std::move(range));
  }

  bool read_bound(const std::optional<NumberSyntax>& syntax, std::optional<RangeBound>& bound) {
    if (!syntax) {
      return true;
    }
    const char* begin = syntax->text.data();
    const char* end = begin + syntax->text.size();
    bool fits = false;
    if (syntax->is_float) {
      double value = 0;
      fits = std::from_chars(begin, end, value).ec == std::errc();
      bound = value;
    } else {
      int64_t value = 0;
      fits = std::from_chars(begin, end, value).ec == std::errc();
      bound = value;
    }
    if (!fits) {
      findings_.add(Code::kNumberOutOfRange,
                    syntax->span,
                    format("this bound of `@range` is out of range: {} to {}, or a float",
                           std::numeric_limits<int64_t>::min(),
                           std::numeric_limits<int64_t>::max()));
    }
    return fits;
  }

  static bool is_above(const RangeBound& low, const RangeBound& high) {
    const auto* low_int = std::get_if<int64_t>(&low);
    const auto* high_int = std::get_if<int64_t>(&high);
    if (low_int != nullptr && high_int != nullptr) {
      return *low_int > *high_int;
    }
    const auto as_float = [](const RangeBound& bound) {
      return std::visit([](auto value) { return static_cast<double>(value); }, bound);
    };
    return as_float(low) > as_float(high);
  }

  void read_check(const ConstraintSyntax& constraint) {
    const Property* property = find_constrained(constraint);
    if (property != nullptr && !is_plain_string(property->type)) {
      report_unfit(constraint.kind,
                   constraint.columns[0],
                   "must be String, it is " + to_string(property->type));
    }
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 pattern(constraint.pattern, options);
    if (!pattern.ok()) {
      findings_.add(
          Code::kCheckPattern,
          constraint.pattern_span,
          format("the pattern of `@check` is no valid regular expression: {}", pattern.error()));
    }
    type_.checks.push_back({constraint.columns[0].text, constraint.pattern});
  }

  const TypeDraft& draft_;
  EntityType& type_;
  Findings& findings_;
  std::string where_;
  ColumnLists unique_;
  ColumnLists index_;
};

std::optional<uint64_t> read_count(const NumberSyntax& syntax, Findings& findings) {
  uint64_t value = 0;
  const char* begin = syntax.text.data();
  if (std::from_chars(begin, begin + syntax.text.size(), value).ec != std::errc()) {
    findings.add(Code::kNumberOutOfRange,
                 syntax.span,
                 format("this number of `@card` is out of range: at most {}",
                        std::numeric_limits<uint64_t>::max()));
    return std::nullopt;
  }
  return value;
}

}  // namespace

void apply_constraints(const TypeDraft& draft, EntityType& type, Findings& findings) {
  ConstraintReader(draft, type, findings).read();
}

void apply_cardinality(const TypeDraft& draft, EntityType& type, Findings& findings) {
  const std::vector<CardinalitySyntax>& list = draft.syntax->cardinalities;
  if (list.empty()) {
    return;
  }
  for (size_t i = 1; i < list.size(); ++i) {
    findings.add(Code::kAnnotationRepeated,
                 list[i].span,
                 format("{} declares @card multiple times", describe(*draft.syntax)));
  }
  const CardinalitySyntax& syntax = list[0];
  const std::optional<uint64_t> min = read_count(syntax.min, findings);
  std::optional<uint64_t> max;
  if (syntax.max) {
    max = read_count(*syntax.max, findings);
  }
  if (min && max && *min > *max) {
    findings.add(Code::kCardinality,
                 syntax.span,
                 format("`@card` of {}: the minimum {} is above the maximum {}",
                        describe(*draft.syntax),
                        *min,
                        *max));
  }
  type.cardinality = {min.value_or(0), max};
}

}  // namespace omnigraph::schema
