import { readDuration } from '../../../kit/duration.ts'
import type { Block, Document, List, Section, Table } from '../document.ts'
import type { Escalation } from '../page.ts'
import { type ColumnWords, cellText, findColumns, plainCell } from './columns.ts'
import { isEscalationMatrix } from './escalation-matrix.ts'
import { firstLineOf, itemTexts, keyOf, labelledParts, outlineOf } from './outline.ts'
import { readSeverityName } from './severity-name.ts'

type Step = Escalation['steps'][number]

const COLUMNS: ColumnWords<'situation' | 'to' | 'after'> = {
  situation: ['situation', 'condition', 'trigger', 'when', 'scenario', 'criteria'],
  to: ['escalate to', 'escalation', 'contact', 'who', 'notify'],
  after: ['timing', 'after', 'when', 'time', 'within', 'how soon'],
}

/**
 * Who is called next, and when: matrices with a column a stage, lists of situations, and sections on escalation with
 * timed bullets, ordered actions or levels. `severity` names the row, the situation, or the severity of the procedure.
 */
export function readEscalations(document: Document): readonly Escalation[] {
  const outline = outlineOf(document)
  return [
    ...outline.tables.flatMap(({ table }) => fromMatrix(table) ?? fromSituations(table)),
    ...outline.sections.flatMap((section) => (TITLE.test(keyOf(section.title)) ? fromSection(section) : [])),
    ...outline.sections.flatMap(fromLabel),
  ].sort((a, b) => a.line - b.line)
}

function fromMatrix(table: Table): readonly Escalation[] | undefined {
  if (!isEscalationMatrix(table)) return undefined
  return table.rows.flatMap((row) => {
    const severity = cellText(row, 0)
    const steps = table.header.slice(1).flatMap((header, at) => {
      const cell = cellText(row, at + 1)
      return cell ? [stageOf(plainCell(header), cell)] : []
    })
    return severity && steps.length > 0 ? [{ severity, steps, line: row.line }] : []
  })
}

/** `Incident Commander (5 min)` below `Escalation 1`: the cell's own time says more than the column. */
function stageOf(header: string, cell: string): Step {
  const [, who, time] = /^(.*?)\s*\(([^()]{1,40})\)$/.exec(cell) ?? []
  if (who && time && readDuration(time)) return stepOf(time, who)
  return stepOf(header, cell)
}

function fromSituations(table: Table): readonly Escalation[] {
  const { situation, to, after } = findColumns(table, COLUMNS)
  const named = to !== undefined && /^escalat/i.test(table.header[to]!.text)
  if (situation === undefined || to === undefined || !named) return []
  return table.rows.flatMap((row) => {
    const severity = cellText(row, situation)
    const who = cellText(row, to)
    return severity && who ? [{ severity, steps: [stepOf(cellText(row, after), who)], line: row.line }] : []
  })
}

const TITLE =
  /^(?:escalation(?:s| path| procedures?| policy| policies| process| steps?| matrix| levels?| contacts?)?|escalation & .*|when to escalate|how to escalate|escalating)$/
const TIMED =
  /^(?:after|within|immediately|initial response|first response|initial|level \d|tier \d|l\d\b|\d+ ?(?:min|hour|h\b))/

function fromSection(section: Section): readonly Escalation[] {
  const severity = severityOf(section)
  const found = listsOf(section.blocks).flatMap((list) => timed(list, severity))
  const ordered = orderedActions(section.blocks, severity)
  const levels = levelsOf(section, severity)
  return [...found, ...(found.length === 0 && ordered ? [ordered] : []), ...(levels ? [levels] : [])]
}

/** `**Escalation**:` with timed bullets, in a section of any name. */
function fromLabel(section: Section): readonly Escalation[] {
  return labelledParts(section.blocks).flatMap((part) => {
    if (!TITLE.test(part.key)) return []
    return listsOf(part.blocks).flatMap((list) => timed(list, severityOf(section)))
  })
}

const listsOf = (blocks: readonly Block[]) => blocks.filter((block): block is List => block.kind === 'list')

/** `- **After 30 min:** Escalate to Team Lead`, one step each; other bullets of the list are passed over. */
function timed(list: List, severity: string): readonly Escalation[] {
  const steps = list.items.flatMap((item) => {
    const [, when, who] = /^([^:]{2,60}):\s+(\S.*)$/.exec(firstLineOf(item)) ?? []
    return when && who && TIMED.test(when.toLowerCase()) ? [stepOf(when, who)] : []
  })
  return steps.length > 0 ? [{ severity, steps, line: list.line }] : []
}

/** An ordered list says in which order, even if fences between its items cut it into several lists. */
function orderedActions(blocks: readonly Block[], severity: string): Escalation | undefined {
  const items = listsOf(blocks).flatMap((list) => (list.ordered ? list.items : []))
  if (items.length < 2) return undefined
  const steps = items.map((item) => {
    const text = item.labels[0]?.name ?? firstLineOf(item)
    return { after: '', to: text.replace(/:\s*$/, '') }
  })
  return { severity, steps, line: items[0]!.line }
}

const LEVEL = /^(?:level|tier|l)\s?(\d)\s*[:–—-]\s*(\S.*)$/i

/** Headings `Level 1: On-Call Engineer` …; the triggers of one level say when the next is called. */
function levelsOf(section: Section, severity: string): Escalation | undefined {
  const steps: Step[] = []
  let due: number | undefined = 0
  for (const child of section.children) {
    const level = LEVEL.exec(child.title)
    if (!level) continue
    const after = `Level ${level[1]}`
    steps.push({ after, ...(due === undefined ? {} : { afterSeconds: due }), to: level[2]! })
    const triggers = labelledParts(child.blocks).filter(({ key }) => /trigger|escalat/.test(key))
    const texts = triggers.flatMap((part) => [part.value, ...itemTexts(part.blocks)])
    due = texts.map((text) => readDuration(text)?.maxSeconds).find((seconds) => seconds !== undefined)
  }
  return steps.length > 1 ? { severity, steps, line: section.line } : undefined
}

const AT_ONCE = /^(?:initial|first) response$|^immediate|^initial$/i

function stepOf(after: string, who: string): Step {
  const seconds = AT_ONCE.test(after) ? 0 : readDuration(after)?.maxSeconds
  const to = who.replace(/^(?:escalate|page|notify|contact|call|inform)\s+(?:to\s+)?(?:the\s+)?/i, '')
  return { after, ...(seconds === undefined ? {} : { afterSeconds: seconds }), to }
}

/** The severity that the section or one around it declares; empty when none does. */
function severityOf(section: Section): string {
  for (let at: Section | undefined = section; at; at = at.parent) {
    const label = labelledParts(at.blocks).find(({ key }) => key === 'severity')
    if (label) return readSeverityName(label.value)?.written ?? label.value
  }
  return ''
}
