// TextArena: texts that live as long as it does, without an allocation for each. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace omnigraph::graph {

class TextArena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.size() > free_) {
      // A long text gets a chunk of its own, behind which the next one starts.
      free_ = std::max(kChunkBytes, text.size());
      chunks_.push_back(std::make_unique<char[]>(free_));
      next_ = chunks_.back().get();
    }
    if (text.empty()) {
      return {};
    }
    std::memcpy(next_, text.data(), text.size());
    const std::string_view kept(next_, text.size());
    next_ += text.size();
    free_ -= text.size();
    return kept;
  }

 private:
  static constexpr size_t kChunkBytes = size_t{256} << 10;

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  size_t free_ = 0;
};

}  // namespace omnigraph::graph
