// ImportTarget: a root that a graph is brought to from elsewhere, object by object. From the first
// step to the last it says that it is not complete, and whoever begins the same import again
// finishes it.
//
//   claim     format.json, put if absent, with a member `importing`: no graph opens there, no init
//             begins there, no other import goes on there
//   objects   under their names, put if absent
//   check     each head's state is all there
//   finish    format.json is replaced by that of a complete graph
//
// Invariant: where format.json says that there is a graph, everything that its heads reach is
// there.
//
// One thread. Errors of all: store errors; after any of them the same import may be begun again.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/base/sha256.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

// Which import it is: the same claim is the same import.
struct ImportClaim {
  std::string graph_id;
  std::string importing;  // a ULID: a bundle's, or for a copy that of the graph itself
  bool operator==(const ImportClaim&) const = default;
};
std::string to_json(const ImportClaim& claim);

// An object that is too large to hold, on its way to the target.
class LargeImport {
 public:
  LargeImport(io::ObjectStore& store, std::string path) : store_(store), path_(std::move(path)) {}
  Status append(ByteSpan bytes);
  // The hash of what was appended. Call once, before publish().
  const std::string& sha256();
  // Stores it; what an earlier try stored must be the same (kCorruption).
  Status publish();

 private:
  io::ObjectStore& store_;
  std::string path_;
  std::unique_ptr<io::ObjectWriter> writer_;  // null: it is there already
  bool begun_ = false;
  Sha256 hash_;
  std::string sha256_;
};

class ImportTarget {
 public:
  // Takes the root for an import, or goes on where the same one stopped. Errors: kAlreadyExists
  // when there is a graph; kFailedPrecondition when there is anything else.
  static Result<std::unique_ptr<ImportTarget>> claim(GraphEnvironment& environment,
                                                     const ImportClaim& claim);

  // Stores objects, in one round. Where an earlier try of the import stored one it must be the same
  // (kCorruption); a record of a log may differ if `records_may_differ` and is replaced: a copy
  // sees records that were thinned since.
  Status store(const std::vector<io::NewObject>& objects, bool records_may_differ = false);
  std::unique_ptr<LargeImport> large(const std::string& path) {
    return std::make_unique<LargeImport>(environment_.store, path);
  }

  // Checks that what all heads reach is there (kCorruption), then says that the graph is complete.
  Status finish(const CancelToken& cancel);

 private:
  ImportTarget(GraphEnvironment& environment, ImportClaim claim, bool resumed)
      : environment_(environment), claim_(std::move(claim)), resumed_(resumed) {}
  Status check_stored(const io::NewObject& object, bool may_differ);

  GraphEnvironment& environment_;
  ImportClaim claim_;
  bool resumed_;
};

}  // namespace omnigraph::graph
