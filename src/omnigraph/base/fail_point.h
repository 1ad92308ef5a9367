// Fail points: named places between store calls where a test may step in: to fail, to wait, to kill
// the process, or only to see that they were passed. Places that are store calls need none (the
// fault store stands there). All names are in the list below; a test fails if one is never passed.
//
// Cost without an observer: one relaxed load. Thread-safe; installing is for tests.
#pragma once

#include <cstdint>
#include <string_view>

#include "omnigraph/base/result.h"

namespace omnigraph {

// name, what has happened and what has not
#define OG_FAIL_POINTS(POINT)                                                                    \
  POINT(kMutationExecuted, "mutation.executed")       /* delta complete, nothing stored */       \
  POINT(kLoadStaged, "load.staged")                   /* data files written, no manifest */      \
  POINT(kPublishStaged, "publish.staged")             /* all files but the record written */     \
  POINT(kPublishRebase, "publish.rebase")             /* a race was lost, the next try begins */ \
  POINT(kPublishAcknowledged, "publish.acknowledged") /* durable, the caller not told yet */     \
  POINT(kMirrorTable, "mirror.table")                 /* a table is to be mirrored, others may be */

enum class FailPoint : uint8_t {
#define OG_FAIL_POINT_ENUM(symbol, name) symbol,
  OG_FAIL_POINTS(OG_FAIL_POINT_ENUM)
#undef OG_FAIL_POINT_ENUM
};

inline constexpr FailPoint kAllFailPoints[] = {
#define OG_FAIL_POINT_VALUE(symbol, name) FailPoint::symbol,
    OG_FAIL_POINTS(OG_FAIL_POINT_VALUE)
#undef OG_FAIL_POINT_VALUE
};

// "publish.staged"
std::string_view fail_point_name(FailPoint point);

class FailPointObserver {
 public:
  virtual ~FailPointObserver() = default;
  // Called by whichever thread passes `point`. An error is returned from the place in its stead.
  virtual Status passed(FailPoint point) = 0;
};

// Null removes it. The observer must outlive every operation that began while it was installed.
void install_fail_point_observer(FailPointObserver* observer);

Status pass_fail_point(FailPoint point);

#define OG_FAIL_POINT(symbol) \
  OG_RETURN_IF_ERROR(::omnigraph::pass_fail_point(::omnigraph::FailPoint::symbol))

}  // namespace omnigraph
