import type { LineFinding } from './line-findings.ts'
import type { RuleContext } from './rule.ts'
import { canonicalKey, isCode, type NamedLevel, type PlacedScale, sameResponse } from './severity-index.ts'
import { inWords } from './time-words.ts'

/** Levels of the same name in two scales, and scales that count from different numbers. */
export function* contradictions(scales: readonly PlacedScale[], { settings }: RuleContext): Iterable<LineFinding> {
  const first = new Map<string, NamedLevel>()
  for (const { levels, scale } of scales) {
    const seen = new Set<string>()
    for (const named of levels) {
      const keys = named.keys
        .filter((key) => isCode(key) || scale.style === 'words')
        .map((key) => canonicalKey(key, settings.severityAliases))
      const key = keys.find((each) => first.has(each))
      const other = key === undefined ? undefined : first.get(key)
      if (key !== undefined && other && other.scale !== scale && comparable(other, named))
        yield contradiction(key, named, other)
      for (const each of keys) if (named.level.responseSeconds !== undefined) seen.add(each)
    }
    for (const named of levels)
      for (const key of named.keys) if (seen.has(key) && !first.has(key)) first.set(key, named)
  }
  yield* mixedStyles(scales, settings.severityAliases)
}

/** Words mean the same only between scales of words; codes only between scales that count from the same number. */
function comparable(a: NamedLevel, b: NamedLevel): boolean {
  const { responseSeconds: one } = a.level
  const { responseSeconds: two } = b.level
  if (one === undefined || two === undefined || sameResponse(one, two)) return false
  return countsFrom(a.scale) === countsFrom(b.scale)
}

const countsFrom = ({ style, levels }: PlacedScale['scale']) =>
  style === 'p0'
    ? 'p0'
    : style === 'p1' || levels.some(({ name, alias }) => /\bP4\b/.test(`${name} ${alias ?? ''}`))
      ? 'p1'
      : style

function contradiction(key: string, named: NamedLevel, other: NamedLevel): LineFinding {
  const label = isCode(key) ? key.toUpperCase() : key
  const where = other.file === named.file ? `line ${other.level.line}` : `\`${other.file}\` (line ${other.level.line})`
  return {
    file: named.file,
    line: named.level.line,
    message: `${label} asks for a response within ${inWords(named.level.responseSeconds!)} here, but within ${inWords(other.level.responseSeconds!)} in ${where}`,
    hint: 'Decide which is right, keep it in one page and link to it from the others',
  }
}

function* mixedStyles(
  scales: readonly PlacedScale[],
  aliases: RuleContext['settings']['severityAliases'],
): Iterable<LineFinding> {
  if (Object.keys(aliases).length > 0) return
  const zero = scales.find(({ scale }) => countsFrom(scale) === 'p0')
  const one = scales.find(({ scale }) => countsFrom(scale) === 'p1')
  if (!zero || !one) return
  yield {
    file: one.file,
    line: one.scale.line,
    message: `This scale counts from P1, the one in \`${zero.file}\` (line ${zero.scale.line}) from P0: "P1" means two different things in one repository`,
    hint: 'Use one scale, or map one to the other under severityAliases in opsbook.yaml',
  }
}
