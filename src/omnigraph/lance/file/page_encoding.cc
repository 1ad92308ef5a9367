#include <google/protobuf/any.pb.h>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/file/page_encoding_internal.h"
#include "omnigraph/lance/file/parse_message_internal.h"

namespace omnigraph::lance {
namespace {

using Encoding = ::lance::file::v2::Encoding;
using ::google::protobuf::Any;
using ::lance::encodings21::PageLayout;

constexpr char kColumnEncodingUrl[] = "/lance.encodings.ColumnEncoding";
constexpr char kPageLayoutUrl[] = "/lance.encodings21.PageLayout";
// A ColumnEncoding whose field 1, `values`, is set to an empty message.
constexpr std::string_view kPlainValues("\x0a\x00", 2);

Result<Any> open_envelope(const Encoding& encoding, std::string_view expected_url) {
  if (!encoding.has_direct()) {
    return Error(ErrorCode::kUnsupported,
                 "encodings outside of the column metadata cannot be read");
  }
  Any any;
  if (!parse_message(as_bytes(encoding.direct().encoding()), any)) {
    return Error(ErrorCode::kCorruption, "an encoding is not a valid message");
  }
  if (any.type_url() != expected_url) {
    return Error(ErrorCode::kUnsupported,
                 format("an encoding of type \"{}\" cannot be read", any.type_url()));
  }
  return any;
}

void close_envelope(const char* url, std::string value, Encoding* encoding) {
  Any any;
  any.set_type_url(url);
  any.set_value(std::move(value));
  encoding->mutable_direct()->set_encoding(any.SerializeAsString());
}

}  // namespace

void set_column_encoding(Encoding* encoding) {
  close_envelope(kColumnEncodingUrl, std::string(kPlainValues), encoding);
}

Status check_column_encoding(const Encoding& encoding) {
  OG_ASSIGN_OR_RETURN(const Any any, open_envelope(encoding, kColumnEncodingUrl));
  if (any.value() != kPlainValues) {
    return Error(ErrorCode::kUnsupported, "columns with a zone index or blobs cannot be read");
  }
  return {};
}

void set_page_encoding(const PageLayout& layout, Encoding* encoding) {
  close_envelope(kPageLayoutUrl, layout.SerializeAsString(), encoding);
}

Result<PageLayout> page_layout_of(const Encoding& encoding) {
  OG_ASSIGN_OR_RETURN(const Any any, open_envelope(encoding, kPageLayoutUrl));
  PageLayout layout;
  if (!parse_message(as_bytes(any.value()), layout)) {
    return Error(ErrorCode::kCorruption, "a page layout is not a valid message");
  }
  return layout;
}

}  // namespace omnigraph::lance
