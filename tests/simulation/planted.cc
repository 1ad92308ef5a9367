#include "simulation/planted.h"

namespace omnigraph::simulation {
namespace {

Planted current = Planted::kNone;

}  // namespace

void plant(Planted fault) {
  current = fault;
}

bool is_planted(Planted fault) {
  return current == fault;
}

}  // namespace omnigraph::simulation
