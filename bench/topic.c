/* The shared half of the tools (topic.h). */
#define _GNU_SOURCE

#include "topic.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kFullWaitMs = 10, kFlushWaitMs = 120000 };

char units[kUnitsMax][kCodeMax];
int unit_count;

static uint64_t random_state = 20201015;
static int64_t failed;

void die(const char* what) {
  fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
  exit(1);
}

/* The first column, less the head of the file and the root, which has no parent above it. */
void read_units(const char* path) {
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

/* xorshift64*: chance enough for a load, and the same everywhere. */
static uint64_t next_random(void) {
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return random_state * 2685821657736338717u;
}

int below(int bound) { return (int)((next_random() >> 33) % (uint64_t)bound); }

void write_time(char* out, int64_t time_ms) {
  const time_t seconds = (time_t)(time_ms / 1000) + 7 * 3600;
  struct tm local;
  gmtime_r(&seconds, &local);
  char text[80]; /* of any int, which the compiler wants to see */
  snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+07:00", local.tm_year + 1900,
           local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
           (int)(time_ms % 1000));
  memcpy(out, text, kTimeSize - 1);
  out[kTimeSize - 1] = '\0';
}

static void on_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  (void)client;
  (void)opaque;
  if (message->err) ++failed;
}

rd_kafka_t* producer(const char* brokers, const char* compression, const char* linger_ms) {
  const char* const settings[][2] = {{"bootstrap.servers", brokers},
                                     {"compression.codec", compression},
                                     {"linger.ms", linger_ms},
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

void send_record(rd_kafka_t* client, const char* topic, int partition, const char* key,
                 size_t key_size, const char* value, size_t size, int64_t timestamp_ms) {
  rd_kafka_resp_err_t error;
  do {
    error =
        rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                          RD_KAFKA_V_KEY(key_size ? key : NULL, key_size),
                          RD_KAFKA_V_VALUE((void*)value, size), RD_KAFKA_V_TIMESTAMP(timestamp_ms),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    rd_kafka_poll(client, error == RD_KAFKA_RESP_ERR__QUEUE_FULL ? kFullWaitMs : 0);
  } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
  if (error) die(rd_kafka_err2str(error));
}

void flush_all(rd_kafka_t* client) {
  if (rd_kafka_flush(client, kFlushWaitMs) || failed) die("not all events were taken");
}
