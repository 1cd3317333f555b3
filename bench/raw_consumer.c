/* The least any program on librdkafka can do: fetch every message of some topics in batches, look
 * at its length, free it. The measure for everything that does more.
 *
 *   raw_consumer BROKERS EVENTS TOPIC PARTITION OFFSET [TOPIC PARTITION OFFSET]…
 *
 * Reads each partition from its offset until EVENTS messages came of all together. Prints one line
 * of JSON: events, bytes, wall seconds, and the CPU seconds of this process with all threads of the
 * library. */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { kBatch = 1024, kWaitMs = 1000, kEmptyMax = 60 };

static void die(const char* what) {
  fprintf(stderr, "raw_consumer: %s\n", what);
  exit(1);
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double cpu_s(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

int main(int argc, char** argv) {
  if (argc < 6 || argc % 3 != 0) {
    die("usage: raw_consumer BROKERS EVENTS TOPIC PARTITION OFFSET [TOPIC PARTITION OFFSET]...");
  }
  const double begin_s = now_s();
  const int64_t wanted = atoll(argv[2]);
  char error[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  if (rd_kafka_conf_set(conf, "bootstrap.servers", argv[1], error, sizeof error)) die(error);
  if (rd_kafka_conf_set(conf, "check.crcs", "true", error, sizeof error)) die(error);
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
  if (!client) die(error);
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client);
  for (char** part = argv + 3; *part; part += 3) {
    rd_kafka_topic_t* topic = rd_kafka_topic_new(client, part[0], NULL);
    if (rd_kafka_consume_start_queue(topic, atoi(part[1]), atoll(part[2]), queue)) {
      die("a partition cannot be read");
    }
  }
  int64_t events = 0, bytes = 0;
  int empty = 0;
  rd_kafka_message_t* batch[kBatch];
  while (events < wanted && empty < kEmptyMax) {
    const ssize_t count = rd_kafka_consume_batch_queue(queue, kWaitMs, batch, kBatch);
    if (count < 0) die("fetching failed");
    empty = count == 0 ? empty + 1 : 0;
    for (ssize_t i = 0; i < count; ++i) {
      if (!batch[i]->err) {
        ++events;
        bytes += (int64_t)batch[i]->len;
      }
      rd_kafka_message_destroy(batch[i]);
    }
  }
  if (events < wanted) die("the topics have fewer events");
  printf("{\"events\":%lld,\"bytes\":%lld,\"wall_s\":%.3f,\"cpu_s\":%.3f}\n", (long long)events,
         (long long)bytes, now_s() - begin_s, cpu_s());
  fflush(stdout);
  _Exit(0); /* taking the client apart is not part of the work */
}
