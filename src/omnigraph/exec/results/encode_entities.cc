#include "omnigraph/exec/results/encode_entities.h"

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/encode_json.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using schema::EntityType;

struct Member {
  std::string name;
  ArrayPtr values;
};

// The stored members of entities of one type at `positions`.
Result<std::vector<Member>> read_members(ExecContext& context,
                                         const EntityType& type,
                                         const std::vector<uint32_t>& positions) {
  std::vector<std::pair<std::string, std::string>> wanted = {{"@id", "_id"}};
  if (type.is_edge()) {
    wanted.emplace_back("@src", "_src");
    wanted.emplace_back("@dst", "_dst");
  }
  for (const schema::Property& property : type.properties) {
    if (property.type.scalar != schema::ScalarKind::kBlob &&
        property.type.scalar != schema::ScalarKind::kVector) {
      wanted.emplace_back(property.name, property.name);
    }
  }
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(type));
  std::vector<Member> members;
  for (const auto& [name, column] : wanted) {
    const auto index = view->column_index(column);
    if (!index) {
      return Error(ErrorCode::kInternal, "a table lacks a column of its type: " + column);
    }
    OG_ASSIGN_OR_RETURN(ArrayPtr values, view->take(*index, positions));
    members.push_back({name, std::move(values)});
  }
  return members;
}

std::string encode(const EntityType& type,
                   bool with_type,
                   const std::vector<Member>& members,
                   size_t row) {
  JsonWriter json;
  json.begin_object();
  for (size_t m = 0; m < members.size(); ++m) {
    json.key(members[m].name);
    write_json_cell(*members[m].values, row, &json);
    if (m == 0 && with_type) {
      json.member("@type", std::string_view(type.name));
    }
  }
  json.end_object();
  return json.take();
}

}  // namespace

Result<ArrayPtr> encode_entities(ExecContext& context,
                                 const query::VariableInfo& variable,
                                 const EntityColumn& entities) {
  std::vector<std::string> texts(entities.positions.size());
  for (size_t t = 0; t < variable.types.size(); ++t) {
    const EntityType& type = *variable.types[t];
    std::vector<uint32_t> rows;
    std::vector<uint32_t> positions;
    for (uint32_t i = 0; i < entities.positions.size(); ++i) {
      const bool of_type = entities.type_index.empty() || entities.type_index[i] == t;
      if (of_type && entities.positions[i] != kNullRow) {
        rows.push_back(i);
        positions.push_back(entities.positions[i]);
      }
    }
    if (rows.empty()) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const auto members, read_members(context, type, positions));
    const bool with_type = type.is_edge() || variable.polymorphic();
    for (size_t i = 0; i < rows.size(); ++i) {
      texts[rows[i]] = encode(type, with_type, members, i);
    }
  }
  columnar::Builder builder(columnar::TypeKind::kString);
  for (size_t i = 0; i < texts.size(); ++i) {
    if (entities.positions[i] == kNullRow) {
      builder.append_null();
    } else {
      builder.append_string(texts[i]);
    }
  }
  return builder.finish();
}

}  // namespace omnigraph::exec
