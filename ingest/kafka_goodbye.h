// Taking a client of the library down without waiting for brokers that do not answer.
//
// Why: the library's own destroy waits for all of its threads, and these for what they asked of a
// broker: half a minute with one that is away. So it runs on a thread of its own and is waited for
// only a moment; what it still holds then belongs to that thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace ioc::ingest {

struct ClientContext;

// Closing a consumer would wait for a group it never joined (and hangs in some cases on 2.0.2).
struct DestroyClient {
  void operator()(rd_kafka_t* rk) const {
    rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
};
using ClientHandle = std::unique_ptr<rd_kafka_t, DestroyClient>;

// From here on the context says nothing more. Waits at most kKafkaGoodbyeMs. All messages, queues
// and topics of the client are gone by now; nothing of ours is called back afterwards.
// Threads: any.
void take_down(std::unique_ptr<ClientContext> context, ClientHandle handle);

}  // namespace ioc::ingest
