// What the runs of a case have in common: how an outcome is held against its expectation. What is
// wrong is reported to GoogleTest.
#pragma once

#include <string>

#include "conformance/case_file.h"

namespace omnigraph::testing {

// The code alone, "any" being every one.
void check_code(const ExpectedError& expected, const Error& error);
// The code, the place and the words.
void check_error(const ExpectedError& expected, const Error& error);
// Findings about texts have a place; those about parameters have none.
void check_places(const Error& error);
// The rows of a read, or its error.
void check_rows(const CaseStep& step, const Result<Lines>& got);
void check_counts(const ExpectedChange& expected, uint64_t nodes, uint64_t edges);

// Both lists, if they do not hold the same lines in some order; else empty.
std::string differing_lines(const Lines& expected, const Lines& got);

// Whether a step is a query for the change door. A text that does not parse may take either.
bool is_change(const CaseStep& step);

}  // namespace omnigraph::testing
