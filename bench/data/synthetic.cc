// Writes the synthetic graph of the benchmarks as JSON lines for `omnigraph load`; synthetic.pg is
// its schema.
//
//   g++ -std=c++20 -O2 -o synthetic synthetic.cc
//   synthetic --size s100k|s1m [--seed N] [--edges-first] [--out FILE]
//   synthetic --persons N --edges M …        any other size
//   synthetic --size s1m --sample-ids 1000   instead: query parameters, {"ids":["p0000042",…]}
//
// What is promised: the same arguments give the same bytes on every machine (the summary on stderr
// carries their FNV-1a hash). Edges are distinct and never lead back to their source. Out-degrees
// and in-degrees follow power laws with exponent 2.3, independently of each other: who knows many
// is not who is known by many. 30 % of the edges stay inside one of 200 cities of about equal size.
// Persons come in the order of their ids, edges in random order.
//
// How: the number of persons with degree k or more is proportional to k^-1.3, so the degrees are
// the quantiles c * ((i + 1/2) / n)^(-1/1.3), rounded down, with c such that they add up to the
// wanted number of edges, dealt to the persons at random. Each person draws that many targets from
// an array in which every person stands as often as its in-degree says; a target that the source
// already has is drawn again. The array is grouped by city, so an edge inside the city is a draw
// from one stretch of it. A hub has more edges than its city has people; so the share of edges
// inside is found by bisection, with at most half of the city for each person.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr double kDegreeExponent = 2.3;
constexpr uint32_t kPercentInside = 30;
constexpr uint32_t kCityCount = 200;
constexpr size_t kBufferBytes = size_t{1} << 20;

constexpr std::array<std::string_view, 20> kCityStems = {
    "Alder", "Birch", "Cedar", "Dune",   "Elm", "Fern", "Grove",  "Hazel", "Iris",  "Juniper",
    "Kite",  "Larch", "Maple", "Nettle", "Oak", "Pine", "Quarry", "River", "Stone", "Thorn"};
constexpr std::array<std::string_view, 10> kCityEndings = {
    "bridge", "bury", "dale", "field", "ford", "gate", "haven", "mouth", "ton", "wick"};
constexpr std::array<std::string_view, 32> kFirstNames = {
    "Ada",  "Amir", "Anouk", "Bela", "Chidi", "Dana", "Elif", "Emil", "Farah", "Goran", "Hana",
    "Ines", "Ivo",  "Jonas", "José", "Kaja",  "Lena", "Luca", "Mei",  "Milan", "Noor",  "Olga",
    "Omar", "Pia",  "Ravi",  "Rosa", "Sven",  "Tara", "Uma",  "Vera", "Yuki",  "Zoë"};
constexpr std::array<std::string_view, 32> kLastNames = {
    "Adler",  "Bakker", "Costa",    "Dvořák",    "Eriksen", "Fischer",  "García", "Haddad",
    "Ivanov", "Jansen", "Kowalski", "Lindqvist", "Moreau",  "Nakamura", "Okafor", "Papadakis",
    "Quinn",  "Rossi",  "Sato",     "Tanaka",    "Ueda",    "Varga",    "Weber",  "Xu",
    "Yılmaz", "Zhang",  "Mbeki",    "Novak",     "O'Brien", "Peeters",  "Singh",  "Takács"};

// SplitMix64. Each purpose has its own stream, so that one does not shift another.
class Stream {
 public:
  Stream(uint64_t seed, uint64_t purpose) : state_(seed * 0x9e3779b97f4a7c15ULL + purpose) {
    next();
  }

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // Uniform in [0, bound).
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(((next() >> 32) * bound) >> 32); }

  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(static_cast<uint32_t>(i))]);
    }
  }

 private:
  uint64_t state_;
};

struct Options {
  uint32_t persons = 0;
  uint32_t edges = 0;
  uint64_t seed = 1;
  uint32_t sample_ids = 0;  // 0: write the graph
  bool edges_first = false;
  std::string out;  // empty: stdout
};

struct Edge {
  uint32_t source;
  uint32_t target;
};

struct Graph {
  std::vector<uint32_t> city;  // of each person
  std::vector<Edge> edges;     // in the order of the output
};

// Degrees of a power law that add up to `total`, dealt at random.
std::vector<uint32_t> power_law_degrees(uint32_t count, uint32_t total, Stream random) {
  std::vector<double> quantiles(count);
  for (uint32_t i = 0; i < count; ++i) {
    quantiles[i] = std::pow((i + 0.5) / count, -1.0 / (kDegreeExponent - 1.0));
  }
  const uint32_t largest = count / 10;
  const auto degree = [&](double scale, uint32_t i) {
    return static_cast<uint32_t>(std::min<double>(scale * quantiles[i], largest));
  };
  const auto sum = [&](double scale) {
    uint64_t result = 0;
    for (uint32_t i = 0; i < count; ++i) {
      result += degree(scale, i);
    }
    return result;
  };
  double low = 0.0;  // sum(low) <= total throughout
  double high = total;
  for (int step = 0; step < 80; ++step) {
    const double middle = (low + high) / 2;
    (sum(middle) <= total ? low : high) = middle;
  }
  std::vector<uint32_t> degrees(count);
  for (uint32_t i = 0; i < count; ++i) {
    degrees[i] = degree(low, i);
  }
  random.shuffle(degrees);
  const auto missing = static_cast<uint32_t>(total - sum(low));  // a handful, left by rounding
  for (uint32_t i = 0; i < missing; ++i) {
    ++degrees[i % count];
  }
  return degrees;
}

// All persons as often as their in-degree says, city by city; city c holds [begin[c], begin[c +
// 1]).
struct TargetPool {
  std::vector<uint32_t> persons;
  std::array<uint32_t, kCityCount + 1> begin{};
  std::array<uint32_t, kCityCount> known{};  // inhabitants with an in-degree of at least one
};

TargetPool make_target_pool(const std::vector<uint32_t>& city,
                            const std::vector<uint32_t>& degrees) {
  TargetPool pool;
  for (size_t person = 0; person < city.size(); ++person) {
    pool.begin[city[person] + 1] += degrees[person];
    pool.known[city[person]] += degrees[person] > 0 ? 1 : 0;
  }
  for (uint32_t c = 0; c < kCityCount; ++c) {
    pool.begin[c + 1] += pool.begin[c];
  }
  pool.persons.resize(pool.begin[kCityCount]);
  std::array<uint32_t, kCityCount + 1> next = pool.begin;
  for (uint32_t person = 0; person < city.size(); ++person) {
    for (uint32_t i = 0; i < degrees[person]; ++i) {
      pool.persons[next[city[person]]++] = person;
    }
  }
  return pool;
}

// How many of its edges each person keeps inside its city, kPercentInside of all in sum. In fixed
// point (32 binary places) and not in floating point, because compilers differ in how they round a
// product and a sum.
std::vector<uint32_t> edges_inside(const std::vector<uint32_t>& degrees,
                                   const std::vector<uint32_t>& city,
                                   const TargetPool& pool,
                                   Stream random) {
  std::vector<uint64_t> rounding(degrees.size());
  uint64_t total = 0;
  for (size_t person = 0; person < degrees.size(); ++person) {
    rounding[person] = random.next() >> 32;
    total += degrees[person];
  }
  std::vector<uint32_t> inside(degrees.size());
  uint64_t low = 0;
  uint64_t high = uint64_t{1} << 32;
  while (high - low > 1) {
    const uint64_t share = (low + high) / 2;
    uint64_t sum = 0;
    for (size_t person = 0; person < degrees.size(); ++person) {
      const auto wanted = static_cast<uint32_t>((share * degrees[person] + rounding[person]) >> 32);
      inside[person] = std::min(wanted, pool.known[city[person]] / 2);
      sum += inside[person];
    }
    (sum * 100 < total * kPercentInside ? low : high) = share;
  }
  return inside;
}

Graph make_graph(const Options& options) {
  Graph graph;
  Stream city_random(options.seed, 1);
  graph.city.resize(options.persons);
  for (uint32_t& city : graph.city) {
    city = city_random.below(kCityCount);
  }
  const std::vector<uint32_t> out_degrees =
      power_law_degrees(options.persons, options.edges, Stream(options.seed, 2));
  const TargetPool pool = make_target_pool(
      graph.city, power_law_degrees(options.persons, options.edges, Stream(options.seed, 3)));
  const std::vector<uint32_t> inside =
      edges_inside(out_degrees, graph.city, pool, Stream(options.seed, 4));

  Stream random(options.seed, 5);
  std::vector<uint32_t> taken_by(options.persons,
                                 UINT32_MAX);  // the last source that took this target
  graph.edges.reserve(options.edges);
  for (uint32_t source = 0; source < options.persons; ++source) {
    const uint32_t city = graph.city[source];
    const uint32_t city_begin = pool.begin[city];
    const uint32_t city_size = pool.begin[city + 1] - city_begin;
    taken_by[source] = source;
    for (uint32_t drawn = 0; drawn < out_degrees[source];) {
      const bool stay = drawn < inside[source];
      const uint32_t target = stay ? pool.persons[city_begin + random.below(city_size)]
                                   : pool.persons[random.below(options.edges)];
      if (taken_by[target] == source || (graph.city[target] == city) != stay) {
        continue;
      }
      taken_by[target] = source;
      graph.edges.push_back({source, target});
      ++drawn;
    }
  }
  random.shuffle(graph.edges);
  return graph;
}

// Buffered output that hashes what passes through.
class Output {
 public:
  explicit Output(std::FILE* file) : file_(file) { buffer_.reserve(kBufferBytes + 1024); }

  Output& text(std::string_view text) {
    buffer_.append(text);
    return *this;
  }
  // `value` in at least `width` digits.
  Output& number(uint32_t value, size_t width = 1) {
    char digits[10];
    const char* end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    const auto length = static_cast<size_t>(end - digits);
    if (length < width) {
      buffer_.append(width - length, '0');
    }
    buffer_.append(digits, length);
    return *this;
  }
  Output& id(uint32_t person) { return text("p").number(person, 7); }
  void end_line() {
    buffer_.push_back('\n');
    if (buffer_.size() >= kBufferBytes) {
      flush();
    }
  }
  void flush() {
    for (const char c : buffer_) {
      hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    size_bytes_ += buffer_.size();
    failed_ = failed_ || std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size() ||
              std::fflush(file_) != 0;
    buffer_.clear();
  }
  bool failed() const { return failed_; }
  uint64_t hash() const { return hash_; }
  uint64_t size_bytes() const { return size_bytes_; }

 private:
  std::FILE* file_;
  std::string buffer_;
  uint64_t hash_ = 0xcbf29ce484222325ULL;
  uint64_t size_bytes_ = 0;
  bool failed_ = false;
};

void write_persons(const Options& options, const Graph& graph, Output& out) {
  Stream random(options.seed, 6);
  for (uint32_t person = 0; person < options.persons && !out.failed(); ++person) {
    out.text(R"({"type":"Person","data":{"id":")").id(person);
    out.text(R"(","name":")").text(kFirstNames[random.below(kFirstNames.size())]).text(" ");
    out.text(kLastNames[random.below(kLastNames.size())]);
    out.text(R"(","age":)").number(18 + random.below(73));
    const uint32_t city = graph.city[person];
    out.text(R"(,"city":")").text(kCityStems[city / 10]).text(kCityEndings[city % 10]);
    out.text(R"(","score":0.)").number(random.below(1000000), 6).text("}}").end_line();
  }
}

void write_edges(const Options& options, const Graph& graph, Output& out) {
  Stream random(options.seed, 7);
  for (const Edge& edge : graph.edges) {
    if (out.failed()) {
      return;
    }
    out.text(R"({"edge":"Knows","from":")").id(edge.source).text(R"(","to":")").id(edge.target);
    out.text(R"(","data":{"since":)").number(1990 + random.below(36));
    out.text(R"(,"weight":0.)").number(random.below(10000), 4).text("}}").end_line();
  }
}

void write_sample(const Options& options, Output& out) {
  std::vector<uint32_t> persons(options.persons);
  for (uint32_t i = 0; i < options.persons; ++i) {
    persons[i] = i;
  }
  Stream(options.seed, 8).shuffle(persons);
  out.text(R"({"ids":[)");
  for (uint32_t i = 0; i < std::min(options.sample_ids, options.persons); ++i) {
    out.text(i == 0 ? "\"" : ",\"").id(persons[i]).text("\"");
  }
  out.text("]}").end_line();
}

uint32_t largest_count(const Graph& graph, uint32_t Edge::*end) {
  std::vector<uint32_t> counts(graph.city.size());
  for (const Edge& edge : graph.edges) {
    ++counts[edge.*end];
  }
  return *std::max_element(counts.begin(), counts.end());
}

void print_summary(const Graph& graph, const Output& out) {
  size_t inside = 0;
  for (const Edge& edge : graph.edges) {
    inside += graph.city[edge.source] == graph.city[edge.target] ? 1 : 0;
  }
  std::fprintf(
      stderr,
      "%zu persons, %zu edges, %.2f %% inside a city, largest out-degree %u, in-degree %u\n"
      "%llu bytes, fnv1a64 %016llx\n",
      graph.city.size(),
      graph.edges.size(),
      100.0 * static_cast<double>(inside) / static_cast<double>(graph.edges.size()),
      largest_count(graph, &Edge::source),
      largest_count(graph, &Edge::target),
      static_cast<unsigned long long>(out.size_bytes()),
      static_cast<unsigned long long>(out.hash()));
}

template <typename T>
bool parse_number(std::string_view text, T& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

// Takes one argument with its value; false if it makes no sense.
bool parse_option(std::string_view name, std::string_view value, Options& options) {
  if (name == "--size" && (value == "s100k" || value == "s1m")) {
    options.persons = value == "s1m" ? 1000000 : 100000;
    options.edges = options.persons * 10;
    return true;
  }
  if (name == "--out") {
    options.out = value;
    return !value.empty();
  }
  return (name == "--persons" && parse_number(value, options.persons)) ||
         (name == "--edges" && parse_number(value, options.edges)) ||
         (name == "--seed" && parse_number(value, options.seed)) ||
         (name == "--sample-ids" && parse_number(value, options.sample_ids));
}

bool parse_options(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--edges-first") == 0) {
      options.edges_first = true;
    } else if (i + 1 == argc || !parse_option(argv[i], argv[i + 1], options)) {
      return false;
    } else {
      ++i;
    }
  }
  // Below, a city or a hub would run out of people to know.
  return options.persons >= 10000 && options.persons <= 10000000 &&
         options.edges / options.persons >= 2 && options.edges / options.persons <= 50;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse_options(argc, argv, options)) {
    std::fprintf(
        stderr,
        "usage: %s --size s100k|s1m | --persons N --edges M   (10^4 <= N <= 10^7, 2N <= M <= 50N)\n"
        "          [--seed N] [--edges-first] [--sample-ids K] [--out FILE]\n",
        argv[0]);
    return 2;
  }
  std::FILE* file = options.out.empty() ? stdout : std::fopen(options.out.c_str(), "wb");
  if (file == nullptr) {
    std::perror(options.out.c_str());
    return 1;
  }
  Output out(file);
  if (options.sample_ids > 0) {
    write_sample(options, out);
    out.flush();
  } else {
    const Graph graph = make_graph(options);
    if (options.edges_first) {
      write_edges(options, graph, out);
    }
    write_persons(options, graph, out);
    if (!options.edges_first) {
      write_edges(options, graph, out);
    }
    out.flush();
    if (!out.failed()) {
      print_summary(graph, out);
    }
  }
  if (out.failed() || (file != stdout && std::fclose(file) != 0)) {
    std::fprintf(stderr, "%s: could not write the output\n", argv[0]);
    return 1;
  }
  return 0;
}
