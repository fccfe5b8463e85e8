import { type Duration, readDuration } from '../../../kit/duration.ts'
import type { Repository } from '../book.ts'
import type { Page, Quantity } from '../page.ts'
import { readListedAlerts } from '../parse/listed-alerts.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import { perRepository } from './per-repository.ts'

/** A place where a page speaks of an alert by its name. */
export interface AlertMention {
  name: string
  file: string
  line: number
  /** A row of a table of alerts, a label such as `**Alert**:`, or the subject of the whole page. */
  source: 'table' | 'label' | 'page'
  severity?: string
  /** As written: `Error rate >10%`. */
  condition?: string
  quantity?: Quantity
  held?: Duration
}

const NAME = /^[A-Z][A-Za-z0-9]*(?:[A-Z_][A-Za-z0-9]*)+$/

/** Every mention of an alert in the pages of a repository. */
export const alertMentions: (repository: Repository) => readonly AlertMention[] = perRepository(({ pages }) =>
  pages.flatMap((page) => (page.kind === 'template' ? [] : [...tableRows(page), ...labels(page), ...subjects(page)])),
)

function tableRows(page: Page): AlertMention[] {
  return readListedAlerts(page.document).flatMap((row) => {
    if (!NAME.test(row.name)) return []
    const held = row.duration === '' ? undefined : readDuration(row.duration)
    return [
      {
        name: row.name,
        file: page.file,
        line: row.line,
        source: 'table' as const,
        condition: row.condition,
        ...(row.severity === '' ? {} : { severity: row.severity }),
        ...(row.quantity ? { quantity: row.quantity } : {}),
        ...(held ? { held } : {}),
      },
    ]
  })
}

function labels(page: Page): AlertMention[] {
  return outlineOf(page.document).sections.flatMap((section) => {
    const parts = labelledParts(section.blocks)
    const severity = parts.find(({ key }) => key === 'severity')?.value
    return parts.flatMap(({ key, value, line }) => {
      if (key !== 'alert' && key !== 'alert name') return []
      const name = value.split(/[\s,(]/, 1)[0]!
      if (!NAME.test(name)) return []
      return [{ name, file: page.file, line, source: 'label' as const, ...(severity ? { severity } : {}) }]
    })
  })
}

/** A page that is about one alert, by its title. */
function subjects(page: Page): AlertMention[] {
  if (page.kind !== 'alert-runbook') return []
  const name = page.title.replace(/^\[[^\]]*\]\s*/, '').trim()
  if (!NAME.test(name)) return []
  return [{ name, file: page.file, line: page.titleLine, source: 'page' }]
}
