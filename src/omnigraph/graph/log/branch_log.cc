#include "omnigraph/graph/log/branch_log.h"

#include <array>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {

Result<LogRecord> BranchLog::decode(const Buffer& bytes, uint64_t seq) const {
  const std::string object = record_object(branch_, seq);
  if (bytes.size() > kMaxRecordBytes) {
    return Error(ErrorCode::kCorruption,
                 format("commit record is too large: object \"{}\", size {}, limit {}",
                        object,
                        bytes.size(),
                        kMaxRecordBytes));
  }
  OG_ASSIGN_OR_RETURN(CommitRecord record, parse_record(bytes.view(), object));
  if (record.graph_id != graph_id_ || record.branch != branch_ || record.seq != seq) {
    return Error(ErrorCode::kCorruption,
                 format("commit record belongs elsewhere: object \"{}\", expected graph {} branch "
                        "\"{}\" seq {}, found graph {} branch \"{}\" seq {}",
                        object,
                        graph_id_,
                        branch_,
                        seq,
                        record.graph_id,
                        record.branch,
                        record.seq));
  }
  return LogRecord{std::make_shared<const CommitRecord>(std::move(record)),
                   sha256_hex(bytes.span())};
}

Result<LogRecord> BranchLog::read(uint64_t seq) const {
  OG_ASSIGN_OR_RETURN(const Buffer bytes, store_.read(record_object(branch_, seq)));
  return decode(bytes, seq);
}

Result<bool> BranchLog::exists(uint64_t seq) const {
  const auto info = store_.stat(record_object(branch_, seq));
  if (info.ok()) {
    return true;
  }
  if (info.error().code() == ErrorCode::kNotFound) {
    return false;
  }
  return info.error();
}

Result<uint64_t> BranchLog::gallop(uint64_t low) const {
  uint64_t step = 1;
  uint64_t high = low + step;
  for (;;) {
    OG_ASSIGN_OR_RETURN(const bool found, exists(high));
    if (!found) {
      break;
    }
    low = high;
    step *= 2;
    high = low + step;
  }
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    OG_ASSIGN_OR_RETURN(const bool found, exists(middle));
    (found ? low : high) = middle;
  }
  return low;
}

Result<LogRecord> BranchLog::find_head(std::optional<uint64_t> hint_seq) const {
  uint64_t low = 0;
  if (hint_seq && *hint_seq > 0) {
    const std::array<io::ReadRequest, 2> requests = {
        io::ReadRequest{record_object(branch_, *hint_seq)},
        io::ReadRequest{record_object(branch_, *hint_seq + 1)}};
    const auto answers = store_.read_many(requests);
    if (answers[0].ok() && !answers[1].ok() && answers[1].error().code() == ErrorCode::kNotFound) {
      return decode(*answers[0], *hint_seq);
    }
    if (answers[0].ok() && answers[1].ok()) {
      low = *hint_seq + 1;
    } else if (!answers[0].ok() && answers[0].error().code() != ErrorCode::kNotFound) {
      return answers[0].error();
    }
  }
  OG_ASSIGN_OR_RETURN(const uint64_t seq, gallop(low));
  if (seq == 0) {
    return Error(ErrorCode::kNotFound, format("branch '{}' not found", branch_));
  }
  return read(seq);
}

Result<std::vector<LogRecord>> BranchLog::newer_than(const CommitRecord& known) const {
  std::vector<LogRecord> newer;
  for (uint64_t seq = known.seq + 1;; ++seq) {
    auto next = read(seq);
    if (!next.ok()) {
      if (next.error().code() == ErrorCode::kNotFound) {
        return newer;
      }
      return next.error();
    }
    newer.push_back(std::move(next).value());
  }
}

}  // namespace omnigraph::graph
