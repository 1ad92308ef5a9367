#include "omnigraph/cli/output/progress.h"

#include <cstdio>
#include <string>

#include <unistd.h>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"

namespace omnigraph::cli {
namespace {

constexpr int64_t kEveryUs = 200'000;

std::string grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) {
    text.insert(at - 3, ",");
  }
  return text;
}

}  // namespace

ProgressLine::ProgressLine(uint64_t total_bytes, bool wanted)
    : total_bytes_(total_bytes),
      on_terminal_(wanted && isatty(STDERR_FILENO) == 1),
      start_us_(system_clock().boot_us()) {}

ProgressLine::~ProgressLine() {
  if (shown_) {
    std::fputs("\r\033[K", stderr);
  }
}

bool ProgressLine::due() {
  const int64_t now = system_clock().boot_us();
  if (!on_terminal_ || now - last_us_ < kEveryUs) {
    return false;
  }
  last_us_ = now;
  shown_ = true;
  return true;
}

void ProgressLine::show(const std::string& line) {
  if (due()) {
    std::fputs(("\r\033[K" + line).c_str(), stderr);
    std::fflush(stderr);
  }
}

void ProgressLine::update(uint64_t rows, uint64_t bytes) {
  if (!due()) {
    return;
  }
  const double seconds = std::max(1e-3, static_cast<double>(last_us_ - start_us_) / 1e6);
  std::string line = format("{} rows, {} rows/s",
                            grouped(rows),
                            grouped(static_cast<uint64_t>(static_cast<double>(rows) / seconds)));
  if (total_bytes_ > 0 && bytes > 0) {
    const double done =
        std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_bytes_));
    line += done < 1
                ? format(", {:.0f}%, about {:.0f} s left", done * 100, seconds / done - seconds)
                : ", all read";
  }
  std::fputs(("\r\033[K" + line).c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace omnigraph::cli
