// The simulator finds every fault that is planted, within so many histories.
#include "simulation/planted.h"

#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "simulation/simulation.h"

namespace omnigraph::simulation {
namespace {

constexpr uint64_t kMostSeeds = 400;

// Simulates until something is wrong; says what, and after how many histories.
std::string find(const Settings& settings) {
  for (uint64_t seed = 1; seed <= kMostSeeds; ++seed) {
    const Outcome outcome = simulate(seed, settings);
    if (outcome.violation.substr(0, 8) == "prepare:") {
      return "";
    }
    if (!outcome.violation.empty()) {
      return "seed " + std::to_string(seed) + ": " + outcome.violation;
    }
  }
  return "";
}

struct Fault {
  const char* name;
  Planted planted = Planted::kNone;
  BrokenStore broken = BrokenStore::kNone;
};

class PlantedFaultTest : public ::testing::TestWithParam<Fault> {
 protected:
  ~PlantedFaultTest() override { plant(Planted::kNone); }
};

TEST_P(PlantedFaultTest, IsFound) {
  plant(GetParam().planted);
  Settings settings;
  settings.broken = GetParam().broken;
  const std::string found = find(settings);
  EXPECT_NE(found, "") << "not in " << kMostSeeds << " histories";
  std::cout << found.substr(0, 300) << "\n";
}

INSTANTIATE_TEST_SUITE_P(
    Simulation,
    PlantedFaultTest,
    ::testing::Values(
        Fault{"WrittenTablesAreNotChecked", Planted::kWrittenSet},
        Fault{"ReadTablesAreNotChecked", Planted::kReadSet},
        Fault{"DraftsStayOnFragmentsThatAreGone", Planted::kStagedSet},
        Fault{"OptimizeOverwritesConcurrentWrites", Planted::kCompactedOver},
        Fault{"NothingIsValidatedAgain", Planted::kValidatedSet},
        Fault{"UnknownOutcomeIsTakenForFailure", Planted::kUnknownIsFailed},
        Fault{"FilesAreNotThereWhenTheRecordIs", Planted::kFilesIgnored},
        Fault{"ATakenNameIsTakenForOurs", Planted::kTakenIsOurs},
        Fault{"RequestsOfThePastAreNotSeen", Planted::kKnownRequests},
        Fault{"CarriedFilesAreDropped", Planted::kCarriedFiles},
        Fault{"FilesOfStatesInBetweenAreDropped", Planted::kStatesInBetween},
        Fault{"ARecordForgetsItsParentsChanges", Planted::kBasePins},
        Fault{"TheHashChainIsBroken", Planted::kHashChain},
        Fault{"AnswersComeFromStatesThatNeverWere", Planted::kAnswersAtOnce},
        Fault{"TheStoreOverwrites", Planted::kNone, BrokenStore::kOverwrites},
        Fault{"TheStoreForgetsWhatItAcknowledged", Planted::kNone, BrokenStore::kForgets},
        Fault{"TheStoreReadsStale", Planted::kNone, BrokenStore::kStaleReads},
        Fault{"TheStoreDeniesWhatItWrote", Planted::kNone, BrokenStore::kDeniesWrites}),
    [](const auto& fault) { return std::string(fault.param.name); });

TEST(PlantedFault, WithoutOneNothingIsFound) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(simulate(seed).violation, "");
  }
}

}  // namespace
}  // namespace omnigraph::simulation
