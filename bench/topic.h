/* What the tools that fill topics share: units, chance, time as text, and a client that gives up
 * rather than lose an event. Compiled into each of them. */
#pragma once

#include <librdkafka/rdkafka.h>
#include <stddef.h>
#include <stdint.h>

/* Every failure ends the tool with 1 and a line on standard error. */
void die(const char* what);

/* Units below the root, in the order of the file. */
enum { kUnitsMax = 1000, kCodeMax = 32 };
extern char units[kUnitsMax][kCodeMax];
extern int unit_count;
void read_units(const char* path);

/* The same series in every run. `bound` is at most 2^31. */
int below(int bound);

/* `2020-10-15T09:00:00.000+07:00`, 29 characters and a zero. */
enum { kTimeSize = 30 };
void write_time(char* out, int64_t time_ms);

rd_kafka_t* producer(const char* brokers, const char* compression, const char* linger_ms);

/* Copies `value`; waits while the client's queue is full. Without key when `key_size` is 0. A
 * timestamp of 0 is the clock's. */
void send_record(rd_kafka_t* client, const char* topic, int partition, const char* key,
                 size_t key_size, const char* value, size_t size, int64_t timestamp_ms);

/* Until the broker has taken everything. */
void flush_all(rd_kafka_t* client);
