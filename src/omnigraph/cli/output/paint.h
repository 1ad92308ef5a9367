// Paint: colours in text for people. On only where stdout is a terminal that has them, and never
// with NO_COLOR in the environment; off, it gives texts back as they are.
#pragma once

#include <string>
#include <string_view>

namespace omnigraph::cli {

class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  static Paint for_stdout();

  std::string added(std::string_view text) const { return in("32", text); }    // green
  std::string changed(std::string_view text) const { return in("33", text); }  // yellow
  std::string removed(std::string_view text) const { return in("31", text); }  // red
  std::string name(std::string_view text) const { return in("36", text); }     // cyan
  std::string id(std::string_view text) const { return in("33", text); }
  std::string faint(std::string_view text) const { return in("2", text); }

 private:
  std::string in(std::string_view code, std::string_view text) const;

  bool on_;
};

// The first line of a user's text as a terminal may show it: what is no UTF-8 and what a terminal
// would obey becomes U+FFFD.
std::string shown_line(std::string_view text);

// At most `limit` code points; the last one is "…" if something was left out.
std::string shortened(std::string_view text, size_t limit);

}  // namespace omnigraph::cli
