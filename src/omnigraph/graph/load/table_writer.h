// TableWriter: the rows of one table of a load, from batches to data files. A file is closed when
// it is full. Files are written under fresh names while the input is read; nobody sees them before
// the commit names them, and a load that fails leaves only unreferenced files behind.
//
// A merge writes rows that replace stored ones into files of their own, so that each can take the
// row id of the row it replaces along; that row is masked. A row that a later line of the same
// input replaces is deleted in the file it went to.
//
// Invariants: no stored row is replaced twice by live rows; in one file no two rows replace the
// same stored row.
// Pages are encoded, and files made durable, by the pools of the options; the writer itself is not
// thread-safe.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/lance/file/file_writer.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

struct WrittenFile {
  lance::DataFile file;
  uint64_t row_count = 0;
  std::vector<uint32_t> origins;  // positions in the base of the rows that are replaced, or empty
  std::vector<uint64_t> lines;    // of the rows in the input, rising; empty if not kept
};

class TableWriter {
 public:
  // `base`: the stored table; null when it is replaced. `keep_lines`: remember the line of every
  // row. Rows that supersede others need it.
  struct Options {
    LoadMode mode = LoadMode::kOverwrite;
    uint64_t rows_per_file = 1 << 20;
    bool keep_lines = false;
    bool keep_automatic = false;  // times of creation of replacing rows are theirs
    // Null: the caller's thread does it. Both outlive the writer.
    TaskPool* encode = nullptr;
    TaskPool* close = nullptr;
  };
  TableWriter(GraphEnvironment& environment,
              std::string table_path,
              std::vector<lance::LanceField> fields,
              const schema::EntityType& type,
              TableViewPtr base,
              const Options& options);

  const schema::EntityType& type() const { return type_; }

  // Positions in the base of the rows that have the ids of these, columnar::kNullRow: none. Empty
  // if nothing had to be looked up. identified[i]: the id of row i may be stored already.
  using Stored = std::vector<uint32_t>;
  Result<Stored> look_up(const columnar::Batch& rows, const std::vector<bool>& identified);
  // The first row that must not be stored, as an append meets a stored id.
  std::optional<size_t> conflict(const Stored& stored) const;
  // Row i of `rows` is that of line lines[i]; `stored` is what look_up() found, without a conflict.
  Status write(columnar::Batch rows, const std::vector<uint64_t>& lines, const Stored& stored);
  // The row of `line`, which was written, does not count.
  void supersede(uint64_t line) { superseded_.push_back(line); }
  // Closes the last files.
  Status finish();

  // After finish(): `now` is a later version of the base with the same rows, stored differently:
  // what was said of positions in the base is said of positions in `now`.
  void rebase(TableViewPtr now);

  // After finish():
  const std::vector<WrittenFile>& files() const { return files_; }
  const TableViewPtr& base() const { return base_; }
  const std::string& table_path() const { return table_path_; }
  const std::vector<lance::LanceField>& fields() const { return fields_; }
  // Positions in the base that are replaced, rising.
  std::vector<uint32_t> masked() const;
  // Rows of files()[file] that do not count, rising.
  std::vector<uint32_t> superseded_rows(size_t file) const;

 private:
  struct Output {
    std::unique_ptr<lance::FileWriter> file;
    WrittenFile written;
  };
  Status merge(columnar::Batch rows,
               const std::vector<uint64_t>& lines,
               const std::vector<uint32_t>& positions);
  Status append(Output& output,
                const columnar::Batch& rows,
                const std::vector<uint64_t>& lines,
                const std::vector<uint32_t>& origins);
  Status open(Output& output);
  Status close(Output& output);
  static void complete(const lance::FileSummary& summary, WrittenFile* written);

  GraphEnvironment& environment_;
  std::string table_path_;
  std::vector<lance::LanceField> fields_;
  const schema::EntityType& type_;
  TableViewPtr base_;
  Options options_;
  size_t look_ups_ = 0;
  uint64_t asked_ids_ = 0;
  IdIndexPtr index_;          // over the base; made when many ids are looked up
  Output fresh_;              // new rows
  Output replacing_;          // rows that replace stored ones
  std::vector<bool> masked_;  // by position in the base; empty = none
  std::vector<uint64_t> superseded_;
  std::vector<WrittenFile> files_;
  struct Closing {
    size_t file = 0;  // in files_
    std::future<Result<lance::FileSummary>> summary;
  };
  std::vector<Closing> closing_;
};

}  // namespace omnigraph::graph
