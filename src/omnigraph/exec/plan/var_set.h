// VarSet: a set of variables of one query.
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

class VarSet {
 public:
  VarSet() = default;
  explicit VarSet(size_t variable_count) : members_(variable_count, 0) {}

  bool contains(query::VarId v) const { return v < members_.size() && members_[v] != 0; }
  void insert(query::VarId v) {
    if (v >= members_.size()) {
      members_.resize(v + 1, 0);
    }
    members_[v] = 1;
  }
  void insert_all(const VarSet& other) {
    for (query::VarId v = 0; v < other.members_.size(); ++v) {
      if (other.contains(v)) {
        insert(v);
      }
    }
  }
  bool contains_all(const VarSet& other) const {
    for (query::VarId v = 0; v < other.members_.size(); ++v) {
      if (other.contains(v) && !contains(v)) {
        return false;
      }
    }
    return true;
  }
  bool empty() const {
    for (const uint8_t member : members_) {
      if (member != 0) {
        return false;
      }
    }
    return true;
  }
  // Ascending.
  std::vector<query::VarId> list() const {
    std::vector<query::VarId> all;
    for (query::VarId v = 0; v < members_.size(); ++v) {
      if (contains(v)) {
        all.push_back(v);
      }
    }
    return all;
  }

 private:
  std::vector<uint8_t> members_;
};

}  // namespace omnigraph::exec
