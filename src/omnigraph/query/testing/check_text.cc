#include "omnigraph/query/testing/check_text.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::query::testing {
namespace {

constexpr std::string_view kLanguageSchema = R"(
interface Named { name: String }
node Person implements Named {
  slug: String @key
  name: String @index
  age: I32?
  city: String?
  tags: [String]?
  bio: String? @index
  born: Date?
  seen: DateTime?
  active: Bool?
  emb: Vector(2)?
  @range(age, 0..150)
}
node Company implements Named {
  slug: String @key
  name: String
  size: I64?
}
edge Knows: Person -> Person {
  since: I32?
  weight: F64
}
edge Likes: Person -> Person { note: String? }
edge WorksAt: Person -> Company {
  role: String
  salary: I64?
}
)";

constexpr std::string_view kTypesSchema = R"(
interface Titled { title: String }
interface Unused { nothing: String }
node Doc implements Titled {
  slug: String @key
  title: String @index
  body: String?
  status: enum(draft, final)
  mood: enum(calm, draft)?
  small: I32?
  big: I64?
  count: U32?
  huge: U64?
  single: F32?
  ratio: F64?
  flag: Bool?
  day: Date?
  at: DateTime?
  tags: [String]?
  numbers: [I32]?
  days: [Date]?
  file: Blob?
  vector: Vector(3)?
  bodyVector: Vector(4) @embed(body)
}
node Shelf implements Titled {
  name: String @key
  title: String
  small: I64?
}
node Plain { label: String }
edge Cites: Doc -> Doc { page: I32?  kind: enum(a, b)? }
edge Refutes: Doc -> Doc { page: I32?  kind: enum(b, c)?  note: String }
edge Holds: Shelf -> Doc { since: Date? }
edge StandsOn: Doc -> Shelf
edge Contains: Shelf -> Doc
edge In: Doc -> Shelf
edge HAS_FEATURE: Doc -> Plain
)";

}  // namespace

schema::CatalogPtr schema_of(std::string_view source) {
  Result<schema::CatalogPtr> catalog = schema::compile_schema(source);
  OG_CHECK(catalog.ok(), catalog.error().message().c_str());
  return std::move(catalog).value();
}

const schema::CatalogPtr& language_schema() {
  static const schema::CatalogPtr kCatalog = schema_of(kLanguageSchema);
  return kCatalog;
}

const schema::CatalogPtr& types_schema() {
  static const schema::CatalogPtr kCatalog = schema_of(kTypesSchema);
  return kCatalog;
}

Checked check_text(const schema::CatalogPtr& catalog, std::string_view text) {
  constexpr std::string_view kOpen = "«";
  constexpr std::string_view kClose = "»";
  Checked checked;
  checked.text = std::string(text);
  if (const size_t begin = checked.text.find(kOpen); begin != std::string::npos) {
    checked.text.erase(begin, kOpen.size());
    const size_t end = checked.text.find(kClose);
    OG_CHECK(end != std::string::npos, "a mark is opened but not closed");
    checked.text.erase(end, kClose.size());
    checked.marked = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }
  Result<ast::File> file = parse_query_file(checked.text);
  if (!file.ok() || file->queries.empty()) {
    checked.errors = file.ok() ? std::vector<Diagnostic>(1) : file.error().diagnostics();
    return checked;
  }
  Result<CheckOutcome> outcome = type_check_query(catalog, file->queries[0], checked.text);
  if (!outcome.ok()) {
    checked.errors = outcome.error().diagnostics();
    return checked;
  }
  checked.query = outcome->query;
  checked.unsupported = outcome->unsupported;
  checked.warnings = outcome->warnings;
  return checked;
}

std::string Checked::first_code() const {
  return errors.empty() ? "" : errors[0].code;
}

std::string Checked::codes() const {
  std::string all;
  for (const Diagnostic& error : errors) {
    all += (all.empty() ? "" : " ") + error.code;
  }
  return all;
}

std::string Checked::outcome() const {
  if (!errors.empty()) {
    return codes();
  }
  return unsupported.empty() ? "" : "unsupported";
}

std::string Checked::describe() const {
  std::string all;
  for (const std::vector<Diagnostic>* list : {&errors, &unsupported, &warnings}) {
    for (const Diagnostic& diagnostic : *list) {
      all += to_string(diagnostic) + "\n";
    }
  }
  return all;
}

std::string Checked::mended() const {
  if (errors.empty()) {
    return text;
  }
  std::vector<TextEdit> edits = errors[0].edits;
  std::sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) {
    return a.span.begin > b.span.begin;
  });
  std::string result = text;
  for (const TextEdit& edit : edits) {
    result.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
  }
  return result;
}

}  // namespace omnigraph::query::testing
