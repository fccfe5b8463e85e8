import type { Document, Section, Table } from '../document.ts'
import type { Quantity, Threshold } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { readDirection } from './judge.ts'
import { type LabelledPart, labelledParts, outlineOf } from './outline.ts'
import { readQuantity } from './quantity.ts'

type Limit = 'target' | 'warning' | 'critical' | 'alertIf'
const LIMITS: readonly Limit[] = ['target', 'warning', 'critical', 'alertIf']

const COLUMNS: ColumnWords<'metric' | Limit> = {
  metric: ['metric', 'resource', 'indicator', 'signal', 'kpi', 'sli', 'measure', 'measurement', 'check'],
  warning: ['warning', 'warn', 'warning threshold', 'warning at'],
  critical: ['critical', 'crit', 'critical threshold', 'critical at', 'error threshold'],
  alertIf: ['alert if', 'alert when', 'alert at', 'alert threshold', 'alert on', 'threshold', 'alert'],
  target: ['target', 'normal', 'goal', 'healthy', 'ok', 'good', 'normal range', 'expected', 'baseline'],
}

/** Labels of a section about one metric; two of them make it one. */
const LABELS: readonly (readonly [Limit | 'metric' | 'other', RegExp])[] = [
  ['metric', /^metrics?(?: name)?$/],
  ['target', /^(?:target|normal|goal|normal range|healthy)$/],
  ['alertIf', /^alert(?: if| when| at| threshold| condition)$/],
  ['warning', /^warning(?: threshold| if| at)?$/],
  ['critical', /^critical(?: threshold| if| at)?$/],
  ['other', /^(?:query|use|dashboard panel|threshold)$/],
]

/**
 * What a page says about the values of metrics: rows with a target, a warning and a critical value, and sections about
 * one metric with `Metric`, `Target` and `Alert If` labels. A metric without any limit is still listed.
 */
export function readThresholds(document: Document): readonly Threshold[] {
  const outline = outlineOf(document)
  return [
    ...outline.tables.flatMap(({ table, section }) => fromTable(table, section)),
    ...outline.sections.flatMap(fromSection),
    ...outline.sections.flatMap(fromBullets),
  ].sort((a, b) => a.line - b.line)
}

function fromTable(table: Table, section: Section): readonly Threshold[] {
  const columns = findColumns(table, COLUMNS)
  if (columns.metric === undefined) return []
  if (columns.warning === undefined && columns.critical === undefined && columns.alertIf === undefined) return []
  return table.rows.flatMap((row) => {
    const metric = cellText(row, columns.metric)
    const limits: Partial<Record<Limit, Quantity>> = {}
    for (const limit of LIMITS) {
      const column = columns[limit]
      const quantity = column === undefined ? undefined : quantityOf(cellText(row, column))
      if (quantity) limits[limit] = quantity
    }
    return metric && Object.keys(limits).length > 0 ? [thresholdOf(metric, row.line, section, limits)] : []
  })
}

function fromSection(section: Section): readonly Threshold[] {
  const parts = labelledParts(section.blocks)
  const roles = parts.map(({ key }) => roleOf(key))
  if (!roles.includes('metric') || new Set(roles.filter((role) => role !== undefined)).size < 2) return []
  const limits: Partial<Record<Limit, Quantity>> = {}
  parts.forEach((part, at) => {
    const role = roles[at]
    const quantity = role && role !== 'metric' && role !== 'other' ? quantityOf(part.value) : undefined
    if (quantity) limits[role as Limit] ??= quantity
  })
  const metric = parts[roles.indexOf('metric')]!
  const named = section.title ? section.title.replace(/^\d{1,3}(?:\.\d{1,3})*[.)]?\s+/, '') : metric.value
  return [thresholdOf(named, metric.line, section, limits)]
}

/** `**Alert If**:` with a list of conditions: each item with a number is one. */
function fromBullets(section: Section): readonly Threshold[] {
  return labelledParts(section.blocks).flatMap((part) => {
    if (roleOf(part.key) !== 'alertIf' || part.value !== '') return []
    return listedConditions(part).map(({ metric, line, alertIf }) => thresholdOf(metric, line, section, { alertIf }))
  })
}

function listedConditions(part: LabelledPart): readonly { metric: string; line: number; alertIf: Quantity }[] {
  return part.blocks.flatMap((block) => {
    if (block.kind !== 'list') return []
    return block.items.flatMap((item) => {
      const alertIf = quantityOf(item.inline.text)
      const metric = item.inline.text
        .split(/[<>≤≥=:]|\b(?:above|below|over|under|exceeds|more|less|at least)\b/)[0]!
        .trim()
      return alertIf && metric ? [{ metric, line: item.line, alertIf }] : []
    })
  })
}

function thresholdOf(
  metric: string,
  line: number,
  section: Section,
  limits: Partial<Record<Limit, Quantity>>,
): Threshold {
  return { metric, line, direction: readDirection(metric, limits), ...limits, section: section.title }
}

/** A cell's quantity with the whole cell as its text: `<99% for >5 minutes`. */
function quantityOf(text: string): Quantity | undefined {
  const quantity = readQuantity(text)
  return quantity && { ...quantity, text }
}

const roleOf = (key: string) => LABELS.find(([, pattern]) => pattern.test(key))?.[0]
