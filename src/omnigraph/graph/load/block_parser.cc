#include "omnigraph/graph/load/block_parser.h"

#include <cstring>
#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::graph {

using schema::EntityType;

namespace {

constexpr uint64_t kLinesPerLook = 256;  // at how much they take
constexpr uint64_t kAllLines = std::numeric_limits<uint64_t>::max();

std::string_view trim(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  const size_t first = line.find_first_not_of(kBlank);
  return first == std::string_view::npos
             ? std::string_view()
             : line.substr(first, line.find_last_not_of(kBlank) - first + 1);
}

std::vector<Hash128> hashes_of(const columnar::Array& ids) {
  std::vector<Hash128> hashes(ids.length());
  for (size_t i = 0; i < hashes.size(); ++i) {
    hashes[i] = xxh3_128(ids.string_at(i));
  }
  return hashes;
}

}  // namespace

BlockParser::BlockParser(const ParseSettings& settings)
    : settings_(settings),
      parser_(settings.catalog, settings.places),
      fast_(settings.catalog,
            [this](const EntityType& type) -> TypeLoader& { return loader_of(type); }) {}

TypeLoader& BlockParser::loader_of(const EntityType& type) {
  Entry& entry = loaders_[&type];
  if (entry.loader == nullptr) {
    entry.loader = std::make_unique<TypeLoader>(type, settings_.options, settings_.now_ms);
    entry.loader->set_ids(&*ids_);
  }
  if (entry.checks == nullptr) {
    entry.checks = std::make_unique<RowChecks>(type);
  }
  return *entry.loader;
}

// Ids of the block come from its place in the input alone.
void BlockParser::start_ids() {
  id_random_.emplace(SeededRandom(settings_.id_seed + index_).next());
  ids_.emplace(*id_random_, settings_.ids, index_);
  for (auto& [type, entry] : loaders_) {
    entry.loader->set_ids(&*ids_);
  }
}

ParsedBlock BlockParser::parse(const TextBlock& block) {
  index_ = block.index;
  lines_before_ = block.lines_before;
  is_csv_ = block.csv != nullptr;
  text_ = block.text();
  at_ = 0;
  line_ = 0;
  start_ids();
  if (is_csv_) {
    csv_ = rewrite_csv(*block.csv, block.text(), block.lines_before, settings_.places);
    csv_.lines.append(kTextPaddingBytes, '\0');
    text_ = std::string_view(csv_.lines).substr(0, csv_.lines.size() - kTextPaddingBytes);
  }
  return run();
}

ParsedBlock BlockParser::parse_rest() {
  return run();
}

ParsedBlock BlockParser::run() {
  const size_t begin = at_;
  const uint64_t first_line = line_;
  ParsedBlock out;
  parse_lines(kAllLines, &out);
  if (out.error) {
    // The row of the wrong line may stand in some columns and not in others. Errors are rare: read
    // the good lines once more.
    const uint64_t wrong_line = line_;
    PlacedError error = *std::move(out.error);
    fast_.forget();
    loaders_.clear();
    at_ = begin;
    line_ = first_line;
    out = {};
    parse_lines(wrong_line - 1, &out);
    out.error = std::move(error);
  } else if (at_ != text_.size()) {
    out.rest = at_;
  }
  if (is_csv_ && !out.rest) {
    for (const auto& [what, count] : csv_.ignored) {
      out.ignored[what] += count;
    }
    if (csv_.error && !out.error) {
      out.error = csv_.error;
    }
  }
  out.index = index_;
  for (auto& [type, entry] : loaders_) {
    if (entry.loader != nullptr && entry.loader->row_count() != 0) {
      out.rows.push_back(entry.loader->take());
      complete(&out.rows.back(), &out);
    }
  }
  return out;
}

void BlockParser::parse_lines(uint64_t last_line, ParsedBlock* out) {
  while (at_ < text_.size() && line_ < last_line) {
    const char* begin = text_.data() + at_;
    const void* found = std::memchr(begin, '\n', text_.size() - at_);
    const size_t length = found == nullptr
                              ? text_.size() - at_
                              : static_cast<size_t>(static_cast<const char*>(found) - begin);
    at_ += found == nullptr ? length : length + 1;
    ++line_;
    const std::string_view line = trim({begin, length});
    if (line.empty() || line.starts_with("//")) {
      continue;
    }
    const uint64_t number = is_csv_ ? csv_.numbers[line_ - 1] : lines_before_ + line_;
    const Status status = parse_line(line, number, out);
    if (!status.ok()) {
      out->error = PlacedError{number, status.error()};
      return;
    }
    if (line_ % kLinesPerLook == 0) {
      size_t bytes = 0;
      for (const auto& [type, entry] : loaders_) {
        bytes += entry.loader->byte_size();
      }
      if (bytes > settings_.column_bytes_max) {
        return;
      }
    }
  }
}

Status BlockParser::parse_line(std::string_view line, uint64_t number, ParsedBlock* out) {
  if (settings_.fast && fast_.add(line, number) != nullptr) {
    return {};
  }
  return parse_any(line, number, out);
}

Status BlockParser::parse_any(std::string_view text, uint64_t number, ParsedBlock* out) {
  OG_ASSIGN_OR_RETURN(const ParsedLine line, parser_.parse(text, number, &out->ignored));
  TypeLoader& loader = loader_of(*line.type);
  const TypeLoader::Ends ends{line.from, line.to};
  const auto id = loader.begin_row(line.data ? &*line.data : nullptr, line.id, ends, &out->ignored);
  if (!id.ok()) {
    return Error(id.error().code(),
                 format("line {}: {}", settings_.places.text(number), id.error().message()),
                 id.error().detail());
  }
  loader.finish_row(ends, number);
  return {};
}

void BlockParser::complete(ParsedRows* rows, ParsedBlock* out) {
  if (const auto violation = loaders_[rows->type].checks->check(rows->batch)) {
    const uint64_t line = rows->lines[violation->row];
    keep_earliest(out->error,
                  {line,
                   Error(ErrorCode::kInvalidArgument,
                         format("line {}: {}", settings_.places.text(line), violation->message))});
  }
  if (rows->type->is_edge()) {
    rows->source_hashes = hashes_of(*rows->batch.columns[1]);
    rows->target_hashes = hashes_of(*rows->batch.columns[2]);
  } else {
    rows->id_hashes = hashes_of(*rows->batch.columns[0]);
  }
}

}  // namespace omnigraph::graph
