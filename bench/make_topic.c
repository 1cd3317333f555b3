/* Fills a topic with the events of the bench: structured CloudEvents of about 400 bytes, without
 * headers, from all units below the province, in about the order of time.
 *
 *   make_topic BROKERS TOPIC EVENTS PARTITIONS UNITS.csv COMPRESSION
 *
 * Six minutes of event time, whatever EVENTS is; an event lies up to two seconds behind the clock.
 * The same arguments give the same events. Ends with 1 when the broker did not take all of them. */
#include <stdio.h>
#include <stdlib.h>

#include "topic.h"

enum { kEventMax = 512 };

static const int64_t kBeginMs = 1602727200000; /* 2020-10-15T09:00:00+07:00 */
static const int64_t kSpanMs = 6 * 60 * 1000;
static const int kBehindMaxMs = 2000;

static int write_event(char* out, int64_t number, int64_t time_ms) {
  static const char* const channels[] = {"counter", "online", "post"};
  char time[kTimeSize];
  write_time(time, time_ms);
  return snprintf(
      out, kEventMax,
      "{\"specversion\":\"1.0\",\"id\":\"dossier-%010lld\",\"source\":\"/one-stop-shop/quang-nam\","
      "\"type\":\"vn.gov.quangnam.dossier.changed\",\"time\":\"%s\",\"datacontenttype\":"
      "\"application/json\",\"data\":{\"dossier\":\"000.00.19.H47-"
      "201015-%07lld\",\"procedure\":\"1.005129\",\"unit\":\"%s\",\"channel\":\"%s\",\"status\":%d,"
      "\"fee\":%d.%02d,\"applicant\":%d,\"officer\":\"cb-%05d\",\"note\":\"%s\"}}",
      (long long)number, time, (long long)(number / 5), units[below(unit_count)],
      channels[below(3)], 1 + below(10), below(500000), below(100), below(3), below(20000),
      "nộp tại một cửa");
}

int main(int argc, char** argv) {
  if (argc != 7) die("usage: make_topic BROKERS TOPIC EVENTS PARTITIONS UNITS.csv COMPRESSION");
  const int64_t events = atoll(argv[3]);
  const int partitions = atoi(argv[4]);
  read_units(argv[5]);
  rd_kafka_t* client = producer(argv[1], argv[6], "50");
  int64_t bytes = 0;
  for (int64_t number = 0; number < events; ++number) {
    const int64_t clock_ms = kBeginMs + number * kSpanMs / events;
    char event[kEventMax];
    const int size = write_event(event, number, clock_ms - below(kBehindMaxMs));
    send_record(client, argv[2], below(partitions), NULL, 0, event, (size_t)size, clock_ms);
    bytes += size;
  }
  flush_all(client);
  printf(
      "{\"events\":%lld,\"bytes_each\":%.1f,\"units\":%d,\"partitions\":%d,"
      "\"compression\":\"%s\"}\n",
      (long long)events, (double)bytes / (double)events, unit_count, partitions, argv[6]);
  rd_kafka_destroy(client);
  return 0;
}
