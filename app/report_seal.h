// The seal of a published report: SHA-256, an Ed25519 signature and the code for people.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/report_record.h"
#include "model/result.h"

namespace ioc::app {

// Of a text: the first 100 bits of its SHA-256, as "K7QM-2X4T-…". Letters that are read for one
// another (I, L, O, U) are not in it.
std::string verification_code(const std::string& sha256_hex);
// As people type it: small letters, blanks and hyphens anywhere. Empty: it is no code.
std::string read_code(std::string_view typed);

// Role: the office's signing key, in a file that only its owner reads.
// Threads: immutable; any.
class ReportKey {
 public:
  // Made on first use. Errors: `io`; `config` for a file that others may read, or is no key.
  static model::Result<ReportKey> open(const std::string& path);
  ~ReportKey();
  ReportKey(const ReportKey&) = default;

  std::string public_key() const;  // base64
  model::ReportSeal seal(const std::string& text) const;

 private:
  ReportKey() = default;
  std::array<unsigned char, 64> secret_{};
  std::array<unsigned char, 32> public_{};
};

// Copies a private key, readable by its owner only. Errors: those of ReportKey::open, and `io` when
// `from` is not there or `to` is.
model::Status copy_report_key(const std::string& from, const std::string& to);

// Done: the text is what was signed by this key, to the last byte. Errors: `check_failed` with
// what is wrong; `usage` for a key that is none.
model::Status verify_seal(const std::string& text, const model::ReportSeal& seal,
                          const std::string& trusted_key);

}  // namespace ioc::app
