#include "omnigraph/base/sha256.h"

#include <openssl/evp.h>

#include "omnigraph/base/check.h"
#include "omnigraph/base/hash.h"

namespace omnigraph {

struct Sha256::State {
  EVP_MD_CTX* context = nullptr;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->context = EVP_MD_CTX_new();
  OG_CHECK(state_->context != nullptr, "out of memory for a hash");
  OG_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "SHA-256 is there");
}

Sha256::~Sha256() {
  EVP_MD_CTX_free(state_->context);
}

void Sha256::update(ByteSpan bytes) {
  OG_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
           "hashing cannot fail");
}

std::string Sha256::finish_hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  OG_CHECK(EVP_DigestFinal_ex(state_->context, digest, &size) == 1, "hashing cannot fail");
  return to_hex({reinterpret_cast<const std::byte*>(digest), size});
}

}  // namespace omnigraph
