// Writes the records of a file to Kafka with the reference client, the one most producers use.
//
// Run (./dev kafka start compiles it): java -cp 'build/kafka/classes:build/kafka/jars/*' Producer …
//   --brokers HOST:PORT  --topic NAME  --file FILE
//   --transactional ID   records are sent in transactions; each commit leaves a control record, so
//                        the offsets that readers see have gaps
//   --every N            records of one transaction (1000)
//   --abort-every K      each K-th transaction is first sent and aborted, then sent again: a reader
//                        of committed records sees it once (0: never)
//
// Each line of the file is one record as JSON; `value` is text, `value_base64` bytes, neither null:
//   {"partition":0,"timestamp":1700000000000,"key":"k","headers":[["ce_id","1"]],"value":"{}"}
// Idempotent and acknowledged by all replicas. Ends with 1 when any record was not written.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Producer {
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) options.put(args[i].substring(2), args[i + 1]);
    String topic = options.get("topic");
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines = Files.newBufferedReader(Path.of(options.get("file")))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        records.add(record(topic, json.readTree(line)));
      }
    }
    try (var producer = new KafkaProducer<byte[], byte[]>(properties(options))) {
      if (options.containsKey("transactional")) {
        sendInTransactions(producer, records, options);
      } else {
        send(producer, records);
      }
    }
    System.err.println(records.size() + " records written to " + topic);
  }

  static Properties properties(Map<String, String> options) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", options.get("brokers"));
    properties.put("key.serializer", ByteArraySerializer.class.getName());
    properties.put("value.serializer", ByteArraySerializer.class.getName());
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", "5");
    properties.put("max.request.size", "4194304");
    if (options.containsKey("transactional")) {
      properties.put("transactional.id", options.get("transactional"));
    }
    return properties;
  }

  static ProducerRecord<byte[], byte[]> record(String topic, JsonNode line) {
    byte[] key = line.hasNonNull("key") ? bytes(line.get("key").asText()) : null;
    byte[] value = null;
    if (line.hasNonNull("value")) value = bytes(line.get("value").asText());
    if (line.hasNonNull("value_base64")) {
      value = Base64.getDecoder().decode(line.get("value_base64").asText());
    }
    Long timestamp = line.hasNonNull("timestamp") ? line.get("timestamp").asLong() : null;
    var record =
        new ProducerRecord<>(topic, (Integer) line.get("partition").asInt(), timestamp, key, value);
    for (JsonNode header : line.withArray("headers")) {
      record.headers().add(header.get(0).asText(), bytes(header.get(1).asText()));
    }
    return record;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    List<Future<RecordMetadata>> answers = new ArrayList<>();
    for (var record : records) answers.add(producer.send(record));
    producer.flush();
    for (var answer : answers) answer.get();
  }

  static void sendInTransactions(
      KafkaProducer<byte[], byte[]> producer,
      List<ProducerRecord<byte[], byte[]>> records,
      Map<String, String> options)
      throws Exception {
    int every = Integer.parseInt(options.getOrDefault("every", "1000"));
    int abortEvery = Integer.parseInt(options.getOrDefault("abort-every", "0"));
    producer.initTransactions();
    for (int begin = 0, number = 1; begin < records.size(); begin += every, ++number) {
      var part = records.subList(begin, Math.min(begin + every, records.size()));
      if (abortEvery > 0 && number % abortEvery == 0) {
        producer.beginTransaction();
        send(producer, part);
        producer.abortTransaction();
      }
      producer.beginTransaction();
      send(producer, part);
      producer.commitTransaction();
    }
  }
}
