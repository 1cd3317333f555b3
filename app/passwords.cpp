#include "app/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "model/check.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

// OWASP's floor for argon2id: 19 MiB, two passes.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kHashMemoryBytes = std::size_t{19} << 20;

// Of the lists of passwords that were stolen, those that are long enough to pass otherwise, without
// capitals, and ours.
constexpr std::array<std::string_view, 24> kWorst = {
    "123456789012",  "1234567890123", "12345678901234", "123456123456",     "123123123123",
    "111111111111",  "000000000000",  "qwertyuiop12",   "qwertyuiop123",    "qwerty123456",
    "password1234",  "password12345", "password123456", "passwordpassword", "matkhau12345",
    "matkhau123456", "abcdefghijkl",  "abc123456789",   "abcd12345678",     "1q2w3e4r5t6y",
    "iloveyou1234",  "quangnam1234",  "quangnam12345",  "administrator"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Letters as people count them: the bytes that begin one in UTF-8.
std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string new_secret() {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

std::optional<std::string> fault_of_password(std::string_view password, std::string_view account) {
  if (letters(password) < model::kPasswordLengthMin) {
    return "A password has at least " + std::to_string(model::kPasswordLengthMin) +
           " characters; a few words with blanks between them are a good one.";
  }
  if (password.size() > model::kPasswordBytesMax) {
    return "A password has at most " + std::to_string(model::kPasswordBytesMax) + " bytes.";
  }
  const std::string folded = lower(password);
  const std::string own = lower(account);
  const bool repeats_itself =
      std::all_of(folded.begin(), folded.end(), [&](char c) { return c == folded.front(); });
  const std::string_view name = std::string_view(own).substr(0, own.find('@'));
  const bool is_own = folded == own || (name.size() >= 4 && folded.size() < name.size() + 6 &&
                                        folded.find(name) != std::string::npos);
  if (is_own) return "The password is too near the account's name. Choose another.";
  if (repeats_itself || std::find(kWorst.begin(), kWorst.end(), folded) != kWorst.end()) {
    return "This password is on every list of those who guess. Choose another.";
  }
  return std::nullopt;
}

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int made = crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses,
                                         kHashMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
  IOC_CHECK(made == 0);  // else 19 MiB were not to be had
  return text.data();
}

bool is_password(std::string_view password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Passwords::Passwords() : no_password_(hash_password(new_secret())) {
  for (int i = 0; i < model::kPasswordThreads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

void Passwords::stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
    queue_.clear();
  }
  news_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Passwords::verify(std::string password, std::string hash, std::function<void(bool)> told) {
  return take(
      [this, password = std::move(password), hash = std::move(hash), told = std::move(told)] {
        const bool is_right = is_password(password, hash.empty() ? no_password_ : hash);
        told(is_right && !hash.empty());
      });
}

bool Passwords::hash(std::string password, std::function<void(std::string)> told) {
  return take(
      [password = std::move(password), told = std::move(told)] { told(hash_password(password)); });
}

bool Passwords::take(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_ending_ || queue_.size() >= model::kPasswordQueueMax) return false;
    queue_.push_back(std::move(work));
  }
  news_.notify_one();
  return true;
}

void Passwords::run() {
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [&] { return is_ending_ || !queue_.empty(); });
      if (is_ending_) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace ioc::app
