// Making, checking and restoring snapshots.
#include "storage/snapshot.h"

#include <fcntl.h>
#include <rocksdb/utilities/checkpoint.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>

#include "storage/database.h"
#include "storage/sha256.h"
#include "storage/sqlite.h"
#include "storage/store.h"

namespace ioc::storage {
namespace {

namespace fs = std::filesystem;
using model::Done;
using model::Error;
using model::ErrorCode;
using model::Result;
using model::Status;

constexpr std::size_t kCopyBytes = 1 << 20;

Error io_error(const fs::path& path, const std::string& text) {
  return {ErrorCode::io, text, path.string()};
}
Error errno_error(const fs::path& path) { return io_error(path, strerror(errno)); }
Error check_error(const fs::path& path, const std::string& text) {
  return {ErrorCode::check_failed, text, path.string()};
}

// Role: owns a descriptor.
class File {
 public:
  File(const fs::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  ssize_t read(char* into, std::size_t size_bytes) { return ::read(descriptor_, into, size_bytes); }
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  bool sync() { return ::fsync(descriptor_) == 0; }

 private:
  const int descriptor_;
};

// Hands the bytes of a file to `take`, which says false to stop.
Status read_file(const fs::path& path, const std::function<bool(std::string_view)>& take) {
  File file(path, O_RDONLY);
  if (!file.is_open()) return errno_error(path);
  std::string room(kCopyBytes, '\0');
  for (;;) {
    const ssize_t read = file.read(room.data(), room.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return errno_error(path);
    if (read == 0) return Done{};
    if (!take({room.data(), static_cast<std::size_t>(read)})) return errno_error(path);
  }
}

Status write_durably(const fs::path& path, std::string_view bytes) {
  File file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open() || !file.write(bytes) || !file.sync()) return errno_error(path);
  return Done{};
}

Status sync_path(const fs::path& path) {
  File file(path, O_RDONLY);
  if (!file.is_open() || !file.sync()) return errno_error(path);
  return Done{};
}

// Size and hash of one file, copied on the way when `copy` names a place.
Result<ManifestFile> read_hashed(const fs::path& path, const std::optional<fs::path>& copy) {
  std::optional<File> out;
  if (copy) {
    out.emplace(*copy, O_WRONLY | O_CREAT | O_EXCL);
    if (!out->is_open()) return errno_error(*copy);
  }
  ManifestFile file{path.filename().string(), 0, {}};
  Sha256 hash;
  const Status read = read_file(path, [&](std::string_view bytes) {
    file.size_bytes += bytes.size();
    hash.update(bytes);
    return !out || out->write(bytes);
  });
  if (!read) return read.error();
  if (out && !out->sync()) return errno_error(*copy);
  file.sha256 = hash.finish();
  return file;
}

Result<std::vector<std::string>> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code fault;
  for (fs::directory_iterator it(directory, fault), end; !fault && it != end; it.increment(fault)) {
    names.push_back(it->path().filename().string());
  }
  if (fault) return io_error(directory, fault.message());
  std::sort(names.begin(), names.end());
  return names;
}

// What the checkpoint holds, read from itself: commits went on while it was made.
Status describe(const fs::path& checkpoint, Manifest& manifest) {
  const auto database = Database::open_read_only(checkpoint.string());
  if (!database) return database.error();
  const View view(database.value().get());
  const auto revision = view.committed_revision();
  if (!revision) return revision.error();
  const auto marks = view.marks();
  if (!marks) return marks.error();
  manifest.schema = kSchema;
  manifest.revision = revision.value();
  for (const StoredMark& mark : marks.value()) {
    manifest.partitions.push_back({mark.name, mark.mark.next_offset});
  }
  return Done{};
}

Status copy_people(const fs::path& state, const fs::path& partial) {
  const fs::path file = state / kPeopleFile;
  std::error_code fault;
  if (!fs::exists(file, fault)) return Done{};
  const auto people = SqlDatabase::open(file.string());
  if (!people) return people.error();
  return people.value()->copy_to((partial / kPeopleFile).string());
}

Status publish(const fs::path& partial, const fs::path& directory, const Manifest& manifest) {
  const fs::path written = partial / (std::string(kManifestName) + ".new");
  if (Status status = write_durably(written, manifest.to_text()); !status) return status;
  std::error_code fault;
  fs::rename(written, partial / kManifestName, fault);
  if (fault) return io_error(written, fault.message());
  if (Status status = sync_path(partial); !status) return status;
  fs::rename(partial, directory, fault);
  if (fault) return io_error(directory, fault.message());
  return sync_path(fs::absolute(directory).parent_path());
}

// Reads every file named, copying into `target` when given, and compares.
Result<Manifest> read_snapshot(const fs::path& directory, const std::optional<fs::path>& target) {
  std::string text;
  const Status read = read_file(directory / kManifestName, [&](std::string_view bytes) {
    text += bytes;
    return true;
  });
  if (!read) return read.error();
  Result<Manifest> manifest = Manifest::parse(text);
  if (!manifest) return manifest.error();
  if (manifest->schema > kSchema) {
    return check_error(directory, "written by a newer ioc-pulse; use that version");
  }
  Result<std::vector<std::string>> names = names_in(directory);
  if (!names) return names.error();
  if (names->size() != manifest->files.size() + 1) {
    return check_error(directory, "files are missing, or there are others");
  }
  for (const ManifestFile& expected : manifest->files) {
    std::optional<fs::path> copy;
    if (target) copy = *target / expected.name;
    const Result<ManifestFile> found = read_hashed(directory / expected.name, copy);
    if (!found) return found.error();
    if (found.value() != expected) return check_error(directory / expected.name, "was changed");
  }
  return manifest;
}

}  // namespace

Result<Manifest> create_snapshot(const Store& store, const std::string& directory) {
  const fs::path partial = directory + ".partial";
  std::error_code fault;
  if (fs::exists(directory, fault)) return io_error(directory, "exists already");
  fs::remove_all(partial, fault);
  if (fault) return io_error(partial, fault.message());
  fs::create_directories(fs::absolute(directory).parent_path(), fault);
  if (fault) return io_error(directory, fault.message());
  const Database& database = store.database();
  if (Status health = database.health(); !health) return health.error();

  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database.db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(partial.string());
  if (!status.ok()) return database.error_of(status);
  if (Status copied = copy_people(database.directory(), partial); !copied) return copied.error();

  Manifest manifest;
  if (Status described = describe(partial, manifest); !described) return described.error();
  const Result<std::vector<std::string>> names = names_in(partial);
  if (!names) return names.error();
  for (const std::string& name : names.value()) {
    const Result<ManifestFile> file = read_hashed(partial / name, std::nullopt);
    if (!file) return file.error();
    manifest.files.push_back(file.value());
    if (Status synced = sync_path(partial / name); !synced) return synced.error();
  }
  if (Status published = publish(partial, directory, manifest); !published)
    return published.error();
  return manifest;
}

Result<Manifest> verify_snapshot(const std::string& directory) {
  return read_snapshot(directory, std::nullopt);
}

Result<Manifest> restore_snapshot(const std::string& directory,
                                  const std::string& state_directory) {
  std::error_code fault;
  if (fs::exists(state_directory, fault) && !fs::is_empty(state_directory, fault)) {
    return io_error(state_directory, "is not empty; move it aside first");
  }
  const fs::path partial = state_directory + ".partial";
  fs::remove_all(partial, fault);
  if (!fault) fs::create_directories(partial, fault);
  if (fault) return io_error(partial, fault.message());
  Result<Manifest> manifest = read_snapshot(directory, partial);
  if (!manifest) {
    fs::remove_all(partial, fault);
    return manifest;
  }
  if (Status synced = sync_path(partial); !synced) return synced.error();
  fs::rename(partial, state_directory, fault);
  if (fault) return io_error(state_directory, fault.message());
  const fs::path parent = fs::absolute(state_directory).parent_path();
  if (Status synced = sync_path(parent); !synced) return synced.error();
  return manifest;
}

}  // namespace ioc::storage
