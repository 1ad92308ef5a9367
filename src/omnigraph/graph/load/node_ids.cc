#include "omnigraph/graph/load/node_ids.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {

std::optional<NodeIds::Duplicate> NodeIds::declare(const columnar::Array& ids,
                                                   std::span<const Hash128> hashes,
                                                   std::span<const uint64_t> lines) {
  (void)ids;
  std::optional<Duplicate> first;
  ids_.add_all(hashes, true, [&](size_t i, const IdTable::Found& found) {
    if (found.added) {
      states_.push_back(lines[i]);
    } else if (!found.declared) {
      states_[found.number] = lines[i];
    } else if (!first) {
      first = Duplicate{i, states_[found.number]};
    }
  });
  return first;
}

bool NodeIds::declared(std::string_view id) const {
  return ids_.find(xxh3_128(id)).declared;
}

void NodeIds::want(const columnar::Array& ids,
                   std::span<const Hash128> hashes,
                   std::span<const uint64_t> lines,
                   const Wanting& wanting) {
  ids_.add_all(hashes, false, [&](size_t i, const IdTable::Found& found) {
    if (found.declared || found.number < block_start_) {
      return;  // an end that is there, or that an earlier line wants
    }
    if (found.added) {
      states_.push_back(kWanted | wants_.size());
      wants_.push_back(
          {found.number, texts_.keep(ids.string_at(i)), UINT64_MAX, 0, nullptr, false});
    }
    // In a block, types and ends come one after another, so that an earlier line may come later.
    Want& want = wants_[states_[found.number] & ~kWanted];
    if (lines[i] < want.line) {
      want.line = lines[i];
      want.row = wanting.rows_before + i + 1;
      want.edge = wanting.edge;
      want.source = wanting.source;
    }
  });
}

bool NodeIds::wants_stored() const {
  return std::any_of(
      wants_.begin(), wants_.end(), [&](const Want& want) { return !is_declared(want); });
}

Result<std::vector<bool>> NodeIds::found_in(const TableView& stored) const {
  constexpr size_t kFew = 1024;
  std::vector<uint32_t> numbers;
  std::vector<std::string_view> ids;
  for (const Want& want : wants_) {
    if (!is_declared(want)) {
      numbers.push_back(want.number);
      ids.push_back(want.id);
    }
  }
  std::vector<bool> found(ids_.size());
  OG_ASSIGN_OR_RETURN(const bool stored_index, index_answers(stored, 0, ids.size()));
  if (stored_index || ids.size() <= kFew) {
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
                                    const IdTable::Found id =
                                        ids_.find(xxh3_128(rows.cells[0]->string_at(i)));
                                    if (id.number != IdTable::kNone) {
                                      found[id.number] = true;
                                    }
                                    return true;
                                  }));
  return found;
}

Result<std::optional<MissingEnd>> NodeIds::missing(const TableView* stored) const {
  std::vector<bool> found(ids_.size());
  if (stored != nullptr && wants_stored()) {
    OG_ASSIGN_OR_RETURN(found, found_in(*stored));
  }
  const Want* first = nullptr;
  for (const Want& want : wants_) {
    if (!is_declared(want) && !found[want.number] &&
        (first == nullptr || want.line < first->line)) {
      first = &want;
    }
  }
  if (first == nullptr) {
    return std::optional<MissingEnd>();
  }
  return std::optional(
      MissingEnd{first->line,
                 format("edge {} row {}: {} '{}' not found in {}",
                        first->edge->name,
                        first->row,
                        first->source ? "src" : "dst",
                        first->id,
                        first->source ? first->edge->from_type : first->edge->to_type)});
}

}  // namespace omnigraph::graph
