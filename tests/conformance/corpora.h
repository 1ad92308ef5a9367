// The corpora: schemas, data and queries of real users, below tests/corpora.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/schema/catalog.h"
#include "support/reference/load_plain.h"

namespace omnigraph::testing {

struct Corpus {
  std::string name;
  std::string schema;  // texts
  std::string seed;
  std::vector<std::string> query_files;
};

const std::vector<Corpus>& corpora();

// The whole file below tests/; stops the process if there is none.
std::string read_test_file(const std::string& path);

schema::CatalogPtr catalog_of(const std::string& schema);

// The seed with an id for every row that has none of its own, so that a graph loaded from it is the
// same every time.
std::string with_explicit_ids(const schema::Catalog& catalog, const std::string& seed);

}  // namespace omnigraph::testing
