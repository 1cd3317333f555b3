// The lock on a state directory: flock on the directory itself.
#include "storage/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace ioc::storage {
namespace {

model::Error io_error(const std::string& directory, const std::string& text) {
  return {model::ErrorCode::io, text, directory};
}

}  // namespace

model::Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::string& directory) {
  std::error_code fault;
  std::filesystem::create_directories(directory, fault);
  if (fault) return io_error(directory, "cannot make the state directory: " + fault.message());
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return io_error(directory, std::string("cannot open the state directory: ") + strerror(errno));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(descriptor);
    return io_error(directory, reason == EWOULDBLOCK
                                   ? "already in use by another process; stop it first"
                                   : std::string("cannot be locked: ") + strerror(reason));
  }
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(descriptor));
}

DirectoryLock::~DirectoryLock() { ::close(descriptor_); }

}  // namespace ioc::storage
