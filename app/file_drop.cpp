#include "app/file_drop.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Status;

namespace {

// Owns: the descriptor.
class OpenedFile {
 public:
  explicit OpenedFile(int fd) : fd_(fd) {}
  ~OpenedFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenedFile(const OpenedFile&) = delete;
  OpenedFile& operator=(const OpenedFile&) = delete;
  int get() const { return fd_; }
  bool close_now() { return close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Error drop_failed(const std::string& what, const std::string& path) {
  return {ErrorCode::io, what + ": " + std::strerror(errno), path};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Whether the file holds exactly these bytes.
bool file_holds(const std::string& path, std::string_view bytes) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return file && content.str() == bytes;
}

}  // namespace

Status drop_file(const std::string& directory, const std::string& name, std::string_view bytes) {
  constexpr mode_t kMode = 0640;
  const OpenedFile folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) {
    return drop_failed(
        "the directory cannot be opened; make or mount it, and let this service's user "
        "write there",
        directory);
  }
  const std::string path = directory + "/" + name, temporary = "." + name + ".part";
  struct stat there {};
  if (fstatat(folder.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) {
    if (file_holds(path, bytes)) return Done{};
    return Error{ErrorCode::check_failed,
                 "another file of that name is there; take it away, then send it again", path};
  }
  // What a crash left of it is no one's.
  unlinkat(folder.get(), temporary.c_str(), 0);
  OpenedFile file(openat(folder.get(), temporary.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kMode));
  if (file.get() < 0) {
    return drop_failed(
        "nothing can be written there; let this service's user write (under systemd: "
        "ReadWritePaths=)",
        directory);
  }
  if (!write_all(file.get(), bytes) || fsync(file.get()) != 0 || !file.close_now()) {
    const Error error = drop_failed("cannot be written", path);
    unlinkat(folder.get(), temporary.c_str(), 0);
    return error;
  }
  if (renameat(folder.get(), temporary.c_str(), folder.get(), name.c_str()) != 0 ||
      fsync(folder.get()) != 0) {
    return drop_failed("cannot be given its name", path);
  }
  return Done{};
}

}  // namespace ioc::app
