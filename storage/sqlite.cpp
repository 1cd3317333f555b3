// SQLite as we need it (storage/sqlite.h).
#include "storage/sqlite.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace ioc::storage {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Status;

namespace {

constexpr int kBusyWaitMs = 5'000;

// WAL lets the command line write beside the service; FULL makes a commit durable; what is deleted
// is overwritten, since it may be of people.
constexpr const char* kSettings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS part(name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;";
constexpr const char* kReadingSettings = "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;";

struct Finalizer {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

int bind(sqlite3_stmt* statement, int at, const SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, at, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, at);
}

}  // namespace

bool SqlRow::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqlRow::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string SqlRow::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const int bytes = sqlite3_column_bytes(statement_, column);
  return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(bytes));
}

model::Result<std::unique_ptr<SqlDatabase>> SqlDatabase::open(const std::string& path) {
  // The file is made by us, so that nobody else may read it for even a moment.
  const mode_t mask = umask(0077);
  auto database = connect(path, false);
  if (database) {
    if (Status ready = (*database)->prepare(); !ready.ok()) database = ready.error();
  }
  umask(mask);
  return database;
}

model::Result<std::unique_ptr<SqlDatabase>> SqlDatabase::open_to_read(const std::string& path) {
  auto database = connect(path, true);
  if (!database) return database;
  if (Status ready = (*database)->script(kReadingSettings); !ready.ok()) return ready.error();
  return database;
}

// Who only reads opens the file as the others do: a connection that may not write to it could not
// put the log of a service that was killed in order, and would leave files of its own behind.
model::Result<std::unique_ptr<SqlDatabase>> SqlDatabase::connect(const std::string& path,
                                                                 bool only_reads) {
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (only_reads ? 0 : SQLITE_OPEN_CREATE);
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqlDatabase> database(new SqlDatabase(path, handle, only_reads));
  if (opened != SQLITE_OK) return database->error("cannot be opened");
  sqlite3_busy_timeout(handle, kBusyWaitMs);
  return database;
}

// A copy that was brought back may have come with other rights.
Status SqlDatabase::prepare() {
  if (chmod(path_.c_str(), 0600) != 0) return error("is not ours to protect");
  return script(kSettings);
}

SqlDatabase::~SqlDatabase() { sqlite3_close_v2(handle_); }

Error SqlDatabase::error(std::string_view what) const {
  const char* reason = handle_ == nullptr ? "no memory" : sqlite3_errmsg(handle_);
  return {ErrorCode::io, fmt::format("{}: {}", what, reason), path_};
}

Status SqlDatabase::script(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error("cannot be written");
  }
  return Done{};
}

Status SqlDatabase::migrate(std::string_view part, std::span<const std::string_view> steps) {
  return in_transaction([&]() -> Status {
    std::int64_t version = 0;
    if (Status read = each("SELECT version FROM part WHERE name = ?1", {std::string(part)},
                           [&](const SqlRow& row) { version = row.number(0); });
        !read.ok()) {
      return read;
    }
    const auto newest = static_cast<std::int64_t>(steps.size());
    if (version > newest) {
      return Error{ErrorCode::config,
                   fmt::format("`{}` is of version {}, this program knows {}; run the newer one",
                               part, version, newest),
                   path_};
    }
    if (version == newest) return Done{};  // each start asks, and most have nothing to write
    if (only_reads_) {
      return Error{ErrorCode::config,
                   fmt::format("`{}` is of version {}, this program reads {}; the service brings "
                               "it up to date when it starts",
                               part, version, newest),
                   path_};
    }
    for (; version < newest; ++version) {
      const std::string sql(steps[static_cast<std::size_t>(version)]);
      if (Status done = script(sql.c_str()); !done.ok()) return done;
    }
    return run(
        "INSERT INTO part(name, version) VALUES(?1, ?2) "
        "ON CONFLICT(name) DO UPDATE SET version = ?2",
        {std::string(part), newest});
  });
}

Status SqlDatabase::run(std::string_view sql, Values values) {
  return each(sql, values, [](const SqlRow&) {});
}

Status SqlDatabase::each(std::string_view sql, Values values, const Visitor& visit) {
  const std::scoped_lock lock(mutex_);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &prepared, nullptr) !=
      SQLITE_OK) {
    return error(fmt::format("`{}` is refused", sql));
  }
  const std::unique_ptr<sqlite3_stmt, Finalizer> statement(prepared);
  int at = 0;
  for (const SqlValue& value : values) {
    if (bind(prepared, ++at, value) != SQLITE_OK) return error(fmt::format("value {}", at));
  }
  while (true) {
    const int step = sqlite3_step(prepared);
    if (step == SQLITE_DONE) return Done{};
    if (step != SQLITE_ROW) return error("cannot be read or written");
    visit(SqlRow(prepared));
  }
}

Status SqlDatabase::in_transaction(const std::function<Status()>& work) {
  const std::scoped_lock lock(mutex_);
  if (in_transaction_) return work();
  const char* const begin = only_reads_ ? "BEGIN" : "BEGIN IMMEDIATE";
  if (Status begun = script(begin); !begun.ok()) return begun;
  in_transaction_ = true;
  Status done = work();
  if (done.ok()) done = script("COMMIT");
  in_transaction_ = false;
  if (!done.ok()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

std::int64_t SqlDatabase::last_id() {
  const std::scoped_lock lock(mutex_);
  return sqlite3_last_insert_rowid(handle_);
}

int SqlDatabase::changes() {
  const std::scoped_lock lock(mutex_);
  return sqlite3_changes(handle_);
}

Status SqlDatabase::copy_to(const std::string& path) {
  if (Status copied = run("VACUUM INTO ?1", {path}); !copied.ok()) return copied;
  if (chmod(path.c_str(), 0600) != 0) return error("the copy cannot be protected");
  return Done{};
}

}  // namespace ioc::storage
