#include <set>

#include "conformance/random_case.h"
#include "omnigraph/base/random.h"

namespace omnigraph::testing {

const char* random_schema() {
  return R"(
interface Named { s: String?  i: I32? }
node Alpha implements Named {
  k: String @key
  i: I32?
  j: I64?
  u: U32?
  f: F32?
  g: F64?
  s: String?
  b: Bool?
  d: Date?
  t: [String]?
  n: [I32]?
}
node Beta implements Named {
  k: String @key
  s: String?
  i: I32?
  g: F64
}
edge Rel: Alpha -> Alpha { w: I32?  x: F64? }
edge Sib: Alpha -> Alpha { w: I32? }
edge Own: Alpha -> Beta { w: I32?  z: String? }
edge Nxt: Beta -> Beta
edge Pin: Alpha -> Beta { w: I32? @default(3)  n: I64  @key(@src, @dst, n) }
)";
}

namespace {

class Data {
 public:
  explicit Data(uint64_t seed) : random_(seed) {}

  std::string make() {
    alphas_ = 2 + random_.below(9);
    betas_ = 1 + random_.below(6);
    std::string lines;
    for (uint64_t i = 0; i < alphas_; ++i) {
      lines += alpha(i);
    }
    for (uint64_t i = 0; i < betas_; ++i) {
      lines += R"({"type":"Beta","data":{"k":)" + beta_id(i) + R"(,"g":)" + quarter() +
               optional("s", text()) + optional("i", small()) + "}}\n";
    }
    lines += edges("Rel", 14);
    lines += edges("Sib", 8);
    lines += edges("Own", 9);
    lines += edges("Nxt", 6);
    return lines + pins();
  }

 private:
  // Ids whose order is not that of the rows.
  static std::string alpha_id(uint64_t i) { return "\"a" + std::to_string(i * 7 % 11) + "\""; }
  // Some ids occur in both node types.
  static std::string beta_id(uint64_t i) {
    return (i % 2 == 0 ? "\"a" : "\"b") + std::to_string(i) + "\"";
  }

  std::string small() { return std::to_string(static_cast<int64_t>(random_.below(7)) - 2); }
  std::string quarter() {
    const double value = (static_cast<double>(random_.below(17)) - 6) / 4;
    return std::to_string(value);
  }
  std::string text() {
    static const char* const kTexts[] = {"", "a", "ab", "abc", "b", "B", "ba", "é", "10"};
    return std::string("\"") + kTexts[random_.below(9)] + "\"";
  }
  std::string date() {
    static const char* const kDates[] = {"2023-12-31", "2024-01-01", "2024-02-29", "1969-07-20"};
    return std::string("\"") + kDates[random_.below(4)] + "\"";
  }
  std::string list(bool numbers) {
    std::string items;
    for (uint64_t i = random_.below(4); i > 0; --i) {
      items += (items.empty() ? "" : ",") +
               (random_.below(6) == 0 ? std::string("null") : (numbers ? small() : text()));
    }
    return "[" + items + "]";
  }

  // A member, null or absent now and then.
  std::string optional(const std::string& name, const std::string& value) {
    switch (random_.below(8)) {
      case 0:
        return "";
      case 1:
        return ",\"" + name + "\":null";
      default:
        return ",\"" + name + "\":" + value;
    }
  }

  std::string alpha(uint64_t i) {
    return R"({"type":"Alpha","data":{"k":)" + alpha_id(i) + optional("i", small()) +
           optional("j", small()) + optional("u", std::to_string(random_.below(5))) +
           optional("f", quarter()) + optional("g", quarter()) + optional("s", text()) +
           optional("b", random_.below(2) == 0 ? "true" : "false") + optional("d", date()) +
           optional("t", list(false)) + optional("n", list(true)) + "}}\n";
  }

  std::string edges(const std::string& type, uint64_t most) {
    std::string lines;
    for (uint64_t i = random_.below(most + 1); i > 0; --i) {
      const bool from_alpha = type != "Nxt";
      const bool to_alpha = type == "Rel" || type == "Sib";
      const std::string from =
          from_alpha ? alpha_id(random_.below(alphas_)) : beta_id(random_.below(betas_));
      const std::string to =
          to_alpha ? alpha_id(random_.below(alphas_)) : beta_id(random_.below(betas_));
      lines += R"({"edge":")" + type + R"(","from":)" + from + R"(,"to":)" + to +
               R"(,"data":{"id":"e)" + std::to_string(i * 37 % 41) + "\"";
      lines += type == "Nxt" ? "" : optional("w", small());
      lines += type == "Rel" ? optional("x", quarter()) : "";
      lines += type == "Own" ? optional("z", text()) : "";
      lines += "}}\n";
    }
    return lines;
  }

  // Edges with a key, each once.
  std::string pins() {
    std::set<std::string> lines;
    for (uint64_t i = random_.below(8); i > 0; --i) {
      lines.insert(R"({"edge":"Pin","from":)" + alpha_id(random_.below(alphas_)) + R"(,"to":)" +
                   beta_id(random_.below(betas_)) + R"(,"data":{"n":)" +
                   std::to_string(random_.below(2)) + "}}\n");
    }
    std::string all;
    for (const std::string& line : lines) {
      all += line;
    }
    return all;
  }

  SeededRandom random_;
  uint64_t alphas_ = 0;
  uint64_t betas_ = 0;
};

}  // namespace

std::string random_data(uint64_t seed) {
  return Data(seed).make();
}

}  // namespace omnigraph::testing
