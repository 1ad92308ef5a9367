// Levels: how nulls, lists and structs around a leaf column are written as two small numbers per
// entry, as in Lance file versions 2.1 and 2.2.
//
// A leaf column (a scalar, a string, a vector) sits at the end of a path of layers: the item
// itself, then the structs and lists around it, outwards. Layers are numbered from the inside:
// layer 0 is the item, the last one belongs to the top-level column. Every item, and every list or
// struct that hides its items, makes one *entry* with
//
//   repetition  0: one more item of the innermost list; k: starts a new element inside the list
//               that is k-th (from 0) from the inside; the number of lists: starts a new row.
//   definition  0: a value is there; else a code that says which layer is null or empty.
//
// Pages number the definition codes without gaps, from what the page needs. Between page and array
// we use one numbering for all pages of a column, so that pages can be joined:
//
//   null_code(i)  = 2i + 1   layer i is null
//   empty_code(i) = 2i + 2   layer i is an empty list
//
// Example, list<string> with the rows ["a", null], [], null (layer 0 item, layer 1 list):
//
//   entry        "a"   null item   empty list   null list
//   repetition    1        0           1            1
//   definition    0        1           4            3
//   value slot   yes      yes          no           no
//
// An entry has a slot in the values unless a list at or inside the layer that its code names hides
// the item: null items and null structs keep a slot, null and empty lists do not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace omnigraph::lance {

using Level = uint16_t;

inline constexpr size_t kLayersMax = 16;
// One past the largest definition code.
inline constexpr size_t kCodesMax = 2 * kLayersMax + 1;

constexpr Level null_code(size_t layer) {
  return static_cast<Level>(2 * layer + 1);
}
constexpr Level empty_code(size_t layer) {
  return static_cast<Level>(2 * layer + 2);
}
// The layer that a code other than 0 names.
constexpr size_t layer_of_code(Level code) {
  return (static_cast<size_t>(code) - 1) / 2;
}

// The layers of one leaf column, innermost first.
struct LeafPath {
  std::vector<bool> is_list;
  // child[i]: which child of layer i leads to layer i - 1 (0 for lists; child[0] is unused).
  std::vector<size_t> child;

  size_t layer_count() const { return is_list.size(); }
  // Also the repetition that starts a new row.
  Level list_count() const;
  // Whether an entry with this definition code has a value slot, for all codes.
  std::array<bool, kCodesMax> slot_table() const;
  // For each repetition, the outermost layer that starts anew.
  std::vector<size_t> start_layers() const;
};

}  // namespace omnigraph::lance
