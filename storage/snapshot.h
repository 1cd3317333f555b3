// Snapshots: a whole consistent state in a folder of its own, every byte accounted for.
//
// A snapshot is a RocksDB checkpoint, a copy of what people entered where there is such a file
// (storage/sqlite.h), and `snapshot.txt` (storage/manifest.h), which is written
// last: a folder without it is not a snapshot. Restoring checks every hash before a byte is used.
#pragma once

#include <string>

#include "model/result.h"
#include "storage/manifest.h"

namespace ioc::storage {

class Store;

// Writes a snapshot of the newest commit into `directory`, which must not exist. It grows as
// `directory`.partial and is renamed when it is whole and durable; a left-over .partial is
// replaced. Threads: any, while commits go on.  Cost: reads the whole state once, to hash it.
model::Result<Manifest> create_snapshot(const Store& store, const std::string& directory);

// Checks that every file of a snapshot is there, and is what it was.
model::Result<Manifest> verify_snapshot(const std::string& directory);

// Verifies, copies into `state_directory` (missing or empty) and makes it durable. The next
// Store::open there must pass a `revision_floor` above all that was published.
model::Result<Manifest> restore_snapshot(const std::string& directory,
                                         const std::string& state_directory);

}  // namespace ioc::storage
