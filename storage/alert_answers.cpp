// Answers to alerts in SQL (storage/alert_answers.h).
#include "storage/alert_answers.h"

namespace ioc::storage {

using model::AlertAct;
using model::AlertAnswer;
using model::Instant;
using model::Result;
using model::Status;

Status AlertAnswers::add(const AlertAnswer& answer) {
  return database_.run(
      "INSERT INTO alert_answer(alert, unit, fired_ms, act, at_ms, account, name, owner, "
      "owner_name, office, note) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      {answer.alert, answer.unit, answer.fired.ms, static_cast<std::int64_t>(answer.act),
       answer.at.ms, answer.account, answer.name, answer.owner, answer.owner_name, answer.office,
       answer.note});
}

Result<std::vector<AlertAnswer>> AlertAnswers::since(Instant fired) const {
  std::vector<AlertAnswer> answers;
  const Status read = database_.each(
      "SELECT alert, unit, fired_ms, act, at_ms, account, name, owner, owner_name, office, note "
      "FROM alert_answer WHERE fired_ms >= ?1 ORDER BY number",
      {fired.ms}, [&](const SqlRow& row) {
        AlertAnswer answer;
        answer.alert = row.text(0);
        answer.unit = row.text(1);
        answer.fired = Instant{row.number(2)};
        answer.act = static_cast<AlertAct>(row.number(3));
        answer.at = Instant{row.number(4)};
        answer.account = row.text(5);
        answer.name = row.text(6);
        answer.owner = row.text(7);
        answer.owner_name = row.text(8);
        answer.office = row.text(9);
        answer.note = row.text(10);
        answers.push_back(std::move(answer));
      });
  if (!read.ok()) return read.error();
  return answers;
}

}  // namespace ioc::storage
