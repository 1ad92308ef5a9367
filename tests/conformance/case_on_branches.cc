// Steps about branches and tags, on an engine.
#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "conformance/case_checks.h"
#include "conformance/case_run.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::testing {
namespace {

template <typename T>
Status without_value(const Result<T>& result) {
  return result.ok() ? Status() : Status(result.error());
}

// Each commit is the parent of the one made after it.
Lines commit_lines(const std::vector<graph::CommitHeader>& commits) {
  Lines lines;
  for (size_t i = 0; i < commits.size(); ++i) {
    lines.push_back(format("{} {} on {}",
                           commits[i].entry.manifest_version,
                           commits[i].entry.operation,
                           commits[i].branch));
    if (i > 0) {
      EXPECT_EQ(commits[i - 1].entry.parent_commit_id, commits[i].entry.graph_commit_id);
    }
  }
  return lines;
}

}  // namespace

std::string EngineRun::resolve(const std::string& ref) const {
  const auto mark = marks_.find(ref);
  return mark == marks_.end() ? ref : mark->second;
}

// The words of the heading: create b from main, delete b, rename a b; create v1 at main, delete v1.
Status EngineRun::managed(const CaseStep& step) {
  engine::Engine& engine = graph_->engine();
  const Lines& words = step.command;
  OG_CHECK(words.size() >= 2 || words.at(0) == "create", "a command names what it is about");
  const std::string name = words.size() < 2 ? "" : words[1];
  const std::string from = words.size() == 4 ? resolve(words[3]) : "main";
  if (step.kind == CaseStep::Kind::kTag) {
    return words[0] == "create" ? without_value(engine.tag_create({name, from}))
                                : engine.tag_delete(name);
  }
  if (words[0] == "create") {
    return without_value(engine.branch_create({name, from}));
  }
  if (words[0] == "rename") {
    return without_value(engine.branch_rename(name, words.at(2)));
  }
  OG_CHECK(words[0] == "delete", words[0].c_str());
  return engine.branch_delete({name, std::nullopt});
}

void EngineRun::manage(const CaseStep& step) {
  const Lines commits = graph_->commit_ids().value();
  const Status done = managed(step);
  EXPECT_EQ(graph_->commit_ids().value(), commits) << "it makes no commit";
  if (step.error) {
    ASSERT_FALSE(done.ok());
    check_error(*step.error, done.error());
    return;
  }
  ASSERT_TRUE(done.ok()) << done.error().message();
}

void EngineRun::ingest(const CaseStep& step) {
  engine::IngestRequest request;
  request.branch = step.command.at(0);
  if (step.command.size() == 3) {
    request.from = resolve(step.command[2]);
  }
  std::vector<graph::LoadInput> inputs(1);
  inputs[0].open = [text = std::string_view(step.text)] {
    return Result<graph::ByteReader>([rest = text](char* buffer, size_t size) mutable {
      const size_t count = std::min(size, rest.size());
      std::memcpy(buffer, rest.data(), count);
      rest.remove_prefix(count);
      return Result<size_t>(count);
    });
  };
  const auto answer = graph_->engine().ingest(std::move(inputs), request, CancelToken());
  if (step.error) {
    ASSERT_FALSE(answer.ok());
    check_error(*step.error, answer.error());
    return;
  }
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  Lines lines;
  for (const auto& table : answer->tables) {
    lines.push_back(
        format("{} {}", table.table_key.substr(table.table_key.find(':') + 1), table.rows_loaded));
  }
  lines.push_back(answer->branch_created ? "branch created" : "branch exists");
  EXPECT_EQ(differing_lines(*step.loaded, lines), "");
  EXPECT_EQ(answer->base_branch, request.from);
}

void EngineRun::check_branches(const CaseStep& step) {
  if (step.table_branches) {
    EXPECT_EQ(in_lines(graph_->table_branch_lines().value()), in_lines(*step.table_branches));
  }
  if (step.branches) {
    Lines names;
    for (const engine::BranchInfo& branch : graph_->engine().branch_list().value()) {
      names.push_back(branch.name);
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(in_lines(names), in_lines(*step.branches));
  }
  if (step.commits) {
    const auto commits = graph_->engine().commits(step.on.empty() ? "main" : step.on, 1000).value();
    EXPECT_EQ(in_lines(commit_lines(commits)), in_lines(*step.commits));
  }
}

}  // namespace omnigraph::testing
