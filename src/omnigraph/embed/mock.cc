#include "omnigraph/embed/mock.h"

#include <cctype>
#include <cmath>
#include <limits>
#include <string>

#include "omnigraph/base/hash.h"

namespace omnigraph::embed {

void mock_embedding(std::string_view text, std::span<float> out) {
  uint64_t seed = fnv1a64(text);
  for (float& component : out) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    const auto ratio = static_cast<float>(
        static_cast<double>(seed) / static_cast<double>(std::numeric_limits<uint64_t>::max()));
    component = ratio * 2.0F - 1.0F;
  }
  normalize(out);
}

void normalize(std::span<float> vector) {
  double sum = 0;
  for (const float component : vector) {
    sum += static_cast<double>(component) * static_cast<double>(component);
  }
  const auto norm = static_cast<float>(std::sqrt(sum));
  if (norm > std::numeric_limits<float>::epsilon()) {
    for (float& component : vector) {
      component /= norm;
    }
  }
}

bool is_mock_setting(std::string_view value) {
  std::string lower;
  for (const char c : value) {
    lower.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return lower == "1" || lower == "true" || lower == "yes" || lower == "on";
}

}  // namespace omnigraph::embed
