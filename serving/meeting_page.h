// The meeting's first page: what the meetings before have concluded and how it stands, the boards
// frozen at an instant, and the form for a new conclusion. Whole without script. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.h"
#include "serving/conclusion_list.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

// What was done, or why it was not.
enum class MeetingNotice : std::uint8_t {
  none,
  noted,
  done,
  withdrawn,
  no_task,    // empty or longer than kTaskBytesMax
  no_owner,   // no unit, or one the viewer may not conclude of
  bad_due,    // no day, or one that is past
  bad_as_of,  // no instant
  not_open,   // it was closed before, or is not there
  too_many,   // kConclusionsMax are kept
  busy,
};

// A conclusion as it is being written.
struct ConclusionDraft {
  std::string task;
  std::string owner;
  std::string due;  // "2020-12-10"
  std::string key;  // one form is one conclusion
  std::optional<model::ConclusionFigure> figure;
};

struct MeetingView {
  const model::Viewer& viewer;
  std::string_view stream;  // that tells of conclusions; empty: none are taken here
  const std::vector<ConclusionStanding>& standings;  // as visible_standings
  const ConclusionDraft& draft;
  MeetingNotice notice = MeetingNotice::none;
  model::Instant now;
};

// Where the wall shows this figure, as of its instant.
std::string address_of(const model::ConclusionFigure& figure, const model::Zone& zone,
                       Language language);

// "quá hạn 3 ngày làm việc", "còn 5 ngày làm việc", "xong đúng hạn".
std::string standing_words(Language language, const ConclusionStanding& standing);

std::string meeting_page(const DeskFrame& frame, const MeetingView& view);

}  // namespace ioc::serving
