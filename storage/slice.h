// RocksDB's words for our bytes.
#pragma once

#include <rocksdb/slice.h>

#include <string_view>

namespace ioc::storage {

inline rocksdb::Slice slice_of(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace ioc::storage
