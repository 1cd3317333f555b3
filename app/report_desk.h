// The desk of official reports: drafts from live figures, acts of people, signing, and the look
// whether what was published still is what the figures say.
//
// All of it is one thread's: requests are taken one after the other, so that two people cannot
// approve or sign at once. Between requests it looks at what was published; a figure that has
// changed since makes a proposal of a revision, never a change.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "app/report_reader.h"
#include "app/report_seal.h"
#include "model/plan.h"
#include "model/report_record.h"
#include "serving/report_routes.h"
#include "storage/people.h"
#include "storage/report_store.h"

namespace ioc::app {

// Role: whoever keeps reports (serving/report_routes.h).
// Invariants: D1 what is signed is what was approved, by somebody else than who drafted it.
//             D2 every request is answered once, also at the end. D3 no published text is changed.
//             D4 nothing is drafted or proposed of figures that are not whole.
// Threads: its own; the doors may be used from any.
class ReportDesk {
 public:
  // Why the figures of now are not whole: they are still being read, or filled in. None: they are.
  using NotWhole = std::function<std::optional<std::string>()>;

  // The key lies in the state directory and is made when it is not there. Plan and people outlive
  // it.
  static model::Result<std::unique_ptr<ReportDesk>> open(const std::string& state_dir,
                                                         const model::Plan& plan,
                                                         storage::People& people,
                                                         ReportReader reader, NotWhole not_whole);
  ~ReportDesk() { stop(); }

  // What is to be done with each publication: `enlist` within its transaction, so that both happen
  // or neither, and `go` once it is durable. Before the start.
  struct HandOn {
    std::function<model::Status(const model::ReportName& name, int revision)> enlist;
    std::function<void()> go;
  };
  void hand_on(HandOn hand_on) { hand_on_ = std::move(hand_on); }

  using Task = std::function<void()>;
  void start();
  void stop();
  serving::ReportDoors doors();
  // Runs the task on the desk's thread, in its turn. False: too many wait, or it ends.
  bool post(Task task);

 private:
  // What is written of a request, with its record in the audit log: both or neither.
  using Change = std::function<model::Status()>;

  ReportDesk(const model::Plan& plan, storage::People& people, ReportReader reader,
             NotWhole not_whole, std::unique_ptr<storage::ReportStore> store, ReportKey key)
      : plan_(plan),
        people_(people),
        reader_(std::move(reader)),
        not_whole_(std::move(not_whole)),
        store_(std::move(store)),
        key_(key) {}

  void run();
  void look();
  void look_at(const model::ReportName& name);

  model::Result<model::ReportView> answer(const model::ReportRequest& request);
  model::Result<Change> act(const model::ReportRequest& request, const model::ReportRecord& record);
  model::Result<Change> draft(const model::ReportRequest& request,
                              const model::ReportRecord& record);
  model::Result<Change> approve(const model::ReportRequest& request,
                                const model::ReportRecord& record);
  model::Result<Change> sign(const model::ReportRequest& request,
                             const model::ReportRecord& record);
  model::Result<Change> enter_paper(const model::ReportRequest& request,
                                    const model::ReportRecord& record);
  model::Result<Change> settle(const model::ReportRequest& request,
                               const model::ReportRecord& record);
  model::Result<model::ReportView> show(const model::ReportRequest& request);
  model::Result<model::FilledReport> live(const model::ReportName& name);
  model::Result<model::FilledReport> shown(const model::ReportRequest& request,
                                           const model::ReportRecord& record, int& revision,
                                           bool& is_live);
  model::Result<std::vector<model::ReportSlot>> slots(const model::ReportSlotQuery& query);
  model::Result<std::optional<serving::ReportCheck>> check(const std::string& typed);

  const model::Plan& plan_;
  storage::People& people_;
  const ReportReader reader_;
  const NotWhole not_whole_;
  const std::unique_ptr<storage::ReportStore> store_;
  const ReportKey key_;
  HandOn hand_on_;
  std::size_t looked_ = 0;  // place of the next look among what was published

  std::mutex mutex_;  // guards tasks_ and stopping_; held for a moment
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = true;  // until it is started
  std::thread thread_;
};

}  // namespace ioc::app
