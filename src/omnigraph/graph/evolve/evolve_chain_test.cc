// Random chains of schema changes and writes against a plain model of the rows: after every step
// the export says what the model says, and at the end every earlier state still says what it said
// then.
#include <algorithm>
#include <map>
#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/base/random.h"
#include "omnigraph/graph/evolve/evolve_test_support.h"
#include "omnigraph/graph/evolve/map_tables.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::evolve_to;
using testing::export_text;
using testing::TestGraph;
using testing::verify_text;

struct ModelProperty {
  std::string name;
  std::string type;  // without "?"
  bool nullable = true;
  std::string default_text;  // empty: none
  std::string renamed_from;  // in the change at hand
  int identity = 0;          // for life
};

using ModelRow = std::map<int, std::string>;  // JSON by property identity; absent = null

struct ModelType {
  std::string name;
  std::string renamed_from;
  int identity = 0;
  std::vector<ModelProperty> properties;
  std::map<std::string, ModelRow> rows;
};

class EvolveModel {
 public:
  explicit EvolveModel(uint64_t seed) : random_(seed) {
    types_.push_back({"T0", "", next_++, {}, {}});
    add_property(types_[0]);
  }

  std::string source() const {
    std::string text;
    for (const ModelType& type : types_) {
      text += "node " + type.name;
      text += type.renamed_from.empty() ? "" : " @rename_from(\"" + type.renamed_from + "\")";
      text += " {\n";
      for (const ModelProperty& property : type.properties) {
        text += "  " + property.name + ": " + property.type + (property.nullable ? "?" : "");
        text += property.default_text.empty() ? "" : " @default(" + property.default_text + ")";
        text +=
            property.renamed_from.empty() ? "" : " @rename_from(\"" + property.renamed_from + "\")";
        text += "\n";
      }
      text += "}\n";
    }
    return text;
  }

  // The export's lines, sorted.
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const ModelType& type : types_) {
      std::vector<ModelProperty> sorted = type.properties;
      std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
      });
      for (const auto& [id, row] : type.rows) {
        std::string line = format(R"({{"type":"{}","data":{{"id":"{}")", type.name, id);
        for (const ModelProperty& property : sorted) {
          const auto at = row.find(property.identity);
          line += format(R"(,"{}":{})", property.name, at == row.end() ? "null" : at->second);
        }
        all.push_back(line + "}}");
      }
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  // One to three changes of the schema.
  void change_schema() {
    for (ModelType& type : types_) {
      type.renamed_from.clear();
      for (ModelProperty& property : type.properties) {
        property.renamed_from.clear();
      }
    }
    touched_.clear();
    for (size_t i = 0, count = 1 + pick(3); i < count; ++i) {
      change_once();
    }
  }

  // Rows of one type that are new or replaced: the table's key and the JSON.
  std::pair<std::string, std::vector<std::string>> write_rows() {
    ModelType& type = types_[pick(types_.size())];
    std::vector<std::string> rows;
    std::map<std::string, bool> used;
    for (size_t i = 0, count = 1 + pick(4); i < count; ++i) {
      const std::string id = "r" + std::to_string(pick(12));
      if (!used.emplace(id, true).second) {
        continue;
      }
      ModelRow row;
      std::string json = R"({"_id":")" + id + "\"";
      for (const ModelProperty& property : type.properties) {
        if (property.nullable && pick(3) == 0) {
          continue;
        }
        row[property.identity] = value_of(property.type);
        json += ",\"" + property.name + "\":" + row[property.identity];
      }
      type.rows[id] = row;
      rows.push_back(json + "}");
    }
    return {"node:" + type.name, rows};
  }

  // A row that goes; nothing if the type has none.
  std::optional<std::pair<std::string, std::string>> erase_row() {
    ModelType& type = types_[pick(types_.size())];
    if (type.rows.empty()) {
      return std::nullopt;
    }
    const std::string id = type.rows.begin()->first;
    type.rows.erase(id);
    return std::pair("node:" + type.name, id);
  }

  // What became of the properties of `earlier` by now: "table.property" → the same, those gone left
  // out.
  std::map<std::string, std::string> mapped_from(const EvolveModel& earlier) const {
    std::map<std::string, std::string> mapped;
    for (const ModelType& was : earlier.types_) {
      for (const ModelType& is : types_) {
        for (const ModelProperty& before : was.properties) {
          for (const ModelProperty& after : is.properties) {
            if (was.identity == is.identity && before.identity == after.identity) {
              mapped[was.name + "." + before.name] = is.name + "." + after.name;
            }
          }
        }
      }
    }
    return mapped;
  }

  size_t pick(size_t count) { return static_cast<size_t>(random_.next() % count); }

 private:
  void change_once() {
    ModelType& type = types_[pick(types_.size())];
    switch (pick(8)) {
      case 0:
        if (type.renamed_from.empty() && touched_.emplace(type.identity, true).second) {
          type.renamed_from = type.name;
          type.name = fresh("T");
        }
        return;
      case 1:
        add_property(type);
        return;
      case 2:
        if (types_.size() > 1 && touched_.emplace(type.identity, true).second) {
          types_.erase(types_.begin() + (&type - types_.data()));
        }
        return;
      case 3:
        types_.push_back({fresh("T"), "", next_++, {}, {}});
        touched_[types_.back().identity] = true;
        add_property(types_.back());
        return;
      default:
        if (!type.properties.empty()) {
          change_property(type, type.properties[pick(type.properties.size())]);
        }
    }
  }

  void change_property(ModelType& type, ModelProperty& property) {
    if (!touched_.emplace(property.identity, true).second) {
      return;
    }
    switch (pick(5)) {
      case 0:
        property.renamed_from = property.name;
        property.name = fresh("p");
        return;
      case 1:
        if (type.properties.size() > 1) {
          for (auto& [id, row] : type.rows) {
            row.erase(property.identity);
          }
          type.properties.erase(type.properties.begin() + (&property - type.properties.data()));
        }
        return;
      case 2:
        if (!property.nullable) {
          property.nullable = true;
        } else if (std::all_of(type.rows.begin(), type.rows.end(), [&](const auto& row) {
                     return row.second.count(property.identity) != 0;
                   })) {
          property.nullable = false;
        }
        return;
      default:
        widen_property(type, property);
    }
  }

  static void widen_property(ModelType& type, ModelProperty& property) {
    static const std::map<std::string, std::string> kWider = {
        {"I32", "I64"}, {"U32", "F64"}, {"F32", "F64"}};
    const auto wider = kWider.find(property.type);
    if (wider == kWider.end()) {
      return;
    }
    property.type = wider->second;
    for (auto& [id, row] : type.rows) {
      const auto at = row.find(property.identity);
      if (at != row.end() && property.type == "F64" && at->second.find('.') == std::string::npos) {
        at->second += ".0";
      }
    }
  }

  void add_property(ModelType& type) {
    static const std::vector<std::string> kTypes = {
        "I32", "U32", "F32", "String", "[I64]", "Date", "Bool", "enum(a, b)"};
    ModelProperty property{fresh("p"), kTypes[pick(kTypes.size())], pick(2) == 0, "", "", next_++};
    if (!property.nullable) {
      const std::string value = value_of(property.type);
      property.default_text = property.type == "enum(a, b)" ? value.substr(1, 1) : value;
      for (auto& [id, row] : type.rows) {
        row[property.identity] = value;
      }
    }
    touched_[property.identity] = true;
    type.properties.insert(
        type.properties.begin() + static_cast<std::ptrdiff_t>(pick(type.properties.size() + 1)),
        std::move(property));
  }

  std::string value_of(const std::string& type) {
    const std::string number = std::to_string(pick(1000));
    return type == "String"       ? "\"s" + number + "\""
           : type == "[I64]"      ? "[" + number + ", 5]"
           : type == "Date"       ? "\"2020-01-1" + std::to_string(pick(10)) + "\""
           : type == "Bool"       ? pick(2) == 0 ? "true" : "false"
           : type == "enum(a, b)" ? pick(2) == 0 ? "\"a\"" : "\"b\""
           : type.front() == 'F'  ? number + ".5"
                                  : number;
  }

  std::string fresh(const std::string& stem) { return stem + std::to_string(next_++); }

  SeededRandom random_;
  int next_ = 0;
  std::vector<ModelType> types_;
  std::map<int, bool> touched_;
};

std::vector<std::string> sorted_lines(std::string text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    for (size_t comma = line.find(",5]"); comma != std::string::npos;
         comma = line.find(",5]", comma + 2)) {
      line.replace(comma, 1, ", ");
    }
    lines.push_back(std::move(line));
    at = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> exported_lines(const Snapshot& snapshot) {
  const auto text = export_text(snapshot);
  return text.ok() ? sorted_lines(*text) : std::vector<std::string>{text.error().message()};
}

std::map<std::string, std::string> mapped_tables(const Snapshot& from, const Snapshot& to) {
  std::map<std::string, std::string> mapped;
  const auto mapping = map_tables(from, to);
  EXPECT_TRUE(mapping.ok());
  for (const auto& [key, table] : mapping->tables) {
    for (const auto& [was, is] : table.properties) {
      mapped[key.substr(5) + "." + was] = table.table_key.substr(5) + "." + is;
    }
  }
  return mapped;
}

class EvolveChain : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, EvolveChain, ::testing::Range<uint64_t>(1, 41));

TEST_P(EvolveChain, RowsAreWhatAPlainModelSays) {
  io::MemoryStore store;
  TestGraph graph(store, GetParam());
  EvolveModel model(GetParam());
  // Some chains live in records, some in files, some in both.
  const size_t limits[] = {kSmallCommitBytes, 0, 6000};
  ASSERT_TRUE(graph.init(model.source()).ok());
  graph.environment().small_commit_bytes = limits[GetParam() % 3];
  struct Earlier {
    std::string commit;
    EvolveModel model;
  };
  std::vector<Earlier> history;
  for (int step = 0; step < 24; ++step) {
    if (model.pick(2) == 0) {
      const std::string before = model.source();
      model.change_schema();
      if (model.source() == before) {
        continue;
      }
      const auto done = evolve_to(graph, model.source());
      ASSERT_TRUE(done.ok()) << before << "\n" << model.source() << "\n" << done.error().message();
    } else if (const auto gone = model.pick(4) == 0 ? model.erase_row() : std::nullopt) {
      const SnapshotPtr base = graph.head();
      ASSERT_TRUE(
          graph.graph().publish(base, graph.erase_draft(base, gone->first, {gone->second})).ok());
    } else {
      const auto [key, rows] = model.write_rows();
      ASSERT_TRUE(graph.put(key, rows).ok());
    }
    ASSERT_EQ(exported_lines(*graph.head()), model.lines()) << model.source();
    history.push_back({graph.head()->commit_id(), model});
  }
  EXPECT_EQ(verify_text(graph), "");
  TestGraph other(store, 1000);
  ASSERT_TRUE(other.open().ok());
  for (const Earlier& earlier : history) {
    const auto state = other.graph().at_commit(earlier.commit);
    ASSERT_TRUE(state.ok()) << state.error().message();
    EXPECT_EQ(exported_lines(**state), earlier.model.lines());
    EXPECT_EQ(mapped_tables(**state, *other.head()), model.mapped_from(earlier.model));
  }
}

}  // namespace
}  // namespace omnigraph::graph
