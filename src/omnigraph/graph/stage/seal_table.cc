#include "omnigraph/graph/stage/seal_table.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/index/update_indices.h"
#include "omnigraph/graph/stage/buffer_writer.h"
#include "omnigraph/graph/table/memory_source.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::Batch;
using columnar::kNullRow;

// A row of F or G: a stored one that moves, or one that a turn wrote.
struct OutputRow {
  uint32_t stored = kNullRow;   // base position
  uint32_t written = kNullRow;  // index into turns.rows()
  uint32_t born = 0;
  uint32_t died = TableTurns::kAlive;
  bool alive_after(uint32_t turn) const { return born <= turn && turn < died; }
};

uint64_t size_of(const lance::Fragment& fragment) {
  uint64_t bytes = 0;
  for (const lance::DataFile& file : fragment.files) {
    bytes += file.size_bytes;
  }
  return bytes;
}

// 0 for sizes below 8 KiB, +1 for each factor of kMergeFactor.
int size_class(uint64_t bytes) {
  constexpr int kFactorBits = std::countr_zero(kMergeFactor);
  constexpr int kSmallestBits = 13;
  return std::max(0, static_cast<int>(std::bit_width(bytes)) - kSmallestBits + kFactorBits - 1) /
         kFactorBits;
}

class TableSealer {
 public:
  TableSealer(GraphEnvironment& environment,
              const SealOptions& options,
              const Pin& base_pin,
              const lance::TableManifest& manifest,
              const TableTurns& turns)
      : environment_(environment),
        options_(options),
        base_pin_(base_pin),
        manifest_(manifest),
        turns_(turns),
        base_(*turns.base()) {}

  Result<SealedTable> run() {
    OG_CHECK(base_.fragments().size() == manifest_.fragments.size() && turns_.turn_count() > 0,
             "the turns are of another version");
    give_row_ids();
    choose_record_fragments();
    collect_rows();
    OG_ASSIGN_OR_RETURN(File kept, write_file(kept_));
    if (options_.merge_neighbours && !kept_.empty() && absorb_neighbours(kept.bytes.size())) {
      collect_rows();
      OG_ASSIGN_OR_RETURN(kept, write_file(kept_));
    }
    OG_ASSIGN_OR_RETURN(File passing, write_file(passing_));
    SealedTable sealed;
    for (uint32_t turn = 1; turn <= turns_.turn_count(); ++turn) {
      OG_RETURN_IF_ERROR(add_version(turn, kept, passing, &sealed));
    }
    keep(std::move(kept), &sealed.live);
    if (!passing_.empty()) {
      keep(std::move(passing), &sealed.versions.front().files);
    }
    return sealed;
  }

 private:
  // F or G. No rows: no file.
  struct File {
    lance::Fragment fragment;
    std::string path;
    Buffer bytes;
    Batch rows;
  };

  static void keep(File file, std::vector<io::NewObject>* files) {
    if (!file.path.empty()) {
      files->push_back({std::move(file.path), std::move(file.bytes)});
    }
  }

  void give_row_ids() {
    next_row_id_ = manifest_.next_row_id;
    new_ids_.reserve(turns_.rows().size());
    for (const TableTurns::Row& row : turns_.rows()) {
      const bool carried = row.stored != kNullRow;
      new_ids_.push_back(carried                   ? 0
                         : row.earlier != kNullRow ? new_ids_[row.earlier]
                                                   : next_row_id_++);
    }
  }

  // A fragment that exists only in the record is rewritten together with what is new.
  void choose_record_fragments() {
    absorbed_.assign(manifest_.fragments.size(), false);
    if (options_.record_files == nullptr || options_.record_files->empty()) {
      return;
    }
    std::vector<bool> cut(absorbed_.size(), false);
    for (const TableTurns::Death& death : turns_.deaths()) {
      cut[base_.fragment_of(death.position)] = true;
    }
    for (size_t f = 0; f < manifest_.fragments.size(); ++f) {
      if (turns_.rows().empty() && !cut[f]) {
        continue;
      }
      for (const lance::DataFile& file : manifest_.fragments[f].files) {
        const std::string path = base_pin_.table_path + "/" + lance::data_path(file);
        absorbed_[f] =
            absorbed_[f] || options_.record_files->find(path) != options_.record_files->end();
      }
    }
  }

  // Takes in the small fragments at the end of the table while each size class has enough of them.
  bool absorb_neighbours(uint64_t bytes) {
    std::vector<size_t> tail;  // candidates, last first
    for (size_t f = manifest_.fragments.size(); f-- > 0;) {
      if (!absorbed_[f]) {
        tail.push_back(f);
      }
    }
    size_t taken = 0;
    for (;;) {
      size_t end = taken;
      uint64_t total = bytes;
      while (end < tail.size()) {
        const uint64_t size = size_of(manifest_.fragments[tail[end]]);
        if (size_class(size) > size_class(bytes) || total + size > kMergedBytes) {
          break;
        }
        total += size;
        ++end;
      }
      if (end - taken + 1 < kMergeFactor) {
        break;
      }
      taken = end;
      bytes = total;
    }
    for (size_t i = 0; i < taken; ++i) {
      absorbed_[tail[i]] = true;
    }
    return taken != 0;
  }

  void collect_rows() {
    kept_.clear();
    passing_.clear();
    std::vector<uint32_t> died(base_.position_count(), 0);
    for (const TableTurns::Death& death : turns_.deaths()) {
      died[death.position] = death.turn;
    }
    for (size_t f = 0; f < absorbed_.size(); ++f) {
      const TableView::Fragment& fragment = base_.fragments()[f];
      for (uint32_t row = 0; absorbed_[f] && row < fragment.row_count; ++row) {
        if (!fragment.live.empty() && !columnar::get_bit(fragment.live.data(), row)) {
          continue;
        }
        OutputRow output;
        output.stored = fragment.first_position + row;
        output.died = died[output.stored] == 0 ? TableTurns::kAlive : died[output.stored];
        add_row(output);
      }
    }
    // In the order of their ids, which is that of their insertion: then ids that follow one another
    // stand together, and the manifest names them as a few ranges.
    std::sort(kept_.begin(), kept_.end(), [this](const OutputRow& a, const OutputRow& b) {
      return row_id_of(a.stored) < row_id_of(b.stored);
    });
    for (uint32_t i = 0; i < turns_.rows().size(); ++i) {
      const TableTurns::Row& row = turns_.rows()[i];
      OutputRow output;
      output.written = i;
      output.born = row.born;
      output.died = row.died;
      add_row(output);
    }
  }

  uint64_t row_id_of(uint32_t stored) const {
    const size_t f = base_.fragment_of(stored);
    return manifest_.fragments[f].row_ids.at(stored - base_.fragments()[f].first_position);
  }

  void add_row(const OutputRow& row) {
    if (row.died == TableTurns::kAlive) {
      kept_.push_back(row);
    } else if (std::max(row.born, 1U) < row.died) {
      passing_.push_back(row);  // some version in between has it
    }
  }

  Result<File> write_file(const std::vector<OutputRow>& rows) {
    File file;
    if (rows.empty()) {
      return file;
    }
    describe(rows, &file.fragment);
    OG_ASSIGN_OR_RETURN(file.rows, batch_of(rows));
    OG_ASSIGN_OR_RETURN(auto fields, column_fields(manifest_, base_.type()));
    OG_ASSIGN_OR_RETURN(
        auto writer,
        lance::FileWriter::create(std::make_unique<BufferWriter>(&file.bytes), std::move(fields)));
    OG_RETURN_IF_ERROR(writer->write(file.rows));
    OG_ASSIGN_OR_RETURN(lance::FileSummary summary, writer->finish());
    lance::DataFile data;
    data.path = new_data_file_name(environment_);
    data.size_bytes = summary.size_bytes;
    data.field_ids = std::move(summary.field_ids);
    data.column_indices = std::move(summary.column_indices);
    file.path = base_pin_.table_path + "/" + lance::data_path(data);
    file.fragment.files.push_back(std::move(data));
    return file;
  }

  // Row ids and versions. Rows that only move keep theirs, but in few runs: a fragment of rows from
  // a thousand commits would otherwise take a thousand runs in every manifest from now on. So a row
  // is created at the version it says or later, and last updated at that version or before: who
  // looks for changed rows finds all, and some that did not change.
  void describe(const std::vector<OutputRow>& rows, lance::Fragment* fragment) const {
    std::vector<uint64_t> ids;
    ids.reserve(rows.size());
    bool moving = true;  // stored rows come first
    for (const OutputRow& row : rows) {
      if (moving && row.written != kNullRow) {
        moving = false;
        coarsen(fragment);
      }
      const TableTurns::Row* written =
          row.written == kNullRow ? nullptr : &turns_.rows()[row.written];
      const uint32_t stored = written == nullptr ? row.stored : written->stored;
      uint64_t created = 0;
      if (stored != kNullRow) {
        const size_t f = base_.fragment_of(stored);
        const uint32_t offset = stored - base_.fragments()[f].first_position;
        const lance::Fragment& from = manifest_.fragments[f];
        ids.push_back(from.row_ids.at(offset));
        created = from.created.at(offset);
        if (written == nullptr) {
          fragment->last_updated.append(1, from.last_updated.at(offset));
        }
      } else {
        ids.push_back(new_ids_[row.written]);
        created = manifest_.version + first_born(row.written);
      }
      fragment->created.append(1, created);
      if (written != nullptr) {
        fragment->last_updated.append(1, manifest_.version + written->born);
      }
    }
    if (moving) {
      coarsen(fragment);
    }
    fragment->physical_rows = rows.size();
    fragment->row_ids = lance::RowIdSequence::of(ids);
  }

  static void coarsen(lance::Fragment* fragment) {
    constexpr size_t kMovedRuns = 4;
    fragment->created = fragment->created.coarsened(kMovedRuns, /*upwards=*/false);
    fragment->last_updated = fragment->last_updated.coarsened(kMovedRuns, /*upwards=*/true);
  }

  // The turn that made the row which `written` goes back to.
  uint32_t first_born(uint32_t written) const {
    while (turns_.rows()[written].earlier != kNullRow) {
      written = turns_.rows()[written].earlier;
    }
    return turns_.rows()[written].born;
  }

  Result<Batch> batch_of(const std::vector<OutputRow>& rows) const {
    std::vector<uint32_t> stored;
    std::vector<std::vector<uint32_t>> offsets(turns_.chunks().size());
    for (const OutputRow& row : rows) {
      if (row.written == kNullRow) {
        stored.push_back(row.stored);
      } else {
        const TableTurns::Row& written = turns_.rows()[row.written];
        offsets[written.chunk].push_back(written.offset);
      }
    }
    Batch batch;
    batch.row_count = rows.size();
    for (size_t c = 0; c < base_.columns().size(); ++c) {
      std::vector<ArrayPtr> parts;
      if (!stored.empty()) {
        OG_ASSIGN_OR_RETURN(ArrayPtr part, base_.take(c, stored));
        parts.push_back(std::move(part));
      }
      for (size_t chunk = 0; chunk < offsets.size(); ++chunk) {
        const Batch& from = turns_.chunks()[chunk];
        if (offsets[chunk].size() == from.row_count && from.row_count != 0) {
          parts.push_back(from.columns[c]);
        } else if (!offsets[chunk].empty()) {
          parts.push_back(columnar::take(*from.columns[c], offsets[chunk]));
        }
      }
      batch.columns.push_back(columnar::concat(parts));
    }
    return batch;
  }

  // Cuts the rows of a file that version `turn` does not have.
  Status cut_file(const std::vector<OutputRow>& rows,
                  uint64_t fragment_id,
                  uint32_t turn,
                  lance::NewVersion& next,
                  std::vector<io::NewObject>* files) const {
    lance::DeletionVector deleted;
    for (uint32_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].alive_after(turn)) {
        deleted.add(i);
      }
    }
    return deleted.empty() ? Status() : cut(fragment_id, deleted, next, files);
  }

  Status cut(uint64_t fragment_id,
             const lance::DeletionVector& deleted,
             lance::NewVersion& next,
             std::vector<io::NewObject>* files) const {
    OG_ASSIGN_OR_RETURN(auto file, next.delete_rows(fragment_id, deleted));
    if (file) {
      files->push_back({base_pin_.table_path + "/" + file->path, file->bytes});
    }
    return {};
  }

  // Takes stored rows that died up to `turn` out of the fragments that stay.
  Status cut_stored(uint32_t turn,
                    lance::NewVersion& next,
                    std::vector<io::NewObject>* files) const {
    std::map<size_t, std::vector<uint32_t>> masked;  // fragment → positions
    for (const TableTurns::Death& death : turns_.deaths()) {
      const size_t f = base_.fragment_of(death.position);
      if (death.turn <= turn && !absorbed_[f]) {
        masked[f].push_back(death.position);
      }
    }
    for (const auto& [f, positions] : masked) {
      OG_RETURN_IF_ERROR(cut(
          manifest_.fragments[f].id, deleted_rows(base_.fragments()[f], positions), next, files));
    }
    return {};
  }

  // Brings the indices of the last version up; those before it have the ones of the base.
  Status update_last(const File& kept,
                     std::optional<uint64_t> kept_id,
                     lance::TableManifest* manifest,
                     std::vector<io::NewObject>* files) const {
    std::map<uint64_t, TableView::Fragment> made;
    const FragmentRows rows = [&](uint64_t id) {
      const auto [at, is_new] = made.try_emplace(id);
      if (is_new) {
        at->second = id == kept_id ? memory_fragment(kept.rows) : last_state(id);
      }
      return &at->second;
    };
    return update_indices(environment_, base_pin_.table_path, base_.type(), rows, manifest, files);
  }

  static TableView::Fragment memory_fragment(const Batch& rows) {
    TableView::Fragment fragment;
    fragment.source = std::make_shared<MemorySource>(rows);
    fragment.row_count = static_cast<uint32_t>(rows.row_count);
    fragment.live_count = fragment.row_count;
    return fragment;
  }

  // A fragment of the base without the rows that died.
  TableView::Fragment last_state(uint64_t id) const {
    const auto f = static_cast<size_t>(manifest_.find_fragment(id) - manifest_.fragments.data());
    TableView::Fragment fragment = base_.fragments()[f];
    std::vector<uint32_t> died;
    for (const TableTurns::Death& death : turns_.deaths()) {
      if (base_.fragment_of(death.position) == f) {
        died.push_back(death.position - fragment.first_position);
      }
    }
    if (!died.empty()) {
      fragment.live = live_without(fragment, died);
      fragment.live_count -= static_cast<uint32_t>(died.size());
    }
    return fragment;
  }

  Status add_version(uint32_t turn, const File& kept, const File& passing, SealedTable* sealed) {
    const bool last = turn == turns_.turn_count();
    lance::NewVersionOptions options = version_options(environment_);
    options.version = manifest_.version + turn;
    lance::NewVersion next(manifest_, std::move(options));
    std::vector<io::NewObject> files;
    for (size_t f = 0; f < absorbed_.size(); ++f) {
      if (absorbed_[f]) {
        OG_RETURN_IF_ERROR(next.drop_fragment(manifest_.fragments[f].id));
      }
    }
    std::optional<uint64_t> kept_id;
    for (const auto& [file, rows] : {std::pair(&kept, &kept_), std::pair(&passing, &passing_)}) {
      if (!rows->empty()) {
        OG_ASSIGN_OR_RETURN(const uint64_t id, next.add_described(file->fragment, next_row_id_));
        OG_RETURN_IF_ERROR(cut_file(*rows, id, turn, next, &files));
        kept_id = file == &kept ? std::optional(id) : kept_id;
      }
    }
    OG_RETURN_IF_ERROR(cut_stored(turn, next, &files));
    lance::TableManifest manifest = next.finish();
    if (last) {
      OG_RETURN_IF_ERROR(update_last(kept, kept_id, &manifest, &files));
    }
    OG_ASSIGN_OR_RETURN(
        StagedVersion version,
        stage_manifest(
            environment_, options_.branch, base_pin_.table_key, base_pin_.table_path, manifest));
    for (io::NewObject& file : files) {
      version.files.push_back(std::move(file));
    }
    if (last) {
      sealed->live = std::exchange(version.files, {});
    }
    sealed->versions.push_back(std::move(version));
    return {};
  }

  GraphEnvironment& environment_;
  const SealOptions& options_;
  const Pin& base_pin_;
  const lance::TableManifest& manifest_;
  const TableTurns& turns_;
  const TableView& base_;
  std::vector<uint64_t> new_ids_;  // row ids of written rows that go back to no stored one
  uint64_t next_row_id_ = 0;
  std::vector<bool> absorbed_;      // per fragment of the base
  std::vector<OutputRow> kept_;     // F
  std::vector<OutputRow> passing_;  // G
};

}  // namespace

Result<SealedTable> seal_table(GraphEnvironment& environment,
                               const SealOptions& options,
                               const Pin& base_pin,
                               const lance::TableManifest& manifest,
                               const TableTurns& turns) {
  return TableSealer(environment, options, base_pin, manifest, turns).run();
}

Result<StagedVersion> stage_version(GraphEnvironment& environment,
                                    const SealOptions& options,
                                    const Pin& base_pin,
                                    const lance::TableManifest& manifest,
                                    const StagedTable& staged) {
  TableTurns turns(staged.catalog(), staged.base());
  turns.accept(staged);
  OG_ASSIGN_OR_RETURN(SealedTable sealed,
                      seal_table(environment, options, base_pin, manifest, turns));
  StagedVersion version = std::move(sealed.versions.front());
  version.files = std::move(sealed.live);
  return version;
}

}  // namespace omnigraph::graph
