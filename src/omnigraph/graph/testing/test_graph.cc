#include "omnigraph/graph/testing/test_graph.h"

#include <cstring>

#include <simdjson.h>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/export/export.h"
#include "omnigraph/graph/load/json_cell.h"
#include "omnigraph/graph/publish/seal_group.h"
#include "omnigraph/graph/table/id_index.h"

namespace omnigraph::graph::testing {

namespace {

// Stops the process if a call that a right test relies on failed.
template <typename T>
void must(const Result<T>& result) {
  OG_CHECK(result.ok(), result.error().message().c_str());
}

}  // namespace

const char* const kEveryTypeSchema = R"(
node Everything {
  slug: String @key
  text: String?
  flag: Bool?
  i32: I32?
  i64: I64?
  u32: U32?
  u64: U64?
  f32: F32?
  f64: F64?
  day: Date?
  instant: DateTime?
  vector: Vector(3)?
  state: enum(draft, open)?
  texts: [String]?
  numbers: [I64]?
  blob: Blob?
  short: String?
  @range(f64, -1000..1000)
  @check(short, "^[a-z]*$")
}
node Loose { name: String? }
edge Link: Everything -> Everything { weight: F64? count: U64? }
edge Apart: Loose -> Everything
)";

const char* const kPeopleSchema = R"(
node Person {
  name: String @key
  age: I32?
}
node Company {
  name: String @key
}
edge Knows: Person -> Person {
  since: Date?
}
edge WorksAt: Person -> Company
)";

TestGraph::TestGraph(io::ObjectStore& store, uint64_t seed)
    : clock_(1'763'800'000'000'000),
      random_(seed),
      ids_(clock_, random_),
      cache_(size_t{64} << 20),
      environment_{store, clock_, random_, ids_, cache_, [this](int64_t microseconds) {
                     clock_.advance_us(microseconds);
                   }} {}

Status TestGraph::init(std::string_view schema_source) {
  OG_ASSIGN_OR_RETURN(graph_, Graph::init(environment_, schema_source));
  return {};
}

Status TestGraph::open() {
  OG_ASSIGN_OR_RETURN(graph_, Graph::open(environment_));
  return {};
}

SnapshotPtr TestGraph::head() {
  auto head = graph_->head();
  must(head);
  return *head;
}

CommitDraft TestGraph::stage(const SnapshotPtr& base, const StagedTable& staged) {
  CommitDraft draft;
  draft.commit_id = ids_.next();
  draft.operation = "mutate";
  const std::string key = staged.base()->type().table_key;
  GroupTurns turns;
  turns[key] = std::make_unique<TableTurns>(base->catalog(), staged.base());
  OG_CHECK(turns[key]->accept(staged), "a draft changes something");
  const std::vector<std::vector<TurnRef>> turns_of = {{{key, 1}}};
  const Status sealed = seal_group(environment(), *base, turns, turns_of, std::span(&draft, 1));
  OG_CHECK(sealed.ok(), "staged rows can be sealed");
  return draft;
}

namespace {

StagedTable staged_table(const SnapshotPtr& base, const std::string& table_key) {
  const schema::EntityType* type = base->catalog()->find_table(table_key);
  OG_CHECK(type != nullptr, table_key.c_str());
  const auto view = base->table(*type);
  must(view);
  return StagedTable(base->catalog(), *view);
}

std::vector<uint32_t> positions_of(const TableView& view, const columnar::Array& ids) {
  std::vector<std::string_view> wanted;
  for (size_t i = 0; i < ids.length(); ++i) {
    wanted.push_back(ids.string_at(i));
  }
  const auto positions = scan_ids(view, wanted);
  must(positions);
  return *positions;
}

}  // namespace

CommitDraft TestGraph::change_draft(const SnapshotPtr& base,
                                    const std::string& table_key,
                                    const std::vector<std::string>& json_rows,
                                    const std::vector<std::string>& erased_ids) {
  StagedTable staged = staged_table(base, table_key);
  if (!erased_ids.empty()) {
    columnar::Builder builder{columnar::DataType(columnar::TypeKind::kString)};
    for (const std::string& id : erased_ids) {
      builder.append_string(id);
    }
    staged.erase(positions_of(*staged.base(), *builder.finish()));
  }
  if (!json_rows.empty()) {
    columnar::Batch rows = rows_from_json(staged.base()->type(), json_rows);
    const std::vector<uint32_t> replaced = positions_of(*staged.base(), *rows.columns[0]);
    staged.put(std::move(rows), replaced);
  }
  return stage(base, staged);
}

CommitDraft TestGraph::draft(const SnapshotPtr& base,
                             const std::string& table_key,
                             const std::vector<std::string>& json_rows) {
  return change_draft(base, table_key, json_rows, {});
}

CommitDraft TestGraph::erase_draft(const SnapshotPtr& base,
                                   const std::string& table_key,
                                   const std::vector<std::string>& ids) {
  return change_draft(base, table_key, {}, ids);
}

void TestGraph::merge(CommitDraft& draft, CommitDraft other) {
  for (Pin& pin : other.changes) {
    draft.changes.push_back(std::move(pin));
  }
  for (io::NewObject& file : other.files) {
    draft.files.push_back(std::move(file));
  }
}

Result<SnapshotPtr> TestGraph::put(const std::string& table_key,
                                   const std::vector<std::string>& json_rows) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr base, graph_->head());
  return graph_->publish(base, draft(base, table_key, json_rows));
}

Result<LoadResult> TestGraph::load(std::string_view lines, const LoadOptions& options) {
  return load_lines(*graph_, read_from_text(lines), options, CancelToken(clock_));
}

columnar::Batch rows_from_json(const schema::EntityType& type,
                               const std::vector<std::string>& json_rows) {
  columnar::Batch batch;
  batch.row_count = json_rows.size();
  simdjson::dom::parser parser;
  for (const columnar::Field& column : type.table_schema()) {
    columnar::Builder builder(column.type);
    for (const std::string& text : json_rows) {
      simdjson::dom::element row;
      OG_CHECK(parser.parse(text).get(row) == simdjson::SUCCESS, text.c_str());
      simdjson::dom::element value;
      if (row[column.name].get(value) != simdjson::SUCCESS || value.is_null()) {
        builder.append_null();
        continue;
      }
      const schema::Property* property = type.find_property(column.name);
      if (property == nullptr) {
        builder.append_string(std::string_view(value));
        continue;
      }
      const Status appended = append_json_cell(value, property->type, builder);
      must(appended);
    }
    batch.columns.push_back(builder.finish());
  }
  return batch;
}

ByteReader read_from_text(std::string_view text, size_t step) {
  auto rest = std::make_shared<std::string>(text);
  auto at = std::make_shared<size_t>(0);
  return [rest, at, step](char* buffer, size_t size) -> Result<size_t> {
    const size_t count = std::min({size, step, rest->size() - *at});
    std::memcpy(buffer, rest->data() + *at, count);
    *at += count;
    return count;
  };
}

Result<std::string> export_text(const Snapshot& snapshot) {
  std::string text;
  OG_RETURN_IF_ERROR(export_snapshot(
      snapshot,
      {},
      [&](std::string_view lines) {
        text += lines;
        return Status();
      },
      CancelToken()));
  return text;
}

std::string fingerprint(io::ObjectStore& store) {
  std::string text;
  const auto objects = store.list("", "", SIZE_MAX);
  must(objects);
  for (const io::ObjectInfo& info : *objects) {
    const auto bytes = store.read(info.path);
    must(bytes);
    text += format("{} {}\n", info.path, hex16(xxh3(bytes->span())));
  }
  return text;
}

}  // namespace omnigraph::graph::testing
