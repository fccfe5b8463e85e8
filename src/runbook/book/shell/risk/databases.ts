import type { Call, ProgramRule, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

const typed = unsure('opens a session to type statements into', 'interactive')

/** A client of an SQL server; the statements decide, and without any it waits for somebody to type. */
function sqlClient(valued: string, query: string, file: string, out = ''): ProgramRule {
  return {
    verdict: reads,
    valued: `${valued} ${query} ${file} ${out}`.trim(),
    query: { option: query, language: 'sql' },
    input: 'sql',
    options: [
      ...(file === '' ? [] : [{ option: file, ...changes('runs the statements of a file') }]),
      ...(out === '' ? [] : [{ option: out, ...changes('writes a file') }]),
      {
        option: '--init-command --init-file --pager --defaults-file --defaults-extra-file',
        ...unsure('runs what its options name'),
      },
    ],
    judge: ({ flags, hasInput }: Call): Verdict | undefined => {
      const names = flags.map((flag) => flag.name)
      const told = [...query.split(' '), ...file.split(' '), '-l', '--list', '-V'].some((option) =>
        names.includes(option),
      )
      return told || hasInput ? undefined : typed
    },
  }
}

/** Databases, caches and search engines; the statements in them are judged too. */
export const databases: RiskTable = {
  'psql|gitlab-psql|pgcli': sqlClient(
    '-U -d -h -p -v -F -R -T -P --username --dbname --host --port --set --variable --field-separator',
    '-c --command',
    '-f --file',
    '-o --output -L --log-file',
  ),
  'mysql|mariadb|mycli': sqlClient(
    '-u -h -P -D -S --user --host --port --database --socket --defaults-file --defaults-extra-file',
    '-e --execute',
    '',
    '--tee',
  ),
  'clickhouse-client|clickhouse': sqlClient(
    '-h -u -d --host --user --password --database --port',
    '-q --query',
    '--queries-file',
  ),
  'cqlsh|sqlcmd|snowsql|trino|presto|beeline|hive|influx|sqlplus|impala-shell': sqlClient(
    '-u -p -k -S -U -P -d',
    '-e -Q -q --execute --query',
    '-f -i',
  ),
  'sqlite3|duckdb': {
    verdict: reads,
    valued: '-separator -cmd -init -newline -nullvalue',
    longDash: true,
    query: { operand: 1, more: true, option: '-cmd', language: 'sql' },
    options: [{ option: '-init', ...unsure('runs a file') }],
    input: 'sql',
    judge: ({ operands, hasInput }) => (operands.length < 2 && !hasInput ? typed : undefined),
  },
  'pg_dump|pg_dumpall': {
    verdict: reads,
    valued:
      '-U -d -h -p -f -F -t -T -n -N -j -Z --username --dbname --host --port --file --format --table --schema --jobs',
    options: [
      { option: '-f --file', ...changes('writes a file') },
      { option: '-c --clean', ...reads },
    ],
  },
  pg_restore: {
    verdict: changes('loads a backup into a database'),
    valued: '-U -d -h -p -f -F -t -n -j -L --username --dbname --host --port --file --format --table --schema --jobs',
    options: [
      { option: '-c --clean', ...destroys('drops objects before it loads the backup') },
      { option: '-l --list', ...reads, replaces: true },
      { option: '-f --file', ...changes('writes a file') },
    ],
  },
  'pg_isready|pg_controldata|pg_waldump|pg_config|pg_verifybackup|pg_lsclusters': reads,
  pg_test_fsync: changes('writes a file'),
  'pg_basebackup|pg_receivewal|pg_recvlogical': changes('writes a copy of the database'),
  'createdb|createuser|initdb|vacuumdb|reindexdb|clusterdb|pg_repack|pg_upgrade|pg_createcluster|pgbench|pgloader':
    changes('changes a database'),
  'dropdb|dropuser|pg_dropcluster|pg_resetwal|pg_rewind': destroys('removes a database or what is in it'),
  'pg_ctl|pg_ctlcluster': {
    verdict: changes('changes the state of the database server'),
    anyPosition: true,
    verbs: { status: reads },
  },
  'patronictl|gitlab-patronictl|repmgr|pg_autoctl|stolonctl': {
    verdict: unlisted,
    valued: '-c -d -k -f --config-file --cluster --candidate --leader --master',
    anyPosition: true,
    verbs: {
      'list|history|show-config|topology|dsn|version|status|show': reads,
      query: unsure('runs a statement'),
      'switchover|failover|restart|reload|pause|resume|edit-config|flush|promote|follow|register|unregister|enable|disable|perform':
        changes('changes the cluster of database servers'),
      'reinit|remove|drop': destroys('throws away the data of a member'),
    },
  },
  'wal-g|wal-e|pgbackrest|barman': {
    verdict: unlisted,
    anyPosition: true,
    verbs: {
      'backup-list|list|info|check|show-backup|list-backup|list-backups|wal-show|status|verify|backup-show|list-server|diagnose|show-server':
        reads,
      'backup-push|wal-push|backup|cron|archive-push|switch-wal|stanza-create|stanza-upgrade|backup-mark':
        changes('writes a backup'),
      'backup-fetch|wal-fetch|restore|recover|archive-get|wal-receive': changes('loads a backup'),
      'delete|expire|stanza-delete|delete-backup': destroys('removes backups'),
    },
  },
  mysqldump: {
    verdict: reads,
    valued: '-u -h -P -r --result-file',
    options: [
      { option: '-r --result-file -T --tab', ...changes('writes files') },
      {
        option:
          '-F --flush-logs --flush-privileges --lock-all-tables -x --master-data --source-data --dump-slave --apply-slave-statements',
        ...changes('stops or changes the server while it reads'),
      },
      { option: '--delete-master-logs --delete-source-logs', ...destroys('removes logs of the server') },
    ],
  },
  mysqladmin: {
    verdict: changes('changes the database server'),
    anyPosition: true,
    valued: '-u -h -P -S -i',
    verbs: {
      'status|ping|processlist|variables|extended-status|version': reads,
      'flush-*|reload|refresh|password|create|start-slave|stop-slave|start-replica|stop-replica|debug':
        changes('changes the database server'),
      'drop|kill|shutdown': destroys('drops a database or ends its work'),
    },
  },
  'mongodump|mongoexport': changes('writes a copy of the database'),
  'mongorestore|mongoimport': {
    verdict: changes('loads data into a database'),
    options: [{ option: '--drop', ...destroys('drops collections before it loads the data') }],
  },
  'mongostat|mongotop': readsAs('repeats its report for ever', 'never-ending'),
  'mongo|mongosh': {
    verdict: reads,
    valued: '--host --port -u -p --authenticationDatabase --eval --username --password -f --file',
    query: { option: '--eval', language: 'mongo' },
    options: [{ option: '-f --file', ...unsure('runs a script of statements') }],
    input: 'mongo',
    judge: ({ flags, operands, hasInput }) => {
      if (operands.some((word) => /\.js$/.test(word.value))) return unsure('runs a script of statements')
      return flags.some((flag) => flag.name === '--eval') || hasInput ? undefined : typed
    },
  },
  'redis-cli|valkey-cli|keydb-cli|gitlab-redis-cli': {
    verdict: unlisted,
    valued: '-h -p -a -n -u -s -r -i -d --user --pass --cacert --cert --key --pattern',
    anyCase: true,
    verbs: redisVerbs(),
    options: [
      { option: '--bigkeys --memkeys --hotkeys --scan', ...reads, replaces: true },
      { option: '--rdb --functions-rdb', ...changes('writes a file'), replaces: true },
      { option: '--eval -x -X --pipe', ...unsure('runs what the text does not show') },
      {
        option: '--latency --stat --latency-history --latency-dist',
        ...readsAs('repeats its report for ever', 'never-ending'),
        replaces: true,
      },
      { option: '--cluster', ...changes('changes the cluster') },
    ],
    bare: typed,
    input: 'redis',
  },
  'memcached-tool': reads,
  'etcdctl|etcdutl': {
    verdict: unlisted,
    valued: '--endpoints --cacert --cert --key --command-timeout --dial-timeout -w --write-out --user --password',
    runs: [
      { verb: 'lock', dashes: true, skip: 2 },
      { verb: 'watch', dashes: true, skip: 2 },
    ],
    verbs: {
      'get|member list|endpoint health|endpoint status|endpoint hashkv|alarm list|version|auth status|user list|role list|snapshot status|lease list':
        reads,
      watch: readsAs('watches for ever', 'never-ending'),
      'lock|elect|check': changes('changes the store', 'never-ending'),
      'put|txn|member add|member update|member promote|defrag|compact|compaction|alarm disarm|move-leader|lease grant|auth|user|role|make-mirror|snapshot save':
        changes('changes the store'),
      'del|member remove|snapshot restore|lease revoke|backup|auth disable': destroys(
        'removes keys or members of the store',
      ),
    },
  },
  'elasticdump|curator|elasticsearch-reset-password': changes('changes a search index'),
}

function redisVerbs(): Readonly<Record<string, Verdict>> {
  return {
    'get|mget|getrange|strlen|exists|ttl|pttl|type|keys|scan|hget|hgetall|hkeys|hvals|hlen|hscan|lrange|llen|lindex|smembers|scard|sismember|sscan':
      reads,
    'zrange|zcard|zscore|zrangebyscore|zcount|zscan|xlen|xinfo|xrange|xpending|dbsize|info|ping|echo|time|role|lastsave|randomkey|object encoding|object idletime|object refcount|object freq|memory usage|memory stats|memory doctor':
      reads,
    'config get|client list|client info|slowlog get|slowlog len|cluster info|cluster nodes|cluster slots|cluster shards|acl list|acl whoami|debug object':
      reads,
    'latency latest|latency history|latency doctor|latency graph|command|command count|command info|command docs|sentinel masters|sentinel master|sentinel slaves|sentinel replicas|sentinel sentinels|sentinel get-master-addr-by-name|sentinel ckquorum|module list|dump':
      reads,
    'monitor|subscribe|psubscribe': readsAs('follows the server for ever', 'never-ending'),
    'set|mset|setex|setnx|incr|decr|incrby|append|expire|persist|rename|hset|hincrby|lpush|rpush|sadd|zadd|xadd|publish|config set|config rewrite|config resetstat':
      changes('changes data or settings of the server'),
    'client kill|slaveof|replicaof|failover|bgsave|save|bgrewriteaof|select|auth|cluster|sentinel|script|restore|migrate|move|slowlog reset|client|memory purge|memory|latency reset|debug|acl|config|module|function':
      changes('changes the state of the server'),
    'del|unlink|hdel|lrem|ltrim|lpop|rpop|srem|spop|zrem|zremrangebyscore|xdel|xtrim|flushall|flushdb|swapdb|shutdown|script flush|cluster reset|cluster forget':
      destroys('removes data from the server'),
  }
}
