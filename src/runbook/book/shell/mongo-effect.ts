import type { Verdict } from './risk-rule.ts'
import { changes, destroys, reads, unsure } from './risk-rule.ts'

const DESTROYS = /\.(drop\w*|remove|delete\w*|findOneAndDelete|shutdownServer|killOp|bulkWrite)\s*\(/
const CHANGES =
  /\.(insert\w*|update\w*|replaceOne|save|findAndModify|findOneAnd\w+|create\w*|renameCollection|stepDown|add\w*|reconfig|initiate|freeze|set\w*|enable\w*|disable\w*|grant\w*|revoke\w*|move\w*|split\w*|runCommand|adminCommand|compact|reIndex|copyTo)\s*\(/
const STARTS = /^(?:show\s+\w+|use\s+[\w-]+|exit|quit|it|help|(?:db|rs|sh)\b|(?:printjson|print|tojson)\s*\()/
/** Every function of a line must be one of these. */
const READS = new Set(
  (
    'find findOne count countDocuments estimatedDocumentCount aggregate distinct stats status version conf config explain serverStatus hostInfo isMaster hello ' +
    'currentOp validate dataSize totalSize storageSize isBalancerRunning pretty sort limit skip size itcount toArray hasNext next projection hint ' +
    'getCollection getCollectionNames getCollectionInfos getSiblingDB getMongo getName getIndexes getIndexKeys getReplicationInfo getSecondaryReplicationInfo getUsers getUser ' +
    'getRoles getRole getProfilingStatus getProfilingLevel getShardDistribution getBalancerState getLogComponents getParameter printReplicationInfo printSecondaryReplicationInfo ' +
    'printSlaveReplicationInfo printShardingStatus printCollectionStats listDatabases listCommands listShards printjson print tojson quit exit ISODate ObjectId ' +
    'Date NumberLong NumberInt maxTimeMS readPref comment latencyStats'
  ).split(' '),
)

/** One verdict a statement. */
export function mongoVerdicts(text: string): Verdict[] {
  return text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map(statementVerdict)
}

function statementVerdict(line: string): Verdict {
  const destroying = DESTROYS.exec(line)?.[1]
  if (destroying) return destroys(`${destroying} removes data or ends work`)
  const changing = CHANGES.exec(line)?.[1]
  if (changing) return changes(`${changing} changes the database`)
  const calls = Array.from(line.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g), ([, name]) => name as string)
  const open = /=>|\bfunction\b|\$(?:out|merge|where|function|accumulator)\b|(?<![=!<>$])=(?!=)|\]\s*\(|`/.test(line)
  return STARTS.test(line) && !open && calls.every((name) => READS.has(name))
    ? reads
    : unsure('the statement is not known')
}
