#include "omnigraph/graph/table/file_source.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/lance/file/file_reader.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::TypeKind;
using lance::FileReader;

// A one-row array of `type` with a bound from the statistics; null when unknown.
ArrayPtr bound_array(const columnar::DataType& type, const lance::StatisticsValue& value) {
  columnar::Builder builder(type);
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (type.kind != TypeKind::kString) {
      return nullptr;
    }
    builder.append_string(*text);
    return builder.finish();
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (type.kind == TypeKind::kFloat32) {
      builder.append<float>(static_cast<float>(*number));
    } else if (type.kind == TypeKind::kFloat64) {
      builder.append<double>(*number);
    } else {
      return nullptr;
    }
    return builder.finish();
  }
  int64_t integer = 0;
  if (const auto* as_signed = std::get_if<int64_t>(&value)) {
    integer = *as_signed;
  } else if (const auto* as_unsigned = std::get_if<uint64_t>(&value)) {
    integer = static_cast<int64_t>(*as_unsigned);
  } else {
    return nullptr;
  }
  switch (type.kind) {
    case TypeKind::kBool:
      builder.append_bool(integer != 0);
      break;
    case TypeKind::kInt32:
    case TypeKind::kUInt32:
    case TypeKind::kDate32:
      builder.append<int32_t>(static_cast<int32_t>(integer));
      break;
    case TypeKind::kInt64:
    case TypeKind::kUInt64:
    case TypeKind::kDate64:
      builder.append<int64_t>(integer);
      break;
    default:
      return nullptr;
  }
  return builder.finish();
}

// Where a view's column lives: which of the fragment's files, under which field id.
struct ColumnPlace {
  size_t file = 0;
  int32_t field_id = -1;  // the top-level field
  bool present = false;
  columnar::DataType type;
};

class FileSource final : public FragmentSource {
 public:
  FileSource(io::ObjectStorePtr store,
             ReadCache& cache,
             std::vector<std::string> paths,
             std::vector<uint64_t> sizes,
             std::vector<ColumnPlace> places,
             uint32_t row_count)
      : store_(std::move(store)),
        cache_(cache),
        paths_(std::move(paths)),
        sizes_(std::move(sizes)),
        places_(std::move(places)),
        row_count_(row_count) {}

  uint32_t row_count() const override { return row_count_; }
  std::string content_key() const override { return paths_.empty() ? std::string() : paths_[0]; }

  std::string column_key(size_t column) const override {
    const ColumnPlace& place = places_[column];
    return place.present ? format("{}#{}", paths_[place.file], place.field_id) : std::string();
  }

  Result<ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) override {
    const ColumnPlace& place = places_[column];
    if (!place.present) {
      return columnar::make_nulls(place.type, end - begin);
    }
    OG_ASSIGN_OR_RETURN(const Opened opened, open(place));
    const auto& pages = opened.reader.pages(opened.column);
    size_t page = page_of(pages, begin);
    std::vector<ArrayPtr> parts;
    for (; page < pages.size() && pages[page].first_row < end; ++page) {
      OG_ASSIGN_OR_RETURN(ArrayPtr array, read_page(opened, page));
      const uint64_t first = pages[page].first_row;
      const uint64_t from = std::max<uint64_t>(first, begin) - first;
      const uint64_t to = std::min<uint64_t>(first + pages[page].row_count, end) - first;
      const bool whole = from == 0 && to == array->length();
      parts.push_back(whole ? std::move(array) : columnar::slice(*array, from, to));
    }
    if (parts.empty()) {
      return columnar::make_nulls(place.type, 0);
    }
    return columnar::concat(parts);
  }

  Result<ArrayPtr> take(size_t column, std::span<const uint32_t> rows) override {
    const ColumnPlace& place = places_[column];
    if (!place.present) {
      return columnar::make_nulls(place.type, rows.size());
    }
    OG_ASSIGN_OR_RETURN(const Opened opened, open(place));
    const auto& pages = opened.reader.pages(opened.column);
    // Runs of rows in one page are taken together; ascending rows touch each page once, and rows
    // that follow one another, as those of scans, are not copied.
    std::vector<ArrayPtr> parts;
    std::vector<uint32_t> in_page;
    for (size_t i = 0; i < rows.size();) {
      const size_t page = page_of(pages, rows[i]);
      const uint64_t first = pages[page].first_row;
      const uint64_t after = first + pages[page].row_count;
      const size_t begin = i;
      bool consecutive = true;
      for (; i < rows.size() && rows[i] >= first && rows[i] < after; ++i) {
        consecutive = consecutive && rows[i] - rows[begin] == i - begin;
      }
      OG_ASSIGN_OR_RETURN(const ArrayPtr array, read_page(opened, page));
      const uint64_t from = rows[begin] - first;
      // A take leaves zeros where nulls are, a slice what the file has there.
      if (consecutive && i - begin > 1 && array->null_count() == 0) {
        parts.push_back(columnar::slice(*array, from, from + (i - begin)));
        continue;
      }
      in_page.clear();
      for (size_t k = begin; k < i; ++k) {
        in_page.push_back(static_cast<uint32_t>(rows[k] - first));
      }
      parts.push_back(columnar::take(*array, in_page));
    }
    if (parts.empty()) {
      return columnar::make_nulls(place.type, 0);
    }
    return columnar::concat(parts);
  }

  Result<std::vector<ColumnBounds>> bounds(size_t column) override {
    std::vector<ColumnBounds> result;
    const ColumnPlace& place = places_[column];
    if (!place.present) {
      return result;
    }
    OG_ASSIGN_OR_RETURN(const Opened opened, open(place));
    if (!opened.reader.has_statistics()) {
      return result;
    }
    for (const lance::PageStatistics& page : opened.reader.statistics(opened.column).pages) {
      ColumnBounds bounds;
      bounds.first_row = static_cast<uint32_t>(page.first_row);
      bounds.row_count = static_cast<uint32_t>(page.row_count);
      bounds.null_count = page.null_count;
      // NaN lies outside of the bounds, so a page that has one knows nothing.
      if (!page.bounds.has_nan) {
        bounds.min = bound_array(place.type, page.bounds.min);
        bounds.max = bound_array(place.type, page.bounds.max);
      }
      result.push_back(std::move(bounds));
    }
    return result;
  }

 private:
  struct Opened {
    FileReader reader;
    size_t column = 0;
    const std::string& path;
  };

  static size_t page_of(const std::vector<FileReader::PageRows>& pages, uint64_t row) {
    const auto after = std::upper_bound(
        pages.begin(), pages.end(), row, [](uint64_t r, const FileReader::PageRows& page) {
          return r < page.first_row;
        });
    return after == pages.begin() ? 0 : static_cast<size_t>(after - pages.begin()) - 1;
  }

  // A view is made of files that their manifest calls ours (table_store.cc), so each is of our
  // version and has our check buffer. One that says otherwise of itself is damaged.
  static Status as_declared(const Result<FileReader>& opened, const std::string& path) {
    if (!opened.ok() && opened.error().code() == ErrorCode::kUnsupported) {
      return Error(ErrorCode::kCorruption,
                   format("data file is not what its table's manifest says: object \"{}\": {}",
                          path,
                          opened.error().message()));
    }
    if (!opened.ok()) {
      return opened.error();
    }
    return opened->has_statistics()
               ? Status()
               : Status(Error(ErrorCode::kCorruption,
                              format("data file lacks its check buffer: object \"{}\"", path)));
  }

  Result<Opened> open(const ColumnPlace& place) {
    const std::string& path = paths_[place.file];
    OG_ASSIGN_OR_RETURN(const auto metadata,
                        cache_.get<lance::FileMetadata>(
                            "file:" + path, [&]() -> Result<ReadCache::Sized<lance::FileMetadata>> {
                              const uint64_t size = sizes_[place.file];
                              const auto opened = FileReader::open(
                                  *store_, path, size == 0 ? std::nullopt : std::optional(size));
                              OG_RETURN_IF_ERROR(as_declared(opened, path));
                              const FileReader& reader = *opened;
                              return ReadCache::Sized<lance::FileMetadata>{
                                  reader.metadata(), reader.metadata_byte_size()};
                            }));
    FileReader reader = FileReader::with_metadata(*store_, path, metadata);
    if (reader.row_count() != row_count_) {
      return Error(ErrorCode::kCorruption,
                   format("data file has another number of rows than its fragment: object \"{}\", "
                          "expected {}, found {}",
                          path,
                          row_count_,
                          reader.row_count()));
    }
    const auto column = reader.column_of(place.field_id);
    if (!column) {
      return Error(
          ErrorCode::kCorruption,
          format("data file lacks a field that its manifest lists: object \"{}\", field {}",
                 path,
                 place.field_id));
    }
    if (!(reader.fields()[*column].type == place.type)) {
      return Error(ErrorCode::kCorruption,
                   format("data file has another column type than the schema: object \"{}\", field "
                          "{}, expected {}, found {}",
                          path,
                          place.field_id,
                          columnar::to_string(place.type),
                          columnar::to_string(reader.fields()[*column].type)));
    }
    return Opened{std::move(reader), *column, path};
  }

  Result<ArrayPtr> read_page(const Opened& opened, size_t page) {
    const std::string key = format("page:{}:{}:{}", opened.path, opened.column, page);
    return cache_.get<columnar::Array>(key, [&]() -> Result<ReadCache::Sized<columnar::Array>> {
      OG_ASSIGN_OR_RETURN(ArrayPtr array, opened.reader.read_page(opened.column, page));
      const size_t bytes = array->byte_size();
      return ReadCache::Sized<columnar::Array>{std::move(array), bytes};
    });
  }

  io::ObjectStorePtr store_;
  ReadCache& cache_;
  std::vector<std::string> paths_;
  std::vector<uint64_t> sizes_;
  std::vector<ColumnPlace> places_;  // per column of the view
  uint32_t row_count_;
};

// The first leaf's id: DataFile lists leaves only.
int32_t first_leaf(const lance::LanceField& field) {
  const auto leaves = lance::leaves_of(field);
  return leaves.empty() ? -1 : leaves[0]->id;
}

}  // namespace

std::shared_ptr<FragmentSource> make_file_source(io::ObjectStorePtr store,
                                                 ReadCache& cache,
                                                 const std::string& table_path,
                                                 const std::vector<lance::LanceField>& fields,
                                                 const columnar::Schema& columns,
                                                 const lance::Fragment& fragment) {
  std::vector<std::string> paths;
  std::vector<uint64_t> sizes;
  for (const lance::DataFile& file : fragment.files) {
    paths.push_back(table_path + "/" + lance::data_path(file));
    sizes.push_back(file.size_bytes);
  }
  std::vector<ColumnPlace> places;
  for (const columnar::Field& column : columns) {
    ColumnPlace place;
    place.type = column.type;
    for (const lance::LanceField& field : fields) {
      if (field.name != column.name) {
        continue;
      }
      place.field_id = field.id;
      const int32_t leaf = first_leaf(field);
      for (size_t f = 0; f < fragment.files.size(); ++f) {
        const auto& ids = fragment.files[f].field_ids;
        if (std::find(ids.begin(), ids.end(), leaf) != ids.end()) {
          place.file = f;
          place.present = true;
        }
      }
    }
    places.push_back(std::move(place));
  }
  return std::make_shared<FileSource>(std::move(store),
                                      cache,
                                      std::move(paths),
                                      std::move(sizes),
                                      std::move(places),
                                      static_cast<uint32_t>(fragment.physical_rows));
}

}  // namespace omnigraph::graph
