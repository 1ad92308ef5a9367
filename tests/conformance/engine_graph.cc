#include "conformance/engine_graph.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "conformance/meeting.h"
#include "omnigraph/base/format.h"
#include "omnigraph/engine/result_rows.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::testing {
namespace {

engine::EngineOptions options_with(size_t batch_rows) {
  engine::EngineOptions options;
  options.mock_embeddings = true;
  options.limits.batch_rows = batch_rows;
  options.cache_bytes = size_t{64} << 20;
  // Nobody pulls the plug here; what syncs are worth is shown elsewhere (tests/crash).
  options.store.durability = io::Durability::kOs;
  return options;
}

std::string graph_path(const io::TemporaryFolder& folder) {
  return folder.path() + "/graph";
}

Status write_file(const std::string& path, ByteSpan bytes) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  std::ofstream stream(path, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  stream.close();
  return stream.good() ? Status() : Status(Error(ErrorCode::kInternal, "cannot write " + path));
}

// What several threads answered, if it is one answer.
Result<ReadLines> one_answer(std::vector<std::optional<Result<ReadLines>>> answers) {
  const Result<ReadLines>& first = *answers[0];
  for (const auto& other : answers) {
    const bool equal = other->ok() == first.ok() &&
                       (first.ok() ? (*other)->lines == first->lines
                                   : other->error().message() == first.error().message());
    if (!equal) {
      return Error(ErrorCode::kInternal, "threads that read at the same time disagree");
    }
  }
  return std::move(*answers[0]);
}

}  // namespace

std::vector<Mode> all_modes() {
  std::vector<Mode> modes;
  for (const StoreKind store : {StoreKind::kMemory, StoreKind::kLocal}) {
    for (const size_t threads : {size_t{1}, size_t{2}}) {
      for (const size_t batch_rows : kBatchSizes) {
        modes.push_back({batch_rows, threads, store});
      }
    }
  }
  return modes;
}

std::string to_string(const Mode& mode) {
  return format("batch{}_threads{}_{}",
                mode.batch_rows,
                mode.threads,
                mode.store == StoreKind::kLocal ? "local" : "memory");
}

Result<EngineGraph> EngineGraph::create(std::string_view schema, const Mode& mode) {
  EngineGraph graph;
  graph.mode_ = mode;
  const engine::EngineOptions options = options_with(mode.batch_rows);
  if (mode.store == StoreKind::kLocal) {
    graph.folder_ = std::make_shared<io::TemporaryFolder>();
    OG_ASSIGN_OR_RETURN(graph.engine_,
                        engine::Engine::init(graph_path(*graph.folder_), schema, options));
  } else {
    graph.memory_ = std::make_shared<io::MemoryStore>();
    OG_ASSIGN_OR_RETURN(graph.engine_, engine::Engine::init_on(*graph.memory_, schema, options));
  }
  return graph;
}

Result<EngineGraph> EngineGraph::create(std::string_view schema,
                                        StoreKind kind,
                                        size_t batch_rows) {
  return create(schema, Mode{batch_rows, 1, kind});
}

Result<EngineGraph> EngineGraph::open(io::ObjectStore& store, const Mode& mode) {
  EngineGraph graph;
  graph.mode_ = mode;
  OG_ASSIGN_OR_RETURN(graph.engine_, engine::Engine::open_on(store, options_with(mode.batch_rows)));
  return graph;
}

Result<EngineGraph> EngineGraph::copy(size_t batch_rows) const {
  if (folder_ == nullptr) {
    return copy(Mode{batch_rows, 1, StoreKind::kMemory});
  }
  EngineGraph other;
  other.mode_ = {batch_rows, 1, StoreKind::kLocal};
  other.folder_ = folder_;
  OG_ASSIGN_OR_RETURN(other.engine_,
                      engine::Engine::open(graph_path(*folder_), options_with(batch_rows)));
  return other;
}

Result<EngineGraph> EngineGraph::copy(const Mode& mode) const {
  EngineGraph other;
  other.mode_ = mode;
  OG_ASSIGN_OR_RETURN(const auto objects,
                      memory_->list("", "", std::numeric_limits<size_t>::max()));
  const engine::EngineOptions options = options_with(mode.batch_rows);
  if (mode.store == StoreKind::kLocal) {
    other.folder_ = std::make_shared<io::TemporaryFolder>();
    for (const io::ObjectInfo& object : objects) {
      OG_ASSIGN_OR_RETURN(const Buffer bytes, memory_->read(object.path));
      OG_RETURN_IF_ERROR(write_file(graph_path(*other.folder_) + "/" + object.path, bytes.span()));
    }
    OG_ASSIGN_OR_RETURN(other.engine_, engine::Engine::open(graph_path(*other.folder_), options));
    return other;
  }
  other.memory_ = std::make_shared<io::MemoryStore>();
  for (const io::ObjectInfo& object : objects) {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, memory_->read(object.path));
    OG_RETURN_IF_ERROR(other.memory_->put(object.path, bytes.span()));
  }
  OG_ASSIGN_OR_RETURN(other.engine_, engine::Engine::open_on(*other.memory_, options));
  return other;
}

engine::Target EngineGraph::target() const {
  return {"main", on_};
}

Result<engine::LoadAnswer> EngineGraph::load(std::string_view lines,
                                             const engine::LoadRequest& asked) {
  engine::LoadRequest request = asked;
  request.branch = on_;
  const graph::ByteReader reader = [rest = lines](char* buffer, size_t size) mutable {
    const size_t count = std::min(size, rest.size());
    std::memcpy(buffer, rest.data(), count);
    rest.remove_prefix(count);
    return Result<size_t>(count);
  };
  return engine_->load(reader, request, CancelToken());
}

Result<ReadLines> EngineGraph::read_once(const engine::ReadRequest& request) {
  OG_ASSIGN_OR_RETURN(const engine::ReadAnswer answer, engine_->read(request, CancelToken()));
  ReadLines result;
  engine::each_row(answer.rows, [&](const engine::ResultRow& row) {
    JsonWriter json;
    row.write_object(json);
    result.lines.push_back(json.take());
  });
  if (!answer.rows.columns.empty()) {
    for (const columnar::ArrayPtr& chunk : answer.rows.columns[0].chunks) {
      result.batches.push_back(chunk->length());
    }
  }
  return result;
}

Result<ReadLines> EngineGraph::read_batches(const std::string& source,
                                            const std::string& name,
                                            const std::string& params) {
  const engine::ReadRequest request{source, name, params, target()};
  if (mode_.threads == 1) {
    return read_once(request);
  }
  std::vector<std::optional<Result<ReadLines>>> answers(mode_.threads);
  Meeting start(mode_.threads);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] {
      start.arrive();
      answer.emplace(read_once(request));
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return one_answer(std::move(answers));
}

Result<std::vector<std::string>> EngineGraph::read(const std::string& source,
                                                   const std::string& name,
                                                   const std::string& params) {
  OG_ASSIGN_OR_RETURN(ReadLines rows, read_batches(source, name, params));
  return std::move(rows.lines);
}

Result<engine::ChangeAnswer> EngineGraph::change(const std::string& source,
                                                 const std::string& name,
                                                 const std::string& params) {
  engine::ChangeRequest request;
  request.query_source = source;
  request.query_name = name;
  request.params_json = params;
  request.branch = on_;
  return engine_->change(request, CancelToken());
}

Result<std::vector<std::string>> EngineGraph::export_lines(const graph::ExportFilter& filter) {
  std::string text;
  const graph::TextSink sink = [&](std::string_view piece) {
    text += piece;
    return Status();
  };
  OG_RETURN_IF_ERROR(engine_->export_rows(target(), filter, sink, CancelToken()));
  return lines_of(text);
}

Result<std::vector<std::string>> EngineGraph::table_lines() {
  OG_ASSIGN_OR_RETURN(const engine::SnapshotAnswer snapshot, engine_->snapshot(target()));
  std::vector<std::string> lines;
  for (const engine::TableInfo& table : snapshot.tables) {
    lines.push_back(format("{} {}", table.table_key, table.row_count));
  }
  return lines;
}

Result<std::vector<std::string>> EngineGraph::table_branch_lines() {
  OG_ASSIGN_OR_RETURN(const engine::SnapshotAnswer snapshot, engine_->snapshot(target()));
  std::vector<std::string> lines;
  for (const engine::TableInfo& table : snapshot.tables) {
    lines.push_back(format("{} {}", table.table_key, table.table_branch.value_or("main")));
  }
  return lines;
}

Result<std::vector<std::string>> EngineGraph::commit_ids() {
  OG_ASSIGN_OR_RETURN(const auto commits,
                      engine_->commits(on_, std::numeric_limits<uint32_t>::max()));
  std::vector<std::string> ids;
  for (const graph::CommitHeader& commit : commits) {
    ids.push_back(commit.entry.graph_commit_id);
  }
  return ids;
}

Result<schema::CatalogPtr> EngineGraph::catalog() {
  OG_ASSIGN_OR_RETURN(const std::string source, engine_->schema_source(target()));
  return schema::compile_schema(source);
}

std::string EngineGraph::folder() const {
  return folder_ == nullptr ? "" : graph_path(*folder_);
}

std::string code_of(const Error& error) {
  return error.diagnostics().empty() ? std::string(error_code_name(error.code()))
                                     : error.diagnostics()[0].code;
}

std::optional<std::vector<std::string>> returned_lines(const engine::ChangeAnswer& answer) {
  if (!answer.rows) {
    return std::nullopt;
  }
  std::vector<std::string> lines;
  engine::each_row(*answer.rows, [&](const engine::ResultRow& row) {
    JsonWriter json;
    row.write_object(json);
    lines.push_back(json.take());
  });
  return lines;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace omnigraph::testing
