// UTF-8: validation and code-point arithmetic.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace omnigraph {

// The length (1 to 4) of the well-formed sequence that starts at `at`, 0 if there is none.
size_t utf8_sequence_length(std::string_view text, size_t at);

bool is_valid_utf8(std::string_view text);

// Code points in well-formed text.
size_t utf8_length(std::string_view text);

// Appends `code_point` (a Unicode scalar value) to `out`.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace omnigraph
