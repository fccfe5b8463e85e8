import { readDuration } from '../../../kit/duration.ts'
import type { Document, Section, Table } from '../document.ts'
import type { Quantity, Slo } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { itemParts, keyOf, type LabelledPart, labelledParts, outlineOf } from './outline.ts'
import { readQuantities, readQuantity } from './quantity.ts'

const COLUMNS: ColumnWords<'name' | 'objective' | 'window' | 'alert'> = {
  name: ['slo', 'slo name', 'service level objective', 'objective', 'sli'],
  objective: ['target', 'objective', 'goal', 'slo target', 'threshold'],
  window: ['measurement window', 'window', 'time window', 'period', 'rolling window', 'compliance period'],
  alert: ['alert', 'alert if', 'alert when', 'alerting'],
}
const TITLE = /\bSLOs?\b|service[ -]level objectives?/i

/**
 * The service level objectives of a page. Where a table lists them, it is the whole list; else they are the sections
 * below a heading about objectives, one record for each objective that a section sets.
 */
export function readSlos(document: Document): readonly Slo[] {
  const outline = outlineOf(document)
  const listed = outline.tables.flatMap(({ table, section }) => fromTable(table, section))
  if (listed.length > 0) return listed
  return outline.sections.flatMap((section) => {
    if (!TITLE.test(section.title)) return []
    const own = fromSection(section)
    return own.length > 0 ? own : section.children.flatMap(fromSection)
  })
}

function fromTable(table: Table, section: Section): readonly Slo[] {
  const columns = findColumns(table, COLUMNS)
  if (columns.name === undefined || columns.objective === undefined) return []
  return table.rows.flatMap((row) => {
    const name = cellText(row, columns.name)
    const objective = readQuantity(cellText(row, columns.objective))
    if (!name || !objective) return []
    return [
      {
        name,
        line: row.line,
        objective,
        ...windowOf(cellText(row, columns.window)),
        ...alertOf(cellText(row, columns.alert)),
        section: section.title,
      },
    ]
  })
}

const TARGET = /^(?:target|objective|goal|slo)$/
const WINDOW = /^(?:(?:measurement |time |rolling )?window|period|compliance period)$/
const ALERT = /^alert(?: if| when| threshold| condition)?s?$/
/** Labels that explain an objective without setting one. */
const EXPLAINING =
  /^(?:example.*|measurement|measured by|sli|service level indicator(?: \(sli\))?|rationale|error budget.*|allowed downtime|baseline|current|notes?|owner|exclusions?|per (?:day|week|month|year))$/

function fromSection(section: Section): readonly Slo[] {
  const parts = [
    ...labelledParts(section.blocks),
    ...section.blocks.flatMap((block) => (block.kind === 'list' ? block.items.flatMap(itemParts) : [])),
  ]
  const alert = parts.find(({ key }) => ALERT.test(key))?.value ?? ''
  const window = parts.find(({ key }) => WINDOW.test(key))?.value ?? ''
  return parts.flatMap((part) =>
    objectivesOf(part).map(({ name, objective }) => ({
      name: name || keyless(section.title),
      line: part.line,
      objective,
      ...windowOf(window),
      ...alertOf(alert),
      section: section.title,
    })),
  )
}

/** `Target: 99.9% uptime (…)` sets one objective, `Response Time: P95 < 200ms, P99 < 500ms` sets two. */
function objectivesOf(part: LabelledPart): readonly { name: string; objective: Quantity }[] {
  if (part.value === '' || ALERT.test(part.key) || WINDOW.test(part.key) || EXPLAINING.test(part.key)) return []
  const target = TARGET.test(part.key)
  const stated = part.value.replace(/\([^()]*\)/g, '')
  const quantities = readQuantities(stated).filter(({ operator, unit }) => operator !== undefined || unit === '%')
  if (target) return quantities.slice(0, 1).map((objective) => ({ name: '', objective }))
  if (quantities.length < 2) return quantities.map((objective) => ({ name: part.name, objective }))
  return stated.split(',').flatMap((piece) => {
    const objective = readQuantity(piece)
    const what = /^\s*([\p{L}\p{N}. ]{1,30}?)\s*[<>≤≥=~]/u.exec(piece)?.[1]
    return objective ? [{ name: what ? `${part.name} ${what}` : part.name, objective }] : []
  })
}

function windowOf(text: string): Pick<Slo, 'windowText' | 'windowSeconds'> {
  if (!text) return {}
  const seconds = readDuration(text)?.maxSeconds
  return { windowText: text, ...(seconds === undefined ? {} : { windowSeconds: seconds }) }
}

const alertOf = (text: string): Pick<Slo, 'alert'> => (text ? { alert: text } : {})

const keyless = (title: string) => (keyOf(title) === '' ? title : title.replace(/^\d{1,3}(?:\.\d{1,3})*[.)]?\s+/, ''))
