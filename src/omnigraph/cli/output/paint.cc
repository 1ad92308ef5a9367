#include "omnigraph/cli/output/paint.h"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::cli {
namespace {

std::string_view environment_text(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

Paint Paint::for_stdout() {
  return Paint(isatty(STDOUT_FILENO) == 1 && environment_text("NO_COLOR").empty() &&
               environment_text("TERM") != "dumb");
}

std::string Paint::in(std::string_view code, std::string_view text) const {
  return on_ && !text.empty() ? format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

std::string shown_line(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  text = text.substr(0, text.find_first_of("\r\n"));
  std::string shown;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_sequence_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    // C1 controls are C2 80 to C2 9F.
    const bool is_control =
        byte < 0x20 || byte == 0x7F ||
        (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
    shown += length == 0 || is_control ? kReplacement : text.substr(at, length);
    at += std::max<size_t>(1, length);
  }
  return shown;
}

std::string shortened(std::string_view text, size_t limit) {
  size_t at = 0;
  size_t last = 0;  // where the last code point that may stay with "…" ends
  for (size_t count = 0; at < text.size(); ++count) {
    if (count == limit) {
      return std::string(text.substr(0, last)) + "…";
    }
    last = count + 1 < limit ? at + std::max<size_t>(1, utf8_sequence_length(text, at)) : last;
    at += std::max<size_t>(1, utf8_sequence_length(text, at));
  }
  return std::string(text);
}

}  // namespace omnigraph::cli
