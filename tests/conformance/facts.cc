#include "conformance/facts.h"

#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

using schema::EntityType;
using Lines = std::vector<std::string>;

std::string joined(const Lines& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string text_of(const schema::Annotation& annotation) {
  return annotation.value ? format("@{}(\"{}\")", annotation.name, *annotation.value)
                          : "@" + annotation.name;
}

void add_properties(const std::string& owner,
                    const std::vector<schema::Property>& properties,
                    Lines* facts) {
  for (const schema::Property& property : properties) {
    std::string line = format("property {}.{}: {}", owner, property.name, to_string(property.type));
    for (const schema::Annotation& annotation : property.annotations) {
      line += " " + text_of(annotation);
    }
    facts->push_back(line);
    if (!property.embed_source.empty()) {
      facts->push_back(format("embed {}.{} from {}", owner, property.name, property.embed_source));
    }
  }
}

std::string bound_text(const std::optional<schema::RangeBound>& bound) {
  if (!bound) {
    return "";
  }
  const auto* integer = std::get_if<int64_t>(&*bound);
  return integer != nullptr ? std::to_string(*integer) : format("{}", std::get<double>(*bound));
}

void add_constraints(const EntityType& type, Lines* facts) {
  if (!type.key.empty()) {
    facts->push_back(format("key {} ({})", type.name, joined(type.key)));
  }
  for (const auto& columns : type.unique) {
    facts->push_back(format("unique {} ({})", type.name, joined(columns)));
  }
  for (const auto& columns : type.index) {
    facts->push_back(format("index {} ({})", type.name, joined(columns)));
  }
  for (const schema::RangeConstraint& range : type.ranges) {
    facts->push_back(format("range {}.{} {}..{}",
                            type.name,
                            range.property,
                            bound_text(range.min),
                            bound_text(range.max)));
  }
  for (const schema::CheckConstraint& check : type.checks) {
    facts->push_back(format("check {}.{} \"{}\"", type.name, check.property, check.pattern));
  }
  if (!type.cardinality.is_default()) {
    const auto& max = type.cardinality.max;
    facts->push_back(format("card {} {}..{}",
                            type.name,
                            type.cardinality.min,
                            max ? std::to_string(*max) : std::string()));
  }
}

void add_type(const EntityType& type, Lines* facts) {
  if (type.is_edge()) {
    facts->push_back(format("edge {}: {} -> {}", type.name, type.from_type, type.to_type));
  } else {
    facts->push_back("node " + type.name +
                     (type.implements.empty() ? "" : " implements " + joined(type.implements)));
  }
  for (const schema::Annotation& annotation : type.annotations) {
    facts->push_back(format("annotation {} {}", type.name, text_of(annotation)));
  }
  add_properties(type.name, type.properties, facts);
  add_constraints(type, facts);
  Lines columns;
  for (const columnar::Field& field : type.table_schema()) {
    columns.push_back(
        format("{}: {}{}", field.name, to_string(field.type), field.nullable ? "?" : ""));
  }
  facts->push_back(format("table {} {}", type.table_key, joined(columns)));
}

std::string param_text(const query::ast::Param& param) {
  std::string type = param.type.base;
  if (param.type.dimension > 0) {
    type += format("({})", param.type.dimension);
  }
  if (param.type.list) {
    type = "[" + type + "]";
  }
  return param.name.text + ": " + type + (param.type.nullable ? "?" : "");
}

}  // namespace

Lines catalog_facts(const schema::Catalog& catalog) {
  Lines facts;
  for (const schema::InterfaceType& one : catalog.interfaces()) {
    facts.push_back("interface " + one.name);
    add_properties(one.name, one.properties, &facts);
  }
  for (const EntityType& node : catalog.nodes()) {
    add_type(node, &facts);
  }
  for (const EntityType& edge : catalog.edges()) {
    add_type(edge, &facts);
  }
  return facts;
}

Lines query_facts(const query::ast::File& file) {
  Lines facts;
  for (const query::ast::Query& one : file.queries) {
    Lines params;
    for (const query::ast::Param& param : one.params) {
      params.push_back(param_text(param));
    }
    const std::string head = format("{}({})", one.name.text, joined(params));
    if (const auto* read = std::get_if<query::ast::Read>(&one.body)) {
      facts.push_back(format("read {}: {} clauses", head, read->arms[0].match.clauses.size()));
    } else {
      facts.push_back(format("change {}: {} statements",
                             head,
                             std::get<query::ast::Mutation>(one.body).statements.size()));
    }
    if (one.description) {
      facts.push_back(format("description {} \"{}\"", one.name.text, *one.description));
    }
    if (one.instruction) {
      facts.push_back(format("instruction {} \"{}\"", one.name.text, *one.instruction));
    }
  }
  return facts;
}

}  // namespace omnigraph::testing
