#include "omnigraph/graph/load/load_session.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/load_pipeline.h"
#include "omnigraph/graph/load/loaded_table.h"
#include "omnigraph/graph/stage/stage_version.h"

namespace omnigraph::graph {

using schema::EntityType;

namespace {

// So that the rows of a block never need more ids than it has (UlidRange).
constexpr size_t kBlockBytesMax = size_t{8} << 20;

size_t thread_count(const LoadOptions& options) {
  return options.threads != 0 ? options.threads
                              : std::max<size_t>(1, std::thread::hardware_concurrency());
}

// One embedding at a time, whatever the threads.
LoadOptions with_guarded_embed(LoadOptions options) {
  if (options.embed) {
    options.embed = [embed = std::move(options.embed), mutex = std::make_shared<std::mutex>()](
                        std::string_view text, std::span<float> out) {
      const std::lock_guard lock(*mutex);
      return embed(text, out);
    };
  }
  return options;
}

}  // namespace

LoadSession::LoadSession(Graph& graph, SnapshotPtr base, const LoadOptions& options)
    : graph_(graph),
      first_base_(std::move(base)),
      base_(first_base_),
      catalog_(*base_->catalog()),
      options_(with_guarded_embed(options)) {}

Status LoadSession::read(std::vector<LoadInput> inputs, const CancelToken& cancel) {
  GraphEnvironment& environment = graph_.environment();
  const ParseSettings settings{catalog_,
                               options_,
                               places_,
                               environment.clock.now_us() / 1000,
                               environment.ids.reserve(),
                               environment.random.next(),
                               options_.fast_lines};
  BlockReader reader(std::move(inputs),
                     catalog_,
                     places_,
                     std::clamp<size_t>(options_.bytes_per_block, 1, kBlockBytesMax));
  LoadPipeline pipeline(reader, settings, [&](ParsedBlock block) -> Status {
    OG_RETURN_IF_ERROR(settle(std::move(block)));
    if (options_.progress) {
      options_.progress(rows_, reader.bytes_read());
    }
    return cancel.check();
  });
  OG_RETURN_IF_ERROR(pipeline.run([&]() -> TaskPool* {
    const size_t threads = thread_count(options_);
    if (threads > 1) {
      pool_ = std::make_unique<TaskPool>(threads);
      closing_ = std::make_unique<TaskPool>(1);
    }
    return pool_.get();
  }));
  for (auto& [key, loading] : loading_) {
    OG_RETURN_IF_ERROR(loading.writer->finish());
  }
  OG_RETURN_IF_ERROR(check_ends(*base_));
  OG_RETURN_IF_ERROR(check_strict());
  return check_tables();
}

// ---- Blocks ------------------------------------------------------------------------------------

Status LoadSession::settle(ParsedBlock block) {
  // Nodes first, so that fewer ends are wanted; else in a fixed order.
  std::sort(block.rows.begin(), block.rows.end(), [](const ParsedRows& a, const ParsedRows& b) {
    return std::pair(a.type->is_edge(), std::string_view(a.type->table_key)) <
           std::pair(b.type->is_edge(), std::string_view(b.type->table_key));
  });
  for (const auto& [what, count] : block.ignored) {
    ignored_[what] += count;
  }
  for (auto& [type, ids] : nodes_) {
    ids.start_block();
  }
  std::optional<PlacedError> first = std::move(block.error);
  std::vector<TableWriter::Stored> stored;
  for (ParsedRows& rows : block.rows) {
    OG_ASSIGN_OR_RETURN(Loading * loading, loading_of(*rows.type));
    if (rows.type->is_edge()) {
      note_edges(&rows, *loading, &first);
    } else {
      note_nodes(rows, &first);
    }
    loading->row_count += rows.lines.size();
    drop_superseded(&rows);
    OG_ASSIGN_OR_RETURN(stored.emplace_back(),
                        loading->writer->look_up(rows.batch, rows.identified));
    if (const auto row = loading->writer->conflict(stored.back())) {
      keep_earliest(first, stored_error(rows, *row));
    }
  }
  if (first) {
    return first->error;
  }
  for (size_t i = 0; i < block.rows.size(); ++i) {
    ParsedRows& rows = block.rows[i];
    rows_ += rows.lines.size();
    OG_ASSIGN_OR_RETURN(Loading * loading, loading_of(*rows.type));
    OG_RETURN_IF_ERROR(loading->writer->write(std::move(rows.batch), rows.lines, stored[i]));
  }
  return {};
}

PlacedError LoadSession::duplicate_error(const EntityType& type,
                                         std::string_view id,
                                         uint64_t line,
                                         uint64_t first_line) const {
  const bool keyed = !type.key.empty();
  return {line,
          Error(ErrorCode::kInvalidArgument,
                format("line {}: duplicate {} of {}: '{}' stands on line {} already{}",
                       places_.text(line),
                       keyed ? "@key" : "id",
                       type.name,
                       id,
                       places_.text(first_line),
                       keyed ? " (@unique violation)" : ""),
                KeyConflictDetail{type.name, std::string(id)})};
}

PlacedError LoadSession::stored_error(const ParsedRows& rows, size_t row) const {
  const std::string id(rows.batch.columns[0]->string_at(row));
  return {rows.lines[row],
          Error(ErrorCode::kConflict,
                format("line {}: {} '{}' is stored already; append only adds rows, merge replaces "
                       "them",
                       places_.text(rows.lines[row]),
                       rows.type->name,
                       id),
                KeyConflictDetail{rows.type->name, id})};
}

void LoadSession::note_nodes(const ParsedRows& rows, std::optional<PlacedError>* first) {
  const columnar::Array& ids = *rows.batch.columns[0];
  if (const auto again = nodes_[rows.type->name].declare(ids, rows.id_hashes, rows.lines)) {
    keep_earliest(
        *first,
        duplicate_error(
            *rows.type, ids.string_at(again->row), rows.lines[again->row], again->first_line));
  }
}

void LoadSession::note_edges(ParsedRows* rows,
                             Loading& loading,
                             std::optional<PlacedError>* first) {
  const EntityType& type = *rows->type;
  for (size_t row = 0; row < rows->lines.size(); ++row) {
    if (!rows->identified[row]) {
      continue;
    }
    const std::string_view id = rows->batch.columns[0]->string_at(row);
    bool inserted = false;
    uint64_t& last_line = loading.edge_ids.at(xxh3_128(id), &inserted);
    if (!inserted && options_.mode != LoadMode::kMerge) {
      keep_earliest(*first, duplicate_error(type, id, rows->lines[row], last_line));
      break;
    }
    if (!inserted) {
      supersede(last_line, rows, loading);
    }
    last_line = rows->lines[row];
  }
  nodes_[type.from_type].want(
      *rows->batch.columns[1], rows->source_hashes, rows->lines, {&type, loading.row_count, true});
  nodes_[type.to_type].want(
      *rows->batch.columns[2], rows->target_hashes, rows->lines, {&type, loading.row_count, false});
}

// Takes back the row of an earlier line: a later one replaces it (merge).
void LoadSession::supersede(uint64_t line, ParsedRows* rows, Loading& loading) {
  ++loading.superseded_count;
  const auto at = std::lower_bound(rows->lines.begin(), rows->lines.end(), line);
  if (at == rows->lines.end() || *at != line) {
    loading.writer->supersede(line);
    return;
  }
  rows->superseded.resize(rows->lines.size());
  rows->superseded[static_cast<size_t>(at - rows->lines.begin())] = true;
}

void LoadSession::drop_superseded(ParsedRows* rows) {
  if (rows->superseded.empty()) {
    return;
  }
  std::vector<uint32_t> kept;
  for (uint32_t row = 0; row < rows->lines.size(); ++row) {
    if (!rows->superseded[row]) {
      rows->lines[kept.size()] = rows->lines[row];
      rows->identified[kept.size()] = rows->identified[row];
      kept.push_back(row);
    }
  }
  rows->lines.resize(kept.size());
  rows->identified.resize(kept.size());
  for (columnar::ArrayPtr& column : rows->batch.columns) {
    column = columnar::take(*column, kept);
  }
  rows->batch.row_count = kept.size();
}

Result<LoadSession::Loading*> LoadSession::loading_of(const EntityType& type) {
  const auto at = loading_.find(type.table_key);
  if (at != loading_.end()) {
    return &at->second;
  }
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(type));
  OG_ASSIGN_OR_RETURN(auto fields, column_fields(*manifest, type));
  TableViewPtr stored;
  if (options_.mode != LoadMode::kOverwrite) {
    OG_ASSIGN_OR_RETURN(stored, base_->table(type));
  }
  TableWriter::Options options;
  options.mode = options_.mode;
  options.rows_per_file = options_.rows_per_file;
  options.keep_automatic = options_.keep_automatic;
  options.keep_lines =
      has_constraints(type) || (type.is_edge() && options_.mode == LoadMode::kMerge);
  options.encode = pool_.get();
  options.close = closing_.get();
  Loading& loading = loading_[type.table_key];
  loading.writer = std::make_unique<TableWriter>(graph_.environment(),
                                                 base_->find_pin(type.table_key)->table_path,
                                                 std::move(fields),
                                                 type,
                                                 std::move(stored),
                                                 options);
  return &loading;
}

bool LoadSession::replaced(const std::string& node_type) const {
  return options_.mode == LoadMode::kOverwrite && loading_.contains("node:" + node_type);
}

// ---- Checks ------------------------------------------------------------------------------------

Status LoadSession::check_ends(const Snapshot& now) const {
  std::optional<MissingEnd> earliest;
  for (const auto& [type_name, ids] : nodes_) {
    TableViewPtr stored;
    if (!replaced(type_name) && ids.wants_stored()) {
      OG_ASSIGN_OR_RETURN(stored, now.table(*catalog_.find_node(type_name)));
    }
    OG_ASSIGN_OR_RETURN(auto missing, ids.missing(stored.get()));
    if (missing && (!earliest || missing->line < earliest->line)) {
      earliest = std::move(missing);
    }
  }
  return earliest
             ? Status(Error(ErrorCode::kInvalidArgument,
                            format("line {}: {}", places_.text(earliest->line), earliest->message)))
             : Status();
}

Status LoadSession::check_strict() const {
  if (!options_.strict || ignored_.empty()) {
    return {};
  }
  std::string list;
  for (const auto& [what, count] : ignored_) {
    list += format("{}{} ({} times)", list.empty() ? "" : ", ", what, count);
  }
  return Error(ErrorCode::kInvalidArgument, "unknown properties in the input (strict): " + list);
}

Status LoadSession::check_tables() const {
  for (const auto& [key, loading] : loading_) {
    OG_RETURN_IF_ERROR(check_loaded(*loading.writer, base_, graph_.environment().store, places_));
  }
  return {};
}

}  // namespace omnigraph::graph
