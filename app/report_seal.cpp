#include "app/report_seal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Result;
using model::Status;

namespace {

constexpr std::string_view kKeyFileHead = "ioc-pulse report key 1\n";
constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLetters = 20;
constexpr std::size_t kCodeGroup = 4;
using Seed = std::array<unsigned char, crypto_sign_SEEDBYTES>;

template <std::size_t kSize>
std::string base64_of(const std::array<unsigned char, kSize>& bytes) {
  std::string text(sodium_base64_encoded_len(kSize, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), kSize, sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its terminator
  return text;
}

template <std::size_t kSize>
std::optional<std::array<unsigned char, kSize>> bytes_of(std::string_view base64) {
  std::array<unsigned char, kSize> bytes{};
  std::size_t size = 0;
  const int read = sodium_base642bin(bytes.data(), kSize, base64.data(), base64.size(), nullptr,
                                     &size, nullptr, sodium_base64_VARIANT_ORIGINAL);
  if (read != 0 || size != kSize) return std::nullopt;
  return bytes;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string sha256_of(const std::string& text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), bytes_of(text), text.size());
  std::string hex;
  for (const unsigned char byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

Error failed(const std::string& path, std::string_view what) {
  return {ErrorCode::io, fmt::format("{}: {}", what, std::strerror(errno)), path};
}

// Written beside and linked into place, so that there is never half a key. False: one was there.
Result<bool> write_key(const std::string& path, const std::string& text) {
  const std::string draft = fmt::format("{}.{}", path, getpid());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed(draft, "cannot be made");
  const bool is_written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(file) == 0;
  Result<bool> done = is_written ? Result<bool>(true) : failed(draft, "cannot be written");
  ::close(file);
  if (done.ok() && ::link(draft.c_str(), path.c_str()) != 0) {
    done = errno == EEXIST ? Result<bool>(false) : failed(path, "cannot be made");
  }
  ::unlink(draft.c_str());
  return done;
}

Status make_key(const std::string& path) {
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  std::string text = std::string(kKeyFileHead) + base64_of(seed) + "\n";
  const Result<bool> done = write_key(path, text);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(text.data(), text.size());
  // Another process may have been first; then its key is the one.
  return done.ok() ? Status(Done{}) : Status(done.error());
}

}  // namespace

std::string verification_code(const std::string& sha256_hex) {
  const auto nibble = [&](std::size_t i) {
    const char c = sha256_hex[i];
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::string code;
  unsigned bits = 0;
  int bit_count = 0;
  for (std::size_t i = 0, letters = 0; letters < kCodeLetters; ++i) {
    bits = bits << 4 | nibble(i);
    bit_count += 4;
    if (bit_count < 5) continue;
    bit_count -= 5;
    if (letters > 0 && letters % kCodeGroup == 0) code += '-';
    code += kLetters[bits >> bit_count & 31];
    ++letters;
  }
  return code;
}

std::string read_code(std::string_view typed) {
  std::string code;
  std::size_t letters = 0;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kLetters.find(c) == std::string_view::npos || letters == kCodeLetters) return {};
    if (letters > 0 && letters % kCodeGroup == 0) code += '-';
    code += c;
    ++letters;
  }
  return letters == kCodeLetters ? code : std::string();
}

Result<ReportKey> ReportKey::open(const std::string& path) {
  struct stat seen {};
  if (::stat(path.c_str(), &seen) != 0) {
    if (errno != ENOENT) return failed(path, "cannot be read");
    const Status made = make_key(path);
    if (!made.ok()) return made.error();
    if (::stat(path.c_str(), &seen) != 0) return failed(path, "cannot be read");
  }
  if ((seen.st_mode & 0077) != 0) {
    return Error{ErrorCode::config, "others may read the key that signs reports; chmod 600 it",
                 path};
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) return failed(path, "cannot be read");
  std::string text = content.str();
  const bool has_head = text.starts_with(kKeyFileHead) && text.ends_with('\n');
  auto seed = has_head ? bytes_of<crypto_sign_SEEDBYTES>(std::string_view(text).substr(
                             kKeyFileHead.size(), text.size() - kKeyFileHead.size() - 1))
                       : std::optional<Seed>();
  if (!seed) {
    return Error{ErrorCode::config, "is no key that signs reports; put back the one from a backup",
                 path};
  }
  ReportKey key;
  static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_PUBLICKEYBYTES == 32);
  crypto_sign_seed_keypair(key.public_.data(), key.secret_.data(), seed->data());
  sodium_memzero(seed->data(), seed->size());
  sodium_memzero(text.data(), text.size());
  return key;
}

ReportKey::~ReportKey() { sodium_memzero(secret_.data(), secret_.size()); }

std::string ReportKey::public_key() const { return base64_of(public_); }

model::ReportSeal ReportKey::seal(const std::string& text) const {
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes_of(text), text.size(), secret_.data());
  model::ReportSeal seal;
  seal.sha256 = sha256_of(text);
  seal.signature = base64_of(signature);
  seal.key = public_key();
  seal.code = verification_code(seal.sha256);
  return seal;
}

Status copy_report_key(const std::string& from, const std::string& to) {
  struct stat seen {};
  if (::stat(from.c_str(), &seen) != 0) return failed(from, "cannot be read");
  if (const auto key = ReportKey::open(from); !key) return key.error();
  std::ifstream file(from, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  if (!file) return failed(from, "cannot be read");
  std::string text = content.str();
  const Result<bool> done = write_key(to, text);
  sodium_memzero(text.data(), text.size());
  if (!done) return done.error();
  if (!*done) return Error{ErrorCode::io, "a key is there already; move it away first", to};
  return Done{};
}

Status verify_seal(const std::string& text, const model::ReportSeal& seal,
                   const std::string& trusted_key) {
  const auto key = bytes_of<crypto_sign_PUBLICKEYBYTES>(trusted_key);
  if (!key) return Error{ErrorCode::usage, "is no public key: 32 bytes in base64", trusted_key};
  const auto wrong = [](std::string text_of_fault) -> Status {
    return Error{ErrorCode::check_failed, std::move(text_of_fault), {}};
  };
  const std::string sha256 = sha256_of(text);
  if (sha256 != seal.sha256) {
    return wrong(fmt::format("the report was altered: its SHA-256 is {}, the seal's is {}", sha256,
                             seal.sha256));
  }
  if (verification_code(sha256) != seal.code) {
    return wrong(fmt::format("the code of the seal is not the report's, which is {}",
                             verification_code(sha256)));
  }
  if (seal.key != trusted_key) {
    return wrong(fmt::format("signed with another key, {}", seal.key));
  }
  const auto signature = bytes_of<crypto_sign_BYTES>(seal.signature);
  if (!signature || crypto_sign_verify_detached(signature->data(), bytes_of(text), text.size(),
                                                key->data()) != 0) {
    return wrong("the signature is not of this report and this key");
  }
  return Done{};
}

}  // namespace ioc::app
