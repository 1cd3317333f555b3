/* Fills the topics of the shipped catalogue with lives, for bench/lives.py and its neighbours.
 *
 *   make_lives BROKERS PARTITIONS UNITS.csv LIVES HOT BEGIN_MS
 *
 * Standard input orders, a line each, and each order follows the one before in event time:
 *
 *   load DAYS            one event for each of LIVES dossiers: HOT of them, evenly spread, are
 * still open, the others are done. With the lists of services, systems, tasks and modules, whole.
 *   hot DAYS EVENTS      a day's mix of all streams; nine of ten dossier events are of the HOT
 * ones. A hot dossier that is done makes room for a new one. uniform DAYS EVENTS  the same mix,
 * every dossier as likely as any other; one that is done is opened again by a correction.
 *   rest DAYS            nothing happens for so long.
 *
 * Each is answered with a line of JSON when the broker has taken all of it: records sent, how many
 * of these were sent before (the same event twice), and how many dossiers there are by then.
 * Events lie up to two seconds before their record's timestamp, and the same arguments and orders
 * give the same records. States follow each other as in the simulator (ingest/simulator.h). */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topic.h"

enum {
  kEventMax = 1024,
  kKeyMax = 64,
  kBehindMaxMs = 2000,
  kDuplicatePerMille = 5,
  kDayMs = 86400000
};

enum {
  kDossiers,
  kRatings,
  kServices,
  kGolive,
  kDocuments,
  kParty,
  kReports,
  kValues,
  kMeasurements,
  kFieldReports,
  kMilestones,
  kModules,
  kHeartbeats,
  kStreams
};
static const char* const topics[kStreams] = {
    "one-stop-shop.dossiers", "one-stop-shop.ratings", "one-stop-shop.services", "rollout.golive",
    "q-office.documents",     "party.documents",       "lris.reports",           "lris.values",
    "databases.measurements", "field-reports.reports", "notice.milestones",      "ioc.modules",
    "sources.heartbeats"};

/* Of a thousand records; what is left are dossiers. */
static const int shares[kStreams] = {
    [kRatings] = 20, [kDocuments] = 280,   [kParty] = 25,        [kReports] = 5,
    [kValues] = 5,   [kMeasurements] = 12, [kFieldReports] = 25, [kHeartbeats] = 3};

/* A slot is a dossier at a time: number `slot + generation * lives`. */
struct life {
  uint16_t generation;
  uint8_t status; /* 0: nothing was told of it yet */
};
static struct life* lives;
static int live_count, hot_count;
static int64_t dossier_count;

static rd_kafka_t* client;
static int partition_count;
static int64_t clock_ms, event_number, sent, duplicates;
static int64_t stream_numbers[kStreams]; /* events of each so far */

/* The event that is being written. */
static char text[kEventMax], key[kKeyMax];
static int size;

__attribute__((format(printf, 1, 2))) static void put(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size += vsnprintf(text + size, (size_t)(kEventMax - size), format, arguments);
  va_end(arguments);
  if (size >= kEventMax) die("an event is too long");
}

__attribute__((format(printf, 1, 2))) static void set_key(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(key, kKeyMax, format, arguments) >= kKeyMax) die("a key is too long");
  va_end(arguments);
}

static void begin_event(const char* system, const char* unit, const char* type) {
  char time[kTimeSize];
  write_time(time, clock_ms - below(kBehindMaxMs));
  size = 0;
  put("{\"specversion\":\"1.0\",\"id\":\"%s-7e4-%" PRId64
      "\",\"source\":\"/%s/%s\","
      "\"type\":\"vn.quangnam.%s.v1\",\"time\":\"%s\",\"datacontenttype\":\"application/json\","
      "\"data\":{",
      system, ++event_number, system, unit, type, time);
}

/* FNV-1a: records of one key lie in one partition. */
static int partition_of_key(void) {
  uint32_t hash = 2166136261u;
  for (const char* at = key; *at; ++at) hash = (hash ^ (uint8_t)*at) * 16777619u;
  return (int)(hash % (uint32_t)partition_count);
}

static void end_event(int stream) {
  put("}}");
  const int partition = partition_of_key();
  const int copies = 1 + (below(1000) < kDuplicatePerMille);
  for (int i = 0; i < copies; ++i) {
    send_record(client, topics[stream], partition, key, strlen(key), text, (size_t)size, clock_ms);
  }
  sent += copies;
  duplicates += copies - 1;
}

/* What stays the same of a dossier, a document, … all its life. */
static uint32_t trait(int64_t number, uint32_t what, uint32_t bound) {
  uint64_t mixed = ((uint64_t)number + 1) * 0x9E3779B97F4A7C15u + what * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 31)) * 0x94D049BB133111EBu;
  return (uint32_t)((mixed >> 32) % bound);
}

static const char* unit_of(int64_t number) { return units[trait(number, 1, (uint32_t)unit_count)]; }

static void put_due(int64_t days) {
  char time[kTimeSize];
  write_time(time, clock_ms + days * kDayMs);
  put(",\"due\":\"%s\"", time);
}

static bool is_online(int64_t number) { return trait(number, 2, 4) == 0; }

static int next_status(const struct life* life, int64_t number) {
  const int chance = below(100);
  switch (life->status) {
    case 0: return is_online(number) ? 1 : 2;
    case 1: return chance < 92 ? 2 : chance < 96 ? 3 : chance < 98 ? 5 : 7;
    case 4:
      if (chance < 60) return 9;
      return chance < 80 ? 4 : chance < 90 ? 5 : chance < 97 ? 6 : chance < 99 ? 8 : 7;
    case 9: return chance < 99 ? 10 : 4;
    default: return 4; /* 2 is taken up, 5, 6 and 8 go on, what is done is opened again */
  }
}

static bool is_done(int status) { return status == 3 || status == 7 || status == 10; }

static void tell_dossier(int64_t number, int status) {
  static const char* const procedures[] = {"1.005129", "2.000815", "1.004199", "1.003622"};
  static const char* const fees[] = {"8000", "30000", "150000"};
  set_key("000.00.%02d.H47-2006-%09" PRId64, (int)trait(number, 4, 90), number);
  begin_event(status == 1 ? "dvc" : "motcua", unit_of(number), "hoso.status");
  put("\"dossier\":\"%s\",\"unit\":\"%s\",\"procedure\":\"%s\",\"channel\":\"%s\",\"status\":%d,"
      "\"level\":%d",
      key, unit_of(number), procedures[trait(number, 3, 4)],
      is_online(number) ? "online" : "counter", status, 2 + (int)trait(number, 3, 3));
  const bool is_accepted = status == 2 || lives[number % live_count].status == 0;
  if (is_accepted && status != 1) {
    const int components = 1 + below(6);
    put_due(1 + below(20));
    put(",\"components\":%d,\"digitised\":%d", components, below(components + 1));
  }
  if (status == 9) {
    put(",\"fee\":%s,\"paid_by\":\"%s\"", fees[below(3)], is_online(number) ? "online" : "cash");
  }
  end_event(kDossiers);
}

static void step_dossier(int slot, bool is_renewed) {
  struct life* life = lives + slot;
  if (is_renewed && is_done(life->status)) {
    ++life->generation;
    life->status = 0;
  }
  const int64_t number = slot + (int64_t)life->generation * live_count;
  const int status = next_status(life, number);
  dossier_count += life->status == 0;
  tell_dossier(number, status);
  life->status = (uint8_t)status;
}

static int hot_slot(int index) { return (int)((int64_t)index * live_count / hot_count); }

/* Event `event` of a stream whose things have three events each, a thousand things apart: the
 * number of the thing, and in `*step` which of the three it is. */
static int64_t thing_of(int64_t event, int* step) {
  *step = (int)(event % 3);
  return event / 3 + (2 - *step) * 1000;
}

static void tell_document(int stream, int64_t event) {
  static const char* const states[2][3] = {{"arrived", "registered", "finished"},
                                           {"registered", "issued", "finished"}};
  static const char* const blocks[] = {"party", "front", "mass"};
  int step;
  const int64_t number = thing_of(event, &step);
  const bool is_out = trait(number, 5, 10) < 4;
  const char* unit = unit_of(number);
  const char* block = blocks[trait(number, 6, 3)];
  set_key("%s-%s-%" PRId64, stream == kParty ? "VD" : "VB", unit, number);
  begin_event(stream == kParty ? "vpdang" : "qoffice", unit, "vanban.status");
  put("\"document\":\"%s\",\"direction\":\"%s\",\"state\":\"%s\",\"signed\":%s", key,
      is_out ? "out" : "in", states[is_out][step], trait(number, 7, 10) < 8 ? "true" : "false");
  if (stream == kParty) {
    put(",\"organisation\":\"%s.%02d\",\"block\":\"%s\"", block, (int)trait(number, 8, 20), block);
  } else {
    put(",\"unit\":\"%s\",\"urgency\":\"thuong\"", unit);
    if (!is_out) put_due(2);
  }
  end_event(stream);
}

static void tell_field_report(int64_t event) {
  static const char* const categories[] = {"moi-truong", "ha-tang", "giao-thong", "an-ninh"};
  static const char* const states[] = {"received", "assigned", "closed"};
  int step;
  const int64_t number = thing_of(event, &step);
  set_key("PA-%" PRId64, number);
  begin_event("phananh", unit_of(number), "phananh.status");
  put("\"report\":\"%s\",\"unit\":\"%s\",\"category\":\"%s\",\"state\":\"%s\"", key,
      unit_of(number), categories[trait(number, 9, 4)], states[step]);
  put_due(3);
  end_event(kFieldReports);
}

static void tell_report(int64_t event) {
  static const char* const states[] = {"slot", "sent", "approved"};
  int step;
  const int64_t number = thing_of(event, &step);
  set_key("BC-%" PRId64, number);
  begin_event("lris", unit_of(number), "baocao.status");
  put("\"report\":\"%s\",\"unit\":\"%s\",\"regime\":\"thang\",\"state\":\"%s\"", key,
      unit_of(number), states[step]);
  put_due(2);
  end_event(kReports);
}

static void tell_value(int64_t event) {
  static const char* const states[] = {"expected", "draft", "approved"};
  int step;
  const int64_t number = thing_of(event, &step);
  set_key("kt.%02d@%s@2020-%" PRId64, (int)trait(number, 10, 12), unit_of(number), number);
  begin_event("lris", unit_of(number), "chitieu.value");
  put("\"slot\":\"%s\",\"unit\":\"%s\",\"code\":\"kt.%02d\",\"period\":\"2020-06\",\"state\":\"%"
      "s\"",
      key, unit_of(number), (int)trait(number, 10, 12), states[step]);
  if (step > 0) put(",\"value\":%d.%03d", below(10000), below(1000));
  put_due(20);
  end_event(kValues);
}

static void tell_measurement(void) {
  static const char* const series[][2] = {{"moi-truong", "pm25.tam-ky"},
                                          {"y-te", "kham-benh"},
                                          {"du-lich", "khach.hoi-an"},
                                          {"giao-duc", "co-mat"}};
  const int which = below(4);
  set_key("%s/%s", series[which][0], series[which][1]);
  begin_event(series[which][0], "49", "quantrac.metric");
  put("\"system\":\"%s\",\"series\":\"%s\",\"value\":%d.%03d", series[which][0], series[which][1],
      below(100), below(1000));
  end_event(kMeasurements);
}

static void tell_heartbeat(void) {
  static const char* const systems[] = {"motcua", "dvc", "qoffice", "lris", "phananh", "y-te"};
  set_key("%s", systems[below(6)]);
  begin_event(key, "49", "nguon.heartbeat");
  put("\"system\":\"%s\",\"lag_s\":%d,\"queued\":%d", key, below(60), below(10));
  end_event(kHeartbeats);
}

static void tell_rating(void) {
  const int64_t number = below(live_count);
  set_key("DG-%" PRId64, number);
  begin_event("dvc", unit_of(number), "hoso.rated");
  put("\"dossier\":\"%s\",\"unit\":\"%s\",\"score\":%d", key, unit_of(number), 1 + below(5));
  end_event(kRatings);
}

static void tell_registers(void) {
  char prefix[kCodeMax];
  for (int unit = 0; unit < unit_count; ++unit) {
    for (int procedure = 0; procedure < 20; ++procedure) {
      snprintf(prefix, sizeof prefix, "1.%06d", procedure);
      set_key("%s@%s", prefix, units[unit]);
      begin_event("dvc", units[unit], "dichvu.status");
      put("\"service\":\"%s\",\"unit\":\"%s\",\"procedure\":\"%s\",\"level\":%d,"
          "\"state\":\"offered\"",
          key, units[unit], prefix, 2 + below(3));
      end_event(kServices);
    }
    set_key("motcua@%s", units[unit]);
    begin_event("motcua", units[unit], "vanhanh.status");
    put("\"entry\":\"%s\",\"unit\":\"%s\",\"system\":\"motcua\",\"state\":\"live\"", key,
        units[unit]);
    end_event(kGolive);
  }
  for (int number = 0; number < 15; ++number) {
    set_key("%d", number);
    begin_event("thongbao", "49", "nhiemvu.status");
    put("\"milestone\":\"TB-%d\",\"unit\":\"%s\",\"state\":\"open\"", number, unit_of(number));
    put_due(30 + 5 * number);
    end_event(kMilestones);
    begin_event("ioc", "49", "phanhe.status");
    put("\"module\":\"PH-%d\",\"state\":\"%s\"", number, number % 2 ? "trial" : "integrated");
    end_event(kModules);
  }
}

static void load(int days) {
  const int64_t begin_ms = clock_ms;
  tell_registers();
  int next_hot = 0;
  for (int slot = 0; slot < live_count; ++slot) {
    clock_ms = begin_ms + (int64_t)slot * days * kDayMs / live_count;
    const bool is_hot = next_hot < hot_count && hot_slot(next_hot) == slot;
    next_hot += is_hot;
    if (is_hot) {
      step_dossier(slot, false);
    } else {
      tell_dossier(slot, 10);
      lives[slot].status = 10;
      ++dossier_count;
    }
  }
}

static void tell(int stream, bool is_hot) {
  const int64_t event = stream_numbers[stream]++;
  switch (stream) {
    case kDossiers: {
      const bool is_of_hot = is_hot && below(10) < 9;
      step_dossier(is_of_hot ? hot_slot(below(hot_count)) : below(live_count), is_of_hot);
      break;
    }
    case kRatings: tell_rating(); break;
    case kDocuments:
    case kParty: tell_document(stream, event); break;
    case kReports: tell_report(event); break;
    case kValues: tell_value(event); break;
    case kMeasurements: tell_measurement(); break;
    case kFieldReports: tell_field_report(event); break;
    default: tell_heartbeat(); break;
  }
}

static int drawn_stream(void) {
  int chance = below(1000);
  for (int stream = 0; stream < kStreams; ++stream) {
    if (chance < shares[stream]) return stream;
    chance -= shares[stream];
  }
  return kDossiers;
}

static void touch(int days, int64_t events, bool is_hot) {
  const int64_t begin_ms = clock_ms, begin_sent = sent;
  while (sent - begin_sent < events) {
    clock_ms = begin_ms + (sent - begin_sent) * days * kDayMs / events;
    tell(drawn_stream(), is_hot);
  }
}

static void follow(const char* order) {
  char name[20];
  int days = 0;
  int64_t events = 0;
  if (sscanf(order, "%19s %d %" SCNd64, name, &days, &events) < 2) die("an order has no days");
  const int64_t begin_ms = clock_ms, sent_before = sent, duplicates_before = duplicates;
  if (strcmp(name, "load") == 0) {
    load(days);
  } else if (strcmp(name, "rest") != 0) {
    touch(days, events, strcmp(name, "hot") == 0);
  }
  clock_ms = begin_ms + (int64_t)days * kDayMs;
  flush_all(client);
  printf("{\"records\":%" PRId64 ",\"duplicates\":%" PRId64 ",\"dossiers\":%" PRId64 "}\n",
         sent - sent_before, duplicates - duplicates_before, dossier_count);
  fflush(stdout);
}

int main(int argc, char** argv) {
  if (argc != 7) die("usage: make_lives BROKERS PARTITIONS UNITS.csv LIVES HOT BEGIN_MS");
  partition_count = atoi(argv[2]);
  read_units(argv[3]);
  live_count = atoi(argv[4]);
  hot_count = atoi(argv[5]);
  clock_ms = atoll(argv[6]);
  if (hot_count < 1 || hot_count > live_count) die("HOT must be from 1 to LIVES");
  lives = calloc((size_t)live_count, sizeof *lives);
  if (!lives) die("no memory for so many lives");
  client = producer(argv[1], "none", "50");
  char order[80];
  while (fgets(order, sizeof order, stdin)) follow(order);
  rd_kafka_destroy(client);
  return 0;
}
