#include "omnigraph/io/local/local_store.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/create_batch.h"
#include "omnigraph/io/local/file.h"
#include "omnigraph/io/local/leftovers.h"
#include "omnigraph/io/local/local_writer.h"
#include "omnigraph/io/local/ordered_walk.h"
#include "omnigraph/io/local/system_error.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

constexpr ByteRange kWhole{0, std::numeric_limits<uint64_t>::max()};

// How many files read_many() holds open at a time.
constexpr size_t kReadsAtOnce = 128;

// Other Lance readers take a folder named *.lance for a table, also an empty one: it goes with its
// last file. Folders of any other name stay, so that nobody who is about to write finds them gone.
void remove_emptied_table(const std::string& root, std::string_view path) {
  constexpr std::string_view kTableFolder = ".lance/";
  const size_t table_end = path.find(kTableFolder);
  if (table_end == std::string_view::npos) {
    return;
  }
  const size_t shortest = table_end + kTableFolder.size() - 1;
  for (size_t end = path.rfind('/'); end != std::string_view::npos && end >= shortest;
       end = path.rfind('/', end - 1)) {
    if (::rmdir((root + "/" + std::string(path.substr(0, end))).c_str()) != 0) {
      return;  // not empty
    }
  }
}

}  // namespace

LocalStore::LocalStore(std::string root,
                       const StoreOptions& options,
                       Naming best_naming,
                       SystemCalls calls)
    : root_(std::move(root)), writes_(root_, options, best_naming, std::move(calls)) {}

Result<Buffer> LocalStore::read(std::string_view path) {
  return read_range(path, kWhole);
}

Result<Buffer> LocalStore::read_range(std::string_view path, ByteRange range) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::string file_path = absolute(path);
  OG_ASSIGN_OR_RETURN(const OpenFile file, open_file(file_path));
  return read_file(file, file_path, range);
}

std::vector<Result<Buffer>> LocalStore::read_many(std::span<const ReadRequest> requests) {
  std::vector<Result<Buffer>> answers;
  answers.reserve(requests.size());
  for (size_t begin = 0; begin < requests.size(); begin += kReadsAtOnce) {
    read_group(requests.subspan(begin, std::min(kReadsAtOnce, requests.size() - begin)), answers);
  }
  return answers;
}

void LocalStore::read_group(std::span<const ReadRequest> group,
                            std::vector<Result<Buffer>>& answers) const {
  // Requests for one file that follow one another share its descriptor.
  std::vector<std::shared_ptr<const Result<OpenFile>>> files;
  for (size_t i = 0; i < group.size(); ++i) {
    if (i == 0 || group[i].path != group[i - 1].path) {
      const Status valid = validate_path(group[i].path);
      files.push_back(std::make_shared<const Result<OpenFile>>(
          valid.ok() ? open_file(absolute(group[i].path)) : valid.error()));
    } else {
      files.push_back(files.back());
    }
    const ByteRange range = group[i].range.value_or(kWhole);
    if (files[i]->ok() && group.size() > 1 && range.offset < (*files[i])->size_bytes) {
      const uint64_t length = std::min(range.length, (*files[i])->size_bytes - range.offset);
      static_cast<void>(::posix_fadvise((*files[i])->fd.get(),
                                        static_cast<off_t>(range.offset),
                                        static_cast<off_t>(length),
                                        POSIX_FADV_WILLNEED));
    }
  }
  for (size_t i = 0; i < group.size(); ++i) {
    if (files[i]->ok()) {
      answers.push_back(
          read_file(**files[i], absolute(group[i].path), group[i].range.value_or(kWhole)));
    } else {
      answers.emplace_back(files[i]->error());
    }
  }
}

Result<ObjectInfo> LocalStore::stat(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  const std::string file_path = absolute(path);
  struct stat status {};
  if (::stat(file_path.c_str(), &status) != 0) {
    return system_error(errno == ENOTDIR ? ENOENT : errno, "stat", file_path);
  }
  if (!S_ISREG(status.st_mode)) {
    return Error(ErrorCode::kNotFound, format("not a file: \"{}\"", file_path));
  }
  return ObjectInfo{std::string(path), static_cast<uint64_t>(status.st_size), modified_us(status)};
}

Status LocalStore::create(std::string_view path, ByteSpan bytes) {
  OG_ASSIGN_OR_RETURN(const FolderPtr folder, writes_.open_folder_for(path));
  OG_RETURN_IF_ERROR(writes_.check_absent(*folder, name_of(path)));
  OG_ASSIGN_OR_RETURN(StagedFile file, writes_.stage(folder));
  OG_RETURN_IF_ERROR(file.write(bytes));
  OG_RETURN_IF_ERROR(file.sync());
  OG_RETURN_IF_ERROR(writes_.give_name(file, name_of(path)));
  return writes_.sync_names(*folder);
}

Status LocalStore::create_many(std::span<const NewObject> objects) {
  return create_batch(writes_, objects);
}

Result<std::unique_ptr<ObjectWriter>> LocalStore::create_writer(std::string_view path) {
  OG_ASSIGN_OR_RETURN(const FolderPtr folder, writes_.open_folder_for(path));
  OG_RETURN_IF_ERROR(writes_.check_absent(*folder, name_of(path)));
  OG_ASSIGN_OR_RETURN(StagedFile file, writes_.stage(folder));
  return std::make_unique<LocalWriter>(writes_, std::move(file), name_of(path));
}

// The bytes are synced before the old ones go, or a crash could leave neither. The name is not:
// until the file system writes it of itself, a crash brings the old bytes back.
Status LocalStore::put(std::string_view path, ByteSpan bytes) {
  OG_ASSIGN_OR_RETURN(const FolderPtr folder, writes_.open_folder_for(path));
  OG_ASSIGN_OR_RETURN(StagedFile file, writes_.stage(folder, /*replacing=*/true));
  OG_RETURN_IF_ERROR(file.write(bytes));
  OG_RETURN_IF_ERROR(file.sync());
  return file.replace(name_of(path));
}

Status LocalStore::replace(std::string_view path, ByteSpan bytes) {
  OG_RETURN_IF_ERROR(put(path, bytes));
  OG_ASSIGN_OR_RETURN(const FolderPtr folder, writes_.open_folder_for(path));
  return writes_.sync_names(*folder);
}

Result<uint64_t> LocalStore::remove_leftovers(int64_t modified_us) {
  OG_RETURN_IF_ERROR(writes_.check_writable());
  return remove_temporary_files(root_, modified_us);
}

Status LocalStore::remove(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  OG_RETURN_IF_ERROR(writes_.check_writable());
  const std::string file_path = absolute(path);
  if (::unlink(file_path.c_str()) == 0) {
    remove_emptied_table(root_, path);
    return {};
  }
  if (errno == ENOENT || errno == ENOTDIR || errno == EISDIR) {
    return {};
  }
  return system_error(errno, "remove", file_path);
}

Result<std::vector<ObjectInfo>> LocalStore::list(std::string_view prefix,
                                                 std::string_view start_after,
                                                 size_t limit) {
  return list_tree(root_, prefix, start_after, limit);
}

Result<std::vector<std::string>> LocalStore::list_folders(std::string_view folder,
                                                          std::string_view start_after,
                                                          size_t limit) {
  if (!folder.empty()) {
    OG_RETURN_IF_ERROR(validate_path(folder));
  }
  return list_child_folders(root_, folder, start_after, limit);
}

std::string LocalStore::absolute(std::string_view path) const {
  return format("{}/{}", root_, path);
}

}  // namespace omnigraph::io
