// HookStore: passes every call on to another store, and lets a test step in just before an object
// is created: to let a rival win a race, or to answer in the store's place.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "omnigraph/io/forwarding_store.h"

namespace omnigraph::graph::testing {

class HookStore final : public io::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  // Called before each create() with the path and the bytes. A status is the answer; nothing: the
  // call goes on. May use the inner store.
  std::function<std::optional<Status>(std::string_view path, ByteSpan bytes)> before_create;

  Status create(std::string_view path, ByteSpan bytes) override {
    if (before_create) {
      if (std::optional<Status> answer = before_create(path, bytes)) {
        return *std::move(answer);
      }
    }
    return ForwardingStore::create(path, bytes);
  }
};

}  // namespace omnigraph::graph::testing
