// Every bound of the product in one place, with what happens when it is reached.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ioc::model {

// Records handed from a source to a fold at once. At the bound the rest waits in the source.
inline constexpr std::size_t kBatchRecordsMax = 1024;

// A record's value. Larger: refused as `too_large`.
inline constexpr std::size_t kRecordBytesMax = 1 << 20;

// Nesting of one JSON event. Deeper: refused as `malformed`.
inline constexpr std::size_t kJsonDepthMax = 64;

// Time between two commits while events flow, and the events one partition may gather in between.
// At either bound the gathered changes are committed.
inline constexpr std::int64_t kCommitIntervalMs = 100;
inline constexpr std::size_t kCommitEventsMax = 400'000;
inline constexpr std::size_t kCommitRowsMax = 200'000;
// A commit that takes long makes the next one wait for this many times its own duration, so that
// committing costs at most about a twentieth of the time; never longer than the maximum.
inline constexpr std::int64_t kCommitShareInverse = 20;
inline constexpr std::int64_t kCommitIntervalMaxMs = 1000;

// Figures and dead letters waiting for the broker's acknowledgement, on disk. At the bound the
// engine commits nothing more until the outbox drains, so Kafka waits.
inline constexpr std::size_t kOutboxRecordsMax = 200'000;

// Groups of one cube in one process. At the bound the stream stops with an explanation.
inline constexpr std::size_t kGroupsMax = 4'000'000;

// Rows of one stored pane chunk: one bit each in a 64-bit map of rows present.
inline constexpr std::uint32_t kChunkRows = 64;

// Event ids remembered in memory, bytes each with the table's free room. At the configured share
// of memory the stream stops loudly instead of forgetting an id that may still come again.
inline constexpr std::size_t kIdBytes = 16;

// One page of an HTTP list, and the items of one request without `limit`.
inline constexpr std::size_t kPageItemsMax = 10'000;
inline constexpr std::size_t kPageItemsDefault = 1'000;

// People watching the live feed at once (further ones get 503 with Retry-After) and the bytes one
// of them may leave unread before changes are merged to the newest figure each.
inline constexpr std::size_t kLiveClientsMax = 10'000;
inline constexpr std::size_t kLiveClientBytesMax = 4 << 20;

// HTTP request bounds. Beyond: 413, 414 or 431.
inline constexpr std::size_t kHttpHeaderBytesMax = 8 << 10;
inline constexpr std::size_t kHttpBodyBytesMax = 1 << 20;
inline constexpr std::int64_t kHttpHeaderWaitMs = 10'000;
inline constexpr std::int64_t kHttpIdleMs = 15'000;
inline constexpr std::size_t kHttpConnectionsMax = 12'000;

// Queries waiting for the engine. At the bound: 503 with Retry-After.
inline constexpr std::size_t kEngineQueriesMax = 1'000;

// The live feed's heartbeat, and how long a window's figure is held back to be sent with others.
inline constexpr std::int64_t kHeartbeatMs = 5'000;

// The window ending next is published to `ioc.figures` at most this often.
inline constexpr std::int64_t kPublishIntervalMs = 1'000;

// Windows one catalogue window may span: length / slide.
inline constexpr std::int64_t kWindowPanesMax = 100'000;

}  // namespace ioc::model
