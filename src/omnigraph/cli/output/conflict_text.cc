#include "omnigraph/cli/output/conflict_text.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/cli/output/change_text.h"

namespace omnigraph::cli {
namespace {

using graph::ConflictKind;
using graph::MergeConflict;
using graph::RowDecision;

constexpr size_t kConflictsNamed = 3;    // in the message
constexpr size_t kConflictsShown = 100;  // in lines

std::string place_of(const MergeConflict& conflict) {
  const std::string_view type = type_of_table(conflict.table_key);
  return conflict.row_id ? format("{}/{}", type, shown_id(*conflict.row_id)) : std::string(type);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) {
    text += (text.empty() ? "" : ", ") + one;
  }
  return text;
}

std::string_view decision_text(const std::vector<RowDecision>& decisions,
                               const MergeConflict& conflict) {
  const RowDecision* decision = find_decision(decisions, conflict);
  return !is_decidable(conflict) ? "-"
         : decision == nullptr   ? "open"
                                 : to_string(decision->decision);
}

// The cells of one conflict: decision, kind, place, properties, message.
std::vector<std::string> cells_of(const MergeConflict& conflict,
                                  const std::vector<RowDecision>* decisions) {
  return {decisions == nullptr ? "" : std::string(decision_text(*decisions, conflict)),
          std::string(to_string(conflict.kind)),
          place_of(conflict),
          joined(conflict.properties),
          shown_line(conflict.message)};
}

}  // namespace

bool is_decidable(const MergeConflict& conflict) {
  return conflict.row_id && (conflict.kind == ConflictKind::kDivergentInsert ||
                             conflict.kind == ConflictKind::kDivergentUpdate ||
                             conflict.kind == ConflictKind::kDeleteVsUpdate);
}

const RowDecision* find_decision(const std::vector<RowDecision>& decisions,
                                 const MergeConflict& conflict) {
  const auto found =
      std::find_if(decisions.begin(), decisions.end(), [&](const RowDecision& decision) {
        return decision.table_key == conflict.table_key && decision.row_id == conflict.row_id;
      });
  return found == decisions.end() ? nullptr : &*found;
}

std::string conflicts_message(const std::vector<MergeConflict>& conflicts) {
  std::string text = "merge conflicts: ";
  for (size_t i = 0; i < std::min(conflicts.size(), kConflictsNamed); ++i) {
    const MergeConflict& conflict = conflicts[i];
    text += format("{}{}{} ({})",
                   i == 0 ? "" : "; ",
                   conflict.table_key,
                   conflict.row_id ? ":" + *conflict.row_id : "",
                   to_string(conflict.kind));
  }
  if (conflicts.size() > kConflictsNamed) {
    text += format("; and {} more", conflicts.size() - kConflictsNamed);
  }
  return text;
}

std::string conflict_lines(const std::vector<MergeConflict>& conflicts,
                           const std::vector<RowDecision>* decisions) {
  std::vector<std::vector<std::string>> rows;
  std::vector<size_t> widths;
  for (size_t i = 0; i < std::min(conflicts.size(), kConflictsShown); ++i) {
    rows.push_back(cells_of(conflicts[i], decisions));
    widths.resize(rows.back().size());
    for (size_t c = 0; c < widths.size(); ++c) {
      widths[c] = std::max(widths[c], utf8_length(rows.back()[c]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t c = 0; c < row.size(); ++c) {
      if (widths[c] != 0) {
        line += "  " + row[c] + std::string(widths[c] - utf8_length(row[c]), ' ');
      }
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  if (conflicts.size() > kConflictsShown) {
    text += format("  … and {} more: --json shows all\n", conflicts.size() - kConflictsShown);
  }
  return text;
}

void write_conflicts(JsonWriter& json,
                     const std::vector<MergeConflict>& conflicts,
                     const std::vector<RowDecision>* decisions) {
  json.key("merge_conflicts");
  json.begin_array();
  for (const MergeConflict& conflict : conflicts) {
    json.begin_object();
    json.member("table_key", conflict.table_key);
    json.key("row_id");
    conflict.row_id ? json.string(*conflict.row_id) : json.null();
    json.member("kind", to_string(conflict.kind));
    json.member("message", conflict.message);
    json.key("properties");
    json.begin_array();
    for (const std::string& property : conflict.properties) {
      json.string(property);
    }
    json.end_array();
    if (decisions != nullptr) {
      const RowDecision* decision = find_decision(*decisions, conflict);
      json.key("decision");
      decision == nullptr ? json.null() : json.string(to_string(decision->decision));
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace omnigraph::cli
