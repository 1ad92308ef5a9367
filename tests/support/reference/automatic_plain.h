// Values that rows get without being given them, told from the annotations as they are written.
#pragma once

#include <cstdint>
#include <string_view>

#include "omnigraph/base/result.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

// Whether the property has `@auto(word)`.
bool is_automatic(const schema::Property& property, std::string_view word);
bool is_automatic(const schema::Property& property);
bool has_default(const schema::Property& property);

// What a new row of `graph` gets for a property that it was not given.
PlainValue absent_value(const schema::Property& property, PlainGraph& graph, int64_t now_ms);

}  // namespace omnigraph::testing
