#include "omnigraph/graph/verify/check_lineage.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

// A leaf and what records carry at most beside it, twice.
constexpr size_t kHeadersKept = 4 * kPageEntries;

}  // namespace

Status LineageChecks::check(const CommitRecord& record) {
  if (record.kind == RecordKind::kTombstone) {
    return {};  // it tells of nothing but an end
  }
  if (record.kind == RecordKind::kBirth) {
    begin_log();
  }
  const std::string object = record_object(record.branch, record.seq);
  const uint64_t before = record.parent ? record.parent->manifest_version : 0;
  uint64_t version = before;
  if (!record.recent.empty()) {
    check_headers(object, record.recent, version);
    version -= std::min<uint64_t>(version, record.recent.size());
  }
  if (record.lineage) {
    OG_RETURN_IF_ERROR(check_leaf(record, *record.lineage, version));
  } else if (version != 0 && record.kind != RecordKind::kThinned) {
    findings_.add(object, format("it has no headers of the commits up to version {}", version));
  }
  remember(record);
  return {};
}

void LineageChecks::check_headers(const std::string& object,
                                  const std::vector<CommitHeader>& headers,
                                  uint64_t version) {
  uint64_t expected = version;
  for (auto header = headers.rbegin(); header != headers.rend(); ++header, --expected) {
    const CommitEntry& entry = header->entry;
    if (entry.manifest_version != expected || expected == 0) {
      findings_.add(object,
                    format("headers of commits have a gap: expected version {}, found {}",
                           expected,
                           entry.manifest_version));
      return;
    }
    const auto at = met_.find(expected);
    if (at != met_.end() && !(at->second == *header)) {
      findings_.add(object,
                    format("the header of commit {} (version {}) is not what its record says",
                           entry.graph_commit_id,
                           expected));
    }
  }
}

Status LineageChecks::check_leaf(const CommitRecord& record,
                                 const std::string& name,
                                 uint64_t version) {
  const std::string object = lineage_object(name);
  const auto known = leaves_.find(name);
  if (known != leaves_.end()) {
    if (known->second.last_version != version && known->second.last_version != 0) {
      findings_.add(record_object(record.branch, record.seq),
                    format("its lineage page ends with version {}, expected {}",
                           known->second.last_version,
                           version));
    }
    return {};
  }
  LeafRange& range = leaves_[name];
  range.page = name;
  ++findings_.report().objects;
  const auto page = read_lineage_page(environment_, record.graph_id, name);
  if (!page.ok()) {
    return findings_.take(object, page.error());
  }
  const std::vector<CommitHeader>& headers = (*page)->headers;
  if (headers.empty()) {
    findings_.add(object, "it is no leaf, though a record names it as one");
    return {};
  }
  check_headers(object, headers, version);
  range.first_version = headers.front().entry.manifest_version;
  range.last_version = headers.back().entry.manifest_version;
  range.least_id = headers.front().entry.graph_commit_id;
  range.greatest_id = range.least_id;
  for (const CommitHeader& header : headers) {
    range.least_id = std::min(range.least_id, header.entry.graph_commit_id);
    range.greatest_id = std::max(range.greatest_id, header.entry.graph_commit_id);
  }
  const uint64_t older = range.first_version - 1;
  if ((*page)->before) {
    return check_inner(record, *(*page)->before, older);
  }
  if (older != 0) {
    findings_.add(object, format("nothing leads to the commits up to version {}", older));
  }
  return {};
}

Status LineageChecks::check_inner(const CommitRecord& record,
                                  const std::string& name,
                                  uint64_t version) {
  if (!inners_.insert(name).second) {
    return {};
  }
  const std::string object = lineage_object(name);
  ++findings_.report().objects;
  const auto page = read_lineage_page(environment_, record.graph_id, name);
  if (!page.ok()) {
    return findings_.take(object, page.error());
  }
  if ((*page)->leaves.empty()) {
    findings_.add(object, "it is no inner page, though a leaf names it as one");
    return {};
  }
  for (auto leaf = (*page)->leaves.rbegin(); leaf != (*page)->leaves.rend(); ++leaf) {
    if (leaf->last_version != version || leaf->first_version > version) {
      findings_.add(object,
                    format("its leaves have a gap: expected one up to version {}, found {} to {}",
                           version,
                           leaf->first_version,
                           leaf->last_version));
      return {};
    }
    version = leaf->first_version - 1;
    const auto known = leaves_.find(leaf->page);
    if (known == leaves_.end()) {
      OG_RETURN_IF_ERROR(check_leaf(record, leaf->page, leaf->last_version));
    } else if (known->second.last_version != 0 && !(known->second == *leaf)) {
      findings_.add(object, format("it says something else of leaf {} than that says", leaf->page));
    }
  }
  if ((*page)->before) {
    return check_inner(record, *(*page)->before, version);
  }
  if (version != 0) {
    findings_.add(object, format("nothing leads to the commits up to version {}", version));
  }
  return {};
}

void LineageChecks::remember(const CommitRecord& record) {
  for (const CommitEntry& commit : record.commits) {
    CommitHeader header{commit, record.branch, record.seq};
    header.entry.changes.clear();
    header.entry.schema_sha256.clear();
    met_[commit.manifest_version] = std::move(header);
  }
  while (met_.size() > kHeadersKept) {
    met_.erase(met_.begin());
  }
}

}  // namespace omnigraph::graph
