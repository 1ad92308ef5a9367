#include "omnigraph/lance/encoding/shred.h"

#include "omnigraph/base/check.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;

void add_slots(ShreddedLeaf& out, const Array& leaf, size_t begin, size_t count) {
  if (count == 0) {
    return;
  }
  out.slot_count += count;
  if (!out.runs.empty()) {
    SlotRun& last = out.runs.back();
    if (last.array == &leaf && last.begin + last.count == begin) {
      last.count += count;
      return;
    }
  }
  out.runs.push_back({&leaf, begin, count});
}

// Writes `code` for the rows [begin, end) of `array` that are null; true if there was one.
bool mark_nulls(const Array& array, size_t begin, size_t end, Level code, Level* definition) {
  const std::byte* bits = array.validity().data();
  bool any = false;
  for (size_t i = begin; i < end;) {
    if ((i & 7) == 0 && i + 8 <= end && bits[i / 8] == std::byte{0xFF}) {
      i += 8;
      continue;
    }
    if (!columnar::get_bit(bits, i)) {
      definition[i - begin] = code;
      any = true;
    }
    ++i;
  }
  return any;
}

// Without lists every row is one entry with one slot, and only nulls need levels.
void shred_flat(const LeafPath& path, const RowSlice& rows, ShreddedLeaf& out) {
  const size_t count = rows.end - rows.begin;
  std::vector<const Array*> chain(path.layer_count());
  chain.back() = rows.array.get();
  for (size_t i = path.layer_count() - 1; i > 0; --i) {
    chain[i - 1] = &chain[i]->child(path.child[i]);
  }
  // From the inside out, so that the outermost null wins.
  for (size_t i = 0; i < path.layer_count(); ++i) {
    if (chain[i]->null_count() == 0) {
      continue;
    }
    out.definition.resize(out.entry_count + count);
    mark_nulls(
        *chain[i], rows.begin, rows.end, null_code(i), out.definition.data() + out.entry_count);
  }
  add_slots(out, *chain[0], rows.begin, count);
  out.entry_count += count;
}

// With lists: walks every row from the outside in.
class ListShredder {
 public:
  ListShredder(const LeafPath& path, ShreddedLeaf& out) : path_(path), out_(out) {
    Level ordinal = 0;
    for (size_t i = 0; i < path.layer_count(); ++i) {
      list_ordinal_.push_back(ordinal);
      ordinal = static_cast<Level>(ordinal + (path.is_list[i] ? 1 : 0));
    }
    has_slot_ = path.slot_table();
  }

  void emit(size_t layer, const Array& array, size_t index, Level repetition) {
    if (array.is_null(index)) {
      push(repetition, null_code(layer));
      if (has_slot_[null_code(layer)]) {
        add_hidden_slot(layer, array, index);
      }
    } else if (path_.is_list[layer]) {
      emit_list(layer, array, index, repetition);
    } else if (layer == 0) {
      push(repetition, 0);
      add_slots(out_, array, index, 1);
    } else {
      emit(layer - 1, array.child(path_.child[layer]), index, repetition);
    }
  }

 private:
  void push(Level repetition, Level definition) {
    out_.repetition.push_back(repetition);
    out_.definition.push_back(definition);
  }

  void emit_list(size_t layer, const Array& array, size_t index, Level repetition) {
    const size_t begin = array.list_begin(index);
    const size_t end = array.list_end(index);
    if (begin == end) {
      push(repetition, empty_code(layer));
      return;
    }
    const Array& items = array.child(0);
    const Level again = list_ordinal_[layer];
    if (layer == 1 && items.null_count() == 0) {
      const size_t count = end - begin;
      push(repetition, 0);
      out_.repetition.resize(out_.repetition.size() + count - 1, again);
      out_.definition.resize(out_.definition.size() + count - 1, 0);
      add_slots(out_, items, begin, count);
      return;
    }
    for (size_t i = begin; i < end; ++i) {
      emit(layer - 1, items, i, i == begin ? repetition : again);
    }
  }

  // The slot of a null item or of an item inside null structs.
  void add_hidden_slot(size_t layer, const Array& array, size_t index) {
    const Array* leaf = &array;
    for (size_t i = layer; i > 0; --i) {
      leaf = &leaf->child(path_.child[i]);
    }
    add_slots(out_, *leaf, index, 1);
  }

  const LeafPath& path_;
  ShreddedLeaf& out_;
  std::vector<Level> list_ordinal_;  // per layer: lists inside of it
  std::array<bool, kCodesMax> has_slot_{};
};

}  // namespace

ShreddedLeaf shred(const LeafPath& path, std::span<const RowSlice> rows) {
  OG_CHECK(path.layer_count() <= kLayersMax, "a column nested too deeply");
  ShreddedLeaf out;
  const Level new_row = path.list_count();
  ListShredder lists(path, out);
  for (const RowSlice& slice : rows) {
    out.row_count += slice.end - slice.begin;
    if (new_row == 0) {
      shred_flat(path, slice, out);
      continue;
    }
    for (size_t i = slice.begin; i < slice.end; ++i) {
      lists.emit(path.layer_count() - 1, *slice.array, i, new_row);
    }
  }
  if (new_row != 0) {
    out.entry_count = out.repetition.size();
  } else if (!out.definition.empty()) {
    out.definition.resize(out.entry_count);
  }
  for (const Level code : out.definition) {
    out.codes_used |= uint64_t{1} << code;
  }
  if ((out.codes_used & ~uint64_t{1}) == 0) {
    out.definition.clear();
  }
  return out;
}

}  // namespace omnigraph::lance
