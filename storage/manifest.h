// The text that makes a folder of files a snapshot.
//
//   ioc-pulse snapshot 1
//   schema 1
//   revision 1605500000000
//   partition one-stop-shop.dossiers 3 120345        topic, partition, next offset
//   file 4096 9f86d08…(64 hex digits) 000012.sst     size, SHA-256, name
//   end 60303ae2…                                    SHA-256 of all bytes above this line
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/state.h"

namespace ioc::storage {

inline constexpr std::string_view kManifestName = "snapshot.txt";

struct ManifestPartition {
  model::PartitionName name;
  std::int64_t next_offset = 0;
  bool operator==(const ManifestPartition&) const = default;
};

struct ManifestFile {
  std::string name;  // plain: no folder
  std::uint64_t size_bytes = 0;
  std::string sha256;  // 64 hex digits
  bool operator==(const ManifestFile&) const = default;
};

struct Manifest {
  std::uint32_t schema = 0;
  std::uint64_t revision = 0;
  std::vector<ManifestPartition> partitions;
  std::vector<ManifestFile> files;
  bool operator==(const Manifest&) const = default;

  std::string to_text() const;
  // Errors: `check_failed` for any text that to_text did not write.
  static model::Result<Manifest> parse(std::string_view text);
};

}  // namespace ioc::storage
