/* Sends events at a steady rate and says when each was sent, for bench/latency.py.
 *
 *   pace BROKERS TOPIC RATE SECONDS PARTITIONS
 *
 * Every millisecond the events due by then are sent, spread over the partitions in turn. Each holds
 * its number within its partition (`data.number`) and its partition's name (`data.lane`). Standard
 * output has a line for each millisecond: the clock in milliseconds since 1970 when the lot was
 * handed to the client, and the highest number sent so far in each partition (-1 for none). Ends
 * with 1 when the broker did not take all events. */
#include <librdkafka/rdkafka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kPartitionsMax = 64, kEventMax = 512 };

static int64_t failed;

static void die(const char* what) {
  fprintf(stderr, "pace: %s\n", what);
  exit(1);
}

static double wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void on_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  (void)client;
  (void)opaque;
  if (message->err) ++failed;
}

static rd_kafka_t* producer(const char* brokers) {
  const char* const settings[][2] = {{"bootstrap.servers", brokers},
                                     {"linger.ms", "5"},
                                     {"queue.buffering.max.messages", "1000000"},
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

static int write_event(char* out, int partition, int64_t number, double clock_ms) {
  const time_t seconds = (time_t)(clock_ms / 1000);
  struct tm utc;
  gmtime_r(&seconds, &utc);
  return snprintf(
      out, kEventMax,
      "{\"specversion\":\"1.0\",\"id\":\"%d-%lld\",\"source\":\"/pace\",\"type\":\"pace.sent\","
      "\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"datacontenttype\":\"application/json\","
      "\"data\":{\"lane\":\"%d\",\"number\":%lld,\"note\":\"%0200d\"}}",
      partition, (long long)number, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
      utc.tm_min, utc.tm_sec, (int)((int64_t)clock_ms % 1000), partition, (long long)number, 0);
}

static void send_event(rd_kafka_t* client, const char* topic, int partition, const char* event,
                       int size) {
  rd_kafka_resp_err_t error;
  do {
    error = rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                              RD_KAFKA_V_VALUE((void*)event, (size_t)size),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    rd_kafka_poll(client, error == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 10 : 0);
  } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
  if (error) die(rd_kafka_err2str(error));
}

int main(int argc, char** argv) {
  if (argc != 6) die("usage: pace BROKERS TOPIC RATE SECONDS PARTITIONS");
  const double rate = atof(argv[3]);
  const double end_ms = atof(argv[4]) * 1e3;
  const int partitions = atoi(argv[5]);
  if (partitions < 1 || partitions > kPartitionsMax) die("too many partitions");
  rd_kafka_t* client = producer(argv[1]);
  int64_t numbers[kPartitionsMax];
  memset(numbers, 0xFF, sizeof numbers);
  int64_t sent = 0;
  const double begin_ms = wall_ms();
  for (double now = begin_ms; now - begin_ms < end_ms; now = wall_ms()) {
    const int64_t due = (int64_t)((now - begin_ms) * rate / 1e3);
    for (; sent < due; ++sent) {
      const int partition = (int)(sent % partitions);
      char event[kEventMax];
      const int size = write_event(event, partition, ++numbers[partition], now);
      send_event(client, argv[2], partition, event, size);
    }
    printf("%.3f", now);
    for (int i = 0; i < partitions; ++i) printf(" %lld", (long long)numbers[i]);
    printf("\n");
    rd_kafka_poll(client, 1);
  }
  if (rd_kafka_flush(client, 60000) || failed) die("not all events were taken");
  rd_kafka_destroy(client);
  return 0;
}
