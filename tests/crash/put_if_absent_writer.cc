// The process that put_if_absent_kill.py kills and put_if_absent_syncs.py traces: writes objects to
// a local store, one after another, and prints the path of each that was acknowledged.
//
//   put_if_absent_writer ROOT WRITER FIRST COUNT
//
// Numbers run from FIRST on, COUNT of them. Number n is the object objects/<n mod 5>/<n>, written
// by create() or by a writer; every fourth is a batch of three of the writer's own instead. An
// object begins with a line "WRITER n SIZE" and goes on with bytes that depend on all three, to
// SIZE bytes in all: so who reads it can tell whether it is whole.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/open_store.h"

namespace {

using omnigraph::Buffer;
using omnigraph::ErrorCode;
using omnigraph::format;
using omnigraph::Result;
using omnigraph::Status;

std::string content(const std::string& writer, uint64_t number) {
  const uint64_t size = 64 + (number * 7919) % (number % 10 == 0 ? 600'000 : 9'000);
  std::string text = format("{} {} {}\n", writer, number, size);
  const std::string pattern = format("{}/{}/{};", writer, number, size);
  while (text.size() < size) {
    text += pattern;
  }
  text.resize(size);
  return text;
}

// In one system call, so that a kill cannot tear the line.
void acknowledge(const std::string& path) {
  const std::string line = path + '\n';
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    std::exit(3);
  }
}

Status write_by_writer(omnigraph::io::ObjectStore& store,
                       const std::string& path,
                       const std::string& text) {
  OG_ASSIGN_OR_RETURN(const std::unique_ptr<omnigraph::io::ObjectWriter> writer,
                      store.create_writer(path));
  for (size_t at = 0; at < text.size(); at += 5'000) {
    OG_RETURN_IF_ERROR(writer->append(omnigraph::as_bytes(text.substr(at, 5'000))));
  }
  return writer->finish();
}

Status write_number(omnigraph::io::ObjectStore& store, const std::string& writer, uint64_t number) {
  const std::string text = content(writer, number);
  std::vector<std::string> paths = {format("objects/{}/{:08}", number % 5, number)};
  Status done;
  if (number % 4 == 3) {
    paths.clear();
    std::vector<omnigraph::io::NewObject> batch;
    for (int i = 0; i < 3; ++i) {
      paths.push_back(format("batch/{}/{}-{:08}", i, writer, number));
      batch.push_back({paths.back(), Buffer::copy_of(text)});
    }
    done = store.create_many(batch);
  } else if (number % 4 == 2) {
    done = write_by_writer(store, paths[0], text);
  } else {
    done = store.create(paths[0], omnigraph::as_bytes(text));
  }
  for (size_t i = 0; done.ok() && i < paths.size(); ++i) {
    acknowledge(paths[i]);
  }
  return done;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: put_if_absent_writer ROOT WRITER FIRST COUNT\n");
    return 2;
  }
  const Result<std::unique_ptr<omnigraph::io::ObjectStore>> store =
      omnigraph::io::open_store(argv[1]);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.error().message().c_str());
    return 1;
  }
  const uint64_t first = std::strtoull(argv[3], nullptr, 10);
  const uint64_t count = std::strtoull(argv[4], nullptr, 10);
  for (uint64_t number = first; number < first + count; ++number) {
    const Status done = write_number(**store, argv[2], number);
    if (!done.ok() && done.error().code() != ErrorCode::kAlreadyExists) {
      std::fprintf(stderr, "%s\n", done.error().message().c_str());
      return 1;
    }
  }
  return 0;
}
