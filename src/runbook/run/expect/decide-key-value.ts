import { findWord } from './find-literal.ts'
import { failed, passed, quoted, unverified, type Verdict } from './verdict.ts'

/** At most this many mentions of one key are looked at. */
const MENTIONS = 200

/**
 * `state="ready", provider="redis"`: each key has its value, in whatever notation the output has them: `state=ready`,
 * `"state": "ready"`, `state: ready`, or a table cell behind the key.
 */
export function decideKeyValue(values: readonly string[], text: string): Verdict {
  const findings = values.map((pair) => {
    const equals = pair.indexOf('=')
    return findPair(text, pair.slice(0, equals), pair.slice(equals + 1))
  })
  const wrong = findings.find(({ verdict }) => verdict === 'failed')
  if (wrong) return wrong
  const open = findings.find(({ verdict }) => verdict === 'unverified')
  return open ?? passed(findings.map(({ reason }) => reason).join(', '))
}

function findPair(text: string, name: string, wanted: string): Verdict {
  const seen = valuesOf(text, name)
  const key = /^[\w.-]{1,60}$/.test(name) ? name : quoted(name)
  if (seen.length === 0) {
    if (findWord(text, wanted) >= 0)
      return unverified(`expected ${key} ${quoted(wanted)}; the output has the value, but no ${quoted(name)}`)
    return failed(`expected ${key} ${quoted(wanted)}, saw no ${quoted(name)}`)
  }
  if (seen.every((value) => value === wanted)) return passed(`${key} is ${quoted(wanted)}`)
  const others = [...new Set(seen.filter((value) => value !== wanted))].slice(0, 3).map(quoted).join(', ')
  if (!seen.includes(wanted)) return failed(`expected ${key} ${quoted(wanted)}, saw ${others}`)
  return unverified(`expected ${key} ${quoted(wanted)}; the output has it, and ${key} ${others} too`)
}

const ASSIGNED =
  /["'`]?\s{0,20}(?:=>|:=|==?|:)\s{0,20}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'|`([^`\n]{0,500})`|([^\s,;{}()[\]"'`]{1,500}))/uy
const BEHIND = /[ \t|]{1,40}([^\s|,;]{1,500})/uy

function valuesOf(text: string, key: string): readonly string[] {
  const assigned: string[] = []
  const behind: string[] = []
  let mentions = 0
  for (let at = findWord(text, key); at >= 0 && mentions < MENTIONS; at = findWord(text, key, at + key.length)) {
    mentions++
    ASSIGNED.lastIndex = at + key.length
    const match = ASSIGNED.exec(text)
    const value = match?.slice(1).find((group) => group !== undefined)
    if (value !== undefined) {
      assigned.push(value)
      continue
    }
    BEHIND.lastIndex = at + key.length
    const cell = BEHIND.exec(text)?.[1]
    if (cell !== undefined) behind.push(cell)
  }
  return assigned.length > 0 ? assigned : behind
}
