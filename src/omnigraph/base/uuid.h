// UUIDs of version 7 (time-ordered), made out of ULIDs so that there is one source of fresh ids.
#pragma once

#include <string>
#include <string_view>

namespace omnigraph {

// "018f3a9e-7c1d-7abc-8def-0123456789ab": the 48 bits of time and 74 of the 80 random bits of a
// valid ULID, in lower case. Ids of one generator stay distinct, since what changes from one to the
// next within a millisecond are the low bits, which are kept.
std::string uuid_from_ulid(std::string_view ulid);

}  // namespace omnigraph
