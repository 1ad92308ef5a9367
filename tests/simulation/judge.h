// Judge: holds what clients remember of a simulation against what the store says afterwards.
//
//  - the log: names without a gap, every record the child of the one before by hash, ids and
//    versions; every commit asked for by somebody
//  - serializable: executing the requests of the log in its order on the plain reference gives the
//    state that is stored after every single commit. That keeps all constraints true as well: the
//    reference refuses what breaks one
//  - answers: what was acknowledged is in the log, once, as the receipt says; what was refused is
//    not; what has no answer is there at most once
//  - refusals: what was refused for what the graph holds, or changed nothing, would have done so in
//    a state that was committed, not older than the client's knowledge
//  - reads: whole states of the log, no older than what was acknowledged before they began
#pragma once

#include <string>
#include <vector>

#include "simulation/request.h"
#include "simulation/world.h"

namespace omnigraph::simulation {

// What is wrong, one line each; empty if nothing is.
std::vector<std::string> judge(World& world, const Journal& journal);

}  // namespace omnigraph::simulation
