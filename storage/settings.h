// How a store is opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace rocksdb {
class Env;
}

namespace ioc::storage {

struct StoreSettings {
  std::string directory;  // made when missing; one process at a time
  // For block cache, write buffers and decoded chunks together. While a flush is slower than the
  // commits, write buffers may take a quarter more; then commits wait.
  std::size_t memory_bytes = 128u << 20;
  bool sync = true;  // false: a power cut may take back the last commits, never half of one
  // revision() begins at least here. The program passes unix milliseconds, so that a revision never
  // falls, whatever was lost or restored.
  std::uint64_t revision_floor = 0;
  rocksdb::Env* environment = nullptr;  // tests: the disk beneath; nullptr: the real one
};

}  // namespace ioc::storage
