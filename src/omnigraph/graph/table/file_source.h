// FileSource: the rows of a stored fragment, read page by page through the cache. A column that no
// data file of the fragment has is all null (it was added to the schema later).
//
// Thread-safe. Cost: a page that is not cached is one read; opening a file that is not cached, at
// most two.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// `table_path`: the table's folder. `fields`: the manifest's top-level fields, from which the
// columns of `columns` find their field ids by name. The source holds the store; `cache` must
// outlive it.
std::shared_ptr<FragmentSource> make_file_source(io::ObjectStorePtr store,
                                                 ReadCache& cache,
                                                 const std::string& table_path,
                                                 const std::vector<lance::LanceField>& fields,
                                                 const columnar::Schema& columns,
                                                 const lance::Fragment& fragment);

}  // namespace omnigraph::graph
