#include "omnigraph/graph/load/loaded_table.h"

#include <algorithm>
#include <unordered_map>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/update_indices.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/table/file_source.h"

namespace omnigraph::graph {
namespace {

// What reading back holds at a time: pages are read once and in order.
constexpr size_t kReadBackBytes = size_t{32} << 20;

// Rows of one fragment of a view, by position.
struct Share {
  size_t fragment = 0;
  std::span<const uint32_t> positions;
};

// `positions`, which rise, by fragment; fragments without any are left out.
std::vector<Share> by_fragment(const TableView& view, const std::vector<uint32_t>& positions) {
  std::vector<Share> shares;
  size_t at = 0;
  for (size_t f = 0; f < view.fragments().size(); ++f) {
    const TableView::Fragment& fragment = view.fragments()[f];
    const size_t begin = at;
    while (at < positions.size() && positions[at] - fragment.first_position < fragment.row_count) {
      ++at;
    }
    if (begin != at) {
      shares.push_back({f, std::span(positions).subspan(begin, at - begin)});
    }
  }
  return shares;
}

// The fragment without the rows at `masked`.
void mask(TableView::Fragment& fragment, std::span<const uint32_t> masked) {
  std::vector<uint32_t> rows;
  for (const uint32_t position : masked) {
    rows.push_back(position - fragment.first_position);
  }
  fragment.live = live_without(fragment, rows);
  fragment.live_count -= static_cast<uint32_t>(rows.size());
  fragment.state_key.clear();
}

}  // namespace

TableChange change_of(const TableWriter& writer,
                      const SnapshotPtr& base,
                      io::ObjectStore& store,
                      ReadCache& cache) {
  TableChange change;
  change.before = writer.base();
  std::vector<TableView::Fragment> fragments;
  if (writer.base() != nullptr) {
    fragments.assign(writer.base()->fragments().begin(), writer.base()->fragments().end());
    change.kept = fragments.size();
    const std::vector<uint32_t> masked = writer.masked();
    for (const Share& share : by_fragment(*writer.base(), masked)) {
      mask(fragments[share.fragment], share.positions);
    }
  }
  for (size_t i = 0; i < writer.files().size(); ++i) {
    const WrittenFile& written = writer.files()[i];
    lance::Fragment stored;
    stored.files.push_back(written.file);
    stored.physical_rows = written.row_count;
    TableView::Fragment fragment;
    fragment.source = make_file_source(io::borrowed(store),
                                       cache,
                                       writer.table_path(),
                                       writer.fields(),
                                       writer.type().table_schema(),
                                       stored);
    fragment.row_count = static_cast<uint32_t>(written.row_count);
    fragment.live_count = fragment.row_count;
    const std::vector<uint32_t> superseded = writer.superseded_rows(i);
    if (!superseded.empty()) {
      fragment.live = live_without(fragment, superseded);
      fragment.live_count -= static_cast<uint32_t>(superseded.size());
    }
    fragments.push_back(std::move(fragment));
    change.origins.emplace_back(written.origins);
  }
  change.after = std::make_shared<const TableView>(
      base->catalog(),
      writer.type(),
      std::move(fragments),
      writer.base() == nullptr ? nullptr : writer.base()->stored());
  return change;
}

Status check_loaded(const TableWriter& writer,
                    const SnapshotPtr& base,
                    io::ObjectStore& store,
                    const LinePlaces& places) {
  if (!has_constraints(writer.type())) {
    return {};
  }
  ReadCache cache(kReadBackBytes);
  const TableChange change = change_of(writer, base, store, cache);
  OG_ASSIGN_OR_RETURN(auto violation, check_constraints(change));
  return violation ? Status(violation_error(*std::move(violation), change, &writer, places))
                   : Status();
}

Error violation_error(ConstraintViolation violation,
                      const TableChange& change,
                      const TableWriter* writer,
                      const LinePlaces& places) {
  ConstraintDetail& detail = violation.detail;
  for (const uint32_t position : violation.positions) {
    const size_t f = change.after->fragment_of(position);
    const bool from_input = writer != nullptr && f >= change.kept;
    detail.lines.push_back(from_input
                               ? writer->files()[f - change.kept]
                                     .lines[position - change.after->fragments()[f].first_position]
                               : 0);
  }
  const uint64_t last = *std::max_element(detail.lines.begin(), detail.lines.end());
  if (detail.rule == "unique") {
    // The earlier row first; at most one of the two is a stored one.
    if (detail.lines[0] > detail.lines[1]) {
      std::swap(detail.lines[0], detail.lines[1]);
      std::swap(detail.ids[0], detail.ids[1]);
    }
    violation.message += detail.lines[0] == 0 ? format(" line {} and in the stored row '{}'",
                                                       places.text(detail.lines[1]),
                                                       detail.ids[0])
                                              : format(" lines {} and {}",
                                                       places.text(detail.lines[0]),
                                                       places.text(detail.lines[1]));
  }
  for (uint64_t& line : detail.lines) {
    line = line == 0 ? 0 : places.in_input(line);
  }
  return Error(
      ErrorCode::kInvalidArgument,
      last == 0 ? violation.message : format("line {}: {}", places.text(last), violation.message),
      std::move(detail));
}

namespace {

// The row ids and versions that the rows of `written` take along.
Result<lance::CarriedRows> carried(const WrittenFile& written,
                                   const TableView& base,
                                   const lance::TableManifest& manifest) {
  std::vector<lance::RowAddress> origins;
  origins.reserve(written.origins.size());
  for (const uint32_t position : written.origins) {
    const size_t f = base.fragment_of(position);
    origins.push_back({manifest.fragments[f].id, position - base.fragments()[f].first_position});
  }
  return lance::carried_rows(manifest, origins);
}

// Brings the indices up. `before` is the version that the load builds on, `file_ids` are the
// fragments of the written files.
Status index_loaded(const TableWriter& writer,
                    const SnapshotPtr& base,
                    const lance::TableManifest& before,
                    const std::vector<uint64_t>& file_ids,
                    GraphEnvironment& environment,
                    TaskPool* pool,
                    lance::TableManifest* manifest,
                    std::vector<io::NewObject>* files) {
  ReadCache cache(kReadBackBytes);
  const TableChange change = change_of(writer, base, environment.store, cache);
  std::unordered_map<uint64_t, const TableView::Fragment*> rows;
  for (size_t f = 0; f < change.after->fragments().size(); ++f) {
    const uint64_t id = f < change.kept ? before.fragments[f].id : file_ids[f - change.kept];
    rows.emplace(id, &change.after->fragments()[f]);
  }
  return update_indices(
      environment,
      writer.table_path(),
      writer.type(),
      [&](uint64_t id) { return rows.at(id); },
      manifest,
      files,
      pool);
}

}  // namespace

Status stage_loaded(const TableWriter& writer,
                    const SnapshotPtr& base,
                    GraphEnvironment& environment,
                    TaskPool* pool,
                    CommitDraft* draft) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base->manifest(writer.type()));
  lance::NewVersion next(*manifest, version_options(environment));
  const auto delete_rows = [&](uint64_t fragment, const lance::DeletionVector& rows) -> Status {
    OG_ASSIGN_OR_RETURN(auto file, next.delete_rows(fragment, rows));
    if (file) {
      draft->files.push_back({writer.table_path() + "/" + file->path, file->bytes});
    }
    return {};
  };
  if (writer.base() == nullptr) {
    next.replace_all();
  }
  std::vector<uint64_t> file_ids;
  for (size_t i = 0; i < writer.files().size(); ++i) {
    const WrittenFile& written = writer.files()[i];
    lance::NewFragment fragment;
    fragment.files.push_back(written.file);
    fragment.physical_rows = written.row_count;
    if (!written.origins.empty()) {
      OG_ASSIGN_OR_RETURN(fragment.carried, carried(written, *writer.base(), *manifest));
    }
    OG_ASSIGN_OR_RETURN(const uint64_t id, next.add_fragment(std::move(fragment)));
    file_ids.push_back(id);
    lance::DeletionVector superseded;
    for (const uint32_t row : writer.superseded_rows(i)) {
      superseded.add(row);
    }
    if (!superseded.empty()) {
      OG_RETURN_IF_ERROR(delete_rows(id, superseded));
    }
  }
  if (writer.base() != nullptr) {
    const std::vector<uint32_t> masked = writer.masked();
    for (const Share& share : by_fragment(*writer.base(), masked)) {
      OG_RETURN_IF_ERROR(
          delete_rows(manifest->fragments[share.fragment].id,
                      deleted_rows(writer.base()->fragments()[share.fragment], share.positions)));
    }
  }
  lance::TableManifest finished = next.finish();
  OG_RETURN_IF_ERROR(
      index_loaded(writer, base, *manifest, file_ids, environment, pool, &finished, &draft->files));
  OG_ASSIGN_OR_RETURN(
      StagedVersion version,
      stage_manifest(
          environment, base->branch(), writer.type().table_key, writer.table_path(), finished));
  draft->manifests[version.pin.table_key] = std::move(version.manifest);
  draft->changes.push_back(std::move(version.pin));
  for (io::NewObject& file : version.files) {
    draft->files.push_back(std::move(file));
  }
  return {};
}

}  // namespace omnigraph::graph
