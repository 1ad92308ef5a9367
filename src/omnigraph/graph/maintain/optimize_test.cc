#include "omnigraph/graph/maintain/optimize.h"

#include <map>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/maintain/compact_table.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/testing/crash_sweep.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::HookStore;
using testing::TestGraph;

const std::string kPeople = "node:Person";
const std::string kFirms = "node:Company";

std::string person(int number, int age) {
  return format(R"({{"_id":"p{:05}","name":"p{:05}","age":{}}})", number, number, age);
}

std::string person_line(int number, int age) {
  return format(R"({{"type":"Person","data":{{"name":"p{:05}","age":{}}}}})", number, age) + "\n";
}

// Loads rows [begin, end) as a fragment of their own.
void append_people(TestGraph& graph, int begin, int end) {
  std::string lines;
  for (int i = begin; i < end; ++i) {
    lines += person_line(i, i);
  }
  LoadOptions options;
  options.mode = LoadMode::kAppend;
  ASSERT_TRUE(graph.load(lines, options).ok());
}

OptimizeOptions one_thread() {
  OptimizeOptions options;
  options.threads = 1;
  return options;
}

Result<OptimizeReport> optimize_head(TestGraph& graph) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.graph().head());
  return optimize(graph.graph(), head, one_thread(), CancelToken());
}

const OptimizedTable& table_of(const OptimizeReport& report, const std::string& key) {
  for (const OptimizedTable& table : report.tables) {
    if (table.table_key == key) {
      return table;
    }
  }
  static const OptimizedTable kNone;
  return kNone;
}

ManifestPtr manifest_of(const SnapshotPtr& snapshot, const std::string& key) {
  return *snapshot->manifest(*snapshot->find_pin(key));
}

// What the manifest says of every live row: by row id.
struct RowFacts {
  std::string id;
  uint64_t created = 0;
  uint64_t last_updated = 0;
  bool operator==(const RowFacts&) const = default;
};

std::map<uint64_t, RowFacts> facts_of(const SnapshotPtr& snapshot, const std::string& key) {
  std::map<uint64_t, RowFacts> facts;
  const auto view = *snapshot->table(*snapshot->catalog()->find_table(key));
  const lance::TableManifest& manifest = *view->stored()->manifest;
  for (size_t f = 0; f < manifest.fragments.size(); ++f) {
    const TableView::Fragment& rows = view->fragments()[f];
    const lance::Fragment& stored = manifest.fragments[f];
    const auto ids = *rows.source->read(0, 0, rows.row_count);
    for (uint32_t row = 0; row < rows.row_count; ++row) {
      if (view->live(rows.first_position + row)) {
        const bool is_new = facts
                                .emplace(stored.row_ids.at(row),
                                         RowFacts{std::string(ids->string_at(row)),
                                                  stored.created.at(row),
                                                  stored.last_updated.at(row)})
                                .second;
        EXPECT_TRUE(is_new) << "row id twice";
      }
    }
  }
  return facts;
}

void expect_clean(io::ObjectStore& store) {
  TestGraph checker(store, 99);
  VerifyOptions options;
  options.deep = true;
  const auto report = verify_graph(checker.environment(), options, CancelToken());
  ASSERT_TRUE(report.ok()) << report.error().message();
  for (const VerifyFinding& finding : report->findings) {
    ADD_FAILURE() << finding.object << ": " << finding.problem;
  }
}

TEST(Optimize, PutsFragmentsTogetherAndChangesNoRow) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  for (int i = 0; i < 6; ++i) {
    append_people(graph, i * 100, i * 100 + 100);
  }
  graph.environment().small_commit_bytes = 0;
  ASSERT_TRUE(graph.put(kPeople, {person(7, 70), person(599, 1), person(601, 2)}).ok());
  const SnapshotPtr base = graph.head();
  ASSERT_TRUE(
      graph.graph().publish(base, graph.erase_draft(base, kPeople, {"p00100", "p00300"})).ok());
  const SnapshotPtr before = graph.head();
  const auto text = export_text(*before);
  const auto facts = facts_of(before, kPeople);

  const auto report = optimize_head(graph);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_TRUE(table_of(*report, kPeople).committed);
  EXPECT_EQ(table_of(*report, kPeople).fragments_removed, 7U);
  EXPECT_EQ(table_of(*report, kPeople).fragments_added, 1U);
  EXPECT_FALSE(table_of(*report, kFirms).committed);
  ASSERT_EQ(report->tables.size(), 4U);

  const SnapshotPtr after = graph.head();
  EXPECT_EQ(after, report->published);
  EXPECT_EQ(after->manifest_version(), before->manifest_version() + 1);
  EXPECT_EQ(after->record().commits.back().operation, "optimize");
  EXPECT_EQ(*export_text(*after), *text);
  EXPECT_EQ(facts_of(after, kPeople), facts);
  const ManifestPtr manifest = manifest_of(after, kPeople);
  ASSERT_EQ(manifest->fragments.size(), 1U);
  EXPECT_FALSE(manifest->fragments[0].deletion_file);
  // Rows stand in the order of their insertion again: two were deleted, so three ranges.
  EXPECT_LE(manifest->fragments[0].row_ids.segments().size(), 3U);

  const auto again = optimize_head(graph);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->published, nullptr);
  EXPECT_FALSE(table_of(*again, kPeople).committed);
  // The state before is what it was, also for another process.
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(*export_text(*other.head()), *text);
  EXPECT_EQ(*export_text(**other.graph().at_commit(before->commit_id())), *text);
  expect_clean(store);
}

TEST(Optimize, LargeFragmentsAreLeftAloneUntilATenthIsDeleted) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  append_people(graph, 0, 1000);
  OptimizeOptions options = one_thread();
  options.limits.rows = 1000;
  const auto erase = [&](int begin, int end) {
    std::vector<std::string> ids;
    for (int i = begin; i < end; ++i) {
      ids.push_back(format("p{:05}", i));
    }
    const SnapshotPtr base = graph.head();
    ASSERT_TRUE(graph.graph().publish(base, graph.erase_draft(base, kPeople, ids)).ok());
  };
  erase(0, 100);
  auto report = optimize(graph.graph(), graph.head(), options, CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->published, nullptr);
  erase(100, 101);
  report = optimize(graph.graph(), graph.head(), options, CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_NE(report->published, nullptr);
  const ManifestPtr manifest = manifest_of(graph.head(), kPeople);
  ASSERT_EQ(manifest->fragments.size(), 1U);
  EXPECT_EQ(manifest->fragments[0].physical_rows, 899U);
}

TEST(Optimize, FullFragmentsEndWhereTheLimitSays) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  for (int i = 0; i < 10; ++i) {
    append_people(graph, i * 100, i * 100 + 100);
  }
  const auto text = export_text(*graph.head());
  OptimizeOptions options = one_thread();
  options.limits.rows = 300;
  const auto report = optimize(graph.graph(), graph.head(), options, CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(table_of(*report, kPeople).fragments_added, 4U);
  EXPECT_EQ(*export_text(*graph.head()), *text);
}

TEST(Optimize, UnknownTableIsRefused) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  OptimizeOptions options = one_thread();
  options.tables = {"node:Nobody"};
  const auto report = optimize(graph.graph(), graph.head(), options, CancelToken());
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code(), ErrorCode::kInvalidArgument);
}

// A graph with five fragments of people, and another process that steps in right before the record
// of the first one's optimize lands.
class OptimizeRace : public ::testing::Test {
 protected:
  OptimizeRace() : store_(memory_), mine_(store_, 1), rival_(memory_, 2) {}

  void SetUp() override {
    ASSERT_TRUE(mine_.init().ok());
    for (int i = 0; i < 5; ++i) {
      append_people(mine_, i * 100, i * 100 + 100);
    }
    ASSERT_TRUE(rival_.open().ok());
  }

  // Optimizes while `rival` happens before each of the first `times` records.
  Result<OptimizeReport> race(const std::function<void()>& rival, int times = 1) {
    store_.before_create = [this, rival, left = times](std::string_view path,
                                                       ByteSpan) mutable -> std::optional<Status> {
      if (path.starts_with("__manifest/branches/") && left > 0) {
        --left;
        rival();
      }
      return std::nullopt;
    };
    return optimize_head(mine_);
  }

  void rival_erases(const std::vector<std::string>& ids) {
    const SnapshotPtr base = rival_.head();
    ASSERT_TRUE(rival_.graph().publish(base, rival_.erase_draft(base, kPeople, ids)).ok());
  }

  // The optimized state holds what the rival left, and nothing else.
  void expect_nothing_lost(const Result<OptimizeReport>& report) {
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_NE(report->published, nullptr);
    TestGraph fresh(memory_, 3);
    ASSERT_TRUE(fresh.open().ok());
    EXPECT_EQ(*export_text(*fresh.head()), *export_text(*rival_left_));
    EXPECT_EQ(facts_of(fresh.head(), kPeople), facts_of(rival_left_, kPeople));
    EXPECT_EQ(fresh.head()->record().commits.back().operation, "optimize");
    expect_clean(memory_);
  }

  io::MemoryStore memory_;
  HookStore store_;
  TestGraph mine_;
  TestGraph rival_;
  SnapshotPtr rival_left_;
};

TEST_F(OptimizeRace, UpdatesDeletesAndInsertsOfOthersStay) {
  const auto report = race([&] {
    ASSERT_TRUE(rival_.put(kPeople, {person(3, 333), person(450, 1), person(700, 2)}).ok());
    rival_erases({"p00004", "p00250"});
    rival_left_ = rival_.head();
  });
  expect_nothing_lost(report);
  EXPECT_EQ(table_of(*report, kPeople).fragments_removed, 5U);
  EXPECT_EQ(manifest_of(mine_.head(), kPeople)->fragments.size(), 2U);
}

TEST_F(OptimizeRace, OthersThatAlwaysWinDoNotStarveIt) {
  int round = 0;
  const auto report = race(
      [&] {
        ASSERT_TRUE(rival_.put(kPeople, {person(round * 9, 1000 + round)}).ok());
        ++round;
        rival_left_ = rival_.head();
      },
      20);
  expect_nothing_lost(report);
  EXPECT_EQ(round, 20);
}

TEST_F(OptimizeRace, AnOverwriteLeavesNothingToDo) {
  const auto report = race([&] {
    ASSERT_TRUE(rival_.load(person_line(1, 1) + person_line(2, 2)).ok());
    rival_left_ = rival_.head();
  });
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->published, nullptr);
  EXPECT_FALSE(table_of(*report, kPeople).committed);
  EXPECT_EQ(*export_text(*mine_.head()), *export_text(*rival_left_));
}

TEST_F(OptimizeRace, TwoOptimizersDoTheWorkOnce) {
  const auto report = race([&] {
    ASSERT_TRUE(optimize_head(rival_).ok());
    rival_left_ = rival_.head();
  });
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->published, nullptr);
  EXPECT_EQ(*export_text(*mine_.head()), *export_text(*rival_left_));
  expect_clean(memory_);
}

// Publishes `draft` of the first process while the rival optimizes.
Result<PublishOutcome> publish_against_optimize(HookStore& store,
                                                TestGraph& mine,
                                                TestGraph& rival,
                                                const SnapshotPtr& base,
                                                CommitDraft draft) {
  store.before_create = [&rival, done = false](std::string_view path,
                                               ByteSpan) mutable -> std::optional<Status> {
    if (path.starts_with("__manifest/branches/") && !done) {
      done = true;
      EXPECT_TRUE(optimize_head(rival)->published != nullptr);
    }
    return std::nullopt;
  };
  std::vector<CommitDraft> group;
  group.push_back(std::move(draft));
  return mine.graph().publish_group(base, std::move(group));
}

TEST_F(OptimizeRace, WhoReadATableThatWasOptimizedIsNotRefused) {
  const SnapshotPtr base = mine_.head();
  CommitDraft draft = mine_.draft(base, kFirms, {R"({"_id":"acme","name":"acme"})"});
  draft.read = {kPeople};
  draft.validated = {kPeople};
  draft.revalidate = [](const Snapshot&) {
    return Status(Error(ErrorCode::kInternal, "must not be asked"));
  };
  const auto outcome = publish_against_optimize(store_, mine_, rival_, base, std::move(draft));
  ASSERT_TRUE(outcome.ok());
  EXPECT_NE(outcome->published, nullptr);
}

TEST_F(OptimizeRace, WhoWroteATableThatWasOptimizedIsToldToStageAgain) {
  const SnapshotPtr base = mine_.head();
  const auto outcome = publish_against_optimize(
      store_, mine_, rival_, base, mine_.draft(base, kPeople, {person(1, 100)}));
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(outcome->published, nullptr);
  EXPECT_FALSE(outcome->drafts[0].refused);
  EXPECT_FALSE(outcome->drafts[0].repeated);
  EXPECT_EQ(outcome->head->record().commits.back().operation, "optimize");
}

TEST_F(OptimizeRace, WhoInsistsOnATablesVersionIsRefused) {
  const SnapshotPtr base = mine_.head();
  CommitDraft draft = mine_.draft(base, kFirms, {R"({"_id":"acme","name":"acme"})"});
  draft.unmoved = {kPeople};
  const auto outcome = publish_against_optimize(store_, mine_, rival_, base, std::move(draft));
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(outcome->published, nullptr);
  ASSERT_TRUE(outcome->drafts[0].refused);
  EXPECT_EQ(outcome->drafts[0].refused->code(), ErrorCode::kConflict);
}

// A load has written its rows to files already: they stay, and the rows that they replace are found
// again where the optimizer has put them.
TEST_F(OptimizeRace, LoadsFindTheirRowsAgain) {
  store_.before_create = [this, done = false](std::string_view path,
                                              ByteSpan) mutable -> std::optional<Status> {
    if (path.starts_with("__manifest/branches/") && !done) {
      done = true;
      EXPECT_TRUE(optimize_head(rival_)->published != nullptr);
    }
    return std::nullopt;
  };
  const auto facts = facts_of(mine_.head(), kPeople);
  LoadOptions options;
  options.mode = LoadMode::kMerge;
  const auto loaded =
      mine_.load(person_line(450, 7) + person_line(3, 8) + person_line(900, 9), options);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  const SnapshotPtr head = mine_.head();
  EXPECT_EQ(head->record().commits.back().operation, "load");
  const auto after = facts_of(head, kPeople);
  EXPECT_EQ(after.size(), facts.size() + 1);
  for (const auto& [row_id, row] : facts) {
    ASSERT_TRUE(after.contains(row_id));
    EXPECT_EQ(after.at(row_id).id, row.id);
    EXPECT_EQ(after.at(row_id).created, row.created);
  }
  const std::string text = *export_text(*head);
  for (const char* expected : {R"("age":7)", R"("age":8)", R"("age":9)"}) {
    EXPECT_NE(text.find(expected), std::string::npos);
  }
  expect_clean(memory_);
}

// A table large enough for an index: what was covered stays covered, the rest is indexed anew.
TEST(Optimize, KeepsIndices) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  append_people(graph, 0, 40000);
  append_people(graph, 40000, 80000);
  ASSERT_FALSE(manifest_of(graph.head(), kPeople)->indices.empty());
  const std::string uuid = manifest_of(graph.head(), kPeople)->indices[0].uuid;
  auto report = optimize_head(graph);
  ASSERT_TRUE(report.ok());
  ASSERT_NE(report->published, nullptr);
  // One segment covered both.
  ManifestPtr manifest = manifest_of(graph.head(), kPeople);
  ASSERT_EQ(manifest->fragments.size(), 1U);
  ASSERT_EQ(manifest->indices.size(), 1U);
  EXPECT_EQ(manifest->indices[0].uuid, uuid);
  const auto found = [&](const std::string& id) {
    const auto view = *graph.head()->table(*graph.head()->catalog()->find_table(kPeople));
    EXPECT_TRUE(*index_answers(*view, 0, 1));
    const auto positions = scan_ids(*view, std::vector<std::string_view>{id});
    EXPECT_TRUE(positions.ok());
    return (*positions)[0];
  };
  EXPECT_EQ(found("p40001"), 40001U);
  // Rows from fragments with and without an index come together: the index is made again.
  append_people(graph, 80000, 90000);
  report = optimize_head(graph);
  ASSERT_TRUE(report.ok());
  ASSERT_NE(report->published, nullptr);
  manifest = manifest_of(graph.head(), kPeople);
  ASSERT_EQ(manifest->fragments.size(), 1U);
  ASSERT_EQ(manifest->indices.size(), 1U);
  EXPECT_NE(manifest->indices[0].uuid, uuid);
  EXPECT_EQ(found("p80001"), 80001U);
  expect_clean(store);
}

TEST(Optimize, ScatteredUpdatesBecomeRangesAgain) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  append_people(graph, 0, 20000);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> rows;
    for (int i = 0; i < 20; ++i) {
      rows.push_back(person((round * 7919 + i * 997) % 20000, round));
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    ASSERT_TRUE(graph.put(kPeople, rows).ok());
  }
  const size_t before = lance::serialize(*manifest_of(graph.head(), kPeople))->size();
  const auto text = export_text(*graph.head());
  ASSERT_TRUE(optimize_head(graph).ok());
  const ManifestPtr manifest = manifest_of(graph.head(), kPeople);
  EXPECT_EQ(manifest->fragments.size(), 1U);
  EXPECT_EQ(manifest->fragments[0].row_ids.segments().size(), 1U);
  EXPECT_LT(lance::serialize(*manifest)->size(), 16U << 10) << "before: " << before;
  EXPECT_EQ(*export_text(*graph.head()), *text);
}

TEST(Optimize, RoundedVersionsNeverHideAChange) {
  lance::VersionRuns runs;
  for (uint64_t i = 0; i < 1001; ++i) {
    runs.append(1 + i % 3, (i * 37) % 101);
  }
  for (const bool upwards : {true, false}) {
    const lance::VersionRuns few = rounded(runs, 16, upwards);
    EXPECT_LE(few.runs().size(), 16U);
    ASSERT_EQ(few.length(), runs.length());
    for (uint64_t row = 0; row < runs.length(); ++row) {
      EXPECT_TRUE(upwards ? few.at(row) >= runs.at(row) : few.at(row) <= runs.at(row));
    }
  }
  EXPECT_EQ(rounded(runs, 5000, true), runs);
}

TEST(Optimize, CrashAnywhereLeavesTheOldStateOrTheNew) {
  size_t stops = 0;
  const std::string failures = testing::crash_sweep(
      {.prepare = [](io::ObjectStore& store) -> Status {
         TestGraph graph(store);
         OG_RETURN_IF_ERROR(graph.init());
         for (int i = 0; i < 4; ++i) {
           append_people(graph, i * 10, i * 10 + 10);
         }
         return {};
       },
       .work = [](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 2);
         OG_RETURN_IF_ERROR(graph.open());
         OG_RETURN_IF_ERROR(optimize_head(graph));
         return {};
       },
       .observe = [](io::ObjectStore& store) -> Result<std::string> {
         TestGraph graph(store, 3);
         OG_RETURN_IF_ERROR(graph.open());
         OG_ASSIGN_OR_RETURN(const std::string text, export_text(*graph.head()));
         return text + format("{} fragments, version {}",
                              manifest_of(graph.head(), kPeople)->fragments.size(),
                              graph.head()->manifest_version());
       },
       .next = [](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 4);
         OG_RETURN_IF_ERROR(graph.open());
         OG_RETURN_IF_ERROR(graph.put(kPeople, {person(11, 99)}));
         return {};
       }},
      &stops);
  EXPECT_EQ(failures, "");
  EXPECT_GT(stops, 5U);
}

}  // namespace
}  // namespace omnigraph::graph
