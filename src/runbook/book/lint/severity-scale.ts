import type { Page } from '../page.ts'
import { page, spanOfLines } from './place.ts'
import type { Finding, Rule, RuleContext } from './rule.ts'
import {
  canonicalKey,
  isCode,
  type NamedLevel,
  type PlacedScale,
  sameResponse,
  severityScales,
} from './severity-index.ts'
import { rowSeverities, type SeverityUse, sectionSeverities, updateCadences } from './severity-uses.ts'
import { everyWords, inWords } from './time-words.ts'

/** One scale of severities for all pages, with response times that agree. */
export const severityScale: Rule = {
  id: 'RB410',
  name: 'severity-scale',
  summary: 'Severity scales agree with each other and with what runbooks and tables say of single incidents.',
  why:
    'Two pages that demand different response times for the same severity mean that one of them is wrong, and nobody ' +
    'knows which when it counts. Mixed scales (P0 to P3 here, P1 to P4 there) make "P1" ambiguous in the very ' +
    'message that should be clear. Scales that are mixed on purpose can be mapped with `severityAliases`.',
  severity: 'error',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'Two pages, two response times',
      file: 'docs/runbooks/incidents.md',
      bad: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes | ⟵',
        '| P1 | 1 hour |',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 15 minutes |',
        '| P1 | 1 hour |',
      ),
      files: {
        'docs/README.md': page(
          '# Operations',
          '',
          '| Severity | Response Time |',
          '| --- | --- |',
          '| P0 | 15 minutes |',
          '| P1 | 1 hour |',
        ),
      },
    },
    {
      title: 'No response times at all',
      bad: page(
        '# Incidents',
        '',
        '## Severity levels ⟵',
        '',
        '- **P0**: everything is down',
        '- **P1**: a part is down',
        '- **P2**: it is slow',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '| P2 | 1 day |',
      ),
    },
    {
      title: 'A runbook against the scale',
      bad: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '',
        '## Memory',
        '',
        '**Severity**: P0',
        '**Response Time**: 10 minutes ⟵',
      ),
      good: page(
        '# Incidents',
        '',
        '| Severity | Response Time |',
        '| --- | --- |',
        '| P0 | 5 minutes |',
        '| P1 | 1 hour |',
        '',
        '## Memory',
        '',
        '**Severity**: P0',
        '**Response Time**: 5 minutes',
      ),
    },
  ],
  *repository(repository, context) {
    const scales = severityScales(repository)
    yield* acrossPages(scales, context)
    const pages = new Map(repository.pages.map((each) => [each.file, each]))
    for (const placed of scales) yield* withinScale(placed, scales, pages.get(placed.file)!)
    for (const each of repository.pages) if (each.kind !== 'template') yield* againstScale(each, scales)
  },
}

const lineSpan = (line: number) => ({ line, column: 1, endLine: line, endColumn: 1 })

/** Levels of the same name in two scales, and scales that count from different numbers. */
function* acrossPages(scales: readonly PlacedScale[], { settings }: RuleContext): Iterable<Finding> {
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

function contradiction(key: string, named: NamedLevel, other: NamedLevel): Finding {
  const label = isCode(key) ? key.toUpperCase() : key
  const where = other.file === named.file ? `line ${other.level.line}` : `\`${other.file}\` (line ${other.level.line})`
  return {
    file: named.file,
    span: lineSpan(named.level.line),
    message: `${label} asks for a response within ${inWords(named.level.responseSeconds!)} here, but within ${inWords(other.level.responseSeconds!)} in ${where}`,
    hint: 'Decide which is right, keep it in one page and link to it from the others',
  }
}

function* mixedStyles(
  scales: readonly PlacedScale[],
  aliases: RuleContext['settings']['severityAliases'],
): Iterable<Finding> {
  if (Object.keys(aliases).length > 0) return
  const zero = scales.find(({ scale }) => countsFrom(scale) === 'p0')
  const one = scales.find(({ scale }) => countsFrom(scale) === 'p1')
  if (!zero || !one) return
  yield {
    file: one.file,
    span: lineSpan(one.scale.line),
    message: `This scale counts from P1, the one in \`${zero.file}\` (line ${zero.scale.line}) from P0: "P1" means two different things in one repository`,
    hint: 'Use one scale, or map one to the other under severityAliases in opsbook.yaml',
  }
}

/** What is wrong with one scale by itself. */
function* withinScale(
  { file, scale, levels }: PlacedScale,
  scales: readonly PlacedScale[],
  { document }: Page,
): Iterable<Finding> {
  const inOrder = [...levels].sort((a, b) => a.level.rank - b.level.rank)
  for (let at = 1; at < inOrder.length; at++) {
    const worse = inOrder[at - 1]!.level
    const better = inOrder[at]!.level
    if (worse.responseSeconds === undefined || better.responseSeconds === undefined || worse.rank === better.rank)
      continue
    if (worse.responseSeconds <= better.responseSeconds) continue
    yield {
      file,
      span: lineSpan(worse.line),
      message: `${worse.name} may wait ${inWords(worse.responseSeconds)}, longer than the less severe ${better.name} (${inWords(better.responseSeconds)})`,
      hint: 'Swap the two times, or the two levels',
    }
  }
  const gap = gapIn(levels)
  if (gap) {
    yield {
      file,
      span: lineSpan(scale.line),
      message: `The scale has no ${gap}, although it has the levels before and after it`,
      hint: 'Add the level, or number the levels without a gap',
      severity: 'warning',
    }
  }
  if (!lacksResponses(levels, scales)) return
  const names = levels.map(({ level }) => level.name).join(', ')
  yield {
    file,
    span: spanOfLines(document, headingLine(scale.line, document)),
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

/** What sections and rows of one page say, against the scale of that page or the only one of the repository. */
function* againstScale(page: Page, scales: readonly PlacedScale[]): Iterable<Finding> {
  const own = scales.filter(({ file }) => file === page.file)
  const timed = (own.length > 0 ? own : scales).filter(({ levels }) =>
    levels.some(({ level }) => level.responseSeconds !== undefined),
  )
  const scale = timed.length === 1 ? timed[0] : undefined
  const sections = sectionSeverities(page)
  const rows = rowSeverities(page)
  if (scale) {
    for (const use of [...sections, ...rows]) yield* useFindings(page, use, scale)
    yield* cadenceFindings(page, scale)
  }
  for (const row of rows) yield* rowFindings(page, row, { sections, scale })
}

/** The level a use names: by its code, or by its word where the scale gives words to its levels. */
function levelOf({ keys }: SeverityUse, { levels }: PlacedScale): NamedLevel | undefined {
  return levels.find((level) => level.keys.some((key) => keys.includes(key)))
}

function* useFindings(page: Page, use: SeverityUse, scale: PlacedScale): Iterable<Finding> {
  const named = levelOf(use, scale)
  const place =
    scale.file === page.file
      ? `line ${named?.level.line ?? scale.scale.line}`
      : `\`${scale.file}\` (line ${named?.level.line ?? scale.scale.line})`
  if (!named) {
    const code = use.keys.find(isCode)
    if (code === undefined || !scale.levels.some(({ keys }) => keys.some((key) => isCode(key) && key[0] === code[0])))
      return
    yield {
      file: page.file,
      span: lineSpan(use.line),
      message: `"${use.subject}" is ${code.toUpperCase()}, a severity that the scale in ${place} does not have`,
      hint: 'Use a level of the scale, or add this one to it',
    }
    return
  }
  const demanded = named.level.responseSeconds
  if (demanded === undefined || use.responseSeconds === undefined || sameResponse(demanded, use.responseSeconds)) return
  yield {
    file: page.file,
    span: lineSpan(use.line),
    message: `"${use.subject}" is ${named.level.name} with a response within ${inWords(use.responseSeconds)}; the scale (${place}) asks for ${inWords(demanded)}`,
    hint: 'Give it the time of its severity, or the severity of its time',
  }
}

/** A row and the section it links to call the same thing differently severe. */
function* rowFindings(
  page: Page,
  row: SeverityUse,
  { sections, scale }: { sections: ReturnType<typeof sectionSeverities>; scale: PlacedScale | undefined },
): Iterable<Finding> {
  const target = sections.find(({ section }) => section === row.section)
  if (!target || target.keys.some((key) => row.keys.includes(key))) return
  const level = scale && levelOf(row, scale)
  // Without a scale that joins words and codes, "Critical" and "P0" may be the same.
  if (!level?.keys.some(isCode) && !(row.keys.some(isCode) && target.keys.some(isCode))) return
  if (level?.keys.some((key) => target.keys.includes(key))) return
  yield {
    file: page.file,
    span: lineSpan(row.line),
    message: `"${row.subject}" is ${row.text} here, but its section "${target.subject}" (line ${target.line}) says ${target.text}`,
    hint: 'Decide which is right and make both say it',
  }
}

/** "Update every 30 minutes (P1)" against "hourly updates" in the scale. */
function* cadenceFindings(page: Page, scale: PlacedScale): Iterable<Finding> {
  for (const { key, seconds, text, line } of updateCadences(page)) {
    const named = scale.levels.find(({ keys }) => keys.includes(key))
    const demanded = named?.level.updateSeconds
    if (demanded === undefined || demanded === seconds) continue
    yield {
      file: page.file,
      span: lineSpan(line),
      message: `${key.toUpperCase()} gets news ${everyWords(seconds)} here ("${text}"), but ${everyWords(demanded)} in the scale (line ${named!.level.line})`,
      hint: 'Decide how often people are informed and say it once',
    }
  }
}
