#include "omnigraph/graph/branches/log_heads.h"

#include <algorithm>
#include <optional>
#include <span>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

// The search in one log: records `low` exists (0: none known), `high` does not (0: not known).
struct Search {
  const std::string* log_name = nullptr;
  const LogHead* known = nullptr;
  uint64_t low = 0;
  uint64_t high = 0;
  uint64_t step = 1;
  std::optional<LogHead> head;

  bool proven() const { return high == low + 1; }
  uint64_t next() const { return high == 0 ? low + step : low + (high - low) / 2; }
  void answer(uint64_t seq, bool exists) {
    if (exists) {
      low = std::max(low, seq);
      step = high == 0 ? step * 2 : step;
    } else {
      high = high == 0 ? seq : std::min(high, seq);
    }
  }
};

// Answers of the store: the object, or nothing where it is not there.
Result<std::vector<std::optional<Buffer>>> read_round(GraphEnvironment& environment,
                                                      const std::vector<io::ReadRequest>& round) {
  std::vector<std::optional<Buffer>> answers;
  if (round.empty()) {
    return answers;
  }
  for (auto& read : environment.store.read_many(round)) {
    if (read.ok()) {
      answers.emplace_back(std::move(read).value());
    } else if (read.error().code() == ErrorCode::kNotFound) {
      answers.emplace_back();
    } else {
      return read.error();
    }
  }
  return answers;
}

Result<LogHead> decode_head(const Buffer& bytes,
                            const std::string& graph_id,
                            const std::string& log_name,
                            uint64_t seq) {
  const std::string object = record_object(log_name, seq);
  OG_ASSIGN_OR_RETURN(const CommitRecord record, parse_record(bytes.view(), object));
  if (record.graph_id != graph_id || record.branch != log_name || record.seq != seq) {
    return Error(ErrorCode::kCorruption,
                 format("commit record belongs elsewhere: object \"{}\", found graph {} branch "
                        "\"{}\" seq {}",
                        object,
                        record.graph_id,
                        record.branch,
                        record.seq));
  }
  return log_head_of(record);
}

// One chunk of logs.
class HeadSearch {
 public:
  HeadSearch(GraphEnvironment& environment, const std::string& graph_id)
      : environment_(environment), graph_id_(graph_id) {}

  Status run(std::span<Search> searches) {
    OG_RETURN_IF_ERROR(first_look(searches));
    OG_RETURN_IF_ERROR(narrow_down(searches));
    return read_heads(searches);
  }

 private:
  // Known heads are asked for their successor; of the others the first record is read with it.
  Status first_look(std::span<Search> searches) {
    std::vector<io::ReadRequest> round;
    for (const Search& search : searches) {
      if (search.known == nullptr) {
        round.push_back({record_object(*search.log_name, 1)});
      }
      const uint64_t next = search.known == nullptr ? 2 : search.known->seq + 1;
      round.push_back({record_object(*search.log_name, next), kOneByte});
    }
    OG_ASSIGN_OR_RETURN(const auto answers, read_round(environment_, round));
    size_t at = 0;
    for (Search& search : searches) {
      if (search.known == nullptr) {
        const std::optional<Buffer>& first = answers[at++];
        search.answer(1, first.has_value());
        if (first && !answers[at]) {
          OG_ASSIGN_OR_RETURN(search.head, decode_head(*first, graph_id_, *search.log_name, 1));
        }
        if (first) {
          search.answer(2, answers[at].has_value());
        }
      } else {
        search.low = search.known->seq;
        search.answer(search.low + 1, answers[at].has_value());
        if (search.proven()) {
          search.head = *search.known;
        }
      }
      ++at;
    }
    return {};
  }

  Status narrow_down(std::span<Search> searches) {
    for (;;) {
      std::vector<io::ReadRequest> round;
      std::vector<Search*> asked;
      for (Search& search : searches) {
        if (search.low != 0 && !search.proven()) {
          round.push_back({record_object(*search.log_name, search.next()), kOneByte});
          asked.push_back(&search);
        }
      }
      if (asked.empty()) {
        return {};
      }
      OG_ASSIGN_OR_RETURN(const auto answers, read_round(environment_, round));
      for (size_t i = 0; i < asked.size(); ++i) {
        asked[i]->answer(asked[i]->next(), answers[i].has_value());
      }
    }
  }

  Status read_heads(std::span<Search> searches) {
    std::vector<io::ReadRequest> round;
    std::vector<Search*> asked;
    for (Search& search : searches) {
      if (search.low != 0 && !search.head) {
        round.push_back({record_object(*search.log_name, search.low)});
        asked.push_back(&search);
      }
    }
    OG_ASSIGN_OR_RETURN(const auto answers, read_round(environment_, round));
    for (size_t i = 0; i < asked.size(); ++i) {
      if (!answers[i]) {
        return Error(ErrorCode::kCorruption,
                     format("a commit record is gone: object \"{}\"", round[i].path));
      }
      OG_ASSIGN_OR_RETURN(asked[i]->head,
                          decode_head(*answers[i], graph_id_, *asked[i]->log_name, asked[i]->low));
    }
    return {};
  }

  static constexpr io::ByteRange kOneByte{0, 1};

  GraphEnvironment& environment_;
  const std::string& graph_id_;
};

}  // namespace

LogHead log_head_of(const CommitRecord& record) {
  LogHead head{record.branch,
               record.seq,
               record.kind,
               record.incarnation,
               record.head_commit_id(),
               record.head_manifest_version()};
  if (!record.commits.empty()) {
    head.created_at = record.commits.back().created_at;
  } else if (!record.recent.empty()) {
    head.created_at = record.recent.back().entry.created_at;
  }
  return head;
}

Result<std::vector<std::string>> list_log_names(GraphEnvironment& environment, bool tags) {
  OG_ASSIGN_OR_RETURN(
      const std::vector<std::string> folders,
      environment.store.list_folders(tags ? kTagsFolder : kBranchesFolder, "", SIZE_MAX));
  std::vector<std::string> names;
  for (const std::string& folder : folders) {
    const std::string_view encoded = std::string_view(folder).substr(
        0, folder.ends_with('/') ? folder.size() - 1 : folder.size());
    if (auto name = decode_name(encoded)) {
      names.push_back(tags ? tag_log_name(*name) : *std::move(name));
    }
  }
  return names;
}

Result<std::vector<LogHead>> find_log_heads(GraphEnvironment& environment,
                                            const std::string& graph_id,
                                            const std::vector<std::string>& log_names,
                                            const std::map<std::string, LogHead>& known) {
  std::vector<LogHead> heads;
  HeadSearch chunk(environment, graph_id);
  for (size_t begin = 0; begin < log_names.size(); begin += kLogsAtOnce) {
    const size_t end = std::min(log_names.size(), begin + kLogsAtOnce);
    std::vector<Search> searches(end - begin);
    for (size_t i = begin; i < end; ++i) {
      searches[i - begin].log_name = &log_names[i];
      const auto at = known.find(log_names[i]);
      searches[i - begin].known = at == known.end() ? nullptr : &at->second;
    }
    OG_RETURN_IF_ERROR(chunk.run(searches));
    for (Search& search : searches) {
      if (search.head) {
        heads.push_back(*std::move(search.head));
      }
    }
  }
  return heads;
}

}  // namespace omnigraph::graph
