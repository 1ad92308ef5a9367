// Progress of a load: one line on stderr that is rewritten a few times a second, on a terminal
// only.
#pragma once

#include <cstdint>
#include <string>

namespace omnigraph::cli {

class ProgressLine {
 public:
  // Of something else than a load; shows what it is told.
  ProgressLine() : ProgressLine(0) {}
  // `total_bytes`: of the input, 0 if unknown. `wanted`: on a terminal.
  explicit ProgressLine(uint64_t total_bytes, bool wanted = true);
  ~ProgressLine();  // clears the line
  // May be called by several threads, one at a time.
  void update(uint64_t rows, uint64_t bytes);
  void show(const std::string& line);

 private:
  // Is it time for another line?
  bool due();

  uint64_t total_bytes_;
  bool on_terminal_;
  bool shown_ = false;
  bool all_read_ = false;
  int64_t start_us_;
  int64_t last_us_ = 0;
};

}  // namespace omnigraph::cli
