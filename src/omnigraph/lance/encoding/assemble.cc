#include "omnigraph/lance/encoding/assemble.h"

#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/text.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::DataType;
using columnar::TypeKind;

// What the levels of one leaf say about one layer of its path.
struct LayerShape {
  size_t length = 0;
  size_t null_count = 0;
  BufferBuilder validity;        // one bit per element; not filled before the first null
  std::vector<int32_t> offsets;  // lists: where each element's items begin; the end is added last

  void add(bool valid) {
    if (!valid && null_count == 0) {
      validity.resize(columnar::bitmap_bytes(length + 1));
      std::memset(validity.data(), 0xFF, validity.size());
      clear_tail();
    }
    null_count += valid ? 0 : 1;
    if (null_count != 0) {
      validity.resize(columnar::bitmap_bytes(length + 1));
      if (valid) {
        columnar::set_bit(validity.data(), length);
      }
    }
    ++length;
  }

 private:
  // Bits from `length` on are not known yet.
  void clear_tail() {
    for (size_t i = length; i < validity.size() * 8; ++i) {
      columnar::clear_bit(validity.data(), i);
    }
  }
};

using Shapes = std::vector<LayerShape>;  // innermost first, as in LeafPath

Error contradiction(const char* what) {
  return Error(ErrorCode::kCorruption,
               format("levels of a column contradict one another: {}", what));
}

// Without lists each entry is one element of every layer.
Shapes flat_shapes(const LeafPath& path, const LeafSink& sink) {
  Shapes shapes(path.layer_count());
  for (size_t i = 0; i < shapes.size(); ++i) {
    LayerShape& shape = shapes[i];
    shape.length = sink.entry_count();
    if (sink.codes_used() < uint64_t{1} << null_code(i)) {
      continue;  // nothing at this layer or outside of it is null
    }
    shape.validity.resize(columnar::bitmap_bytes(shape.length));
    for (size_t entry = 0; entry < shape.length; ++entry) {
      if (sink.definition()[entry] < null_code(i)) {
        columnar::set_bit(shape.validity.data(), entry);
      } else {
        ++shape.null_count;
      }
    }
  }
  return shapes;
}

// With lists: follows every entry from the outermost layer that it starts inwards.
class ListShapes {
 public:
  ListShapes(const LeafPath& path, const LeafSink& sink)
      : path_(path), sink_(sink), start_layers_(path.start_layers()), shapes_(path.layer_count()) {}

  Result<Shapes> build() {
    const Level new_row = path_.list_count();
    for (size_t entry = 0; entry < sink_.entry_count(); ++entry) {
      const Level repetition = sink_.repetition()[entry];
      const Level code = sink_.definition().empty() ? Level{0} : sink_.definition()[entry];
      if (entry == 0 && repetition != new_row) {
        return contradiction("the first entry does not start a row");
      }
      OG_RETURN_IF_ERROR(add_entry(start_layers_[repetition], code));
    }
    if (slots_ != sink_.slot_count()) {
      return Error(
          ErrorCode::kCorruption,
          format("wrong number of values: expected {}, found {}", slots_, sink_.slot_count()));
    }
    for (size_t i = 1; i < shapes_.size(); ++i) {
      if (path_.is_list[i]) {
        OG_RETURN_IF_ERROR(add_offset(i));
      }
    }
    return std::move(shapes_);
  }

 private:
  // The items so far of the list at layer i.
  Status add_offset(size_t i) {
    const size_t items = shapes_[i - 1].length;
    if (items > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
      return Error(ErrorCode::kResourceExhausted, "a read passes 2^31 list items; read fewer rows");
    }
    shapes_[i].offsets.push_back(static_cast<int32_t>(items));
    return {};
  }

  Status add_entry(size_t start, Level code) {
    // The layer that is null or empty; everything outside of it is there, what is inside is not.
    const bool complete = code == 0;
    const size_t stop = complete ? 0 : layer_of_code(code);
    if (stop > start) {
      return contradiction("a null outside of the list that an entry continues");
    }
    for (size_t i = start;; --i) {
      const bool is_list = path_.is_list[i];
      const bool valid = complete || i > stop || code == empty_code(i);
      if (is_list) {
        OG_RETURN_IF_ERROR(add_offset(i));
      }
      shapes_[i].add(valid);
      if (is_list && !complete && i <= stop) {
        return {};  // a list without items
      }
      if (i == 0) {
        ++slots_;
        return {};
      }
    }
  }

  const LeafPath& path_;
  const LeafSink& sink_;
  std::vector<size_t> start_layers_;
  Shapes shapes_;
  size_t slots_ = 0;
};

struct ShapedLeaf {
  LeafSink* sink = nullptr;
  Shapes shapes;
};

Array::Parts parts_of(const DataType& type, LayerShape& shape) {
  Array::Parts parts;
  parts.type = type;
  parts.length = shape.length;
  parts.null_count = shape.null_count;
  if (shape.null_count != 0) {
    parts.validity = shape.validity.finish();
  }
  return parts;
}

// The first row whose text is wrong; null rows may hold anything.
Status check_text(const Array& array) {
  if (is_valid_text(array.offsets().as<int32_t>().first(array.length() + 1),
                    array.values().span())) {
    return {};
  }
  for (size_t i = 0; i < array.length(); ++i) {
    const auto offsets = array.offsets().as<int32_t>().subspan(i, 2);
    if (!array.is_null(i) && !is_valid_text(offsets, array.values().span())) {
      return Error(ErrorCode::kCorruption,
                   format("a string is not valid UTF-8: value {} of the read", i));
    }
  }
  return {};
}

Result<ArrayPtr> leaf_array(const DataType& type, ShapedLeaf& leaf) {
  Array::Parts parts = parts_of(type, leaf.shapes[0]);
  if (leaf.sink->type().is_variable()) {
    parts.offsets = leaf.sink->take_offsets();
    parts.values = leaf.sink->take_values();
  } else if (type.kind == TypeKind::kFixedSizeList) {
    Array::Parts items;
    items.type = *type.item;
    items.length = parts.length * static_cast<size_t>(type.list_size);
    items.values = leaf.sink->take_values();
    parts.children.push_back(Array::make(std::move(items)));
  } else {
    parts.values = leaf.sink->take_values();
  }
  ArrayPtr array = Array::make(std::move(parts));
  if (type.kind == TypeKind::kString) {
    OG_RETURN_IF_ERROR(check_text(*array));
  }
  return array;
}

// `depth` counts layers from the outside; `leaves` are consumed from the front.
Result<ArrayPtr> node_array(const DataType& type, size_t depth, std::span<ShapedLeaf>& leaves) {
  ShapedLeaf& first = leaves.front();
  const size_t layer = first.shapes.size() - 1 - depth;
  if (type.kind == TypeKind::kList) {
    Array::Parts parts = parts_of(type, first.shapes[layer]);
    const std::vector<int32_t>& offsets = first.shapes[layer].offsets;
    BufferBuilder builder;
    builder.append(offsets.data(), offsets.size() * sizeof(int32_t));
    parts.offsets = builder.finish();
    OG_ASSIGN_OR_RETURN(ArrayPtr items, node_array(*type.item, depth + 1, leaves));
    if (items->length() != static_cast<size_t>(offsets.back())) {
      return contradiction("a list and its items have different lengths");
    }
    parts.children.push_back(std::move(items));
    return Array::make(std::move(parts));
  }
  if (type.kind == TypeKind::kStruct) {
    Array::Parts parts = parts_of(type, first.shapes[layer]);
    for (const columnar::Field& field : *type.fields) {
      OG_ASSIGN_OR_RETURN(ArrayPtr member, node_array(field.type, depth + 1, leaves));
      if (member->length() != parts.length) {
        return contradiction("members of a struct have different lengths");
      }
      parts.children.push_back(std::move(member));
    }
    return Array::make(std::move(parts));
  }
  leaves = leaves.subspan(1);
  return leaf_array(type, first);
}

}  // namespace

Result<ArrayPtr> assemble(const DataType& type, std::span<const DecodedLeaf> leaves) {
  std::vector<ShapedLeaf> shaped;
  for (const DecodedLeaf& leaf : leaves) {
    ShapedLeaf& one = shaped.emplace_back();
    one.sink = leaf.sink;
    if (leaf.path->list_count() != 0) {
      OG_ASSIGN_OR_RETURN(one.shapes, ListShapes(*leaf.path, *leaf.sink).build());
      continue;
    }
    if (leaf.sink->slot_count() != leaf.sink->entry_count()) {
      return Error(ErrorCode::kCorruption,
                   format("wrong number of values: expected {}, found {}",
                          leaf.sink->entry_count(),
                          leaf.sink->slot_count()));
    }
    one.shapes = flat_shapes(*leaf.path, *leaf.sink);
  }
  std::span<ShapedLeaf> left(shaped);
  return node_array(type, 0, left);
}

}  // namespace omnigraph::lance
