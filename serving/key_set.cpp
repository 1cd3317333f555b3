// Keys and signatures by OpenSSL's EVP (serving/key_set.h).
#include "serving/key_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <optional>

#include "model/door_limits.h"
#include "serving/base64url.h"
#include "serving/json_text.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using PublicKey = std::shared_ptr<EVP_PKEY>;
template <auto kFree>
struct FreedBy {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, FreedBy<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using KeyParams = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;
using KeyMaker = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;
using SignaturePair = std::unique_ptr<ECDSA_SIG, FreedBy<ECDSA_SIG_free>>;

constexpr int kRsaBitsMin = 2'048;
constexpr int kRsaBitsMax = 8'192;  // larger ones take long to judge by
constexpr std::size_t kCoordinateBytes = 32;

const unsigned char* key_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

BigNumber big_number(std::string_view bytes) {
  return BigNumber(BN_bin2bn(key_bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::optional<std::string> bytes_in(const Json& json, const char* name) {
  auto bytes = from_base64url(text_in(json, name));
  return bytes && !bytes->empty() ? bytes : std::nullopt;
}

PublicKey make_public_key(const char* type, OSSL_PARAM_BLD* builder) {
  const KeyParams params(OSSL_PARAM_BLD_to_param(builder));
  const KeyMaker context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const bool is_made =
      params && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
  ERR_clear_error();
  return is_made ? PublicKey(key, EVP_PKEY_free) : nullptr;
}

PublicKey rsa_key(const Json& json) {
  const auto modulus = bytes_in(json, "n"), exponent = bytes_in(json, "e");
  if (!modulus || !exponent || modulus->size() > kRsaBitsMax / 8 || exponent->size() > 8) {
    return nullptr;
  }
  const BigNumber n = big_number(*modulus), e = big_number(*exponent);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  PublicKey key = make_public_key("RSA", builder.get());
  return key && EVP_PKEY_get_bits(key.get()) >= kRsaBitsMin ? key : nullptr;
}

PublicKey ec_key(const Json& json) {
  const auto x = bytes_in(json, "x"), y = bytes_in(json, "y");
  if (text_in(json, "crv") != "P-256" || !x || !y || x->size() != kCoordinateBytes ||
      y->size() != kCoordinateBytes) {
    return nullptr;
  }
  const std::string point = '\x04' + *x + *y;
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return make_public_key("EC", builder.get());
}

// A token writes the two numbers side by side, OpenSSL reads them as DER. Empty: none of these.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return {};
  const SignaturePair pair(ECDSA_SIG_new());
  BigNumber r = big_number(signature.substr(0, kCoordinateBytes));
  BigNumber s = big_number(signature.substr(kCoordinateBytes));
  if (!pair || ECDSA_SIG_set0(pair.get(), r.release(), s.release()) != 1) return {};
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &out);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

bool is_signed_by(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const DigestContext digest(EVP_MD_CTX_new());
  const bool is_right =
      digest && EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(digest.get(), key_bytes(signature), signature.size(), key_bytes(text),
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
    const std::string use = text_in(each, "use"), alg = text_in(each, "alg");
    const std::string type = text_in(each, "kty");
    if (!use.empty() && use != "sig") continue;
    Key key{text_in(each, "kid"), SignatureKind::rs256, nullptr};
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
