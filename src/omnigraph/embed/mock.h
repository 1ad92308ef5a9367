// Mock embeddings: vectors made from nothing but the bytes of the text, the same everywhere and for
// ever. For tests and demos, where OMNIGRAPH_EMBEDDINGS_MOCK is set.
#pragma once

#include <span>
#include <string_view>

namespace omnigraph::embed {

// Fills `out` with the mock vector of `text`, of unit length. Equal texts give equal vectors.
void mock_embedding(std::string_view text, std::span<float> out);

// Scales `vector` to unit length; leaves vectors (almost) of length 0 as they are.
void normalize(std::span<float> vector);

// True for 1, true, yes, on in any case: the value of OMNIGRAPH_EMBEDDINGS_MOCK.
bool is_mock_setting(std::string_view value);

}  // namespace omnigraph::embed
