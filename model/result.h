// What a call into the world (broker, disk, socket, file) gives back: a value or the reason why
// not.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "model/check.h"

namespace ioc::model {

// The kinds a caller may want to tell apart; they map to exit codes in `app/`.
enum class ErrorCode {
  check_failed,    // exit 1: something was compared and differs
  usage,           // exit 2
  unavailable,     // exit 69: a broker or another dependency is away
  internal,        // exit 70
  io,              // exit 74: disk or file
  source_changed,  // exit 70: the log is not the one we read before
  config,          // exit 78
};

// `subject` is the thing it happened to (a path, a partition, a key); `text` says what and the
// cure.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string text;
  std::string subject;

  std::string message() const { return subject.empty() ? text : subject + ": " + text; }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<T>(content_); }
  explicit operator bool() const { return ok(); }
  T& value() & {
    IOC_CHECK(ok());
    return std::get<T>(content_);
  }
  const T& value() const& {
    IOC_CHECK(ok());
    return std::get<T>(content_);
  }
  T&& value() && {
    IOC_CHECK(ok());
    return std::move(std::get<T>(content_));
  }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const Error& error() const {
    IOC_CHECK(!ok());
    return std::get<Error>(content_);
  }

 private:
  std::variant<T, Error> content_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace ioc::model
