#include "omnigraph/graph/maintain/apply_compaction.h"

#include <map>
#include <utility>
#include <vector>

#include "omnigraph/graph/table/file_source.h"
#include "omnigraph/lance/table/new_version.h"

namespace omnigraph::graph {
namespace {

// What indexing holds of the new files.
constexpr size_t kIndexReadBytes = size_t{32} << 20;

class Application {
 public:
  Application(GraphEnvironment& environment,
              const Snapshot& now,
              const schema::EntityType& type,
              const Pin& pin,
              const Compaction& compaction,
              IndexChange& indices,
              TaskPool* pool)
      : environment_(environment),
        now_(now),
        type_(type),
        pin_(pin),
        compaction_(compaction),
        indices_(indices),
        pool_(pool),
        cache_(kIndexReadBytes) {}

  Result<std::optional<AppliedCompaction>> run() {
    OG_ASSIGN_OR_RETURN(manifest_, now_.manifest(pin_));
    OG_ASSIGN_OR_RETURN(view_, now_.table(type_));
    find_sources();
    if (removed_.empty()) {
      return std::optional<AppliedCompaction>();
    }
    lance::NewVersionOptions options = version_options(environment_);
    options.kind = lance::TransactionKind::kRewrite;
    lance::NewVersion next(*manifest_, std::move(options));
    for (const uint64_t id : removed_) {
      OG_RETURN_IF_ERROR(next.drop_fragment(id));
    }
    for (const CompactedFragment& written : compaction_.written) {
      OG_RETURN_IF_ERROR(add(written, next));
    }
    lance::TableManifest made = next.finish();
    OG_RETURN_IF_ERROR(move_coverage(removed_, moved_, &made));
    OG_RETURN_IF_ERROR(update(&made));
    AppliedCompaction applied;
    applied.fragments_removed = removed_.size();
    applied.fragments_added = moved_.size();
    OG_ASSIGN_OR_RETURN(
        applied.version,
        stage_manifest(environment_, now_.branch(), pin_.table_key, pin_.table_path, made));
    for (const auto* files : {&std::as_const(files_), &indices_.files()}) {
      applied.version.files.insert(applied.version.files.end(), files->begin(), files->end());
    }
    return std::optional(std::move(applied));
  }

 private:
  // A source as the version has it; null rows: none of its rows lives there any more.
  struct Source {
    const TableView::Fragment* rows = nullptr;
    bool unchanged = false;
  };

  void find_sources() {
    for (const lance::Fragment& was : compaction_.sources) {
      Source source;
      const lance::Fragment* is = manifest_->find_fragment(was.id);
      if (is != nullptr && is->files == was.files) {
        source.rows = &view_->fragments()[static_cast<size_t>(is - manifest_->fragments.data())];
        source.unchanged = is->deletion_file == was.deletion_file;
        removed_.push_back(was.id);
      }
      sources_.push_back(source);
    }
  }

  // Rows of the new fragment that do not live in the version.
  lance::DeletionVector dead_rows(const CompactedFragment& written, MovedRows* moved) const {
    lance::DeletionVector dead;
    std::vector<bool> contributes(sources_.size());
    uint64_t at = 0;
    for (const RowRun& run : written.runs) {
      const Source& source = sources_[run.source];
      if (source.rows == nullptr) {
        dead.add_range(at, at + run.count);
      } else if (source.unchanged || source.rows->live.empty()) {
        contributes[run.source] = true;
      } else {
        for (uint32_t i = 0; i < run.count; ++i) {
          if (columnar::get_bit(source.rows->live.data(), run.first + i)) {
            contributes[run.source] = true;
          } else {
            dead.add(static_cast<uint32_t>(at + i));
          }
        }
      }
      at += run.count;
    }
    for (size_t i = 0; i < contributes.size(); ++i) {
      if (contributes[i]) {
        moved->sources.push_back(compaction_.sources[i].id);
      }
    }
    return dead;
  }

  Status add(const CompactedFragment& written, lance::NewVersion& next) {
    ids_.push_back(IndexChange::kNone);
    MovedRows moved;
    const lance::DeletionVector dead = dead_rows(written, &moved);
    if (moved.sources.empty()) {
      return {};
    }
    OG_ASSIGN_OR_RETURN(moved.fragment_id,
                        next.add_described(written.fragment, manifest_->next_row_id));
    if (!dead.empty()) {
      OG_ASSIGN_OR_RETURN(const auto file, next.delete_rows(moved.fragment_id, dead));
      if (file) {
        files_.push_back({pin_.table_path + "/" + file->path, file->bytes});
      }
    }
    TableView::Fragment rows;
    rows.source = make_file_source(view_->stored()->store,
                                   cache_,
                                   pin_.table_path,
                                   manifest_->fields,
                                   type_.table_schema(),
                                   written.fragment);
    rows.row_count = static_cast<uint32_t>(written.fragment.physical_rows);
    rows.live_count = rows.row_count - static_cast<uint32_t>(dead.cardinality());
    if (!dead.empty()) {
      rows.live = dead.live_bitmap(written.fragment.physical_rows);
    }
    ids_.back() = moved.fragment_id;
    made_.emplace(moved.fragment_id, std::move(rows));
    moved_.push_back(std::move(moved));
    return {};
  }

  Status update(lance::TableManifest* made) {
    const FragmentRows rows = [&](uint64_t id) {
      const auto at = made_.find(id);
      return at != made_.end() ? &at->second
                               : &view_->fragments()[static_cast<size_t>(
                                     manifest_->find_fragment(id) - manifest_->fragments.data())];
    };
    return indices_.apply(environment_, pin_.table_path, type_, rows, ids_, made, pool_);
  }

  GraphEnvironment& environment_;
  const Snapshot& now_;
  const schema::EntityType& type_;
  const Pin& pin_;
  const Compaction& compaction_;
  IndexChange& indices_;
  TaskPool* pool_;
  ReadCache cache_;
  ManifestPtr manifest_;
  TableViewPtr view_;
  std::vector<Source> sources_;
  std::vector<uint64_t> removed_;
  std::vector<uint64_t> ids_;  // of the new fragments, by their place in the compaction
  std::vector<MovedRows> moved_;
  std::map<uint64_t, TableView::Fragment> made_;
  std::vector<io::NewObject> files_;
};

}  // namespace

Result<std::optional<AppliedCompaction>> apply_compaction(GraphEnvironment& environment,
                                                          const Snapshot& now,
                                                          const Compaction& compaction,
                                                          IndexChange& indices,
                                                          TaskPool* pool) {
  const Pin* pin = now.find_pin(compaction.table_key);
  const schema::EntityType* type = now.catalog()->find_table(compaction.table_key);
  if (pin == nullptr || type == nullptr || pin->table_path != compaction.table_path) {
    return std::optional<AppliedCompaction>();
  }
  return Application(environment, now, *type, *pin, compaction, indices, pool).run();
}

}  // namespace omnigraph::graph
