/* Sends events at a steady rate and says when each was sent, for bench/latency.py.
 *
 *   pace BROKERS TOPIC RATE SECONDS PARTITIONS [FIRST]
 *
 * Every millisecond the events due by then are sent, spread over the partitions in turn. Each holds
 * its number within its partition (`data.number`), from FIRST (0) on, and its partition's name
 * (`data.lane`). SIGTERM ends it before its time. Standard output has a line for each millisecond:
 * the clock in milliseconds since 1970 when the lot was handed to the client, and the highest
 * number sent so far in each partition (FIRST less one for none). Ends with 1 when the broker did
 * not take all events. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "topic.h"

enum { kPartitionsMax = 64, kEventMax = 512 };

static volatile sig_atomic_t is_ended;

static void end(int signal_number) {
  (void)signal_number;
  is_ended = 1;
}

static double wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int write_event(char* out, int partition, int64_t number, double clock_ms) {
  char time[kTimeSize];
  write_time(time, (int64_t)clock_ms);
  return snprintf(
      out, kEventMax,
      "{\"specversion\":\"1.0\",\"id\":\"%d-%lld\",\"source\":\"/pace\",\"type\":\"pace.sent\","
      "\"time\":\"%s\",\"datacontenttype\":\"application/json\","
      "\"data\":{\"lane\":\"%d\",\"number\":%lld,\"note\":\"%0200d\"}}",
      partition, (long long)number, time, partition, (long long)number, 0);
}

int main(int argc, char** argv) {
  if (argc < 6 || argc > 7) die("usage: pace BROKERS TOPIC RATE SECONDS PARTITIONS [FIRST]");
  signal(SIGTERM, end);
  const double rate = atof(argv[3]);
  const double end_ms = atof(argv[4]) * 1e3;
  const int partitions = atoi(argv[5]);
  if (partitions < 1 || partitions > kPartitionsMax) die("too many partitions");
  rd_kafka_t* client = producer(argv[1], "none", "5");
  int64_t numbers[kPartitionsMax];
  for (int i = 0; i < partitions; ++i) numbers[i] = (argc > 6 ? atoll(argv[6]) : 0) - 1;
  int64_t sent = 0;
  const double begin_ms = wall_ms();
  for (double now = begin_ms; now - begin_ms < end_ms && !is_ended; now = wall_ms()) {
    const int64_t due = (int64_t)((now - begin_ms) * rate / 1e3);
    for (; sent < due; ++sent) {
      const int partition = (int)(sent % partitions);
      char event[kEventMax];
      const int size = write_event(event, partition, ++numbers[partition], now);
      send_record(client, argv[2], partition, NULL, 0, event, (size_t)size, 0);
    }
    printf("%.3f", now);
    for (int i = 0; i < partitions; ++i) printf(" %lld", (long long)numbers[i]);
    printf("\n");
    rd_kafka_poll(client, 1);
  }
  flush_all(client);
  rd_kafka_destroy(client);
  return 0;
}
