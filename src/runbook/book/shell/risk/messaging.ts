import type { RiskTable } from '../risk-rule.ts'
import { changes, destroys, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

const listens = readsAs('listens until it is interrupted', 'never-ending')

/** Brokers and monitoring. */
export const messaging: RiskTable = {
  nats: {
    verdict: unlisted,
    valued: '-s --server --user --password --creds --nkey --context --timeout --count --filter --subject',
    verbs: {
      'stream ls|stream list|stream info|stream report|stream state|stream view|stream get|stream find|stream subjects|stream graph|str ls|str info|s ls|s info':
        reads,
      'consumer ls|consumer list|consumer info|consumer report|consumer find|consumer graph|con ls|con info|c ls|c info|kv ls|kv get|kv history|kv status|object ls|object info':
        reads,
      'server ls|server list|server info|server ping|server report|server check|server request|server generate|account info|account report|context ls|context show|context info|rtt|errors':
        reads,
      'sub|subscribe|server watch|events|kv watch|top|stream watch|trace': listens,
      'consumer next': changes('takes messages that others wait for'),
      'pub|publish|request|req|reply|latency|bench|stream add|stream create|stream edit|stream copy|stream backup|stream seal|stream cluster|consumer add|consumer edit|consumer copy|consumer pause|consumer resume':
        changes('changes streams or sends messages'),
      'kv put|kv add|kv create|kv update|kv upgrade|kv revert|object put|object add|context add|context select|context edit|server raft|server config|server account|stream import|auth':
        changes('changes what the server holds'),
      'stream purge|stream rm|stream delete|stream del|stream rmm|stream restore|str purge|str rm|s purge|s rm':
        destroys('throws messages away'),
      'consumer rm|consumer delete|consumer del|con rm|c rm|kv del|kv rm|kv purge|kv compact|object rm|object del|context rm|stream cluster peer-remove|server raft peer-remove':
        destroys('removes consumers, keys or peers'),
    },
    options: [
      { option: '--queue --ack --durable', verb: 'sub|subscribe', ...changes('takes messages that others wait for') },
      { option: '--command', ...unsure('runs a command for each message') },
      { option: '--count', verb: 'sub|subscribe|consumer next', ...reads, drops: ['never-ending'] },
    ],
  },
  'nats-top': readsAs('takes over the terminal', 'interactive'),
  'kafka-topics|kafka-topics.sh|kafka-configs|kafka-configs.sh|kafka-acls|kafka-acls.sh': {
    verdict: unlisted,
    valued:
      '--bootstrap-server --zookeeper --topic --partitions --replication-factor --config --command-config --entity-type --entity-name',
    options: [
      { option: '--list --describe --version', ...reads, replaces: true },
      { option: '--create --alter --add', ...changes('changes topics or their settings') },
      { option: '--delete --remove', ...destroys('removes topics or access') },
    ],
  },
  'kafka-consumer-groups|kafka-consumer-groups.sh': {
    verdict: unlisted,
    valued: '--bootstrap-server --group --topic --command-config --to-offset --to-datetime',
    options: [
      { option: '--list --describe --dry-run', ...reads, replaces: true },
      { option: '--reset-offsets --execute', ...changes('moves the position of consumers') },
      { option: '--delete --delete-offsets', ...destroys('removes consumer groups') },
    ],
  },
  'kafka-console-consumer|kafka-console-consumer.sh|kafkacat|kcat': {
    verdict: listens,
    valued: '-b -t -p -o -c -G -X --bootstrap-server --topic --max-messages --timeout-ms --group',
    options: [
      { option: '-L -Q', ...reads, replaces: true },
      { option: '-G --group', ...changes('moves the position of consumers') },
      { option: '-c -e --max-messages --timeout-ms', ...reads, drops: ['never-ending'] },
      { option: '-P', ...changes('sends messages'), replaces: true },
    ],
  },
  'kafka-console-producer|kafka-console-producer.sh': {
    verdict: changes('sends messages'),
    judge: ({ hasInput }) => (hasInput ? undefined : changes('sends what is typed', 'interactive')),
  },
  'kafka-leader-election|kafka-leader-election.sh|kafka-reassign-partitions|kafka-reassign-partitions.sh|kafka-replica-verification':
    changes('moves partitions'),
  'kafka-delete-records|kafka-delete-records.sh': destroys('removes messages'),
  'kafka-broker-api-versions|kafka-broker-api-versions.sh|kafka-log-dirs|kafka-log-dirs.sh|kafka-dump-log|kafka-dump-log.sh|kafka-metadata-quorum':
    reads,
  'rabbitmqctl|rabbitmq-diagnostics|rabbitmq-queues|rabbitmqadmin|rabbitmq-plugins|rabbitmq-upgrade': {
    verdict: unlisted,
    valued: '-n -p -t --node --vhost --timeout -H -P -u -V -f',
    verbs: {
      'list_*|list|show|status|cluster_status|environment|report|ping|version|node_health_check|check_*|memory_breakdown|observer|alarms|listeners|quorum_status|check_if_*|authenticate_user|is_*|runtime_thread_stats|server_version|await_*':
        reads,
      'set_*|add_*|change_password|start_app|stop_app|join_cluster|rotate_logs|sync_queue|cancel_sync_queue|declare|publish|import|import_definitions|enable|disable|rebalance|drain|revive|enable_feature_flag|update_cluster_nodes|rename_cluster_node|encode|eval|grow|shrink|start|export|export_definitions|restart_vhost|trace_on|trace_off|force_gc':
        changes('changes the broker'),
      'purge_queue|purge|delete_*|delete|reset|force_reset|force_boot|forget_cluster_node|clear_*|close_*|stop|shutdown':
        destroys('removes messages, queues or members of the broker'),
    },
  },
  'celery|sidekiqctl|sidekiq': {
    verdict: unlisted,
    anyPosition: true,
    verbs: {
      'inspect|status|report|events': reads,
      'worker|beat|control|multi': changes('changes the workers'),
      purge: destroys('throws jobs away'),
    },
  },
  'amtool|promtool|mimirtool|lokitool|cortextool|thanos|alertmanager': {
    verdict: unlisted,
    valued: '--alertmanager.url --url --config.file --author --comment --duration -d -c -a --expires',
    verbs: {
      'alert|alert query|silence query|config show|config routes|config routes test|cluster|cluster show|check-config|template render|check|query|test|rules list|rules lint|rules diff|tools bucket ls|tools bucket inspect|analyze':
        reads,
      'silence|silence add|silence expire|silence update|silence import|alert add|push|tsdb create-blocks-from|rules sync|rules load|config load|alertmanager load':
        changes('changes what alerts'),
      'rules delete|tools bucket rewrite|tools bucket cleanup|alertmanager delete': destroys('removes rules or data'),
    },
  },
  'logcli|tempo-cli': {
    verdict: reads,
    options: [{ option: '--tail -f --follow', ...readsAs('follows the log for ever', 'never-ending') }],
  },
  'ceph|rados|rbd|radosgw-admin': {
    verdict: unlisted,
    bare: reads,
    anyPosition: true,
    verbs: {
      'status|health|df|tree|stat|dump|ls|list|show|get|versions|features|perf|detail|query|info|metadata|blocked-by|lspools|du':
        reads,
      'out|in|set|unset|create|add|reweight|repair|scrub|deep-scrub|enable|disable|restart|apply|fail|mark|map|unmap|resize|modify|tell|flatten|failover|start|stop|redeploy|upgrade':
        changes('changes the storage cluster'),
      'bench|auth|config-key|caps': unsure('changes keys or puts load on the cluster'),
      'rm|purge|destroy|delete|rmfailed|lost|bulk-remove|remove': destroys(
        'removes data or members of the storage cluster',
      ),
    },
    options: [{ option: '-w --watch', ...readsAs('watches for ever', 'never-ending') }],
  },
  nginx: {
    verdict: changes('starts a server'),
    valued: '-c -g -p -s -e',
    options: [
      { option: '-t -T -v -V -h', ...reads, replaces: true },
      { option: '-s', ...changes('signals the server') },
    ],
  },
  haproxy: {
    verdict: changes('starts a server'),
    valued: '-f -p -x -L -m -n -N -C -S',
    options: [
      { option: '-c -v -vv', ...reads, replaces: true },
      { option: '-sf -st -s -D', ...changes('starts a server') },
    ],
  },
  'apachectl|httpd|apache2ctl|apache2': {
    verdict: changes('changes the state of a server'),
    valued: '-k -f -c -C -d -D -e -E',
    options: [
      { option: '-t -S -v -V -M -l -L', ...reads, replaces: true },
      { option: '-k', ...changes('changes the state of a server') },
    ],
    verbs: { 'configtest|status|fullstatus': reads },
  },
  'caddy|envoy|traefik|squid|keepalived': {
    verdict: changes('changes the state of a server'),
    verbs: { 'validate|version|list-modules|environ|fmt|adapt': reads },
    options: [
      { option: '-w --overwrite', ...changes('writes a file') },
      { option: '-k', ...changes('changes the state of a server') },
    ],
  },
  'varnishadm|rndc|unbound-control': {
    verdict: unlisted,
    valued: '-T -S -t -n -c -k -p -s -y',
    verbs: {
      'status|backend.list|ban.list|vcl.list|vcl.show|param.show|storage.list|ping|panic.show|list_*|lookup|stats_noreset|get_option|zonestatus|recursing':
        reads,
      'reload|reload_*|ban|vcl.use|vcl.load|vcl.inline|param.set|start|stop|backend.set_health|reconfig|refresh|retransfer|freeze|thaw|sync|flush|flush*|stats|set_option|local_*|trace|notrace|querylog|stop|halt|sign|notify':
        changes('changes the state of a server'),
      'vcl.discard|panic.clear|flush_*|delzone': destroys('removes what the server holds'),
    },
    judge: ({ operands }) =>
      operands.length === 1 && /^(?:ban|vcl|param|backend|start|stop) /.test(operands[0]?.value ?? '')
        ? changes('changes the state of a server')
        : undefined,
    bare: unsure('opens a session to type into', 'interactive'),
  },
  'named-checkconf|named-checkzone|mailq|checkrestart': reads,
  'postqueue|postsuper|postfix|exim': {
    verdict: changes('changes the state of a mail server'),
    valued: '-s -i -c -f -d -h -H -r',
    options: [
      { option: '-p -j -bp', ...reads, replaces: true },
      { option: '-f -s -i -h -H -r -R -q -M', ...changes('sends or holds mail') },
      { option: '-d', ...destroys('removes queued mail') },
    ],
    verbs: { 'status|check': reads },
  },
  'mail|mailx|sendmail|mutt|msmtp|notify-send|wall|write|logger': changes('sends a message'),
}
