import { readCadence, readDuration } from '../../../kit/duration.ts'
import type { Document, List, ListItem, Section, Table } from '../document.ts'
import type { SeverityLevel, SeverityScale } from '../page.ts'
import { type ColumnWords, cellText, findColumns, plainCell } from './columns.ts'
import { isEscalationMatrix } from './escalation-matrix.ts'
import { itemTexts, keyOf, type LabelledPart, labelledParts, outlineOf } from './outline.ts'
import { readSeverityName, type SeverityName } from './severity-name.ts'

type Draft = { severity: SeverityName; line: number; conditions: string[] } & Pick<
  SeverityLevel,
  'responseSeconds' | 'resolutionSeconds' | 'updateSeconds' | 'responseText'
>
type Field = 'response' | 'resolution' | 'update' | 'condition' | 'other'

const COLUMNS: ColumnWords<'severity' | 'response' | 'resolution' | 'update'> = {
  severity: ['severity', 'severity level', 'priority', 'level', 'sev', 'class', 'incident severity', 'priority level'],
  response: [
    'response time',
    'response',
    'respond within',
    'initial response time',
    'target response',
    'acknowledge',
    'sla',
  ],
  resolution: [
    'resolution time',
    'resolution target',
    'resolution',
    'target resolution',
    'resolve within',
    'time to resolve',
  ],
  update: [
    'update frequency',
    'updates',
    'communication',
    'update cadence',
    'update interval',
    'update every',
    'status updates',
    'communication frequency',
  ],
}
const CONDITION_COLUMNS = new Set(
  'description,definition,examples,example,meaning,impact,criteria,condition,conditions,characteristics,scope'.split(
    ',',
  ),
)

const FIELDS: readonly (readonly [Field, RegExp])[] = [
  [
    'response',
    /^(?:(?:initial |target )?response(?: time| sla| target)?|respond(?: within)?|acknowledge(?:ment)?(?: time| within)?|time to (?:respond|acknowledge)|sla)$/,
  ],
  [
    'resolution',
    /^(?:(?:target )?resolution(?: time| target)?|time to (?:resolve|resolution)|resolve within|fix within)$/,
  ],
  ['update', /^(?:communication(?: frequency)?|(?:status )?updates?(?: frequency| cadence| interval)?)$/],
  [
    'condition',
    /^(?:examples?|definitions?|descriptions?|characteristics?|criteria|conditions?|impact|indicators?|symptoms?)$/,
  ],
  ['other', /^(?:notification|notify|escalation|escalate|owner|who|actions?|required actions?|channel|team|approval)$/],
]

const SCALE_TITLE = /severit|priorit|escalat|classif|triage|criteria|incident levels?/i

/**
 * The severity scales a page defines: as a table, as headings or bold names one below the other, or as a list.
 * A scale has at least two levels with different names; a table that says whom to call is no scale.
 */
export function readSeverities(document: Document): readonly SeverityScale[] {
  const outline = outlineOf(document)
  const scales: (SeverityScale | undefined)[] = [
    ...outline.tables.map(({ table, section }) => scale(fromTable(table) ?? fromMatrix(table), section, table.line)),
    ...outline.sections.map((section) => scale(fromHeadings(section), section, section.line)),
    ...outline.sections.map((section) => fromNames(section)),
    ...outline.lists.map(({ list, section }) => scale(fromList(list, section), section, list.line)),
  ]
  return scales.filter((each) => each !== undefined).sort((a, b) => a.line - b.line)
}

function scale(drafts: readonly Draft[] | undefined, section: Section, line: number): SeverityScale | undefined {
  if (!drafts || drafts.length < 2) return undefined
  const labels = new Set(drafts.map(({ severity }) => severity.label))
  if (labels.size !== drafts.length) return undefined
  const written = drafts[0]!.severity.style
  // Two words alone may rank anything: alerts of one rule, tasks of a plan.
  if (written === 'words' && drafts.length < 3 && !SCALE_TITLE.test(section.title)) return undefined
  const style = written === 'p0' && !labels.has('P0') ? 'p1' : written
  const ranks = rankOf(style, drafts)
  return {
    section: section.title,
    line,
    style,
    levels: drafts.map(({ severity, ...draft }) => ({
      name: severity.written,
      rank: ranks(severity),
      ...(severity.alias === undefined ? {} : { alias: severity.alias }),
      ...draft,
    })),
  }
}

/** Words rank by their order in this scale, so that critical, warning, info are 0, 1, 2. */
function rankOf(style: SeverityScale['style'], drafts: readonly Draft[]): (severity: SeverityName) => number {
  if (style === 'p1') return ({ rank }) => rank - 1
  if (style === 'sev' && drafts.some(({ severity }) => severity.label === 'SEV0'))
    return ({ label }) => Number(label.slice(3))
  if (style !== 'words') return ({ rank }) => rank
  const ranks = [...new Set(drafts.map(({ severity }) => severity.rank))].sort((a, b) => a - b)
  return ({ rank }) => ranks.indexOf(rank)
}

function fromTable(table: Table): Draft[] | undefined {
  const columns = findColumns(table, COLUMNS)
  const conditions = table.header.flatMap((cell, at) => (CONDITION_COLUMNS.has(keyOf(cell.text)) ? [at] : []))
  if (columns.severity !== 0 || isEscalationMatrix(table)) return undefined
  if (conditions.length === 0 && columns.response === undefined && columns.resolution === undefined) return undefined
  const drafts: Draft[] = []
  for (const row of table.rows) {
    const severity = readSeverityName(cellText(row, columns.severity))
    if (!severity) continue
    const draft = newDraft(severity, row.line)
    setField(draft, 'response', cellText(row, columns.response))
    setField(draft, 'resolution', cellText(row, columns.resolution))
    setField(draft, 'update', cellText(row, columns.update))
    for (const at of conditions) addCondition(draft, cellText(row, at))
    drafts.push(draft)
  }
  return drafts.length * 2 > table.rows.length ? drafts : undefined
}

/** A matrix with one column a level: `Factor | Critical | High | Medium | Low`. */
function fromMatrix(table: Table): Draft[] | undefined {
  const names = table.header.map((cell) => readSeverityName(plainCell(cell)))
  if (names[0] || names.filter(Boolean).length < 3 || names.filter(Boolean).length !== names.length - 1)
    return undefined
  const drafts = names.slice(1).map((severity) => newDraft(severity!, table.line))
  for (const row of table.rows) {
    const factor = cellText(row, 0)
    drafts.forEach((draft, at) => {
      const text = cellText(row, at + 1)
      if (text) addCondition(draft, factor ? `${factor}: ${text}` : text)
    })
  }
  return drafts
}

function fromHeadings(section: Section): Draft[] {
  return section.children.flatMap((child) => {
    const severity = readSeverityName(child.title)
    if (!severity) return []
    const draft = newDraft(severity, child.line)
    explain(draft, severity.rest)
    const parts = labelledParts(child.blocks)
    for (const part of parts) takePart(draft, part)
    const labelled = new Set(parts.flatMap((part) => part.blocks))
    for (const block of child.blocks) {
      if (block.kind === 'list' && !labelled.has(block)) for (const item of block.items) takeItem(draft, item)
    }
    return [draft]
  })
}

/** Bold names one below the other in one section, each with its list. */
function fromNames(section: Section): SeverityScale | undefined {
  const drafts: Draft[] = []
  for (const part of labelledParts(section.blocks)) {
    const severity = readSeverityName(part.qualifier ? `${part.name} (${part.qualifier})` : part.name)
    if (!severity) continue
    const draft = newDraft(severity, part.line)
    explain(draft, severity.rest)
    if (part.value) explain(draft, part.value)
    for (const text of itemTexts(part.blocks)) addCondition(draft, text)
    drafts.push(draft)
  }
  return scale(drafts, section, drafts[0]?.line ?? section.line)
}

function fromList(list: List, section: Section): Draft[] | undefined {
  const drafts = list.items.flatMap((item) => {
    const severity = readSeverityName(item.inline.text)
    // A name in a list is a level only where it stands out: bold, code, or a code such as `P1`.
    if (!severity || (item.inline.strong.length === 0 && severity.style === 'words')) return []
    const draft = newDraft(severity, item.line)
    explain(draft, severity.rest)
    for (const text of itemTexts(item.blocks)) addCondition(draft, text)
    return [draft]
  })
  if (drafts.length * 2 <= list.items.length) return undefined
  return drafts.length > 2 || SCALE_TITLE.test(section.title) ? drafts : undefined
}

const newDraft = (severity: SeverityName, line: number): Draft => ({ severity, line, conditions: [] })

function takeItem(draft: Draft, item: ListItem): void {
  const label = item.labels[0]
  const field = label && fieldOf(keyOf(label.name))
  if (!field) addCondition(draft, item.inline.text)
  else if (field === 'condition') {
    addCondition(draft, label.value)
    for (const text of itemTexts(item.blocks)) addCondition(draft, text)
  } else setField(draft, field, label.value)
}

function takePart(draft: Draft, part: LabelledPart): void {
  const field = fieldOf(part.key)
  if (field === 'condition') {
    addCondition(draft, part.value)
    for (const text of itemTexts(part.blocks)) addCondition(draft, text)
  } else if (field) setField(draft, field, part.value)
}

const fieldOf = (key: string): Field | undefined => FIELDS.find(([, pattern]) => pattern.test(key))?.[0]

/** Words behind a name: a bound for the response if they are one, else a condition. */
function explain(draft: Draft, text: string): void {
  if (
    /^(?:action |response |respond |requires? )?(?:time:? )?(?:within|immediate|<)/i.test(text) &&
    draft.responseText === undefined
  ) {
    const behind = /[,;.]\s+(\S.*)/.exec(text)
    setField(draft, 'response', behind ? text.slice(0, behind.index) : text)
    if (behind) addCondition(draft, behind[1]!)
  } else addCondition(draft, text)
}

function addCondition(draft: Draft, text: string): void {
  const plain = text
    .replaceAll('\n', ' ')
    .replace(/^[^\p{L}\p{N}<>"'`$/({[~#.]{1,12}/u, '')
    .trim()
  if (plain) draft.conditions.push(plain)
}

function setField(draft: Draft, field: Field, text: string): void {
  if (!text) return
  const seconds = secondsOf(text)
  if (field === 'response') {
    draft.responseText = text
    if (seconds !== undefined) draft.responseSeconds = seconds
  } else if (field === 'resolution') {
    if (seconds !== undefined) draft.resolutionSeconds = seconds
  } else if (field === 'update') {
    const days = readCadence(text)?.days
    const every = days === undefined ? seconds : Math.round(days * 86_400)
    if (every !== undefined) draft.updateSeconds = every
  }
}

const secondsOf = (text: string) => readDuration(text)?.maxSeconds ?? (/\bimmediate/i.test(text) ? 0 : undefined)
