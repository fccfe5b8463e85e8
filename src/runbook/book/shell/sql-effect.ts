import type { Verdict } from './risk-rule.ts'
import { changes, destroys, reads, unsure } from './risk-rule.ts'
import { unknownFunction } from './sql-functions.ts'
import type { SqlStatement } from './sql-statements.ts'
import { splitSql } from './sql-statements.ts'

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

/**
 * Executable comments of MySQL, quotes behind a backslash, and comments that only some servers take for comments while a
 * statement or a quote stands in them: where the text is cut then depends on who reads it.
 */
function isReadTwoWays(text: string): boolean {
  if (/\/\*M?!|\\['"`]/.test(text)) return true
  // A string that holds the signs of a comment is a string to everybody.
  return text.split('\n').some((written) => {
    const line = written.replace(/'[^']*'/g, '')
    const at = line.search(/--[^\s-]|#/)
    return at >= 0 && /[;'"`]/.test(line.slice(at))
  })
}

/** One verdict a statement. `\dt` and other commands of psql that only show are statements that read. */
export function sqlVerdicts(text: string): Verdict[] {
  const withoutMeta = text.replace(/^[ \t]*(?:\\[a-zA-Z!+?]|\.[a-z]).*$/gm, (line) => ' '.repeat(line.length))
  const meta = Array.from(text.matchAll(/^[ \t]*\\([a-zA-Z!+?]+)\+?[ \t]*(.*)$/gm), ([, name, rest]) =>
    metaVerdict((name ?? '').replace(/\+$/, ''), rest ?? ''),
  )
  const dots = Array.from(text.matchAll(/^[ \t]*\.([a-z]+)/gm), ([, name]) =>
    SQLITE_READS.has(name ?? '') ? reads : unsure(`.${name} may write files or start commands`),
  )
  const doubtful = isReadTwoWays(text) ? [unsure('holds text that some servers run and others do not')] : []
  return [...doubtful, ...meta, ...dots, ...splitSql(withoutMeta).map((statement) => statementVerdict(statement))]
}

const SQLITE_READS = new Set(
  'tables schema indexes indices databases dbinfo headers header mode show dump width timer quit exit stats nullvalue separator help bail echo'.split(
    ' ',
  ),
)
/** Commands of psql and mysql that show something or set up the session. */
const META_READS =
  /^(?:d\w*|l|list|c|connect|conninfo|x|timing|t|a|f|H|pset|q|quit|z|s[fv]|echo|qecho|warn|h|help|\?|encoding|errverbose|if|elif|else|endif|set|unset|gx?|G|gset|gdesc|crosstabview|watch|r|reset|p|print|u|use|s|status)$/

function metaVerdict(name: string, rest: string): Verdict {
  if (rest.includes('`')) return unsure(`\\${name} runs a shell command`)
  if (/\\(?:!|gexec|o|w|i|g\s*\S)/.test(rest)) return unsure(`what follows \\${name} is not known`)
  if (name === 'copy')
    return /\bfrom\b/i.test(rest) ? changes('\\copy loads rows into a table') : changes('\\copy writes a file')
  if (name === '!') return unsure('\\! runs a shell command')
  if (name === 'i' || name === 'ir' || name === 'include') return unsure('\\i runs the statements of a file')
  if (name === 'o' || name === 'w' || name === 'g' || name === 's')
    return rest.trim() === '' ? reads : changes(`\\${name} writes a file`)
  if (name === 'password') return changes('\\password changes a password')
  if (/^lo_/.test(name)) return changes(`\\${name} changes large objects`)
  return META_READS.test(name) ? reads : unsure(`what \\${name} does is not known`)
}

/** What may end a statement instead of a semicolon. */
const SENDS = /\\(?:gx?|G|gset|gdesc|crosstabview|watch(?:\s+[\d.]+)?)\s*;?\s*$/

function statementVerdict({ bare }: SqlStatement): Verdict {
  if (/\\/.test(bare.replace(SENDS, ''))) return unsure('has a command of the client in it')
  const text = bare
    .replace(SENDS, '')
    .replace(/"[^"]*"/g, (name) => `"${'x'.repeat(Math.max(0, name.length - 2))}"`)
    .trim()
    .replace(/^\(+\s*/, '')
  const upper = text.toUpperCase()
  const word = /^[A-Z]+/.exec(upper)?.[0] ?? ''
  if (DESTROYING.test(upper)) return destroys(`${word} removes data or ends work`)
  if (word === 'ALTER' && /\bDROP\s+(?:COLUMN|PARTITION|CONSTRAINT)\b/.test(upper))
    return destroys('ALTER … DROP removes a part of a table')
  if (word === 'COPY') return copyVerdict(upper, text)
  const special = specialVerdict(word, upper)
  if (special) return special
  if (word === 'UPDATE' && !/\bWHERE\b/.test(upper)) return changes('UPDATE without WHERE changes every row')
  if (CHANGING.test(upper)) return changes(`${word} changes the database`)
  if (word === 'WITH' || word === 'EXPLAIN') return carriedVerdict(word, upper) ?? selectVerdict(text)
  if (READING.test(upper)) return selectVerdict(text)
  return unsure(word === '' ? 'the statement is not known' : `what ${word} does is not known`)
}

/** Words that begin harmless statements and others. */
function specialVerdict(word: string, upper: string): Verdict | undefined {
  switch (word) {
    case 'SET':
      return /^SET\s+(?:@@)?(?:GLOBAL|PERSIST\w*|PASSWORD|DEFAULT\s+ROLE|RESOURCE)\b/.test(upper) ||
        /@@(?:GLOBAL|PERSIST)/.test(upper) ||
        // The console of pgbouncer changes the server with the words that change a session elsewhere.
        /^SET\s+(?:MAX_\w*CONN\w*|MAX_DB_\w+|MAX_USER_\w+|\w*POOL\w*|SERVER_(?!VERSION)\w+|CLIENT_(?!ENCODING|MIN)\w+|QUERY_\w*TIMEOUT|AUTH_\w+|LISTEN_\w+|VERBOSE|LOG_CONNECTIONS|LOG_DISCONNECTIONS)\b/.test(
          upper,
        )
        ? changes('SET changes the server')
        : undefined
    case 'RESET':
      return /^RESET\s+(?:MASTER|SLAVE|REPLICA|BINARY|QUERY|PERSIST)\b/.test(upper)
        ? destroys('RESET removes logs or settings of the server')
        : undefined
    case 'START':
      return /^START\s+TRANSACTION\b/.test(upper) ? undefined : changes('START changes the server')
    case 'BEGIN':
      return /^BEGIN\s*(?:;|$|WORK|TRAN|ISOLATION|READ|NOT|DEFERR|IMMEDIATE|EXCLUSIVE)/.test(upper)
        ? undefined
        : unsure('what the block does is not known')
    case 'DECLARE':
      return /\bCURSOR\b/.test(upper) ? undefined : unsure('what the block does is not known')
    case 'COMMIT':
    case 'ROLLBACK':
      return /\bPREPARED\b/.test(upper) ? changes(`${word} PREPARED ends a transaction`) : undefined
    case 'PRAGMA':
      return /^PRAGMA\s+[\w.]+\s*;?$/.test(upper) && !/OPTIMIZE|CHECKPOINT|VACUUM|SHRINK/.test(upper)
        ? undefined
        : /^PRAGMA\s+(?:\w+_(?:INFO|LIST|XINFO|CHECK)|FOREIGN_KEY_CHECK)\s*\([\w\s"]*\)\s*;?$/.test(upper)
          ? reads
          : changes('PRAGMA changes a setting of the database')
    default:
      return undefined
  }
}

function selectVerdict(text: string): Verdict {
  const ending = ENDING_FUNCTION.exec(text)
  if (ending) return destroys(`${ending[1]} ends the work of others`)
  const changing = CHANGING_FUNCTION.exec(text)
  if (changing) return changes(`${changing[1]} changes the database`)
  if (/\bINTO\s+(?:TEMP\w*\s+|UNLOGGED\s+|OUTFILE\b|DUMPFILE\b|[\w"'.])/i.test(text))
    return changes('SELECT INTO makes a table or a file')
  if (/\bFOR\s+(?:NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b/i.test(text)) return changes('locks the rows it reads')
  const unknown = unknownFunction(text)
  return unknown === undefined ? reads : unsure(`what the function ${unknown} does is not known`)
}

/** `EXPLAIN ANALYZE DELETE …` deletes; so does a DELETE inside WITH. */
function carriedVerdict(word: string, upper: string): Verdict | undefined {
  if (word === 'EXPLAIN' && !/\bANALY[SZ]E\b/.test(upper)) return reads
  if (
    word === 'EXPLAIN' &&
    !/^EXPLAIN\s*(?:\([^()]*\)\s*|(?:ANALY[SZ]E|VERBOSE)\s+)*\(*\s*(?:SELECT|WITH|VALUES|TABLE|DELETE|UPDATE|INSERT|MERGE)\b/.test(
      upper,
    )
  )
    return unsure('what EXPLAIN ANALYZE runs is not known')
  const carried =
    /(?:^|[()\s])(DELETE\s+FROM|TRUNCATE|DROP|INSERT\s+INTO|UPDATE\s+(?:ONLY\s+)?[\w".]+\s+(?:(?:AS\s+)?[\w"]+\s+)?SET|MERGE\s+INTO)\b/.exec(
      upper,
    )?.[1]
  if (carried === undefined) return undefined
  const verb = carried.split(/\s/)[0] as string
  return /^(?:DELETE|TRUNCATE|DROP)/.test(verb)
    ? destroys(`${verb} removes data or ends work`)
    : changes(`${verb} changes the database`)
}

function copyVerdict(upper: string, text: string): Verdict {
  if (/\bTO\s+(?:STDOUT|PROGRAM)?/.test(upper) && !/\bFROM\s+(?:STDIN|PROGRAM|')/.test(upper)) {
    if (!/\bTO\s+STDOUT\b/.test(upper)) return changes('COPY … TO writes a file')
    const copied = /^COPY\s*\(([\s\S]*)\)/i.exec(text)?.[1]
    return copied === undefined ? reads : (carriedVerdict('WITH', copied.toUpperCase()) ?? selectVerdict(copied))
  }
  return changes('COPY … FROM loads rows into a table')
}
