import type { ForeignContext, ForeignRun } from '../foreign-line.ts'
import { bracketBalance } from './foreign-query.ts'

const YAML_KEY = /^(\s*)(?:- )?(?:"[^"]+"|'[^']+'|[A-Za-z_][\w./-]*):(?:\s+\S.*|\s*)$/
const YAML_ITEM = /^\s*-\s+\S/
const TREE = /[├└]─|^\s*│/
const INI_HEAD = /^\[{1,2}[A-Za-z][\w .:"'/-]*\]{1,2}$/
const SETTING = /^\s*[A-Za-z_][\w.-]*\s*=\s*\S?.*$/
const SPACED_SETTING = /^\s*[A-Za-z_][\w.-]*\s+=\s+[\w./:@%+-]+(?:\s*[,;]\s*[\w./:@%+-]+)*\s*(?:#.*)?$/
const PLAIN_ASSIGNMENT = /^\s*[A-Za-z_][\w.-]*=(?:"[^"$`]*"|'[^']*'|[^\s$`|&;<>()]*)\s*(?:#.*)?$/
const CRON =
  /^(?:@(?:reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)\s+\S|(?:[\d*][\d*,/-]*\s+){4}(?:[\d*][\d*,/-]*|[A-Za-z]{3}(?:-[A-Za-z]{3})?)\s+\S)/
/** A line of `fstab`, and one of the access rules of PostgreSQL. */
const MOUNT =
  /^\S+\s+(?:\/\S*|none|swap)\s+(?:ext[234]|xfs|btrfs|zfs|nfs4?|cifs|vfat|tmpfs|swap|auto)\s+\S+(?:\s+\d\s+\d)?$/
const ACCESS =
  /^(?:local|host(?:no)?(?:ssl|gssenc)?)\s+\S+\s+\S+\s+(?:\S+\s+){0,2}(?:md5|trust|scram-sha-256|peer|reject|cert|ident|password|ldap)$/
/** `ActiveState=active`, `MemoryMax=4G`: names of variables are not written so, keys of systemd are. */
const UNIT_KEY = /^[A-Z][a-z]+(?:[A-Z]+[a-z]*)*$/
const EDITS =
  /\b(?:add|adds|append|set|edit|update|change|insert|put|configure|configuration|in|to)\b.*(?::\s*$|\.(?:env|conf|ini|toml|service|timer|cfg|cnf|properties|ya?ml|rc)\b|\bsection\b)|\.(?:env|conf|ini|toml|service|cfg|cnf|properties)\b/i

/** Fragments of files: YAML, JSON, INI, environment files, tables of cron, trees, blocks in braces. */
export function readBlock(lines: readonly string[], from: number, context: ForeignContext): ForeignRun | undefined {
  const line = lines[from] ?? ''
  const trimmed = line.trim()
  if (isTreeStart(lines, from)) return { language: 'tree', end: runWhile(lines, from + 1, (next) => TREE.test(next)) }
  const json = endOfJson(lines, from)
  if (json !== undefined) return { language: 'json', end: json }
  if (CRON.test(trimmed)) return { language: 'cron', end: from + 1 }
  if (isIniHead(lines, from))
    return { language: 'ini', end: runWhile(lines, from + 1, (next) => SETTING.test(next) || /^\s*[#;]/.test(next)) }
  if (isSetting(line, context)) return { language: 'ini', end: from + 1 }
  if (MOUNT.test(trimmed) || ACCESS.test(trimmed)) return { language: 'conf', end: from + 1 }
  const yaml = endOfYaml(lines, from)
  if (yaml !== undefined) return { language: 'yaml', end: yaml }
  const braces = endOfBraces(lines, from)
  if (braces !== undefined) return { language: 'conf', end: braces }
  if (/^(?:@@ -\d|diff --git |--- a\/|\+\+\+ b\/)/.test(line))
    return { language: 'diff', end: endOfParagraph(lines, from) }
  return undefined
}

/** `app/` above branches, or a branch itself. */
function isTreeStart(lines: readonly string[], from: number): boolean {
  const line = lines[from] ?? ''
  return TREE.test(line) || (/^\s*(?:[\w.~/-]+\/|\.)\s*(?:#.*)?$/.test(line) && TREE.test(lines[from + 1] ?? ''))
}

/** A line of JSON, or `{` or `[` over lines of JSON up to the bracket that closes it. */
function endOfJson(lines: readonly string[], from: number): number | undefined {
  const first = (lines[from] ?? '').trim()
  if (/^(?:\{\s*["}]|\[\s*[{"\]])/.test(first) && first.length > 1 && isJson(first)) return from + 1
  const opens = /^[{[]$/.test(first) || /^(?:\{\s*"[^"]*"\s*:|\[\s*\{)/.test(first)
  if (!opens) return undefined
  if (first.length === 1 && !/^\s*(?:"|[{[}\]]|\.\.\.|\/\/)/.test(lines[from + 1] ?? '')) return undefined
  let depth = 0
  for (let index = from; index < lines.length; index++) {
    depth += bracketBalance(lines[index] ?? '')
    if (depth <= 0) return index + 1
  }
  return lines.length
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `[Service]` with settings below it, or alone. `[[ -f x ]]` and `[ -f x ]` have blanks inside their brackets. */
function isIniHead(lines: readonly string[], from: number): boolean {
  const line = (lines[from] ?? '').trim()
  if (!INI_HEAD.test(line)) return false
  const next = (lines[from + 1] ?? '').trim()
  return next === '' || /^[#;]/.test(next) || SETTING.test(next)
}

/**
 * `RATE_LIMIT=100` is shell unless something says that it goes into a file: the comment above ("Add to .env:"), the
 * words before the fence, or a key no shell variable would have. `key = value` is none for a shell in any case.
 */
function isSetting(line: string, { comment, label, read }: ForeignContext): boolean {
  if (SPACED_SETTING.test(line)) return true
  if (!PLAIN_ASSIGNMENT.test(line)) return false
  const key = /^\s*([A-Za-z_][\w.-]*)=/.exec(line)?.[1] ?? ''
  if (/[.-]/.test(key)) return true
  if (read?.has(key)) return false
  return (
    UNIT_KEY.test(key) ||
    (comment !== undefined && EDITS.test(comment.slice(0, 300))) ||
    (label !== undefined && /\.(?:env|conf|ini|toml|service|cfg|cnf|properties)\b/i.test(label))
  )
}

/** A key with a colon behind it can be no command; a list below such a key belongs to it. */
function endOfYaml(lines: readonly string[], from: number): number | undefined {
  const line = lines[from] ?? ''
  const indented = /^(\s*)/.exec(line)?.[1]?.length ?? 0
  if (!isYamlStart(lines, from)) return undefined
  let end = from + 1
  let pending = end
  while (pending < lines.length) {
    const next = lines[pending] ?? ''
    const depth = /^(\s*)/.exec(next)?.[1]?.length ?? 0
    if (next.trim() === '') {
      pending++
      continue
    }
    const belongs =
      depth > indented || (pending === end && (YAML_KEY.test(next) || YAML_ITEM.test(next)) && isYamlLine(next))
    if (!belongs) break
    end = pending + 1
    pending = end
  }
  return end
}

function isYamlStart(lines: readonly string[], from: number): boolean {
  const line = lines[from] ?? ''
  const next = lines[from + 1] ?? ''
  if (/^---\s*$/.test(line)) return YAML_KEY.test(next)
  if (YAML_ITEM.test(line)) return /^\s*-\s+(?:[\w./-]+:(?:\s|$)|"[^"]*"\s*(?:#.*)?$|'[^']*'\s*(?:#.*)?$|\{)/.test(line)
  if (!YAML_KEY.test(line) || !isYamlLine(line)) return false
  if (/:\s*$/.test(line)) return /^[\s]*[a-z_]/.test(line) || YAML_KEY.test(next) || YAML_ITEM.test(next)
  return /^\s*["'a-z_]/.test(line)
}

/** A message of a program reads `name: words that say what failed`; that is output, not a key. */
function isYamlLine(line: string): boolean {
  if (/:\s.*\b(?:not found|denied|failed|refused|cannot|can't|No such|unable|invalid|timed out|error)\b/.test(line))
    return false
  return !/^\s*[a-z]+:\s+(?:line\s)?\d+:|^\s*(?:https?|error|warning|fatal|note|info|debug|panic|usage|hint|remote|curl|bash|sh|psql|pg_dump|git|ssh|sudo|signal|[\w.$]*(?:Error|Exception)):/i.test(
    line,
  )
}

/** `name {` over indented lines up to a `}` of its own: logrotate, nginx, AppArmor, HCL. A shell would trip over the end. */
function endOfBraces(lines: readonly string[], from: number): number | undefined {
  const line = lines[from] ?? ''
  if (
    !/^[^\s#][^|&;`$]*\s\{\s*$/.test(line) ||
    /\(\s*\)\s*\{|^(?:func|function|class|type|public|if|for|while|until|do|then|time)\b|^\{|=>/.test(line)
  )
    return undefined
  for (let index = from + 1; index < lines.length; index++) {
    const next = lines[index] ?? ''
    if (/^\}/.test(next)) return index + 1
    if (next.trim() !== '' && /^\S/.test(next) && !next.startsWith('#')) return undefined
  }
  return undefined
}

function endOfParagraph(lines: readonly string[], from: number): number {
  return runWhile(lines, from + 1, (next) => next.trim() !== '')
}

function runWhile(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from
  while (end < lines.length && belongs(lines[end] ?? '')) end++
  return end
}
