#include "omnigraph/exec/expressions/entity_fields.h"

#include "omnigraph/base/format.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;

namespace {

Error unbound(const query::VariableInfo& info) {
  return Error(ErrorCode::kInternal,
               format("an expression uses a variable that has no values here: \"{}\"", info.name));
}

}  // namespace

Result<Column> EntityFields::read(Frame& frame, query::VarId variable, std::string_view column) {
  if (ArrayPtr kept = find_kept(frame, variable, column)) {
    return Column{std::move(kept)};
  }
  const query::VariableInfo& info = context_.query.variables[variable];
  const EntityColumn& entities = frame.entities(variable);
  if (!entities.bound) {
    return unbound(info);
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr values, fetch(entities, info, column));
  keep(frame, variable, column, values);
  return Column{std::move(values)};
}

Result<Column> EntityFields::type_names(Frame& frame, query::VarId variable) {
  const query::VariableInfo& info = context_.query.variables[variable];
  const EntityColumn& entities = frame.entities(variable);
  if (!entities.bound) {
    return unbound(info);
  }
  TextWriter names(entities.positions.size(), context_.limits.memory_bytes);
  for (size_t i = 0; i < entities.positions.size(); ++i) {
    if (entities.positions[i] == columnar::kNullRow) {
      names.append_null();
    } else {
      names.append(info.types[entities.type_index.empty() ? 0 : entities.type_index[i]]->name);
    }
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr array, names.finish());
  return Column{std::move(array)};
}

ArrayPtr EntityFields::find_kept(Frame& frame, query::VarId variable, std::string_view column) {
  if (Frame* outer = frame.outer()) {
    if (ArrayPtr own = frame.find_fetched(variable, column)) {
      return own;
    }
    const ArrayPtr whole = find_kept(*outer, variable, column);
    if (!whole) {
      return nullptr;
    }
    ArrayPtr part = columnar::take(*whole, frame.rows());
    frame.keep_fetched(variable, column, part);
    return part;
  }
  if (variable >= kept_.size()) {
    return nullptr;
  }
  const EntityColumn& entities = frame.entities(variable);
  Kept& kept = kept_[variable];
  if (!entities.bound || kept.positions != entities.positions ||
      kept.type_index != entities.type_index) {
    return nullptr;
  }
  for (const auto& [name, values] : kept.columns) {
    if (name == column) {
      return values;
    }
  }
  return nullptr;
}

void EntityFields::keep(Frame& frame,
                        query::VarId variable,
                        std::string_view column,
                        ArrayPtr values) {
  if (frame.outer() != nullptr) {
    frame.keep_fetched(variable, column, std::move(values));
    return;
  }
  if (variable >= kept_.size()) {
    kept_.resize(variable + 1);
  }
  const EntityColumn& entities = frame.entities(variable);
  Kept& kept = kept_[variable];
  if (kept.positions != entities.positions || kept.type_index != entities.type_index) {
    kept.positions = entities.positions;
    kept.type_index = entities.type_index;
    kept.columns.clear();
  }
  kept.columns.emplace_back(column, std::move(values));
}

Result<ArrayPtr> EntityFields::fetch(const EntityColumn& entities,
                                     const query::VariableInfo& info,
                                     std::string_view column) {
  return entities.type_index.empty() ? take(*info.types[0], column, entities.positions)
                                     : fetch_of_types(entities, info, column);
}

// One read per type that occurs; the parts are then laid into row order.
Result<ArrayPtr> EntityFields::fetch_of_types(const EntityColumn& entities,
                                              const query::VariableInfo& info,
                                              std::string_view column) {
  const size_t rows = entities.positions.size();
  std::vector<std::vector<uint32_t>> positions(info.types.size());
  std::vector<Pick> picks(rows);
  for (size_t i = 0; i < rows; ++i) {
    if (entities.positions[i] != columnar::kNullRow) {
      std::vector<uint32_t>& of_type = positions[entities.type_index[i]];
      picks[i] = {entities.type_index[i], static_cast<uint32_t>(of_type.size())};
      of_type.push_back(entities.positions[i]);
    }
  }
  std::vector<Column> parts(info.types.size());
  const Column* any = nullptr;
  for (size_t t = 0; t < parts.size(); ++t) {
    if (!positions[t].empty() || (any == nullptr && t + 1 == parts.size())) {
      OG_ASSIGN_OR_RETURN(parts[t].array, take(*info.types[t], column, positions[t]));
      any = &parts[t];
    }
  }
  return assemble(any->array->type(), parts, picks, context_.limits.memory_bytes);
}

Result<ArrayPtr> EntityFields::take(const schema::EntityType& type,
                                    std::string_view column,
                                    std::span<const uint32_t> positions) {
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr table, context_.tables.table(type));
  const std::optional<size_t> index = table->column_index(column);
  if (!index) {
    return Error(
        ErrorCode::kInternal,
        format("a table lacks a column of its type: \"{}\", \"{}\"", type.table_key, column));
  }
  return table->take(*index, positions);
}

}  // namespace omnigraph::exec
