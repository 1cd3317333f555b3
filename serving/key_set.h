// The public keys of an OpenID provider (a JSON Web Key Set, RFC 7517) and what they signed. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

struct evp_pkey_st;

namespace ioc::serving {

// How a signature may be made; all others are refused, `none` and those with a shared secret first.
enum class SignatureKind : std::uint8_t { rs256, es256 };

// Role: the keys by their names. Keys that are for other things, of other kinds, or weak (RSA below
//   2,048 bits) are left out. Threads: any, once it is read.
class KeySet {
 public:
  // Errors: `unavailable` for what is no key set.
  static model::Result<KeySet> read(std::string_view json);

  enum class Verdict : std::uint8_t { right, wrong, no_key };
  // `id` empty: the only key of that kind, when there is one only.
  Verdict judge(SignatureKind kind, std::string_view id, std::string_view signed_text,
                std::string_view signature) const;

  std::size_t size() const { return keys_.size(); }

 private:
  struct Key {
    std::string id;
    SignatureKind kind = SignatureKind::rs256;
    std::shared_ptr<evp_pkey_st> key;
  };
  std::vector<Key> keys_;
};

}  // namespace ioc::serving
