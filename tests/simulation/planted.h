// Planted faults: what the writer's code leaves out so that the simulator can show that it notices.
// They exist in copies of a few sources (plant.py), which only og_simulation_planted_test links.
#pragma once

#include <cstdint>

namespace omnigraph::simulation {

enum class Planted : uint8_t {
  kNone,
  kWrittenSet,       // tables written by both are no conflict
  kStagedSet,        // a draft stays although its table was stored differently meanwhile
  kCompactedOver,    // optimize takes no notice of what was deleted or replaced meanwhile
  kReadSet,          // tables read by one and written by the other are none
  kValidatedSet,     // nothing is validated again on the state that won
  kUnknownIsFailed,  // a record whose answer is lost counts as not written
  kFilesIgnored,     // the record is put although its files could not be stored
  kTakenIsOurs,      // whatever stands at the record's name is taken for ours
  kKnownRequests,    // the past is not searched for a request
  kCarriedFiles,     // files that only the record before holds are left behind
  kStatesInBetween,  // the same for states between two commits of a group
  kBasePins,         // a record forgets what its parent changed
  kHashChain,        // a record names another parent
  kAnswersAtOnce,    // answers from states that never came to be
};

// For the whole program.
void plant(Planted fault);
bool is_planted(Planted fault);

}  // namespace omnigraph::simulation
