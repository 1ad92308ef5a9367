#include "omnigraph/graph/load/table_writer.h"

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_map.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/validate/automatic_values.h"

namespace omnigraph::graph {

using columnar::Batch;
using columnar::kNullRow;

TableWriter::TableWriter(GraphEnvironment& environment,
                         std::string table_path,
                         std::vector<lance::LanceField> fields,
                         const schema::EntityType& type,
                         TableViewPtr base,
                         const Options& options)
    : environment_(environment),
      table_path_(std::move(table_path)),
      fields_(std::move(fields)),
      type_(type),
      base_(std::move(base)),
      options_(options) {}

namespace {

Batch take_rows(const Batch& rows, const std::vector<uint32_t>& wanted) {
  Batch taken;
  taken.row_count = wanted.size();
  for (const columnar::ArrayPtr& column : rows.columns) {
    taken.columns.push_back(columnar::take(*column, wanted));
  }
  return taken;
}

Batch slice_rows(const Batch& rows, size_t begin, size_t end) {
  if (begin == 0 && end == rows.row_count) {
    return rows;
  }
  Batch part;
  part.row_count = end - begin;
  for (const columnar::ArrayPtr& column : rows.columns) {
    part.columns.push_back(columnar::slice(*column, begin, end));
  }
  return part;
}

}  // namespace

std::optional<size_t> TableWriter::conflict(const Stored& stored) const {
  if (options_.mode != LoadMode::kAppend) {
    return std::nullopt;
  }
  const auto at = std::find_if(
      stored.begin(), stored.end(), [](uint32_t position) { return position != kNullRow; });
  return at == stored.end() ? std::nullopt : std::optional<size_t>(at - stored.begin());
}

Status TableWriter::write(Batch rows, const std::vector<uint64_t>& lines, const Stored& stored) {
  const bool replaces = std::any_of(
      stored.begin(), stored.end(), [](uint32_t position) { return position != kNullRow; });
  return replaces ? merge(std::move(rows), lines, stored) : append(fresh_, rows, lines, {});
}

Result<TableWriter::Stored> TableWriter::look_up(const Batch& rows,
                                                 const std::vector<bool>& identified) {
  if (options_.mode == LoadMode::kOverwrite || base_->row_count() == 0 ||
      std::find(identified.begin(), identified.end(), true) == identified.end()) {
    return Stored();
  }
  std::vector<std::string_view> ids;
  std::vector<uint32_t> of_rows;
  for (uint32_t row = 0; row < rows.row_count; ++row) {
    if (identified[row]) {
      ids.push_back(rows.columns[0]->string_at(row));
      of_rows.push_back(row);
    }
  }
  // One batch is looked up by a scan; from the second one on an index over all ids pays. The stored
  // index serves longer.
  constexpr uint64_t kRowsPerAskedId = 64;
  ++look_ups_;
  asked_ids_ += ids.size();
  std::vector<uint32_t> found(ids.size(), kNullRow);
  OG_ASSIGN_OR_RETURN(const bool stored_index, index_answers(*base_, 0, ids.size()));
  if (index_ == nullptr &&
      (stored_index ? asked_ids_ <= base_->row_count() / kRowsPerAskedId : look_ups_ == 1)) {
    OG_ASSIGN_OR_RETURN(found, scan_ids(*base_, ids));
  } else {
    if (index_ == nullptr) {
      OG_ASSIGN_OR_RETURN(index_, build_id_index(*base_, &environment_.cache));
    }
    index_->find_many(ids, found.data());
  }
  Stored positions(rows.row_count, kNullRow);
  for (size_t i = 0; i < ids.size(); ++i) {
    positions[of_rows[i]] = found[i];
  }
  return positions;
}

Status TableWriter::merge(Batch rows,
                          const std::vector<uint64_t>& lines,
                          const std::vector<uint32_t>& positions) {
  if (!options_.keep_automatic) {
    OG_RETURN_IF_ERROR(keep_created(*base_, positions, &rows));
  }
  std::vector<uint32_t> parts[2];  // rows that are new, rows that replace
  std::vector<uint64_t> part_lines[2];
  std::vector<uint32_t> origins;
  bool again = false;
  masked_.resize(base_->position_count());
  for (uint32_t row = 0; row < rows.row_count; ++row) {
    const bool replaces = positions[row] != kNullRow;
    parts[replaces ? 1 : 0].push_back(row);
    part_lines[replaces ? 1 : 0].push_back(lines[row]);
    if (replaces) {
      origins.push_back(positions[row]);
      again = again || masked_[positions[row]];
      masked_[positions[row]] = true;
    }
  }
  if (again && replacing_.file != nullptr) {
    OG_RETURN_IF_ERROR(close(replacing_));
  }
  OG_RETURN_IF_ERROR(append(replacing_, take_rows(rows, parts[1]), part_lines[1], origins));
  return append(fresh_, take_rows(rows, parts[0]), part_lines[0], {});
}

Status TableWriter::append(Output& output,
                           const Batch& rows,
                           const std::vector<uint64_t>& lines,
                           const std::vector<uint32_t>& origins) {
  for (size_t begin = 0; begin < rows.row_count;) {
    if (output.file == nullptr) {
      OG_RETURN_IF_ERROR(open(output));
    }
    const uint64_t room = options_.rows_per_file - output.file->row_count();
    const size_t end = begin + std::min<uint64_t>(room, rows.row_count - begin);
    OG_RETURN_IF_ERROR(output.file->write(slice_rows(rows, begin, end)));
    const auto share = [&](const auto& all, auto& out) {
      out.insert(out.end(),
                 all.begin() + static_cast<std::ptrdiff_t>(begin),
                 all.begin() + static_cast<std::ptrdiff_t>(end));
    };
    if (options_.keep_lines) {
      share(lines, output.written.lines);
    }
    if (!origins.empty()) {
      share(origins, output.written.origins);
    }
    if (output.file->row_count() >= options_.rows_per_file) {
      OG_RETURN_IF_ERROR(close(output));
    }
    begin = end;
  }
  return {};
}

Status TableWriter::open(Output& output) {
  output.written = {};
  output.written.file.path = new_data_file_name(environment_);
  OG_ASSIGN_OR_RETURN(
      auto out,
      environment_.store.create_writer(table_path_ + "/data/" + output.written.file.path));
  lance::FileWriterOptions options;
  options.pool = options_.encode;
  OG_ASSIGN_OR_RETURN(output.file,
                      lance::FileWriter::create(std::move(out), fields_, std::move(options)));
  return {};
}

void TableWriter::complete(const lance::FileSummary& summary, WrittenFile* written) {
  written->file.size_bytes = summary.size_bytes;
  written->file.field_ids = summary.field_ids;
  written->file.column_indices = summary.column_indices;
}

// A file takes a while until it is durable: that is waited for at the end, while others grow.
Status TableWriter::close(Output& output) {
  output.written.row_count = output.file->row_count();
  files_.push_back(std::move(output.written));
  std::shared_ptr<lance::FileWriter> file = std::move(output.file);
  if (options_.close == nullptr) {
    OG_ASSIGN_OR_RETURN(const lance::FileSummary summary, file->finish());
    complete(summary, &files_.back());
    return {};
  }
  auto promise = std::make_shared<std::promise<Result<lance::FileSummary>>>();
  closing_.push_back({files_.size() - 1, promise->get_future()});
  options_.close->submit(TaskPool::Rank::kNormal, [promise, file = std::move(file)]() mutable {
    Result<lance::FileSummary> summary = file->finish();
    file.reset();
    promise->set_value(std::move(summary));
  });
  return {};
}

Status TableWriter::finish() {
  for (Output* output : {&replacing_, &fresh_}) {
    if (output->file != nullptr) {
      OG_RETURN_IF_ERROR(close(*output));
    }
  }
  for (Closing& closing : closing_) {
    OG_ASSIGN_OR_RETURN(const lance::FileSummary summary, closing.summary.get());
    complete(summary, &files_[closing.file]);
  }
  closing_.clear();
  std::sort(superseded_.begin(), superseded_.end());
  index_ = nullptr;
  return {};
}

namespace {

// The row id at each of `positions` of a stored view.
std::vector<uint64_t> row_ids_at(const TableView& view, const std::vector<uint32_t>& positions) {
  const lance::TableManifest& manifest = *view.stored()->manifest;
  std::vector<uint64_t> ids;
  ids.reserve(positions.size());
  for (const uint32_t position : positions) {
    const size_t f = view.fragment_of(position);
    ids.push_back(manifest.fragments[f].row_ids.at(position - view.fragments()[f].first_position));
  }
  return ids;
}

// Where the live rows with these ids are.
absl::flat_hash_map<uint64_t, uint32_t> positions_of(const TableView& view,
                                                     const std::vector<uint64_t>& ids) {
  absl::flat_hash_map<uint64_t, uint32_t> places;
  places.reserve(ids.size());
  for (const uint64_t id : ids) {
    places.emplace(id, kNullRow);
  }
  const lance::TableManifest& manifest = *view.stored()->manifest;
  for (size_t f = 0; f < manifest.fragments.size(); ++f) {
    uint32_t position = view.fragments()[f].first_position;
    manifest.fragments[f].row_ids.for_each([&](uint64_t id) {
      const auto at = places.find(id);
      if (at != places.end() && view.live(position)) {
        at->second = position;
      }
      ++position;
    });
  }
  return places;
}

}  // namespace

void TableWriter::rebase(TableViewPtr now) {
  if (base_ == nullptr || now->stored()->manifest == base_->stored()->manifest) {
    return;
  }
  const std::vector<uint32_t> masked = this->masked();
  const std::vector<uint64_t> masked_ids = row_ids_at(*base_, masked);
  // Every row that was replaced is masked.
  const auto places = positions_of(*now, masked_ids);
  for (WrittenFile& file : files_) {
    const std::vector<uint64_t> ids = row_ids_at(*base_, file.origins);
    for (size_t i = 0; i < ids.size(); ++i) {
      file.origins[i] = places.at(ids[i]);
    }
  }
  if (!masked.empty()) {
    masked_.assign(now->position_count(), false);
    for (const uint64_t id : masked_ids) {
      masked_[places.at(id)] = true;
    }
  }
  base_ = std::move(now);
}

std::vector<uint32_t> TableWriter::masked() const {
  std::vector<uint32_t> positions;
  for (uint32_t position = 0; position < masked_.size(); ++position) {
    if (masked_[position]) {
      positions.push_back(position);
    }
  }
  return positions;
}

std::vector<uint32_t> TableWriter::superseded_rows(size_t file) const {
  const std::vector<uint64_t>& lines = files_[file].lines;
  std::vector<uint32_t> rows;
  for (const uint64_t line : superseded_) {
    const auto at = std::lower_bound(lines.begin(), lines.end(), line);
    if (at != lines.end() && *at == line) {
      rows.push_back(static_cast<uint32_t>(at - lines.begin()));
    }
  }
  return rows;
}

}  // namespace omnigraph::graph
