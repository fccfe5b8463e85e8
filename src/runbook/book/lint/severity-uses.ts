import { readCadence, readDuration } from '../../../kit/duration.ts'
import type { Section, TableRow } from '../document.ts'
import type { Page } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from '../parse/columns.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { severityKeys } from './severity-index.ts'

/** A place where a page says how severe something is, and perhaps how fast to respond to it. */
export interface SeverityUse {
  /** What it is about: the section's title, the first cell of the row. */
  subject: string
  keys: readonly string[]
  /** As written. */
  text: string
  responseSeconds?: number
  line: number
  /** The section of this page that the row links to, if it does. */
  section?: Section
}

const COLUMNS: ColumnWords<'severity' | 'response'> = {
  severity: ['severity', 'priority', 'sev'],
  response: ['response time', 'response', 'respond within', 'initial response time', 'target response'],
}

/** Severities that sections declare for themselves: `**Severity:** P0 - Critical`. */
export function sectionSeverities(page: Page): (SeverityUse & { section: Section })[] {
  return outlineOf(page.document).sections.flatMap((section) => {
    const parts = labelledParts(section.blocks)
    const severity = parts.find(({ key }) => key === 'severity' || key === 'priority')
    if (!severity || severity.value === '') return []
    const keys = severityKeys(severity.value)
    if (keys.length === 0) return []
    const response = parts.find(({ key }) => key === 'response time' || key === 'response')
    const seconds = response && readDuration(response.value)?.maxSeconds
    return [
      {
        subject: section.title,
        keys,
        text: severity.value,
        line: response?.line ?? severity.line,
        section,
        ...(seconds === undefined ? {} : { responseSeconds: seconds }),
      },
    ]
  })
}

/** Rows of tables that give a severity to something else than itself: `Alert | Runbook | Severity | Response Time`. */
export function rowSeverities(page: Page): SeverityUse[] {
  const { sections, tables } = outlineOf(page.document)
  return tables.flatMap(({ table }) => {
    const { severity, response } = findColumns(table, COLUMNS)
    if (severity === undefined || severity === 0) return []
    return table.rows.flatMap((row) => {
      const text = cellText(row, severity)
      const keys = severityKeys(text)
      if (keys.length === 0) return []
      const seconds = response === undefined ? undefined : readDuration(cellText(row, response))?.maxSeconds
      const section = linkedSection(row, sections)
      return [
        {
          subject: cellText(row, 0),
          keys,
          text,
          line: row.line,
          ...(seconds === undefined ? {} : { responseSeconds: seconds }),
          ...(section ? { section } : {}),
        },
      ]
    })
  })
}

function linkedSection(row: TableRow, sections: readonly Section[]): Section | undefined {
  const href = row.cells.flatMap(({ inline }) => inline.links).find((link) => link.href.startsWith('#'))?.href
  return href === undefined ? undefined : sections.find(({ slug }) => `#${slug}` === href.toLowerCase())
}

/** How often a page wants news about incidents of one severity. */
export interface UpdateCadence {
  key: string
  seconds: number
  text: string
  line: number
}

const SUBJECT = /updat|communicat|notif|status|inform/i
const WITH_NAME =
  /((?:every\s+)?\d+(?:\s|-)?(?:min(?:ute)?s?|hours?|h|hourly)|hourly|daily)\s*\((?:for\s+)?((?:P|SEV-?)\d)\)/gi
const FOR_NAME = /(hourly|daily|\d+-hourly|every\s+\d+\s*(?:min(?:ute)?s?|hours?))\s+for\s+((?:P|SEV-?)\d)\b/gi

/** Sentences such as "Update every 30 minutes (P1), 1 hour (P2)" and "hourly for P1, 2-hourly for P2". */
export function updateCadences(page: Page): UpdateCadence[] {
  return page.document.inlines.flatMap((inline) => {
    if (!/\b(?:p|sev-?)\d/i.test(inline.text) || !SUBJECT.test(inline.text)) return []
    return [...inline.text.matchAll(WITH_NAME), ...inline.text.matchAll(FOR_NAME)].flatMap((match) => {
      const rhythm = readCadence(match[1]!)
      const seconds = rhythm ? Math.round(rhythm.days * 86_400) : readDuration(match[1]!)?.maxSeconds
      const key = severityKeys(match[2]!)[0]
      const line = inline.line + inline.text.slice(0, match.index).split('\n').length - 1
      return seconds === undefined || key === undefined ? [] : [{ key, seconds, text: match[0], line }]
    })
  })
}
