// The thread that takes a client down.
#include "ingest/kafka_goodbye.h"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "ingest/kafka_client.h"
#include "ingest/kafka_settings.h"

namespace ioc::ingest {
namespace {

// Of the whole process, as is what they tell of: whether it may run its last steps.
std::atomic<int> leaving_count{0};

}  // namespace

bool clients_are_leaving() { return leaving_count > 0; }

void take_down(std::unique_ptr<ClientContext> context, ClientHandle handle) {
  context->is_silent = true;
  ++leaving_count;
  std::promise<void> gone;
  const std::future<void> is_gone = gone.get_future();
  std::thread([context = std::move(context), handle = std::move(handle),
               gone = std::move(gone)]() mutable {
    handle.reset();
    context.reset();
    --leaving_count;
    gone.set_value();
  }).detach();
  is_gone.wait_for(std::chrono::milliseconds(model::kKafkaGoodbyeMs));
}

}  // namespace ioc::ingest
