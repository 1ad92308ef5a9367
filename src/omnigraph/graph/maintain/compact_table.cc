#include "omnigraph/graph/maintain/compact_table.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/table/file_source.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::graph {

lance::VersionRuns rounded(const lance::VersionRuns& runs, size_t most, bool upwards) {
  lance::VersionRuns result = runs;
  while (result.runs().size() > most) {
    lance::VersionRuns halved;
    uint64_t begin = 0;
    const auto& old = result.runs();
    for (size_t i = 0; i < old.size(); i += 2) {
      const auto& last = old[std::min(i + 1, old.size() - 1)];
      halved.append(last.end - begin,
                    upwards ? std::max(old[i].version, last.version)
                            : std::min(old[i].version, last.version));
      begin = last.end;
    }
    result = std::move(halved);
  }
  return result;
}

namespace {

using columnar::ArrayPtr;

constexpr size_t kReadBytes = size_t{64} << 20;
// Rows that are on their way from the old files to the new one.
constexpr uint64_t kChunkRowsMax = 65536;
constexpr uint64_t kChunkBytes = uint64_t{16} << 20;
// Runs shorter than this on average are gathered source by source.
constexpr uint64_t kShortRun = 64;

// What rows bring along, collected in the order of a new fragment.
class RowStory {
 public:
  void add(const lance::Fragment& from, const RowRun& run) {
    for (uint32_t row = run.first; row < run.first + run.count; ++row) {
      ids_.push_back(from.row_ids.at(row));
    }
    if (run.count == 1) {
      created_.append(1, from.created.at(run.first));
      last_updated_.append(1, from.last_updated.at(run.first));
    } else {
      created_.append(from.created.slice(run.first, run.first + run.count));
      last_updated_.append(from.last_updated.slice(run.first, run.first + run.count));
    }
  }

  void finish(lance::Fragment* fragment) {
    fragment->physical_rows = ids_.size();
    fragment->row_ids = lance::RowIdSequence::of(ids_);
    fragment->created = rounded(created_, kVersionRunsMax, /*upwards=*/false);
    fragment->last_updated = rounded(last_updated_, kVersionRunsMax, /*upwards=*/true);
    *this = {};
  }

 private:
  std::vector<uint64_t> ids_;
  lance::VersionRuns created_;
  lance::VersionRuns last_updated_;
};

class Compactor {
 public:
  Compactor(GraphEnvironment& environment,
            const TableView& view,
            const CompactionLimits& limits,
            TaskPool* pool,
            const CancelToken& cancel)
      : environment_(environment),
        view_(view),
        manifest_(*view.stored()->manifest),
        limits_(limits),
        pool_(pool),
        cancel_(cancel),
        cache_(kReadBytes) {}

  Result<Compaction> run(const std::vector<uint64_t>& chosen) {
    result_.table_key = view_.type().table_key;
    result_.table_path = view_.stored()->path;
    open_sources(chosen);
    OG_ASSIGN_OR_RETURN(fields_, column_fields(manifest_, view_.type()));
    RowOrder order(sources_);
    for (;;) {
      OG_RETURN_IF_ERROR(cancel_.check());
      const uint64_t room = fragment_rows_ - (file_ == nullptr ? 0 : file_->row_count());
      std::vector<RowRun> runs = order.next(std::min(chunk_rows_, room));
      if (runs.empty()) {
        break;
      }
      OG_RETURN_IF_ERROR(write(std::move(runs)));
      if (file_->row_count() >= fragment_rows_) {
        OG_RETURN_IF_ERROR(close());
      }
    }
    if (file_ != nullptr) {
      OG_RETURN_IF_ERROR(close());
    }
    return std::move(result_);
  }

 private:
  // Sources with a cache of their own: each page is read once, and what others read stays cached.
  void open_sources(const std::vector<uint64_t>& chosen) {
    const columnar::Schema columns = view_.type().table_schema();
    uint64_t rows = 0;
    uint64_t bytes = 0;
    rows_.reserve(chosen.size());
    result_.sources.reserve(chosen.size());
    for (const uint64_t id : chosen) {
      const lance::Fragment* stored = manifest_.find_fragment(id);
      OG_CHECK(stored != nullptr, "the plan is of this version");
      TableView::Fragment fragment =
          view_.fragments()[static_cast<size_t>(stored - manifest_.fragments.data())];
      fragment.source = make_file_source(
          view_.stored()->store, cache_, result_.table_path, manifest_.fields, columns, *stored);
      rows_.push_back(std::move(fragment));
      result_.sources.push_back(*stored);
      rows += stored->physical_rows;
      for (const lance::DataFile& file : stored->files) {
        bytes += file.size_bytes;
      }
    }
    for (size_t i = 0; i < rows_.size(); ++i) {
      sources_.push_back({&result_.sources[i], &rows_[i]});
    }
    const uint64_t row_bytes = std::max<uint64_t>(1, bytes / std::max<uint64_t>(1, rows));
    fragment_rows_ = std::clamp<uint64_t>(limits_.bytes / row_bytes, 1, limits_.rows);
    chunk_rows_ = std::clamp<uint64_t>(kChunkBytes / row_bytes, 64, kChunkRowsMax);
  }

  Status write(std::vector<RowRun> runs) {
    if (file_ == nullptr) {
      OG_RETURN_IF_ERROR(open());
    }
    columnar::Batch batch;
    for (const RowRun& run : runs) {
      batch.row_count += run.count;
    }
    batch.columns.resize(fields_.size());
    std::vector<Status> statuses(fields_.size());
    const Gathering gathering = gathering_of(runs, batch.row_count);
    std::vector<std::function<void()>> tasks;
    for (size_t column = 0; column < fields_.size(); ++column) {
      tasks.emplace_back([&, column] {
        auto cells = gather(column, runs, gathering);
        if (cells.ok()) {
          batch.columns[column] = *std::move(cells);
        } else {
          statuses[column] = cells.error();
        }
      });
    }
    run_all(pool_, pool_ == nullptr ? 1 : std::max<size_t>(1, pool_->thread_count()), tasks);
    for (const Status& status : statuses) {
      OG_RETURN_IF_ERROR(status);
    }
    OG_RETURN_IF_ERROR(file_->write(batch));
    for (const RowRun& run : runs) {
      story_.add(result_.sources[run.source], run);
      add_run(run, &made_.runs);
    }
    return {};
  }

  static void add_run(const RowRun& run, std::vector<RowRun>* runs) {
    if (!runs->empty() && runs->back().source == run.source &&
        runs->back().first + runs->back().count == run.first) {
      runs->back().count += run.count;
    } else {
      runs->push_back(run);
    }
  }

  // Rows source by source, and where each row of the chunk then stands.
  struct Gathering {
    std::vector<std::pair<uint32_t, std::vector<uint32_t>>> rows_of;  // source, rows
    std::vector<uint32_t> places;
  };

  // Empty where runs are long enough to be read one by one.
  static Gathering gathering_of(const std::vector<RowRun>& runs, uint64_t row_count) {
    Gathering gathering;
    if (row_count >= kShortRun * runs.size()) {
      return gathering;
    }
    std::vector<uint32_t> slot;  // of a source, plus one
    for (const RowRun& run : runs) {
      slot.resize(std::max<size_t>(slot.size(), run.source + 1));
      if (slot[run.source] == 0) {
        gathering.rows_of.emplace_back(run.source, std::vector<uint32_t>());
        slot[run.source] = static_cast<uint32_t>(gathering.rows_of.size());
      }
      std::vector<uint32_t>& rows = gathering.rows_of[slot[run.source] - 1].second;
      for (uint32_t i = 0; i < run.count; ++i) {
        rows.push_back(run.first + i);
      }
    }
    std::vector<uint32_t> next;  // place of the next row of each slot
    uint32_t begin = 0;
    for (const auto& [source, rows] : gathering.rows_of) {
      next.push_back(begin);
      begin += static_cast<uint32_t>(rows.size());
    }
    for (const RowRun& run : runs) {
      for (uint32_t i = 0; i < run.count; ++i) {
        gathering.places.push_back(next[slot[run.source] - 1]++);
      }
    }
    return gathering;
  }

  Result<ArrayPtr> gather(size_t column,
                          const std::vector<RowRun>& runs,
                          const Gathering& gathering) const {
    std::vector<ArrayPtr> parts;
    if (gathering.places.empty()) {
      for (const RowRun& run : runs) {
        OG_ASSIGN_OR_RETURN(
            ArrayPtr part,
            rows_[run.source].source->read(column, run.first, run.first + run.count));
        parts.push_back(std::move(part));
      }
      return parts.size() == 1 ? parts.front() : columnar::concat(parts);
    }
    for (const auto& [source, rows] : gathering.rows_of) {
      OG_ASSIGN_OR_RETURN(ArrayPtr part, rows_[source].source->take(column, rows));
      parts.push_back(std::move(part));
    }
    if (parts.size() == 1) {
      return parts.front();
    }
    const ArrayPtr all = columnar::concat(parts);
    return columnar::take(*all, gathering.places);
  }

  Status open() {
    made_ = {};
    path_ = new_data_file_name(environment_);
    OG_ASSIGN_OR_RETURN(auto out,
                        environment_.store.create_writer(result_.table_path + "/data/" + path_));
    lance::FileWriterOptions options;
    options.pool = pool_;
    OG_ASSIGN_OR_RETURN(file_,
                        lance::FileWriter::create(std::move(out), fields_, std::move(options)));
    return {};
  }

  Status close() {
    OG_ASSIGN_OR_RETURN(lance::FileSummary summary, file_->finish());
    file_.reset();
    lance::DataFile file;
    file.path = path_;
    file.size_bytes = summary.size_bytes;
    file.field_ids = std::move(summary.field_ids);
    file.column_indices = std::move(summary.column_indices);
    made_.fragment.files.push_back(std::move(file));
    story_.finish(&made_.fragment);
    result_.written.push_back(std::move(made_));
    return {};
  }

  GraphEnvironment& environment_;
  const TableView& view_;
  const lance::TableManifest& manifest_;
  const CompactionLimits& limits_;
  TaskPool* pool_;
  const CancelToken& cancel_;
  ReadCache cache_;
  Compaction result_;
  std::vector<TableView::Fragment> rows_;  // parallel to result_.sources
  std::vector<SourceFragment> sources_;
  std::vector<lance::LanceField> fields_;
  uint64_t fragment_rows_ = 0;
  uint64_t chunk_rows_ = 0;
  // The file at work.
  std::string path_;
  std::unique_ptr<lance::FileWriter> file_;
  CompactedFragment made_;
  RowStory story_;
};

}  // namespace

Result<Compaction> compact_table(GraphEnvironment& environment,
                                 const TableView& view,
                                 const std::vector<uint64_t>& chosen,
                                 const CompactionLimits& limits,
                                 TaskPool* pool,
                                 const CancelToken& cancel) {
  OG_CHECK(view.stored() != nullptr, "only stored tables are compacted");
  return Compactor(environment, view, limits, pool, cancel).run(chosen);
}

}  // namespace omnigraph::graph
