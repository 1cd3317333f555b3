// Every bound of the product in one place, with what happens when it is reached.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ioc::model {

// Records handed from a source to a fold at once. At the bound the rest waits in the source.
inline constexpr std::size_t kBatchRecordsMax = 1024;

// Bytes of records a source hands over at once, about: reaching them ends the batch, and the rest
// waits in the source.
inline constexpr std::size_t kBatchBytesMax = 4 << 20;

// A record's value. Larger: refused as `too_large`.
inline constexpr std::size_t kRecordBytesMax = 1 << 20;

// Nesting of one JSON event. Deeper: refused as `malformed`.
inline constexpr std::size_t kJsonDepthMax = 64;

// Time between two commits while events flow, and the events one partition may gather in between.
// At either bound the gathered changes are committed.
inline constexpr std::int64_t kCommitIntervalMs = 100;
inline constexpr std::size_t kCommitEventsMax = 400'000;
inline constexpr std::size_t kCommitRowsMax = 200'000;
// What all shards together have folded and not handed over yet, as a part of the memory configured.
// At the bound everything is handed over. (The engine may be merging as much, and the store writing
// as much again.)
inline constexpr std::size_t kPendingShareInverse = 32;
// A commit that takes long makes the next one wait for this many times its own duration, so that
// committing costs at most about a twentieth of the time; never longer than the maximum.
inline constexpr std::int64_t kCommitShareInverse = 20;
inline constexpr std::int64_t kCommitIntervalMaxMs = 1000;
// With fewer events than this a commit, and records written lately (kUpToDateMs), nobody is
// catching up: people look at the figures as they change, and a slow disk may hold the next commit
// back only so long.
inline constexpr std::uint64_t kCatchingUpEventsMin = 50'000;
inline constexpr std::int64_t kCommitIntervalLiveMaxMs = 200;

// Figures and dead letters waiting for the broker's acknowledgement, on disk. At the bound the
// engine commits nothing more until the outbox drains, so Kafka waits.
inline constexpr std::size_t kOutboxRecordsMax = 200'000;
// The oldest of them waits longer than this: the service is not ready.
inline constexpr std::int64_t kOutboxAgeMaxMs = 30'000;

// What a group takes in memory besides its panes, about: its names, its place in the tree of units
// and, for each window, its running rows and its figure for the live feed. At half of the memory
// configured the streams stop with an explanation. (The first 20,000 groups of two members and two
// windows took 0.9 and 0.7 kB each, November 2026, jemalloc's profile.)
inline constexpr std::size_t kGroupBytes = 1'000;
inline constexpr std::size_t kGroupWindowBytes = 800;

// Rows of one stored pane chunk: one bit each in a 64-bit map of rows present.
inline constexpr std::uint32_t kChunkRows = 64;

// A stream's `lateness`. Longer: a fault of the catalogue. (Ids are remembered for so long with 16
// bits for their hour.)
inline constexpr std::int64_t kLatenessMaxMs = std::int64_t{2000} * 86'400'000;

// Event ids remembered in memory, bytes each with the table's free room. At the configured share
// of memory the stream stops loudly instead of forgetting an id that may still come again.
inline constexpr std::size_t kIdBytes = 16;

// Lives that all partitions hold in memory together, as a part of the memory configured: each takes
// what the others leave, and an equal part at least. At the bound those that were not asked for
// lately are left to the store, which has all of them.
inline constexpr std::size_t kLivesShareInverse = 4;

// Once a local day the stored lives of a partition are looked through for those that have ended, so
// many bytes of them with each commit; the rest with the next ones. (That was 800 lives of three
// events and 0.7 ms of a shard's thread, the reading aside: 100,000 lives from a map, 2 busy cores,
// November 2026. So about a hundredth of a commit's tenth of a second, while a look goes on.)
inline constexpr std::size_t kLivesLookedThroughBytes = 128 << 10;

// A lifecycle's `keep`. Longer: a fault of the catalogue.
inline constexpr std::int64_t kKeepMaxMs = std::int64_t{36'525} * 86'400'000;

// Steps of an indicator's formula once the formulas it names are put in. More: a fault of the
// catalogue.
inline constexpr std::size_t kFormulaStepsMax = 1'000;

// One page of an HTTP list, and the items of one request without `limit`.
inline constexpr std::size_t kPageItemsMax = 10'000;
inline constexpr std::size_t kPageItemsDefault = 1'000;

// People watching the live feed at once (further ones get 503 with Retry-After) and the bytes one
// of them may leave unread before changes are merged to the newest figure each.
inline constexpr std::size_t kLiveClientsMax = 10'000;
inline constexpr std::size_t kLiveClientBytesMax = 4 << 20;

// The public page changes at most this often, for all its readers at once, so that watching it
// tells no single event. Units that one search on it lists; further ones are told by their number.
inline constexpr std::int64_t kPublicIntervalMs = 60'000;
inline constexpr std::size_t kPublicMatchesMax = 60;

// A session ends when nothing was asked in it for so long, and so long after it began. Sessions of
// one account: beyond, the oldest ends. A one-time link is good for so long.
inline constexpr std::int64_t kSessionIdleMs = 30 * 60'000;
inline constexpr std::int64_t kSessionMs = 12 * 3'600'000;
inline constexpr std::size_t kSessionsMax = 20;
inline constexpr std::int64_t kLinkMs = 72 * 3'600'000LL;
// A password hash takes 19 MiB: so many are made at once, so many more wait; beyond: 503.
inline constexpr int kPasswordThreads = 2;
inline constexpr std::size_t kPasswordQueueMax = 16;
// Wrong passwords of one account from one network: so many are free, then each next try must wait
// twice as long, to a bound. Others, and other networks, are not kept waiting by it. Pairs that are
// remembered, each for so long: beyond, those that failed least lately are forgotten.
inline constexpr int kSignInFreeTries = 4;
inline constexpr std::int64_t kSignInDelayMinMs = 1'000;
inline constexpr std::int64_t kSignInDelayMaxMs = 5 * 60'000;
inline constexpr std::int64_t kSignInForgetMs = 60 * 60'000;
inline constexpr std::size_t kSignInPairsMax = 50'000;
inline constexpr std::size_t kPasswordLengthMin = 12;
inline constexpr std::size_t kPasswordBytesMax = 512;
// The head of the audit log is published at most this often.
inline constexpr std::int64_t kAuditHeadMs = 30'000;
// Accounts of one import. More: a fault of the file.
inline constexpr std::size_t kImportRowsMax = 20'000;

// HTTP request bounds. Beyond: 413, 414 or 431.
inline constexpr std::size_t kHttpHeaderBytesMax = 8 << 10;
inline constexpr std::size_t kHttpBodyBytesMax = 1 << 20;
inline constexpr std::int64_t kHttpHeaderWaitMs = 10'000;
inline constexpr std::int64_t kHttpBodyWaitMs = 30'000;
inline constexpr std::int64_t kHttpIdleMs = 15'000;
inline constexpr std::size_t kHttpConnectionsMax = 12'000;

// A request's target. Longer: 414.
inline constexpr std::size_t kHttpUriBytesMax = 2 << 10;
// An answer may take kHttpIdleMs and a millisecond more for each of these bytes. Slower readers
// are cut off.
inline constexpr std::size_t kHttpBytesPerMsMin = 16;
// After an answer that ends a connection, what the client still sends is read and thrown away for
// this long, so that the answer is not lost to a reset.
inline constexpr std::int64_t kHttpLingerMs = 1'000;
// How long a request waits for the engine's answer. Then: 503 with Retry-After.
inline constexpr std::int64_t kEngineAnswerMs = 10'000;
// Rest between two accepts when the process has no file descriptor left.
inline constexpr std::int64_t kAcceptPauseMs = 100;

// Queries waiting for the engine. At the bound: 503 with Retry-After.
inline constexpr std::size_t kEngineQueriesMax = 1'000;

// Figures as of an earlier instant (app/as_of.h). Computed ones that are kept, each for so long
// after it was last asked for: beyond, the one asked for least lately leaves, and an instant of
// which none is left is computed anew at the offsets of then. They take so much of limits.memory
// (less where ids take it) while they are computed and afterwards: beyond, older ones leave, then
// the question is refused. Rows folded and not yet merged.
inline constexpr std::size_t kAsOfFreezesMax = 16;
inline constexpr std::int64_t kAsOfKeepMs = 15 * 60'000;
inline constexpr std::size_t kAsOfShareInverse = 4;
inline constexpr std::size_t kAsOfRowsMax = 50'000;
// Such questions waiting at once, and how long each waits for the log to be read; then: 503 with
// Retry-After and how far it is. A log nobody has asked for so long is read no further. One that
// cannot be computed is not tried again for a while.
inline constexpr std::size_t kAsOfQuestionsMax = 100;
inline constexpr std::int64_t kAsOfWaitMs = 8'000;
inline constexpr std::int64_t kAsOfAbandonMs = 60'000;
inline constexpr std::int64_t kAsOfFailureKeepMs = 10'000;

// The live feed's heartbeat, and how long a window's figure is held back to be sent with others.
inline constexpr std::int64_t kHeartbeatMs = 5'000;

// The live feed looks for changes this often; one frame carries at most this many bytes of figures
// (or a single larger figure), then the next frame follows. A client's memory is one frame here
// and the socket's send buffer in the kernel.
inline constexpr std::int64_t kLiveTickMs = 100;
inline constexpr std::size_t kLiveFrameBytesMax = 64 << 10;
inline constexpr int kLiveSendBufferBytes = 64 << 10;
// How often it is looked whether a signed-in client of the live feed may still watch, and for how
// long what was found of a session is believed: together well below the 5 s in which a revocation
// must be felt everywhere. Sessions whose finding is kept: beyond, all are looked up anew.
inline constexpr std::int64_t kLiveJudgeMs = 1'000;
inline constexpr std::int64_t kViewerBelievedMs = 2'000;
inline constexpr std::size_t kViewersKeptMax = 10'000;
// Encoded frames kept to be shared by clients. At the bound further ones are made for one client.
inline constexpr std::size_t kLiveFramesSharedMax = 256;
// A live client that takes no byte for this long is cut off; it resumes by Last-Event-ID.
inline constexpr std::int64_t kLiveStallMs = 60'000;

// The window ending next is published to `ioc.figures` at most this often.
inline constexpr std::int64_t kPublishIntervalMs = 1'000;

// Windows one catalogue window may span: length / slide.
inline constexpr std::int64_t kWindowPanesMax = 100'000;

// Kinds of working hours in one catalogue; units with equal hours share one. More: a fault of the
// catalogue. (Each is laid out for a century, about 0.8 MB.)
inline constexpr std::size_t kWorkTablesMax = 32;

// Nesting of one catalogue expression, and the faults one check of a catalogue tells. Deeper
// expressions are a fault; further faults are cut off, and the last one told says so.
inline constexpr int kExpressionDepthMax = 200;
inline constexpr std::size_t kDiagnosticsMax = 1000;

// One call that waits for a broker's answer: metadata, watermarks, one record read again, a topic
// made. At the bound: `unavailable`. A gap in a partition is asked about this many times at most.
inline constexpr int kKafkaCallMs = 10'000;
inline constexpr int kKafkaGapAttemptsMax = 3;

// Such a call looks this often whether the program ends meanwhile; it then gives up.
inline constexpr int kKafkaSliceMs = 1'000;
// The end of a client is waited for so long; without a broker it may take half a minute more, on a
// thread that nobody waits for. What is on its way out may still be acknowledged for so long.
inline constexpr int kKafkaGoodbyeMs = 250;
inline constexpr int kOutboxGoodbyeMs = 1'000;

// While records are read, a question to the brokers beside it waits so long. Without an answer it
// is asked again later.
inline constexpr int kKafkaAskMs = 1'000;

// How often the brokers are asked whether they are there, and the silence after which the service
// is not ready and says nothing of the lag any more: what it was told last is no news.
inline constexpr std::int64_t kKafkaContactPauseMs = 2'000;
inline constexpr std::int64_t kKafkaSilenceMaxMs = 10'000;

// How often it is looked whether the logs being read are still the same, how many partitions are
// looked at then (the others' turn comes with the next looks), and how long the looking may take
// (what was not seen is looked at again).
inline constexpr std::int64_t kKafkaAnchorCheckMs = 5'000;
inline constexpr std::size_t kKafkaAnchorLooksMax = 64;
inline constexpr int kKafkaAnchorLookMs = 2'000;

// A fetch that should run again is asked for at most this often, and the asking waits at most this
// long for the broker (ingest/kafka_waker.h).
inline constexpr int kKafkaWakePauseMs = 5;
inline constexpr int kKafkaWakeCallMs = 500;

// Bytes a source buffers ahead of the folds when it is not told, and the least it works with. At
// the bound the client fetches no more: records wait in Kafka.
inline constexpr std::size_t kKafkaBufferBytesDefault = 64 << 20;
inline constexpr std::size_t kKafkaBufferBytesMin = 1 << 20;
// However large the buffer: what one partition holds of it and what one fetch brings of it. What
// waits in small queues is still in the processor's cache when it is read, and the memory it lies
// in is used again at once. (Against 16 MiB and 1 MiB: a sixth less CPU in the client's thread and
// 50 MiB less memory, `./dev bench`, November 2026. Brokers far away may want more: `options`.)
inline constexpr std::size_t kKafkaQueueBytesMax = 2 << 20;
inline constexpr std::size_t kKafkaFetchBytesMax = 512 << 10;

// A stream that cannot be read yet is tried again this often; its topic is asked for kKafkaAskMs.
inline constexpr std::int64_t kStreamRetryMs = 1'000;

// How often the app asks whether a topic's number of partitions changed.
inline constexpr std::int64_t kPartitionCountRefreshMs = 30'000;

// Messages and bytes one producer holds until the broker's acknowledgement. At either bound `send`
// says no and the caller keeps the entry. Errors no resending can mend are tried again, and a
// producer that failed for good is made anew, at most this often.
inline constexpr int kProducerMessagesMax = 10'000;
inline constexpr int kProducerKbytesMax = 32 << 10;
inline constexpr std::int64_t kProducerRetryMs = 1'000;
inline constexpr int kProducerLingerMs = 5;

// A record we send: a dead letter holds the original bytes and more. Larger, or larger than the
// broker's own limit: refused for good.
inline constexpr std::size_t kProducerRecordBytesMax = 16 << 20;

// A partition read up to a record written so short a while ago is no longer catching up: a busy one
// may never be read to its end.
inline constexpr std::int64_t kUpToDateMs = 10'000;

// A target that keeps its state (`back`, `hold`) looks at so many windows before the open one; what
// lies before them is forgotten.
inline constexpr int kTargetWindowsMax = 100;

// The journal of alerts: changes kept, the oldest forgotten first.
inline constexpr std::uint64_t kAlertJournalMax = 4'096;
// What people wrote about one alert that fired: so many acts (further ones are refused), of so many
// bytes a note.
inline constexpr std::size_t kAlertAnswersMax = 200;
inline constexpr std::size_t kAlertNoteBytesMax = 2'000;
// A receiver of alerts: changes told in one message (more are told in the next), how long an answer
// is waited for, and the waits before it is tried again, each twice the one before.
inline constexpr std::size_t kAlertBatchMax = 200;
inline constexpr int kAlertAnswerMs = 10'000;
inline constexpr std::int64_t kAlertRetryMinMs = 1'000;
inline constexpr std::int64_t kAlertRetryMaxMs = 60'000;
// How often an Alertmanager is told again what is firing, and how long it believes that without
// being told.
inline constexpr std::int64_t kAlertRepeatMs = 60'000;
inline constexpr std::int64_t kAlertBelievedMs = 5 * kAlertRepeatMs;
// Bytes of an answer to a request of ours. Longer: the request has failed.
inline constexpr std::size_t kClientAnswerBytesMax = 16 << 20;

// How often it is looked whether a snapshot is due, and how long one that failed is waited with.
inline constexpr std::int64_t kSnapshotLookMs = 10'000;
inline constexpr std::int64_t kSnapshotRetryMs = 10 * 60'000;

// Official reports (model/report.h). Columns, rows that name an indicator, and days until a report
// is due: more is a fault of the catalogue.
inline constexpr std::size_t kReportColumnsMax = 60;
inline constexpr std::size_t kReportLinesMax = 200;
inline constexpr int kReportDueDaysMax = 90;
// Periods of one form and unit that are listed, the newest; older ones are still answered by name.
inline constexpr std::size_t kReportPeriodsListed = 24;
// A comment, reason or explanation, in bytes; what one report keeps of them; paper figures told at
// once. Beyond: the request is refused.
inline constexpr std::size_t kReportTextBytesMax = 4'000;
inline constexpr std::size_t kReportCommentsMax = 500;
inline constexpr std::size_t kReportPaperMax = 5'000;
inline constexpr std::size_t kReportRevisionsMax = 1'000;
// Requests about reports that wait for their turn. At the bound: 503 with Retry-After.
inline constexpr std::size_t kReportRequestsMax = 200;
// Figures of one report asked at several offsets are asked again so often; then each keeps its own.
inline constexpr int kReportReadsMax = 5;
// Published reports are compared with the live figures this often, so many at a time; the others'
// turn comes with the next looks.
inline constexpr std::int64_t kReportLookMs = 5'000;
inline constexpr std::size_t kReportLooksMax = 50;

// Data provision (model/provision.h). Periods of each that are looked at, the newest; how long an
// answer stands for the next who ask; questions that wait. At the last: 503 with Retry-After.
inline constexpr std::size_t kProvisionPeriods = 12;
inline constexpr std::int64_t kProvisionBelievedMs = 2'000;
inline constexpr std::size_t kProvisionQuestionsMax = 100;

// Refused events that units are shown. Dead letters read at the first look, of each partition;
// those kept for one unit and in all, the newest; how long a look stands for the next who ask; how
// long one may take, then what was there before is shown; questions that wait.
inline constexpr std::int64_t kRefusedReadMax = 20'000;
inline constexpr std::size_t kRefusedPerUnitMax = 200;
inline constexpr std::size_t kRefusedMax = 5'000;
inline constexpr std::int64_t kRefusedBelievedMs = 2'000;
inline constexpr std::size_t kRefusedQuestionsMax = 100;

// The registers of problems and of comments on regulations. Open entries a unit may have raised,
// entries listed at once, and bytes of a title and of a text. More: the request is refused.
inline constexpr std::size_t kRegisterOpenMax = 500;
inline constexpr std::size_t kRegisterListMax = 1'000;
inline constexpr std::size_t kRegisterTitleBytesMax = 300;
inline constexpr std::size_t kRegisterTextBytesMax = 8'000;

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

// What the store keeps open and gathers: files (the process needs this many descriptors besides its
// sockets), log bytes before a flush, entries read from the outbox at once. At these bounds older
// files are closed, memory is flushed, the rest is read by the next call.
inline constexpr int kStoreFilesMax = 512;
inline constexpr std::size_t kStoreLogBytesMax = 256 << 20;
inline constexpr std::size_t kOutboxReadMax = 10'000;

}  // namespace ioc::model
