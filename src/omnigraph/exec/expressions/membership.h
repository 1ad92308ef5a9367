// `needle in list`: null if the needle or the list is null, else whether an item equals it. Null
// items never match and do not make the answer unknown.
#pragma once

#include "omnigraph/exec/expressions/column.h"

namespace omnigraph::exec {

// The needle and the items are of comparable types. Long constant lists are hashed once per call.
Column membership(const Column& needle, const Column& list, size_t length);

}  // namespace omnigraph::exec
