// One process at a time in a state directory.
#pragma once

#include <memory>
#include <string>

#include "model/result.h"

namespace ioc::storage {

// Role: an exclusive lock on a directory, taken by the kernel for as long as the object lives. It
// ends with the process, however that ends, so none is ever left behind.
class DirectoryLock {
 public:
  // Makes the directory when it is missing.
  static model::Result<std::unique_ptr<DirectoryLock>> take(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace ioc::storage
