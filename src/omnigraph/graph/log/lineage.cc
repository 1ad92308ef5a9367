#include "omnigraph/graph/log/lineage.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/commit_json_internal.h"
#include "omnigraph/graph/log/json_members_internal.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

// A record's own commits as headers, oldest first.
std::vector<CommitHeader> own_headers(const CommitRecord& record) {
  std::vector<CommitHeader> headers;
  for (const CommitEntry& commit : record.commits) {
    CommitHeader header{commit, record.branch, record.seq};
    header.entry.changes.clear();
    header.entry.schema_sha256.clear();
    headers.push_back(std::move(header));
  }
  return headers;
}

LeafRange range_of(const std::string& page, const std::vector<CommitHeader>& headers) {
  LeafRange range;
  range.page = page;
  range.first_version = headers.front().entry.manifest_version;
  range.last_version = headers.back().entry.manifest_version;
  range.least_id = headers.front().entry.graph_commit_id;
  range.greatest_id = range.least_id;
  for (const CommitHeader& header : headers) {
    range.least_id = std::min(range.least_id, header.entry.graph_commit_id);
    range.greatest_id = std::max(range.greatest_id, header.entry.graph_commit_id);
  }
  return range;
}

io::NewObject page_object(const std::string& name, const LineagePage& page) {
  return {lineage_object(name), Buffer::from(to_json(page))};
}

// The way from the newest commit back: one step per leaf.
class Walk {
 public:
  Walk(GraphEnvironment& environment, const CommitRecord& head)
      : environment_(environment), graph_id_(head.graph_id), headers_(head.recent) {
    std::vector<CommitHeader> own = own_headers(head);
    headers_.insert(headers_.end(), own.begin(), own.end());
    leaf_ = head.lineage;
  }

  // Oldest first; may be empty at the first stop.
  const std::vector<CommitHeader>& headers() const { return headers_; }

  // On to what is older; false at the end.
  Result<bool> next() {
    if (leaf_) {
      OG_RETURN_IF_ERROR(enter(*std::exchange(leaf_, std::nullopt)));
      return true;
    }
    OG_RETURN_IF_ERROR(need_leaves());
    if (inner_ == nullptr || left_ == 0) {
      return false;
    }
    OG_RETURN_IF_ERROR(enter(inner_->leaves[--left_].page));
    return true;
  }

  // Passes leaves over that do not satisfy `wanted(LeafRange)`.
  template <typename Wanted>
  Result<bool> next_where(Wanted&& wanted) {
    if (leaf_) {
      return next();  // its range is only known once it is read
    }
    for (;;) {
      OG_RETURN_IF_ERROR(need_leaves());
      if (inner_ == nullptr || left_ == 0) {
        return false;
      }
      if (wanted(inner_->leaves[left_ - 1])) {
        return next();
      }
      --left_;
    }
  }

 private:
  Status enter(const std::string& name) {
    OG_ASSIGN_OR_RETURN(const LineagePagePtr page,
                        read_lineage_page(environment_, graph_id_, name));
    headers_ = page->headers;
    if (page->before && inner_ == nullptr) {
      inner_name_ = page->before;
    }
    return {};
  }

  // Makes inner_->leaves[left_ - 1] the next older leaf, if there is one.
  Status need_leaves() {
    while ((inner_ == nullptr || left_ == 0) && inner_name_) {
      OG_ASSIGN_OR_RETURN(inner_, read_lineage_page(environment_, graph_id_, *inner_name_));
      left_ = inner_->leaves.size();
      inner_name_ = inner_->before;
    }
    return {};
  }

  GraphEnvironment& environment_;
  const std::string& graph_id_;
  std::vector<CommitHeader> headers_;
  std::optional<std::string> leaf_;        // the newest leaf, not entered yet
  std::optional<std::string> inner_name_;  // the inner page after inner_
  LineagePagePtr inner_;
  size_t left_ = 0;  // leaves of inner_ that were not visited
};

LineagePage read_page(Members& members) {
  members.allow_only({"format", "graph_id", "headers", "leaves", "before", "check"});
  LineagePage page;
  page.graph_id = members.ulid("graph_id");
  page.headers = read_headers(members, "headers");
  members.each("leaves", [&](Members& item) {
    item.allow_only({"page", "first_version", "last_version", "least_id", "greatest_id"});
    page.leaves.push_back({item.ulid("page"),
                           item.number("first_version", 1),
                           item.number("last_version", 1),
                           item.ulid("least_id"),
                           item.ulid("greatest_id")});
  });
  page.before = members.optional("before", [&] { return members.ulid("before"); });
  if (page.headers.empty() == page.leaves.empty()) {
    members.fail("headers", "headers or leaves, not both");
  }
  if (page.headers.size() > kPageEntries || page.leaves.size() > kPageEntries) {
    members.fail("headers", format("at most {} entries", kPageEntries));
  }
  return page;
}

}  // namespace

std::string to_json(const LineagePage& page) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("graph_id", page.graph_id);
  write_headers(json, "headers", page.headers);
  json.key("leaves");
  json.begin_array();
  for (const LeafRange& leaf : page.leaves) {
    json.begin_object();
    json.member("page", leaf.page);
    json.member("first_version", leaf.first_version);
    json.member("last_version", leaf.last_version);
    json.member("least_id", leaf.least_id);
    json.member("greatest_id", leaf.greatest_id);
    json.end_object();
  }
  json.end_array();
  json.key("before");
  if (page.before) {
    json.string(*page.before);
  } else {
    json.null();
  }
  json.end_object();
  return seal_json(json.take());
}

Result<LineagePage> parse_lineage_page(std::string_view bytes, std::string_view object_name) {
  return parse_sealed<LineagePage>(bytes, object_name, read_page);
}

Result<LineagePagePtr> read_lineage_page(GraphEnvironment& environment,
                                         const std::string& graph_id,
                                         const std::string& page) {
  const std::string object = lineage_object(page);
  return environment.cache.get<LineagePage>(object, [&]() -> Result<ReadCache::Sized<LineagePage>> {
    OG_ASSIGN_OR_RETURN(const Buffer bytes, environment.store.read(object));
    OG_ASSIGN_OR_RETURN(LineagePage parsed, parse_lineage_page(bytes.view(), object));
    if (parsed.graph_id != graph_id) {
      return Error(ErrorCode::kCorruption,
                   format("lineage page is of another graph: object \"{}\"", object));
    }
    return ReadCache::Sized<LineagePage>{std::make_shared<const LineagePage>(std::move(parsed)),
                                         bytes.size() * 2};
  });
}

namespace {

// Puts the headers of `recent` behind the leaf `*leaf_name`, or into a new leaf when it is full.
Status extend(GraphEnvironment& environment,
              const std::string& graph_id,
              const std::optional<std::string>& leaf_name,
              std::vector<CommitHeader> recent,
              Lineage* lineage) {
  LineagePage leaf;
  leaf.graph_id = graph_id;
  if (leaf_name) {
    OG_ASSIGN_OR_RETURN(const LineagePagePtr old,
                        read_lineage_page(environment, graph_id, *leaf_name));
    leaf.before = old->before;
    if (old->headers.size() + recent.size() <= kPageEntries) {
      leaf.headers = old->headers;
    } else {
      LineagePage inner;
      inner.graph_id = graph_id;
      inner.before = old->before;
      if (old->before) {
        OG_ASSIGN_OR_RETURN(const LineagePagePtr full,
                            read_lineage_page(environment, graph_id, *old->before));
        if (full->leaves.size() < kPageEntries) {
          inner = *full;
        }
      }
      inner.leaves.push_back(range_of(*leaf_name, old->headers));
      leaf.before = environment.ids.next();
      lineage->new_pages.push_back(page_object(*leaf.before, inner));
    }
  }
  leaf.headers.insert(leaf.headers.end(),
                      std::make_move_iterator(recent.begin()),
                      std::make_move_iterator(recent.end()));
  lineage->page = environment.ids.next();
  lineage->new_pages.push_back(page_object(*lineage->page, leaf));
  environment.cache.insert(lineage_object(*lineage->page),
                           std::make_shared<const LineagePage>(leaf),
                           lineage->new_pages.back().bytes.size() * 2);
  return {};
}

}  // namespace

Result<Lineage> next_lineage(GraphEnvironment& environment,
                             const CommitRecord& parent,
                             size_t commits) {
  // A group that extended the lineage every time would need a second round every time.
  constexpr size_t kGroupsPerPage = 4;
  Lineage lineage;
  lineage.page = parent.lineage;
  lineage.recent = parent.recent;
  for (CommitHeader& header : own_headers(parent)) {
    lineage.recent.push_back(std::move(header));
  }
  const size_t limit =
      std::min(std::max(kRecentHeaders, kGroupsPerPage * commits), kPageEntries / 2);
  if (lineage.recent.size() > limit) {
    std::vector<CommitHeader> recent = std::exchange(lineage.recent, {});
    OG_RETURN_IF_ERROR(
        extend(environment, parent.graph_id, parent.lineage, std::move(recent), &lineage));
  }
  return lineage;
}

Lineage fork_lineage(const CommitRecord& record, const std::string& commit_id) {
  Lineage lineage;
  lineage.page = record.lineage;
  lineage.recent = record.recent;
  for (CommitHeader& header : own_headers(record)) {
    lineage.recent.push_back(std::move(header));
    if (lineage.recent.back().entry.graph_commit_id == commit_id) {
      break;
    }
  }
  return lineage;
}

Result<std::vector<CommitHeader>> newest_commits(GraphEnvironment& environment,
                                                 const CommitRecord& head,
                                                 size_t limit,
                                                 uint64_t from) {
  std::vector<CommitHeader> commits;
  Walk walk(environment, head);
  bool more = true;
  while (more && commits.size() < limit) {
    for (auto at = walk.headers().rbegin(); at != walk.headers().rend() && commits.size() < limit;
         ++at) {
      if (from == 0 || at->entry.manifest_version <= from) {
        commits.push_back(*at);
      }
    }
    if (commits.size() < limit) {
      OG_ASSIGN_OR_RETURN(more, walk.next_where([&](const LeafRange& leaf) {
        return from == 0 || leaf.first_version <= from;
      }));
    }
  }
  return commits;
}

Result<std::optional<CommitHeader>> find_commit(GraphEnvironment& environment,
                                                const CommitRecord& head,
                                                const std::string& commit_id) {
  Walk walk(environment, head);
  bool more = true;
  while (more) {
    for (const CommitHeader& header : walk.headers()) {
      if (header.entry.graph_commit_id == commit_id) {
        return std::optional(header);
      }
    }
    OG_ASSIGN_OR_RETURN(more, walk.next_where([&](const LeafRange& leaf) {
      return leaf.least_id <= commit_id && commit_id <= leaf.greatest_id;
    }));
  }
  return std::optional<CommitHeader>();
}

Result<std::optional<CommitHeader>> find_request(GraphEnvironment& environment,
                                                 const CommitRecord& head,
                                                 const std::string& idempotency_key) {
  constexpr int kLeaves = 2;
  Walk walk(environment, head);
  for (int leaf = 0;; ++leaf) {
    for (auto at = walk.headers().rbegin(); at != walk.headers().rend(); ++at) {
      if (at->entry.idempotency && at->entry.idempotency->key == idempotency_key) {
        return std::optional(*at);
      }
    }
    if (leaf == kLeaves) {
      return std::optional<CommitHeader>();
    }
    OG_ASSIGN_OR_RETURN(const bool more, walk.next());
    if (!more) {
      return std::optional<CommitHeader>();
    }
  }
}

}  // namespace omnigraph::graph
