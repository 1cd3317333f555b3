// SQLite behind one door: what people enter and no log can tell again (accounts, tokens, reports).
//
// It lies apart from the state that comes of the log, so that one may be made anew without the
// other, and so that the command line may write while the service runs (docs/decisions/0013).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "model/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ioc::storage {

// Its file, in the folder of the state; a snapshot holds a copy.
inline constexpr std::string_view kPeopleFile = "people.db";

using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;

// One row of an answer; columns count from 0. What is NULL reads as 0 or the empty text.
class SqlRow {
 public:
  explicit SqlRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const;
  std::int64_t number(int column) const;
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// Role: one open database file, readable by its owner only.
// Threads: any; one statement or transaction at a time. Other processes may read and write it.
// Errors: `io` with the file's name, also when another process holds it for longer than 5 s.
class SqlDatabase {
 public:
  using Values = std::initializer_list<SqlValue>;
  using Visitor = std::function<void(const SqlRow&)>;

  // Made when it is not there, its folder not.
  static model::Result<std::unique_ptr<SqlDatabase>> open(const std::string& path);
  // To look into what is there, also while others write: statements that change it are errors.
  static model::Result<std::unique_ptr<SqlDatabase>> open_to_read(const std::string& path);
  ~SqlDatabase();
  SqlDatabase(const SqlDatabase&) = delete;
  SqlDatabase& operator=(const SqlDatabase&) = delete;

  // Brings the tables of one part of the program up to date: step N is run once, when steps before
  // it were; where all were, nothing is written. Steps are added at the end and never changed.
  // Error: `config` when a later version of the program has written the file; opened to read, also
  // when an earlier one has.
  model::Status migrate(std::string_view part, std::span<const std::string_view> steps);

  // Runs one statement with its values in place of `?1`, `?2`, …
  model::Status run(std::string_view sql, Values values = {});
  // The same, and hands over each row of the answer.
  model::Status each(std::string_view sql, Values values, const Visitor& visit);

  // All or nothing, and durable once it returns. `work` calls `run` and `each`; when it fails,
  // nothing of it has happened. Within a transaction it is part of that one. Opened to read, all
  // that `work` reads is of one instant.
  model::Status in_transaction(const std::function<model::Status()>& work);

  std::int64_t last_id();  // of the row inserted last
  int changes();           // rows changed by the last statement

  // A consistent copy in a new file, while others go on writing.
  model::Status copy_to(const std::string& path);

 private:
  SqlDatabase(std::string path, sqlite3* handle, bool only_reads)
      : path_(std::move(path)), handle_(handle), only_reads_(only_reads) {}
  static model::Result<std::unique_ptr<SqlDatabase>> connect(const std::string& path,
                                                             bool only_reads);
  model::Status prepare();
  model::Error error(std::string_view what) const;
  model::Status script(const char* sql);

  const std::string path_;
  sqlite3* const handle_;
  const bool only_reads_;
  // Recursive: a transaction's statements come from within it.
  std::recursive_mutex mutex_;
  bool in_transaction_ = false;  // guarded by mutex_
};

}  // namespace ioc::storage
