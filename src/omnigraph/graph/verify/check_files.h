// FileChecks: the files of table versions, each looked at once however many versions share it, and
// versions that are in the store with all their files once however many branches share them. A
// file is in the record of its commit or in the store; in the record its bytes are compared again
// only if they are others than before.
//
// Not thread-safe. Memory: 32 bytes per file, by the hash of its path.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/validate/hash128_map.h"
#include "omnigraph/graph/verify/findings.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

class FileChecks {
 public:
  // Both must outlive it.
  FileChecks(GraphEnvironment& environment, Findings& findings)
      : environment_(environment), findings_(findings) {}

  // The table version behind `pin`, as a commit of the record with these files sees it. Adds the
  // paths that are in the record only to `record_only`: later records must have them too.
  Status check_version(const Pin& pin,
                       const RecordFiles& files,
                       std::vector<std::string>* record_only);

 private:
  // Looks at the bytes of a file; `store` has them.
  using Look = std::function<Status(io::ObjectStore& store)>;

  Status check_file(const std::string& path,
                    const RecordFiles& files,
                    const Look& look,
                    std::vector<std::string>* record_only);
  Status check_in_record(const std::string& path, const Buffer& bytes, const Look& look);
  Status check_in_store(const std::string& path, const Look& look);
  void check_manifest(const Pin& pin, const lance::TableManifest& manifest);
  Status check_fragment(const Pin& pin,
                        const lance::Fragment& fragment,
                        const RecordFiles& files,
                        std::vector<std::string>* record_only);

  GraphEnvironment& environment_;
  Findings& findings_;
  Hash128Map versions_;   // table versions all of whose files are in the store
  Hash128Map stored_;     // files in the store that were looked at
  Hash128Map in_record_;  // files in records → the hash of their bytes
};

}  // namespace omnigraph::graph
