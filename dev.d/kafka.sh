# A real Apache Kafka in one JVM: broker and controller, data, log and pid under build/kafka/PORT.
# Topics are made on first use, with 4 partitions. Only loopback listens: clients on 127.0.0.1, the
# controller on 127.0.0.2 one port higher, where no broker of a neighbouring port can be.

kafka_command() {
  local verb=${1:-} port=${2:-9092}
  [[ $port =~ ^[0-9]+$ ]] || { usage >&2 && exit 2; }
  case $verb in
    start)
      install_kafka
      kafka_start "$port"
      ;;
    stop) kafka_stop "$port" ;;
    wipe)
      kafka_stop "$port"
      rm -rf "build/kafka/$port"
      ;;
    *) usage >&2 && exit 2 ;;
  esac
}

kafka_start() {
  local port=$1 dir=build/kafka/$1
  if kafka_runs "$port"; then
    say "Kafka already runs on 127.0.0.1:$port"
    return
  fi
  mkdir -p "$dir"
  kafka_properties "$port" >"$dir/server.properties"
  local -a java=(java -Xmx1g -XX:+UseSerialGC -cp "build/kafka/jars/*"
    "-Dlog4j2.configurationFile=tests/e2e/broker/log4j2.properties")
  "${java[@]}" kafka.tools.StorageTool format --ignore-formatted --standalone \
    --cluster-id aW9jLXB1bHNlLXRlc3RzMQ --config "$dir/server.properties" >"$dir/format.log" 2>&1 ||
    die "formatting failed, see $dir/format.log"
  setsid nohup "${java[@]}" kafka.Kafka "$dir/server.properties" \
    >"$dir/broker.log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  local tries
  for ((tries = 0; tries < 120; ++tries)); do
    if kcat -b "127.0.0.1:$port" -L -m 1 >/dev/null 2>&1; then
      say "Kafka answers on 127.0.0.1:$port"
      return
    fi
    kafka_runs "$port" || break
    sleep 0.5
  done
  tail -n 20 "$dir/broker.log" >&2
  die "Kafka does not answer on 127.0.0.1:$port, see $dir/broker.log"
}

# The pid may have been given to another process since: only a broker of this port counts.
kafka_runs() {
  local pid
  pid=$(cat "build/kafka/$1/pid" 2>/dev/null) || return 1
  grep -qsz "build/kafka/$1/server.properties" "/proc/$pid/cmdline"
}

kafka_stop() {
  local port=$1 tries
  kafka_runs "$port" || return 0
  kill "$(cat "build/kafka/$port/pid")"
  for ((tries = 0; tries < 60; ++tries)); do
    kafka_runs "$port" || { say "Kafka on 127.0.0.1:$port has stopped" && return; }
    sleep 0.5
  done
  kill -9 "$(cat "build/kafka/$port/pid")"
}

kafka_properties() {
  cat <<TEXT
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.2:$(($1 + 1))
listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.2:$(($1 + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.2:$(($1 + 1))
controller.listener.names=CONTROLLER
log.dirs=$PWD/build/kafka/$1/data
num.partitions=4
# Older than any test's events: by time, nothing is ever deleted.
log.retention.ms=-1
# Room for events that are refused as too_large.
message.max.bytes=4194304
replica.fetch.max.bytes=4194304
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
TEXT
}
