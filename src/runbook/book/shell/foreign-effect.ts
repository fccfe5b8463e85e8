import type { Effect } from '../page.ts'
import { erlangEffect } from './erlang-effect.ts'
import type { Verdict } from './risk-rule.ts'
import { changes, destroys, isWorse, reads, unsure } from './risk-rule.ts'
import type { SqlStatement } from './sql-statements.ts'
import { splitSql } from './sql-statements.ts'

export interface ForeignEffect {
  effect: Effect
  /** Why, in words; empty for text that only reads. */
  reasons: readonly string[]
}

/**
 * What a command in another language than shell does. SQL is judged statement by statement, Erlang call by call,
 * queries of metrics and logs read, and a language without tables is `unknown`.
 */
export function foreignEffect(language: string, text: string): ForeignEffect {
  switch (language) {
    case 'promql':
    case 'logql':
      return { effect: 'read-only', reasons: [] }
    case 'http':
      return sum([requestVerdict(text)])
    case 'sql':
    case 'psql':
      return sum(sqlVerdicts(text))
    case 'erlang':
      return sum(erlangEffect(text))
    case 'mongo':
    case 'mongodb':
      return sum(mongoVerdicts(text))
    default:
      return { effect: 'unknown', reasons: [`what this ${language || 'text'} does is not known`] }
  }
}

function sum(verdicts: readonly Verdict[]): ForeignEffect {
  let effect: Effect = 'read-only'
  for (const verdict of verdicts) if (isWorse(verdict.effect, effect)) effect = verdict.effect
  const reasons = verdicts.filter((verdict) => verdict.effect !== 'read-only').map((verdict) => verdict.reason)
  return { effect, reasons: [...new Set(reasons)] }
}

/** What a request does is what its method promises; no server can be asked. */
function requestVerdict(text: string): Verdict {
  const method = /^\s*([A-Z]+)\s/.exec(text)?.[1] ?? ''
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return reads
  if (method === 'DELETE') return destroys('DELETE removes what it names')
  return method === '' ? unsure('the method of the request is not known') : changes(`${method} changes the server`)
}

const READING =
  /^(?:SELECT|SHOW|DESCRIBE|DESC|VALUES|TABLE|HELP|USE|SET|RESET|BEGIN|COMMIT|ROLLBACK|ABORT|START|END|SAVEPOINT|RELEASE|FETCH|DECLARE|CLOSE|DISCARD|LISTEN|UNLISTEN|PRAGMA|LIST|EXIT|QUIT|WITH|EXPLAIN|FROM|PRINT|GO|ASSERT|CHECK|MOVE)\b/
const CHANGING =
  /^(?:INSERT|UPDATE|MERGE|UPSERT|REPLACE|CREATE|ALTER|GRANT|REVOKE|COMMENT|REINDEX|VACUUM|ANALYZE|CLUSTER|REFRESH|CALL|DO|EXECUTE|EXEC|LOCK|UNLOCK|PREPARE|IMPORT|LOAD|RENAME|FLUSH|OPTIMIZE|REPAIR|CHECKPOINT|SECURITY|REASSIGN|ATTACH|DETACH|COPY|NOTIFY|PAUSE|RESUME|RELOAD|ENABLE|DISABLE|SYSTEM|INSTALL|CHANGE|STOP|SUSPEND|RECONNECT|DEALLOCATE|BACKUP|RESTORE|EXPORT|UNLOAD)\b/
const DESTROYING = /^(?:DELETE|DROP|TRUNCATE|KILL|PURGE|SHUTDOWN)\b/

/** Functions that a SELECT can call and that do more than read. */
const ENDING_FUNCTION =
  /\b(pg_terminate_backend|pg_cancel_backend|pg_drop_replication_slot|lo_unlink|pg_wal_replay_pause)\s*\(/i
const CHANGING_FUNCTION =
  /\b(pg_reload_conf|pg_rotate_logfile|pg_switch_wal|pg_switch_xlog|pg_promote|pg_create_\w+|pg_start_backup|pg_stop_backup|pg_backup_start|pg_backup_stop|setval|nextval|set_config|dblink_exec|pg_stat_reset\w*|pg_stat_statements_reset|pg_advisory_lock|pg_wal_replay_resume|pg_replication_slot_advance|lo_create|lo_import|lo_export|pg_write_\w+|pg_copy_\w+|apoc\.\w+)\s*\(/i

/** True for text that begins as a statement of SQL does. */
export function isSqlStatement(text: string): boolean {
  const upper = text
    .trimStart()
    .replace(/^\(+\s*/, '')
    .slice(0, 40)
    .toUpperCase()
  return READING.test(upper) || CHANGING.test(upper) || DESTROYING.test(upper)
}

/** One verdict a statement. `\dt` and other commands of psql that only show are statements that read. */
function sqlVerdicts(text: string): Verdict[] {
  const withoutMeta = text.replace(/^[ \t]*\\[a-zA-Z!+?].*$/gm, (line) => ' '.repeat(line.length))
  const meta = Array.from(text.matchAll(/^[ \t]*\\([a-zA-Z!]+)\+?[ \t]*(.*)$/gm), ([, name, rest]) =>
    metaVerdict(name ?? '', rest ?? ''),
  )
  return [...meta, ...splitSql(withoutMeta).map((statement) => statementVerdict(statement))]
}

function metaVerdict(name: string, rest: string): Verdict {
  if (name === 'copy')
    return /\bfrom\b/i.test(rest) ? changes('\\copy loads rows into a table') : changes('\\copy writes a file')
  if (name === '!') return unsure('\\! runs a shell command')
  if (name === 'i' || name === 'ir' || name === 'include') return unsure('\\i runs the statements of a file')
  if (name === 'o' || name === 'w' || name === 'g')
    return rest.trim() === '' ? reads : changes(`\\${name} writes a file`)
  if (name === 'password') return changes('\\password changes a password')
  return reads
}

function statementVerdict({ bare }: SqlStatement): Verdict {
  const text = bare
    .replace(/"[^"]*"/g, (name) => `"${'x'.repeat(Math.max(0, name.length - 2))}"`)
    .trim()
    .replace(/^\(+\s*/, '')
  const upper = text.toUpperCase()
  const word = /^[A-Z]+/.exec(upper)?.[0] ?? ''
  if (DESTROYING.test(upper)) return destroys(`${word} removes data or ends work`)
  if (word === 'ALTER' && /\bDROP\s+(?:COLUMN|PARTITION|CONSTRAINT)\b/.test(upper))
    return destroys('ALTER … DROP removes a part of a table')
  if (word === 'COPY') return copyVerdict(upper)
  if (word === 'UPDATE' && !/\bWHERE\b/.test(upper)) return changes('UPDATE without WHERE changes every row')
  if (CHANGING.test(upper)) return changes(`${word} changes the database`)
  if (word === 'WITH' || word === 'EXPLAIN') return carriedVerdict(word, upper) ?? selectVerdict(text)
  if (word === 'SET' && /^SET\s+(?:GLOBAL|PERSIST|PASSWORD)\b/.test(upper)) return changes('SET changes the server')
  if (READING.test(upper)) return selectVerdict(text)
  return unsure(word === '' ? 'the statement is not known' : `what ${word} does is not known`)
}

function selectVerdict(text: string): Verdict {
  const ending = ENDING_FUNCTION.exec(text)
  if (ending) return destroys(`${ending[1]} ends the work of others`)
  const changing = CHANGING_FUNCTION.exec(text)
  if (changing) return changes(`${changing[1]} changes the database`)
  return /^SELECT\b[^;]*\bINTO\s+(?:TEMP\w*\s+|UNLOGGED\s+|OUTFILE\s+)?[\w"'.]+/i.test(text) &&
    !/^SELECT\b[^;]*\bINSERT\b/i.test(text)
    ? changes('SELECT INTO makes a table or a file')
    : reads
}

/** `EXPLAIN ANALYZE DELETE …` deletes; so does a DELETE inside WITH. */
function carriedVerdict(word: string, upper: string): Verdict | undefined {
  if (word === 'EXPLAIN' && !/\bANALY[SZ]E\b/.test(upper)) return reads
  const carried = /(?:^|[(\s])(DELETE\s+FROM|TRUNCATE|DROP|INSERT\s+INTO|UPDATE\s+[\w".]+\s+SET|MERGE\s+INTO)\b/.exec(
    upper,
  )?.[1]
  if (carried === undefined) return undefined
  const verb = carried.split(/\s/)[0] as string
  return /^(?:DELETE|TRUNCATE|DROP)/.test(verb)
    ? destroys(`${verb} removes data or ends work`)
    : changes(`${verb} changes the database`)
}

function copyVerdict(upper: string): Verdict {
  if (/\bTO\s+(?:STDOUT|PROGRAM)?/.test(upper) && !/\bFROM\s+(?:STDIN|PROGRAM|')/.test(upper)) {
    return /\bTO\s+STDOUT\b/.test(upper) ? reads : changes('COPY … TO writes a file')
  }
  return changes('COPY … FROM loads rows into a table')
}

const MONGO_DESTROYS = /\.(drop\w*|remove|delete\w*|findOneAndDelete|shutdownServer|killOp|bulkWrite)\s*\(/
const MONGO_CHANGES =
  /\.(insert\w*|update\w*|replaceOne|save|findAndModify|findOneAnd\w+|create\w*|renameCollection|stepDown|add\w*|reconfig|initiate|freeze|set\w*|enable\w*|disable\w*|grant\w*|revoke\w*|move\w*|split\w*|runCommand|adminCommand|compact|reIndex|copyTo)\s*\(/
const MONGO_READS =
  /^(?:show\s+\w+|use\s+[\w-]+|exit|quit\(?\)?|it|help|(?:printjson|print|tojson)\(.*\)|(?:db|rs|sh)\b[\w.]*(?:\.(?:find\w*|count\w*|aggregate|distinct|stats|status|version|conf|config|get\w*|explain|serverStatus|hostInfo|isMaster|hello|currentOp|print\w+|list\w*|validate|dataSize|totalSize|storageSize|isBalancerRunning|pretty|sort|limit)\s*\(.*)?)/

function mongoVerdicts(text: string): Verdict[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map((line) => {
      const destroying = MONGO_DESTROYS.exec(line)?.[1]
      if (destroying) return destroys(`${destroying} removes data or ends work`)
      const changing = MONGO_CHANGES.exec(line)?.[1]
      if (changing) return changes(`${changing} changes the database`)
      return MONGO_READS.test(line) ? reads : unsure('the statement is not known')
    })
}
