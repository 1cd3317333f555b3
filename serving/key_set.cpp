// Keys and signatures by OpenSSL's EVP (serving/key_set.h).
#include "serving/key_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "model/door_limits.h"
#include "serving/base64url.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::json;
using KeyPtr = std::shared_ptr<EVP_PKEY>;
template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Pair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

constexpr int kRsaBitsMin = 2'048;
constexpr int kRsaBitsMax = 8'192;  // larger ones take long to judge by
constexpr std::size_t kCoordinateBytes = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string text_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::optional<std::string> bytes_of(const Json& json, const char* name) {
  auto bytes = from_base64url(text_of(json, name));
  return bytes && !bytes->empty() ? bytes : std::nullopt;
}

KeyPtr make_key(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const bool is_made =
      params && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
  ERR_clear_error();
  return is_made ? KeyPtr(key, EVP_PKEY_free) : nullptr;
}

KeyPtr rsa_key(const Json& json) {
  const auto modulus = bytes_of(json, "n"), exponent = bytes_of(json, "e");
  if (!modulus || !exponent || modulus->size() > kRsaBitsMax / 8 || exponent->size() > 8) {
    return nullptr;
  }
  const Number n = number_of(*modulus), e = number_of(*exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  KeyPtr key = make_key("RSA", builder.get());
  return key && EVP_PKEY_get_bits(key.get()) >= kRsaBitsMin ? key : nullptr;
}

KeyPtr ec_key(const Json& json) {
  const auto x = bytes_of(json, "x"), y = bytes_of(json, "y");
  if (text_of(json, "crv") != "P-256" || !x || !y || x->size() != kCoordinateBytes ||
      y->size() != kCoordinateBytes) {
    return nullptr;
  }
  const std::string point = '\x04' + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return make_key("EC", builder.get());
}

// A token writes the two numbers side by side, OpenSSL reads them as DER. Empty: none of these.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return {};
  const Pair pair(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kCoordinateBytes));
  Number s = number_of(signature.substr(kCoordinateBytes));
  if (!pair || ECDSA_SIG_set0(pair.get(), r.release(), s.release()) != 1) return {};
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &out);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const Digest digest(EVP_MD_CTX_new());
  const bool is_right =
      digest && EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text),
                       text.size()) == 1;
  ERR_clear_error();
  return is_right;
}

}  // namespace

model::Result<KeySet> KeySet::read(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  const auto keys = json.is_object() ? json.find("keys") : json.end();
  if (keys == json.end() || !keys->is_array()) {
    return model::Error{
        model::ErrorCode::unavailable, "what its jwks_uri answers is no key set", {}};
  }
  KeySet set;
  for (const Json& each : *keys) {
    if (!each.is_object() || set.keys_.size() >= model::kOpenIdKeysMax) continue;
    const std::string use = text_of(each, "use"), alg = text_of(each, "alg");
    const std::string type = text_of(each, "kty");
    if (!use.empty() && use != "sig") continue;
    Key key{text_of(each, "kid"), SignatureKind::rs256, nullptr};
    if (type == "RSA" && (alg.empty() || alg == "RS256")) {
      key.key = rsa_key(each);
    } else if (type == "EC" && (alg.empty() || alg == "ES256")) {
      key.kind = SignatureKind::es256;
      key.key = ec_key(each);
    }
    if (key.key) set.keys_.push_back(std::move(key));
  }
  return set;
}

KeySet::Verdict KeySet::judge(SignatureKind kind, std::string_view id, std::string_view signed_text,
                              std::string_view signature) const {
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (key.kind != kind || (!id.empty() && key.id != id)) continue;
    if (found != nullptr) return Verdict::no_key;  // which of them is not said
    found = &key;
  }
  if (found == nullptr) return Verdict::no_key;
  const std::string der = kind == SignatureKind::es256 ? der_of(signature) : std::string(signature);
  if (der.empty()) return Verdict::wrong;
  return is_signed_by(found->key.get(), signed_text, der) ? Verdict::right : Verdict::wrong;
}

}  // namespace ioc::serving
