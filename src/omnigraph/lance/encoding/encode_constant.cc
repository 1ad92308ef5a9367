// Pages without values: all null, one value for all rows, or levels only (lists without items).
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {

EncodedPage encode_all_null(const PageCodes& codes) {
  EncodedPage page;
  for (const pb::RepDefLayer layer : codes.layers) {
    page.layout.mutable_constant_layout()->add_layers(layer);
  }
  return page;
}

EncodedPage encode_levels_only(const ShreddedLeaf& leaf, const PageCodes& codes) {
  EncodedPage page = encode_all_null(codes);
  // Both buffers are plain 16-bit levels, which is what an absent compression means.
  BufferBuilder repetition;
  repetition.append(leaf.repetition.data(), leaf.repetition.size() * sizeof(Level));
  BufferBuilder definition;
  definition.reserve(leaf.definition.size() * sizeof(Level));
  for (const Level code : leaf.definition) {
    definition.push<Level>(codes.to_page[code]);
  }
  page.buffers.push_back(repetition.finish());
  page.buffers.push_back(definition.finish());
  return page;
}

EncodedPage encode_constant(ByteSpan value) {
  EncodedPage page;
  pb::ConstantLayout* layout = page.layout.mutable_constant_layout();
  layout->add_layers(pb::REPDEF_ALL_VALID_ITEM);
  layout->set_inline_value(value.data(), value.size());
  return page;
}

}  // namespace omnigraph::lance
