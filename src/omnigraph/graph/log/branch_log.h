// BranchLog: reading the log of one branch name. The head is the record with the highest seq. Names
// are dense and never removed, so "seq exists and seq + 1 does not" proves a head, whatever a hint
// or a listing said.
//
// Thread-safe (it keeps nothing). Errors: kNotFound when the log is empty, kCorruption, store
// errors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

// A record with the hash of the bytes it was published with (a thinned record remembers it). Null
// record = none.
struct LogRecord {
  std::shared_ptr<const CommitRecord> record;
  std::string sha256;
};

class BranchLog {
 public:
  // `graph_id`: records of another graph are kCorruption.
  BranchLog(io::ObjectStore& store, std::string branch, std::string graph_id)
      : store_(store), branch_(std::move(branch)), graph_id_(std::move(graph_id)) {}

  // The head. With a right hint (the head's seq) one round of two reads; else it gallops over
  // names: about 2·log2(distance) requests.
  Result<LogRecord> find_head(std::optional<uint64_t> hint_seq) const;

  // The records after `known`, oldest first; empty when it still is the head. One read when nothing
  // is new, one more per record. kCorruption also when they do not chain up to `known`.
  Result<std::vector<LogRecord>> newer_than(const LogRecord& known) const;

  // The head, where `known` was it some time ago. As newer_than(), but after a few records it
  // gallops: a handle that slept does not read all it missed.
  Result<LogRecord> head_after(const LogRecord& known) const;

  // kNotFound if there is none.
  Result<LogRecord> read(uint64_t seq) const;

  const std::string& branch() const { return branch_; }

 private:
  Result<bool> exists(uint64_t seq) const;
  Result<LogRecord> decode(const Buffer& bytes, uint64_t seq) const;
  Result<std::vector<LogRecord>> follow(const LogRecord& known, size_t limit) const;
  // The highest existing seq, given that `low` exists (or is 0).
  Result<uint64_t> gallop(uint64_t low) const;

  io::ObjectStore& store_;
  std::string branch_;
  std::string graph_id_;
};

}  // namespace omnigraph::graph
