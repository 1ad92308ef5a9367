#include "omnigraph/graph/maintain/thin_record.h"

namespace omnigraph::graph {

CommitRecord thinned(const LogRecord& published, bool keep_lineage) {
  CommitRecord record = *published.record;
  record.kind = RecordKind::kThinned;
  record.original_sha256 = published.sha256;
  record.checkpoint.reset();
  record.base.clear();
  record.files.clear();
  record.pack.reset();
  record.contains.clear();
  for (CommitEntry& commit : record.commits) {
    commit.changes.clear();
  }
  if (!keep_lineage) {
    record.lineage.reset();
    record.recent.clear();
  }
  return record;
}

}  // namespace omnigraph::graph
