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
  std::string sha256 = record.original_sha256.value_or(sha256_hex(bytes.span()));
  return LogRecord{std::make_shared<const CommitRecord>(std::move(record)), std::move(sha256)};
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
    } else {
      for (const auto& answer : answers) {
        if (!answer.ok() && answer.error().code() != ErrorCode::kNotFound) {
          return answer.error();
        }
      }
    }
  }
  OG_ASSIGN_OR_RETURN(const uint64_t seq, gallop(low));
  if (seq == 0) {
    return Error(ErrorCode::kNotFound, format("branch '{}' not found", branch_));
  }
  return read(seq);
}

namespace {

// Does `next` say that it came right after `known`? A birth goes on from where it forked instead.
Status check_link(const LogRecord& known, const LogRecord& next) {
  if (next.record->kind == RecordKind::kBirth) {
    return {};
  }
  const auto& parent = next.record->parent;
  if (parent && parent->seq == known.record->seq && parent->sha256 == known.sha256) {
    return {};
  }
  return Error(ErrorCode::kCorruption,
               format("the chain of commit records is broken: object \"{}\", expected parent {}, "
                      "found {}",
                      record_object(next.record->branch, next.record->seq),
                      known.sha256,
                      parent ? parent->sha256 : "none"));
}

// So many records are read one by one before a handle that is behind starts to gallop.
constexpr size_t kFollowLimit = 4;

}  // namespace

Result<std::vector<LogRecord>> BranchLog::follow(const LogRecord& known, size_t limit) const {
  std::vector<LogRecord> newer;
  while (newer.size() < limit) {
    const LogRecord& last = newer.empty() ? known : newer.back();
    auto next = read(last.record->seq + 1);
    if (!next.ok()) {
      if (next.error().code() == ErrorCode::kNotFound) {
        break;
      }
      return next.error();
    }
    OG_RETURN_IF_ERROR(check_link(last, *next));
    newer.push_back(std::move(next).value());
  }
  return newer;
}

Result<std::vector<LogRecord>> BranchLog::newer_than(const LogRecord& known) const {
  return follow(known, SIZE_MAX);
}

Result<LogRecord> BranchLog::head_after(const LogRecord& known) const {
  OG_ASSIGN_OR_RETURN(const auto newer, follow(known, kFollowLimit));
  const LogRecord& last = newer.empty() ? known : newer.back();
  if (newer.size() < kFollowLimit) {
    return last;
  }
  OG_ASSIGN_OR_RETURN(const uint64_t seq, gallop(last.record->seq));
  return seq == last.record->seq ? Result<LogRecord>(last) : read(seq);
}

}  // namespace omnigraph::graph
