// One visitor of several lambdas: std::visit(Overload{[](const A&) {...}, [](const B&) {...}},
// variant).
#pragma once

namespace omnigraph {

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};

template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

}  // namespace omnigraph
