#include "omnigraph/exec/topology/topology_state.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::exec {
namespace {

using graph::TableView;

// False if the view has rows, or deletions, that only exist in memory.
bool append_name(const TableView& view, std::string* name) {
  *name += view.type().table_key;
  for (const TableView::Fragment& fragment : view.fragments()) {
    if (fragment.staged || fragment.state_key.empty()) {
      return false;
    }
    *name += format("|{}:{}", fragment.state_key, fragment.row_count);
  }
  *name += "||";
  return true;
}

}  // namespace

TableState state_of(const TableView& view) {
  TableState state;
  for (const TableView::Fragment& fragment : view.fragments()) {
    state.fragments.push_back({fragment.source->content_key(), fragment.row_count, fragment.live});
  }
  return state;
}

TopologyState state_of(const TopologyTables& tables) {
  return {state_of(*tables.edges), state_of(*tables.from), state_of(*tables.to)};
}

std::string state_name(const TopologyTables& tables) {
  std::string text;
  if (!append_name(*tables.edges, &text) || !append_name(*tables.from, &text) ||
      !append_name(*tables.to, &text)) {
    return {};
  }
  return sha256_hex(as_bytes(text));
}

}  // namespace omnigraph::exec
