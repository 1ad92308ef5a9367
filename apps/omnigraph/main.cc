#include "omnigraph/cli/run.h"

int main(int argc, char** argv) {
  return omnigraph::cli::run(argc, argv);
}
