/* Fills a topic with the events of the bench: structured CloudEvents of about 400 bytes, without
 * headers, from all units below the province, in about the order of time.
 *
 *   make_topic BROKERS TOPIC EVENTS PARTITIONS UNITS.csv COMPRESSION
 *
 * Six minutes of event time, whatever EVENTS is; an event lies up to two seconds behind the clock.
 * The same arguments give the same events. Ends with 1 when the broker did not take all of them. */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kUnitsMax = 1000, kCodeMax = 32, kEventMax = 512 };

static const int64_t kBeginMs = 1602727200000; /* 2020-10-15T09:00:00+07:00 */
static const int64_t kSpanMs = 6 * 60 * 1000;
static const int kBehindMaxMs = 2000;

static char units[kUnitsMax][kCodeMax];
static int unit_count;
static int64_t failed;

static void die(const char* what) {
  fprintf(stderr, "make_topic: %s\n", what);
  exit(1);
}

/* The first column, less the head of the file and the root, which has no parent above it. */
static void read_units(const char* path) {
  FILE* file = fopen(path, "r");
  if (!file) die("the units cannot be read");
  char line[1024];
  for (int row = 0; fgets(line, sizeof line, file) && unit_count < kUnitsMax; ++row) {
    const size_t length = strcspn(line, ",");
    if (row < 2 || length == 0 || length >= kCodeMax) continue;
    memcpy(units[unit_count++], line, length);
  }
  fclose(file);
  if (unit_count == 0) die("the units are empty");
}

static uint64_t random_state = 20201015;

/* xorshift64*: chance enough for a load, and the same everywhere. */
static uint64_t next_random(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return random_state * 2685821657736338717u;
}

static int below(int bound) { return (int)((next_random() >> 33) % (uint64_t)bound); }

static int write_event(char* out, int64_t number, int64_t time_ms) {
  static const char* const channels[] = {"counter", "online", "post"};
  const time_t seconds = (time_t)(time_ms / 1000) + 7 * 3600;
  struct tm local;
  gmtime_r(&seconds, &local);
  return snprintf(
      out, kEventMax,
      "{\"specversion\":\"1.0\",\"id\":\"dossier-%010lld\",\"source\":\"/one-stop-shop/quang-nam\","
      "\"type\":\"vn.gov.quangnam.dossier.changed\",\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03d"
      "+07:00\",\"datacontenttype\":\"application/json\",\"data\":{\"dossier\":\"000.00.19.H47-"
      "201015-%07lld\",\"procedure\":\"1.005129\",\"unit\":\"%s\",\"channel\":\"%s\",\"status\":%d,"
      "\"fee\":%d.%02d,\"applicant\":%d,\"officer\":\"cb-%05d\",\"note\":\"%s\"}}",
      (long long)number, local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, local.tm_hour,
      local.tm_min, local.tm_sec, (int)(time_ms % 1000), (long long)(number / 5),
      units[below(unit_count)], channels[below(3)], 1 + below(10), below(500000), below(100),
      below(3), below(20000), "nộp tại một cửa");
}

static void on_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  (void)client;
  (void)opaque;
  if (message->err) ++failed;
}

static rd_kafka_t* producer(const char* brokers, const char* compression) {
  const char* const settings[][2] = {{"bootstrap.servers", brokers},
                                     {"compression.codec", compression},
                                     {"linger.ms", "50"},
                                     {"batch.size", "1000000"},
                                     {"queue.buffering.max.messages", "1000000"},
                                     {"queue.buffering.max.kbytes", "1048576"},
                                     {"acks", "1"}};
  char error[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i) {
    if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], error, sizeof error)) die(error);
  }
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
  if (!client) die(error);
  return client;
}

int main(int argc, char** argv) {
  if (argc != 7) die("usage: make_topic BROKERS TOPIC EVENTS PARTITIONS UNITS.csv COMPRESSION");
  const int64_t events = atoll(argv[3]);
  const int partitions = atoi(argv[4]);
  read_units(argv[5]);
  rd_kafka_t* client = producer(argv[1], argv[6]);
  int64_t bytes = 0;
  for (int64_t number = 0; number < events; ++number) {
    const int64_t clock_ms = kBeginMs + number * kSpanMs / events;
    char event[kEventMax];
    const int size = write_event(event, number, clock_ms - below(kBehindMaxMs));
    rd_kafka_resp_err_t error;
    do {
      error = rd_kafka_producev(
          client, RD_KAFKA_V_TOPIC(argv[2]), RD_KAFKA_V_PARTITION(below(partitions)),
          RD_KAFKA_V_VALUE(event, (size_t)size), RD_KAFKA_V_TIMESTAMP(clock_ms),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
      rd_kafka_poll(client, error == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 100 : 0);
    } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (error) die(rd_kafka_err2str(error));
    bytes += size;
  }
  if (rd_kafka_flush(client, 120000) || failed) die("not all events were taken");
  printf(
      "{\"events\":%lld,\"bytes_each\":%.1f,\"units\":%d,\"partitions\":%d,"
      "\"compression\":\"%s\"}\n",
      (long long)events, (double)bytes / (double)events, unit_count, partitions, argv[6]);
  rd_kafka_destroy(client);
  return 0;
}
