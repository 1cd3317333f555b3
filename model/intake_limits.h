// Bounds of what units send over HTTP.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ioc::model {

// Units that send events over HTTP. Events of one request, and the bytes of one of them. More
// events: 413. Larger: refused as `too_large`, for a broker that is not told otherwise takes
// 1,048,588 bytes with all around them.
inline constexpr std::size_t kIntakeEventsMax = 10'000;
inline constexpr std::size_t kIntakeEventBytesMax = 1'000'000;
// Faults told of one request, rows shown by a preview, and bytes of a value that a fault quotes.
// Further ones are counted only; a longer value is cut.
inline constexpr std::size_t kIntakeFaultsMax = 100;
inline constexpr std::size_t kIntakePreviewMax = 100;
inline constexpr std::size_t kIntakeQuoteBytesMax = 80;
// Columns of a sheet. More: its first line is refused.
inline constexpr std::size_t kSheetColumnsMax = 200;
// What one unit may send, with all its tokens: so much at once, and so much a minute. Beyond: 429
// with Retry-After.
inline constexpr std::int64_t kIntakeRequestsPerMinute = 600;
inline constexpr std::int64_t kIntakeEventsPerMinute = 60'000;
// Records and bytes of all units that wait for the brokers' acknowledgement (a record counts with
// kIntakeRecordBytes for its place). At either bound: 503 with Retry-After. A request waits so
// long, then: 503, and it may be sent again.
inline constexpr std::size_t kIntakeRecordsMax = 50'000;
inline constexpr std::size_t kIntakeBytesMax = 32 << 20;
inline constexpr std::size_t kIntakeRecordBytes = 512;
inline constexpr std::int64_t kIntakeAnswerMs = 8'000;
// Bytes of bodies being read or waiting for their answer, all connections together. Beyond: 503
// with Retry-After.
inline constexpr std::size_t kHttpBodiesBytesMax = 64 << 20;

}  // namespace ioc::model
