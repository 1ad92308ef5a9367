// ObjectStore: named byte strings below one root, as S3 sees them. Everything durable goes through
// here. The local, memory, metered and fault-injecting stores obey this one contract, and one
// suite holds them to it (object_store_conformance_test.cc).
//
// Objects are written once and never changed; create() is our only compare-and-swap. put() is for
// hints that may be lost. A path is UTF-8, '/'-separated, relative to the root (object_path.h has
// the rules; a bad one is kInvalidArgument). A path is an object or a folder of others, never both:
// writing the second is kFailedPrecondition, reading a folder kNotFound.
//
// What the codes prove, for every call:
//   kUnavailable         nothing happened; the same call may be made again
//   kOutcomeUnknown      the write may have landed, or may still land: read back before deciding.
//                        After one, no later error but kAlreadyExists says that it did or did not
//   kResourceExhausted   no room (space, quota, size, open files); nothing happened
//   kFailedPrecondition  refused: read-only or not permitted, network file system, or a store that
//                        stopped writing after a failed sync; nothing happened
// Thread-safe, all of it; an ObjectWriter belongs to one thread at a time and may not outlive its
// store. Cost: every call is one round trip on a remote store, unless it says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph::io {

// Bytes [offset, offset + length).
struct ByteRange {
  uint64_t offset = 0;
  uint64_t length = 0;
};

struct ObjectInfo {
  std::string path;
  uint64_t size_bytes = 0;
  int64_t modified_us = 0;  // the store's own time, µs since 1970 UTC
};

struct ReadRequest {
  std::string path;
  std::optional<ByteRange> range = std::nullopt;  // absent: the whole object
};

struct NewObject {
  std::string path;
  Buffer bytes;
};

// Streams one new object. Nothing is visible until finish() returned OK; destroyed before that,
// nothing happened. After any error the writer is dead: only destroy it.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;
  virtual Status append(ByteSpan bytes) = 0;
  // Bytes appended so far.
  virtual uint64_t position() const = 0;
  // Publishes the object, put-if-absent, durable once OK. Call once. Errors: as create().
  virtual Status finish() = 0;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // The whole object. Errors: kNotFound; kUnavailable.
  virtual Result<Buffer> read(std::string_view path) = 0;

  // Part of an object. A range past the end is shortened, to nothing if need be.
  virtual Result<Buffer> read_range(std::string_view path, ByteRange range) = 0;

  // One result per request, in their order, all fetched in one round.
  virtual std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) = 0;

  // Errors: kNotFound; kUnavailable.
  virtual Result<ObjectInfo> stat(std::string_view path) = 0;

  // Creates `path` if it is absent: of any number of concurrent calls, in any process, one wins.
  // Durable once OK; never visible in part. Errors: kAlreadyExists (and what exists is durable);
  // kUnavailable; kOutcomeUnknown; kResourceExhausted; kFailedPrecondition.
  virtual Status create(std::string_view path, ByteSpan bytes) = 0;

  // Creates many objects in one round; all durable once OK. For staged files under names that stand
  // for their bytes: one that exists already is made durable and left as it is. After an error any
  // of them may exist, each whole, as after a crash.
  virtual Status create_many(std::span<const NewObject> objects) = 0;

  // Starts an object that is too large to hold. Costs one request, at finish().
  virtual Result<std::unique_ptr<ObjectWriter>> create_writer(std::string_view path) = 0;

  // Writes or replaces `path`. Readers, also after a crash, see the old bytes or the new, never a
  // mix; OK does not mean durable. For hints only.
  virtual Status put(std::string_view path, ByteSpan bytes) = 0;

  // As put(), but durable once OK. For the few objects that are replaced and are no hints: commit
  // records that cleanup thins.
  virtual Status replace(std::string_view path, ByteSpan bytes) { return put(path, bytes); }

  // Absent is not an error. A crash soon after may bring the object back.
  virtual Status remove(std::string_view path) = 0;

  // Objects whose path starts with `prefix` (any string; "" is all), ascending by the bytes of the
  // path, strictly after `start_after`, at most `limit`. An object made or removed meanwhile may or
  // may not show. One request per 1,000 entries; a local store reads the folders in question.
  virtual Result<std::vector<ObjectInfo>> list(std::string_view prefix,
                                               std::string_view start_after,
                                               size_t limit) = 0;

  // Names of the folders right below `folder` ("" is the root, no slash at the end): one per first
  // segment that has objects below it; an empty one may show. Ascending as "name/", strictly after
  // the name `start_after`, at most `limit`. Cost: as list(), whatever the folders hold.
  virtual Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                        std::string_view start_after,
                                                        size_t limit) = 0;

  // Removes what writers of this store that died left behind under names that are no objects,
  // if it was last written before `modified_us` (the store's own time). Returns how many there
  // were; a store that leaves nothing: 0. Cost: a walk over all folders.
  virtual Result<uint64_t> remove_leftovers(int64_t modified_us) {
    (void)modified_us;
    return uint64_t{0};
  }

  // Where the root is, for other programs: an absolute path or s3://bucket/prefix, no slash at the
  // end.
  virtual std::string root_uri() const = 0;
};

// Held by what reads from a store that is made for it and goes with it (see borrowed()).
using ObjectStorePtr = std::shared_ptr<ObjectStore>;

// A pointer to a store that somebody else owns and that outlives it.
inline ObjectStorePtr borrowed(ObjectStore& store) {
  return ObjectStorePtr(ObjectStorePtr(), &store);
}

}  // namespace omnigraph::io
