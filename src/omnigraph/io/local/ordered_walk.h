// Ordered listing of a directory tree: the objects of a local store in the order of their paths.
//
// Folder by folder, each read whole and sorted, children folders as "name/": so "a-b" comes before
// what is in "a", as the bytes of the paths have it. Folders that cannot hold anything wanted are
// not opened. What disappears meanwhile is left out; names that are no object path are skipped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

// ObjectStore::list() on the directory `root`. A root that does not exist is empty.
Result<std::vector<ObjectInfo>> list_tree(const std::string& root,
                                          std::string_view prefix,
                                          std::string_view start_after,
                                          size_t limit);

// ObjectStore::list_folders() on the directory `root`; `folder` is "" or a valid path.
Result<std::vector<std::string>> list_child_folders(const std::string& root,
                                                    std::string_view folder,
                                                    std::string_view start_after,
                                                    size_t limit);

}  // namespace omnigraph::io
