// Rounding to decimal digits, half away from zero, of the exact value of a number: 2.675 as a
// double lies below 2.675 and rounds to 2.67. Negative digits round before the decimal point.
#pragma once

#include <cstdint>

namespace omnigraph::exec {

// The double nearest to the rounded value; infinite if that is too large. NaN and infinities stay.
// `digits` beyond ±2000 makes no difference and must be cut to that.
double round_decimal(double value, int digits);

// False if the rounded value does not fit.
bool round_magnitude(uint64_t value, int digits, uint64_t* rounded);
bool round_integer(int64_t value, int digits, int64_t* rounded);

}  // namespace omnigraph::exec
