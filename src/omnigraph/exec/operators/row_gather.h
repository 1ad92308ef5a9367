// RowGather: collects rows that an operator makes out of the rows of one input batch and pushes
// them on in batches: each new row repeats an input row and adds up to two new columns (a node and
// an edge).
#pragma once

#include <optional>
#include <vector>

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/scope.h"

namespace omnigraph::exec {

class RowGather {
 public:
  struct Target {
    query::VarId variable = 0;
    bool typed = false;  // the variable has several types: fill `type_index` as well
  };

  // `keep`: the input's variables that new rows repeat. `node`, `edge`: the variables that the new
  // columns bind; none = the column is not filled.
  RowGather(PatternScope& scope,
            std::vector<query::VarId> keep,
            std::optional<Target> node,
            std::optional<Target> edge)
      : scope_(scope), keep_(std::move(keep)), node_(node), edge_(edge) {}

  bool wants_node() const { return node_.has_value(); }
  bool wants_edge() const { return edge_.has_value(); }

  void begin(const RowBatch& input) { input_ = &input; }

  void append(
      uint32_t input_row, uint16_t node_type, uint32_t node, uint16_t edge_type, uint32_t edge) {
    rows_.push_back(input_row);
    if (node_) {
      nodes_.push_back(node);
      if (node_->typed) {
        node_types_.push_back(node_type);
      }
    }
    if (edge_) {
      edges_.push_back(edge);
      if (edge_->typed) {
        edge_types_.push_back(edge_type);
      }
    }
  }
  // Several nodes of one type for one input row; without an edge.
  void append_nodes(uint32_t input_row, uint16_t node_type, const uint32_t* nodes, size_t count) {
    rows_.insert(rows_.end(), count, input_row);
    if (node_) {
      nodes_.insert(nodes_.end(), nodes, nodes + count);
      if (node_->typed) {
        node_types_.insert(node_types_.end(), count, node_type);
      }
    }
  }

  size_t size() const { return rows_.size(); }
  // How many rows fit before a flush is due.
  size_t room() const {
    const size_t limit = scope_.run.context.limits.batch_rows;
    return rows_.size() >= limit ? 0 : limit - rows_.size();
  }
  // Pushes what has been collected, if anything.
  Result<Flow> flush(Sink& next);

 private:
  PatternScope& scope_;
  std::vector<query::VarId> keep_;
  std::optional<Target> node_;
  std::optional<Target> edge_;
  const RowBatch* input_ = nullptr;
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> nodes_;
  std::vector<uint16_t> node_types_;
  std::vector<uint32_t> edges_;
  std::vector<uint16_t> edge_types_;
};

// Sets the columns of `to` for `keep` and the origin from rows `rows` of `from`.
void gather_variables(const RowBatch& from,
                      const std::vector<uint32_t>& rows,
                      const std::vector<query::VarId>& keep,
                      RowBatch* to);

}  // namespace omnigraph::exec
