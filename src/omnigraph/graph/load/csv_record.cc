#include "omnigraph/graph/load/csv_record.h"

#include <algorithm>
#include <cstring>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/csv_table.h"

namespace omnigraph::graph {
namespace {

// The end of each record of `text`, one after another, until `wants_more` says no. A line end
// counts where an even number of quotes stands before it. What is no valid CSV ends anywhere: it is
// refused later.
template <typename WantsMore>
void record_ends(std::string_view text, WantsMore wants_more) {
  bool quoted = false;
  for (size_t at = 0; at < text.size(); ++at) {
    if (quoted) {
      const void* quote = std::memchr(text.data() + at, '"', text.size() - at);
      if (quote == nullptr) {
        return;
      }
      at = static_cast<size_t>(static_cast<const char*>(quote) - text.data());
      quoted = false;
    } else if (text[at] == '"') {
      quoted = true;
    } else if (text[at] == '\n' && !wants_more(at + 1)) {
      return;
    }
  }
}

}  // namespace

size_t csv_first_record(std::string_view text) {
  size_t end = 0;
  record_ends(text, [&](size_t at) {
    end = at;
    return false;
  });
  return end;
}

size_t csv_whole_records(std::string_view text) {
  size_t end = 0;
  record_ends(text, [&](size_t at) {
    end = at;
    return true;
  });
  return end;
}

std::string unquoted(const CsvCell& cell) {
  if (!cell.doubled) {
    return std::string(cell.text);
  }
  std::string text;
  text.reserve(cell.text.size());
  for (size_t i = 0; i < cell.text.size(); ++i) {
    text += cell.text[i];
    i += cell.text[i] == '"' ? 1 : 0;
  }
  return text;
}

bool CsvRecords::take_line_end() {
  if (text_.substr(at_, 1) == "\n" || text_.substr(at_, 2) == "\r\n") {
    at_ += text_[at_] == '\n' ? 1 : 2;
    ++next_line_;
    return true;
  }
  return at_ == text_.size();
}

Result<bool> CsvRecords::next(std::vector<CsvCell>* cells) {
  cells->clear();
  while (at_ < text_.size() && take_line_end()) {
  }
  line_ = next_line_;
  if (at_ == text_.size()) {
    return false;
  }
  for (;;) {
    OG_ASSIGN_OR_RETURN(const CsvCell found, cell(cells->size() + 1));
    cells->push_back(found);
    if (take_line_end()) {
      return true;
    }
    ++at_;  // the comma
  }
}

Result<CsvCell> CsvRecords::cell(size_t number) {
  const auto wrong = [&](std::string_view what) {
    return Error(ErrorCode::kInvalidArgument, format("cell {}: {}", number, what));
  };
  CsvCell found;
  if (text_.substr(at_, 1) != "\"") {
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] == '"') {
        return wrong("a quote inside a cell that is not quoted");
      }
      ++at_;
    }
    // The CR of a CRLF is no part of the cell.
    at_ -= at_ > begin && text_[at_ - 1] == '\r' && text_.substr(at_, 1) == "\n" ? 1 : 0;
    found.text = text_.substr(begin, at_ - begin);
    return found;
  }
  found.quoted = true;
  const size_t begin = ++at_;
  for (;; ++at_) {
    if (at_ == text_.size()) {
      return wrong("the quote at its start is not closed");
    }
    if (text_[at_] == '\n') {
      ++next_line_;
    }
    if (text_[at_] != '"') {
      continue;
    }
    if (text_.substr(at_ + 1, 1) != "\"") {
      break;
    }
    found.doubled = true;
    ++at_;
  }
  found.text = text_.substr(begin, at_ - begin);
  ++at_;
  const std::string_view behind = text_.substr(at_, 2);
  if (!behind.empty() && behind[0] != ',' && behind[0] != '\n' && behind != "\r\n") {
    return wrong("text behind its closing quote");
  }
  return found;
}

}  // namespace omnigraph::graph
