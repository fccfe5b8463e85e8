import type { Page } from '../page.ts'
import type { LineFinding } from './line-findings.ts'
import { isCode, type NamedLevel, type PlacedScale } from './severity-index.ts'
import { inWords } from './time-words.ts'

/** What is wrong with one scale by itself. */
export function* shapeFindings(
  { file, scale, levels }: PlacedScale,
  scales: readonly PlacedScale[],
  { document }: Page,
): Iterable<LineFinding> {
  const inOrder = [...levels].sort((a, b) => a.level.rank - b.level.rank)
  for (let at = 1; at < inOrder.length; at++) {
    const worse = inOrder[at - 1]!.level
    const better = inOrder[at]!.level
    if (worse.responseSeconds === undefined || better.responseSeconds === undefined || worse.rank === better.rank)
      continue
    if (worse.responseSeconds <= better.responseSeconds) continue
    yield {
      file,
      line: worse.line,
      message: `${worse.name} may wait ${inWords(worse.responseSeconds)}, longer than the less severe ${better.name} (${inWords(better.responseSeconds)})`,
      hint: 'Swap the two times, or the two levels',
    }
  }
  const gap = gapIn(levels)
  if (gap) {
    yield {
      file,
      line: scale.line,
      message: `The scale has no ${gap}, although it has the levels before and after it`,
      hint: 'Add the level, or number the levels without a gap',
      severity: 'warning',
    }
  }
  if (!lacksResponses(levels, scales)) return
  const names = levels.map(({ level }) => level.name).join(', ')
  yield {
    file,
    line: headingLine(scale.line, document),
    message: `No level of this scale (${names}) says how fast to respond`,
    hint: 'Give each level a response time, for example "within 15 minutes"',
    severity: 'warning',
  }
}

function headingLine(line: number, document: Page['document']): number {
  return document.headings.findLast((heading) => heading.line <= line)?.line ?? line
}

function gapIn(levels: readonly NamedLevel[]): string | undefined {
  for (const prefix of ['p', 'sev']) {
    const numbers = levels.flatMap(({ keys }) =>
      keys.filter((key) => key.startsWith(prefix) && isCode(key)).map((key) => Number(key.slice(prefix.length))),
    )
    const sorted = [...new Set(numbers)].sort((a, b) => a - b)
    if (sorted.length < 3) continue
    for (let at = 1; at < sorted.length; at++)
      if (sorted[at]! > sorted[at - 1]! + 1) return `${prefix.toUpperCase()}${sorted[at - 1]! + 1}`
  }
  return undefined
}

/** A scale of incidents without times, where no other scale of the repository gives times to the same names. */
function lacksResponses(levels: readonly NamedLevel[], scales: readonly PlacedScale[]): boolean {
  const [first] = levels
  if (levels.length < 3 || !first || levels.some(({ level }) => level.responseText !== undefined)) return false
  if (first.scale.style === 'words' && !/severit|incident/i.test(first.scale.section)) return false
  const timed = new Set(
    scales.flatMap((each) => each.levels.flatMap(({ keys, level }) => (level.responseText === undefined ? [] : keys))),
  )
  return !levels.some(({ keys }) => keys.some((key) => timed.has(key)))
}
