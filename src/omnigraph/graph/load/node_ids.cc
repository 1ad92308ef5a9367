#include "omnigraph/graph/load/node_ids.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {

bool NodeIds::declare(std::string_view id, uint64_t line, uint64_t* first_line) {
  const uint32_t number = names_.intern(id);
  if (number == declared_on_.size()) {
    declared_on_.push_back(0);
  }
  if (declared_on_[number] != 0) {
    *first_line = declared_on_[number];
    return false;
  }
  declared_on_[number] = line;
  return true;
}

bool NodeIds::declared(std::string_view id) const {
  const uint32_t number = names_.find(id);
  return number != NameTable::kNone && declared_on_[number] != 0;
}

void NodeIds::want(std::string_view id, const Want& want) {
  const uint32_t number = names_.intern(id);
  if (number == declared_on_.size()) {
    declared_on_.push_back(0);
    wanted_.push_back(number);
    wants_.push_back(want);
  }
}

bool NodeIds::wants_stored() const {
  return std::any_of(
      wanted_.begin(), wanted_.end(), [&](uint32_t number) { return declared_on_[number] == 0; });
}

Result<std::vector<bool>> NodeIds::found_in(const TableView& stored) const {
  constexpr size_t kFew = 1024;
  std::vector<uint32_t> numbers;
  for (const uint32_t number : wanted_) {
    if (declared_on_[number] == 0) {
      numbers.push_back(number);
    }
  }
  std::vector<bool> found(names_.size());
  OG_ASSIGN_OR_RETURN(const bool stored_index, index_answers(stored, 0, numbers.size()));
  if (stored_index || numbers.size() <= kFew) {
    std::vector<std::string_view> ids;
    for (const uint32_t number : numbers) {
      ids.push_back(names_.name(number));
    }
    OG_ASSIGN_OR_RETURN(const auto positions, scan_ids(stored, ids));
    for (size_t i = 0; i < numbers.size(); ++i) {
      found[numbers[i]] = positions[i] != columnar::kNullRow;
    }
    return found;
  }
  OG_RETURN_IF_ERROR(for_each_row(stored,
                                  {0, stored.fragments().size()},
                                  {0},
                                  [&](const TupleRows& rows, size_t i) -> Result<bool> {
                                    const uint32_t number =
                                        names_.find(rows.cells[0]->string_at(i));
                                    if (number != NameTable::kNone) {
                                      found[number] = true;
                                    }
                                    return true;
                                  }));
  return found;
}

Result<std::optional<MissingEnd>> NodeIds::missing(const TableView* stored) const {
  std::vector<bool> found(names_.size());
  if (stored != nullptr && wants_stored()) {
    OG_ASSIGN_OR_RETURN(found, found_in(*stored));
  }
  // Wants come in the order of their lines.
  for (size_t w = 0; w < wants_.size(); ++w) {
    if (declared_on_[wanted_[w]] != 0 || found[wanted_[w]]) {
      continue;
    }
    const Want& want = wants_[w];
    const std::string& type = want.source ? want.edge->from_type : want.edge->to_type;
    return std::optional(MissingEnd{want.line,
                                    format("edge {} row {}: {} '{}' not found in {}",
                                           want.edge->name,
                                           want.row,
                                           want.source ? "src" : "dst",
                                           names_.name(wanted_[w]),
                                           type)});
  }
  return std::optional<MissingEnd>();
}

}  // namespace omnigraph::graph
