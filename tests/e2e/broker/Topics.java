import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * What an administrator does to topics: `create TOPIC N`, `delete TOPIC`, `widen TOPIC N`, and
 * `cut TOPIC PARTITION OFFSET`, which deletes the records before it.
 */
public final class Topics {
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", arguments[0]);
    String topic = arguments[2];
    try (Admin admin = Admin.create(properties)) {
      switch (arguments[1]) {
        case "create" -> admin.createTopics(List.of(new NewTopic(topic,
            Optional.of(Integer.parseInt(arguments[3])), Optional.empty()))).all().get();
        case "delete" -> admin.deleteTopics(List.of(topic)).all().get();
        case "widen" -> admin.createPartitions(Map.of(topic,
            NewPartitions.increaseTo(Integer.parseInt(arguments[3])))).all().get();
        case "cut" -> admin.deleteRecords(Map.of(
            new TopicPartition(topic, Integer.parseInt(arguments[3])),
            RecordsToDelete.beforeOffset(Long.parseLong(arguments[4])))).all().get();
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    }
  }
}
