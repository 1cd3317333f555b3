// What units send over HTTP: events, lists, lines, sheets (ingest/intake_reader.h).
#include "ingest/intake_reader.h"
#include "model/limits.h"
#include "tests/fuzz/target.h"
#include "tests/ingest/decoder_fixture.h"

namespace ioc::fuzz {
namespace {

model::Plan plan_with_tree() {
  model::Plan plan = ingest::fixture_plan();
  plan.units = model::UnitTree({{"49", "", "", "", model::kNoUnit, {}, {}},
                                {"502", "", "", "", 0, {}, {}},
                                {"502-1", "", "", "", 1, {}, {}},
                                {"503", "", "", "", 0, {}, {}}});
  plan.streams = {ingest::fixture_stream()};
  return plan;
}

}  // namespace

// The first byte chooses the way of sending.
void run_sheet(std::string_view bytes) {
  static const model::Plan kPlan = plan_with_tree();
  static ingest::IntakeReader reader(kPlan, 0);
  static ingest::Decoder judge(kPlan.streams.front(), kPlan, true);
  static model::EventBatch judged;
  constexpr model::Instant kNow{1'602'724'500'000};
  constexpr model::IntakeFormat kFormats[] = {
      model::IntakeFormat::sheet, model::IntakeFormat::event,  model::IntakeFormat::batch,
      model::IntakeFormat::lines, model::IntakeFormat::binary, model::IntakeFormat::sheet};
  if (bytes.empty()) return;
  model::IntakeRequest request;
  request.stream = 0;
  request.unit = kPlan.units.find("502");
  request.format = kFormats[static_cast<unsigned char>(bytes.front()) % std::size(kFormats)];
  request.body = bytes.substr(1);
  if (request.format == model::IntakeFormat::binary) {
    request.attributes = {{"id", "1"}, {"source", "/s"}, {"time", "2020-10-15T08:00:00+07:00"}};
    request.content_type = "application/json";
  }
  const model::IntakeCheck checked = reader.read(request, kNow);
  must(checked.faults.size() <= model::kIntakeFaultsMax, "faults told are bounded");
  must(checked.fault_count >= checked.faults.size(), "all faults are counted");
  must(checked.fault_count >= checked.faulty_events, "a faulty event has a fault");
  for (const model::IntakeFault& fault : checked.faults) {
    must(!fault.reason.empty() && !fault.detail.empty(), "a fault is told");
  }
  for (const model::IntakeEvent& event : checked.events) {
    std::vector<model::Header> headers;
    for (const model::OutboxHeader& header : event.headers) {
      headers.emplace_back(header.first,
                           header.second ? std::string_view(*header.second) : std::string_view());
    }
    const model::Record record{0, kNow.ms, event.key, event.value, headers};
    judge.decode({&record, 1}, judged);
    must(judged.size == 1 && judged.refusals.empty(), "what is taken decodes");
  }
}

}  // namespace ioc::fuzz
