import type { Page } from '../page.ts'
import type { LineFinding } from './line-findings.ts'
import { isCode, type NamedLevel, type PlacedScale, sameResponse } from './severity-index.ts'
import { rowSeverities, type SeverityUse, sectionSeverities, updateCadences } from './severity-uses.ts'
import { everyWords, inWords } from './time-words.ts'

/** What sections and rows of one page say, against the scale of that page or the only one of the repository. */
export function* useFindings(page: Page, scales: readonly PlacedScale[]): Iterable<LineFinding> {
  const own = scales.filter(({ file }) => file === page.file)
  const timed = (own.length > 0 ? own : scales).filter(({ levels }) =>
    levels.some(({ level }) => level.responseSeconds !== undefined),
  )
  const scale = timed.length === 1 ? timed[0] : undefined
  const sections = sectionSeverities(page)
  const rows = rowSeverities(page)
  if (scale) {
    for (const use of [...sections, ...rows]) yield* againstLevel(page, use, scale)
    yield* cadenceFindings(page, scale)
  }
  for (const row of rows) yield* rowFindings(page, row, { sections, scale })
}

/** The level a use names: by its code, or by its word where the scale gives words to its levels. */
function levelOf({ keys }: SeverityUse, { levels }: PlacedScale): NamedLevel | undefined {
  return levels.find((level) => level.keys.some((key) => keys.includes(key)))
}

function* againstLevel(page: Page, use: SeverityUse, scale: PlacedScale): Iterable<LineFinding> {
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
      line: use.line,
      message: `"${use.subject}" is ${code.toUpperCase()}, a severity that the scale in ${place} does not have`,
      hint: 'Use a level of the scale, or add this one to it',
    }
    return
  }
  const demanded = named.level.responseSeconds
  if (demanded === undefined || use.responseSeconds === undefined || sameResponse(demanded, use.responseSeconds)) return
  yield {
    file: page.file,
    line: use.line,
    message: `"${use.subject}" is ${named.level.name} with a response within ${inWords(use.responseSeconds)}; the scale (${place}) asks for ${inWords(demanded)}`,
    hint: 'Give it the time of its severity, or the severity of its time',
  }
}

/** A row and the section it links to call the same thing differently severe. */
function* rowFindings(
  page: Page,
  row: SeverityUse,
  { sections, scale }: { sections: ReturnType<typeof sectionSeverities>; scale: PlacedScale | undefined },
): Iterable<LineFinding> {
  const target = sections.find(({ section }) => section === row.section)
  if (!target || target.keys.some((key) => row.keys.includes(key))) return
  const level = scale && levelOf(row, scale)
  // Without a scale that joins words and codes, "Critical" and "P0" may be the same.
  if (!level?.keys.some(isCode) && !(row.keys.some(isCode) && target.keys.some(isCode))) return
  if (level?.keys.some((key) => target.keys.includes(key))) return
  yield {
    file: page.file,
    line: row.line,
    message: `"${row.subject}" is ${row.text} here, but its section "${target.subject}" (line ${target.line}) says ${target.text}`,
    hint: 'Decide which is right and make both say it',
  }
}

/** "Update every 30 minutes (P1)" against "hourly updates" in the scale. */
function* cadenceFindings(page: Page, scale: PlacedScale): Iterable<LineFinding> {
  for (const { key, seconds, text, line } of updateCadences(page)) {
    const named = scale.levels.find(({ keys }) => keys.includes(key))
    const demanded = named?.level.updateSeconds
    if (demanded === undefined || demanded === seconds) continue
    yield {
      file: page.file,
      line,
      message: `${key.toUpperCase()} gets news ${everyWords(seconds)} here ("${text}"), but ${everyWords(demanded)} in the scale (line ${named!.level.line})`,
      hint: 'Decide how often people are informed and say it once',
    }
  }
}
