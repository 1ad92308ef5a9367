#include "omnigraph/exec/results/entity_keys.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "omnigraph/columnar/builder.h"

namespace omnigraph::exec {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::kNullRow;

namespace {

// A zero byte is smaller than any byte of a name, so the name decides first.
void make_key(std::string_view type, std::string_view id, std::string* key) {
  key->assign(type);
  key->push_back('\0');
  key->append(id);
}

uint32_t hex_value(char digit) {
  return static_cast<uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

// Takes `"name":"value"` off the front of `text`, as our own JsonWriter writes it; false, and
// nothing is taken, if something else stands there.
bool take_member(std::string_view name, std::string_view* text, std::string* value) {
  const size_t begin = name.size() + 4;
  if (text->size() < begin || text->substr(1, name.size()) != name) {
    return false;
  }
  value->clear();
  size_t at = begin;
  for (; at < text->size() && (*text)[at] != '"'; ++at) {
    if ((*text)[at] != '\\' || at + 1 == text->size()) {
      value->push_back((*text)[at]);
      continue;
    }
    const char escaped = (*text)[++at];
    if (escaped == 'u' && at + 4 < text->size()) {  // control characters: \u00XX
      value->push_back(
          static_cast<char>(hex_value((*text)[at + 3]) << 4 | hex_value((*text)[at + 4])));
      at += 4;
    } else {
      value->push_back(escaped == 'n'   ? '\n'
                       : escaped == 'r' ? '\r'
                       : escaped == 't' ? '\t'
                                        : escaped);
    }
  }
  *text = text->substr(std::min(at + 1, text->size()));
  return true;
}

// Texts start with {"@id":"…" and, if the type is not plain, ,"@type":"…".
void append_text_key(const query::ValueType& type, std::string_view text, Builder* keys) {
  std::string id;
  std::string name = type.entities.size() == 1 ? type.entities[0]->name : std::string();
  text.remove_prefix(std::min<size_t>(1, text.size()));
  if (take_member("@id", &text, &id)) {
    text.remove_prefix(std::min<size_t>(1, text.size()));
    take_member("@type", &text, &name);
  }
  std::string key;
  make_key(name, id, &key);
  keys->append_string(key);
}

}  // namespace

Result<ArrayPtr> entity_keys(ExecContext& context,
                             const query::VariableInfo& variable,
                             const EntityColumn& entities) {
  constexpr size_t kIdColumn = 0;
  if (variable.types.size() == 1) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(*variable.types[0]));
    return view->take(kIdColumn, entities.positions);
  }
  // Ids of each type at its rows; nulls elsewhere.
  std::vector<ArrayPtr> ids;
  for (size_t type = 0; type < variable.types.size(); ++type) {
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view,
                        context.tables.table(*variable.types[type]));
    std::vector<uint32_t> positions(entities.positions.size(), kNullRow);
    for (size_t i = 0; i < positions.size(); ++i) {
      if (entities.type_index[i] == type) {
        positions[i] = entities.positions[i];
      }
    }
    OG_ASSIGN_OR_RETURN(ArrayPtr of_type, view->take(kIdColumn, positions));
    ids.push_back(std::move(of_type));
  }
  Builder builder(columnar::TypeKind::kString);
  std::string key;
  for (size_t i = 0; i < entities.positions.size(); ++i) {
    if (entities.positions[i] == kNullRow) {
      builder.append_null();
      continue;
    }
    const size_t type = entities.type_index[i];
    make_key(variable.types[type]->name, ids[type]->string_at(i), &key);
    builder.append_string(key);
  }
  return builder.finish();
}

ArrayPtr entity_keys_of_texts(const query::ValueType& type, const Array& values) {
  const bool lists = values.kind() == columnar::TypeKind::kList;
  const Array& texts = lists ? values.child(0) : values;
  Builder keys(values.type());
  Builder& items = lists ? keys.child() : keys;
  const auto append = [&](size_t i) {
    if (texts.is_null(i)) {
      items.append_null();
    } else {
      append_text_key(type, texts.string_at(i), &items);
    }
  };
  for (size_t i = 0; i < values.length(); ++i) {
    if (!lists) {
      append(i);
      continue;
    }
    if (values.is_null(i)) {
      keys.append_null();
      continue;
    }
    for (size_t item = values.list_begin(i); item < values.list_end(i); ++item) {
      append(item);
    }
    keys.finish_list();
  }
  return keys.finish();
}

}  // namespace omnigraph::exec
