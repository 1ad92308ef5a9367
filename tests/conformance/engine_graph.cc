#include "conformance/engine_graph.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "omnigraph/engine/result_rows.h"

namespace omnigraph::testing {
namespace {

engine::EngineOptions options_with(size_t batch_rows) {
  engine::EngineOptions options;
  options.mock_embeddings = true;
  options.limits.batch_rows = batch_rows;
  options.cache_bytes = size_t{64} << 20;
  return options;
}

std::string graph_path(const io::TemporaryFolder& folder) {
  return folder.path() + "/graph";
}

}  // namespace

Result<EngineGraph> EngineGraph::create(std::string_view schema,
                                        StoreKind kind,
                                        size_t batch_rows) {
  EngineGraph graph;
  const engine::EngineOptions options = options_with(batch_rows);
  if (kind == StoreKind::kLocal) {
    graph.folder_ = std::make_shared<io::TemporaryFolder>();
    OG_ASSIGN_OR_RETURN(graph.engine_,
                        engine::Engine::init(graph_path(*graph.folder_), schema, options));
  } else {
    graph.memory_ = std::make_shared<io::MemoryStore>();
    OG_ASSIGN_OR_RETURN(graph.engine_, engine::Engine::init_on(*graph.memory_, schema, options));
  }
  return graph;
}

Result<EngineGraph> EngineGraph::copy(size_t batch_rows) const {
  EngineGraph other;
  const engine::EngineOptions options = options_with(batch_rows);
  if (folder_ != nullptr) {
    other.folder_ = folder_;
    OG_ASSIGN_OR_RETURN(other.engine_, engine::Engine::open(graph_path(*folder_), options));
    return other;
  }
  other.memory_ = std::make_shared<io::MemoryStore>();
  OG_ASSIGN_OR_RETURN(const auto objects,
                      memory_->list("", "", std::numeric_limits<size_t>::max()));
  for (const io::ObjectInfo& object : objects) {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, memory_->read(object.path));
    OG_RETURN_IF_ERROR(other.memory_->put(object.path, bytes.span()));
  }
  OG_ASSIGN_OR_RETURN(other.engine_, engine::Engine::open_on(*other.memory_, options));
  return other;
}

Result<engine::LoadAnswer> EngineGraph::load(std::string_view lines) {
  const graph::ByteReader reader = [rest = lines](char* buffer, size_t size) mutable {
    const size_t count = std::min(size, rest.size());
    std::memcpy(buffer, rest.data(), count);
    rest.remove_prefix(count);
    return Result<size_t>(count);
  };
  return engine_->load(reader, engine::LoadRequest(), CancelToken());
}

Result<std::vector<std::string>> EngineGraph::read(const std::string& source,
                                                   const std::string& name,
                                                   const std::string& params) {
  OG_ASSIGN_OR_RETURN(const engine::ReadAnswer answer,
                      engine_->read({source, name, params, {}}, CancelToken()));
  std::vector<std::string> lines;
  engine::each_row(answer.rows, [&](const engine::ResultRow& row) {
    JsonWriter json;
    row.write_object(json);
    lines.push_back(json.take());
  });
  return lines;
}

Result<engine::ChangeAnswer> EngineGraph::change(const std::string& source,
                                                 const std::string& name,
                                                 const std::string& params) {
  engine::ChangeRequest request;
  request.query_source = source;
  request.query_name = name;
  request.params_json = params;
  return engine_->change(request, CancelToken());
}

Result<std::vector<std::string>> EngineGraph::export_lines() {
  std::string text;
  const graph::TextSink sink = [&](std::string_view piece) {
    text += piece;
    return Status();
  };
  OG_RETURN_IF_ERROR(engine_->export_rows({}, {}, sink, CancelToken()));
  return lines_of(text);
}

std::string code_of(const Error& error) {
  return error.diagnostics().empty() ? std::string(error_code_name(error.code()))
                                     : error.diagnostics()[0].code;
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
