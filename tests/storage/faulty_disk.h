// A disk that fails at a chosen moment, beneath RocksDB.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace ioc::storage::testing {

enum class Fault { append_io, append_no_space, append_torn, sync_io, rename_io };

// Role: a FileSystem over the real one. The n-th operation of the chosen kind fails, and so do all
// later ones when the disk stays broken.
// Threads: any.
class FaultyDisk : public rocksdb::FileSystemWrapper {
 public:
  FaultyDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyDisk"; }

  void fail_at(Fault fault, int n, bool stays_broken) {
    fault_ = fault;
    stays_broken_ = stays_broken;
    left_ = n;
    armed_ = true;
  }
  void mend() { armed_ = false; }
  // A failing sync takes this long to say so.
  void fail_slowly(std::chrono::milliseconds delay) { delay_ = delay; }
  int fired() const { return fired_; }

  void wait_before_failing() const { std::this_thread::sleep_for(delay_.load()); }

  // Counts one operation; true: it must fail.
  bool fails(Fault fault) {
    if (!armed_ || fault != fault_) return false;
    const int left = left_.fetch_sub(1);
    const bool fails = stays_broken_ ? left <= 1 : left == 1;
    if (fails) ++fired_;
    return fails;
  }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override {
    if (fails(Fault::rename_io)) return rocksdb::IOStatus::IOError("injected", to);
    return FileSystemWrapper::RenameFile(from, to, options, context);
  }

 private:
  std::atomic<bool> armed_ = false;
  std::atomic<Fault> fault_ = Fault::sync_io;
  std::atomic<bool> stays_broken_ = false;
  std::atomic<int> left_ = 0;
  std::atomic<int> fired_ = 0;
  std::atomic<std::chrono::milliseconds> delay_ = std::chrono::milliseconds(0);
};

class FaultyFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, FaultyDisk& disk)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    if (disk_.fails(Fault::append_io)) return rocksdb::IOStatus::IOError("injected append");
    if (disk_.fails(Fault::append_no_space)) return rocksdb::IOStatus::NoSpace("injected append");
    if (disk_.fails(Fault::append_torn)) {
      const rocksdb::Slice half(bytes.data(), bytes.size() / 2);
      (void)FSWritableFileOwnerWrapper::Append(half, options, context);
      return rocksdb::IOStatus::NoSpace("injected torn append");
    }
    return FSWritableFileOwnerWrapper::Append(bytes, options, context);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* context) override {
    return Append(bytes, options, context);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* context) override {
    if (disk_.fails(Fault::sync_io)) {
      disk_.wait_before_failing();
      return rocksdb::IOStatus::IOError("injected sync");
    }
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* context) override {
    if (disk_.fails(Fault::sync_io)) return rocksdb::IOStatus::IOError("injected fsync");
    return FSWritableFileOwnerWrapper::Fsync(options, context);
  }

 private:
  FaultyDisk& disk_;
};

inline rocksdb::IOStatus FaultyDisk::NewWritableFile(const std::string& name,
                                                     const rocksdb::FileOptions& options,
                                                     std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                     rocksdb::IODebugContext* context) {
  const rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(name, options, file, context);
  if (status.ok()) *file = std::make_unique<FaultyFile>(std::move(*file), *this);
  return status;
}

// RocksDB rests a second after a failed flush; a sweep of hundreds of faults must not.
class HastyClock : public rocksdb::SystemClockWrapper {
 public:
  HastyClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "HastyClock"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, 1000));
  }
};

class FaultyEnvironment : public rocksdb::EnvWrapper {
 public:
  explicit FaultyEnvironment(const std::shared_ptr<FaultyDisk>& disk)
      : EnvWrapper(rocksdb::NewCompositeEnv(disk)) {
    system_clock_ = std::make_shared<HastyClock>();
  }
};

}  // namespace ioc::storage::testing
