import { readDuration } from '../../../kit/duration.ts'
import type { Document, Section, Table } from '../document.ts'
import type { RecoveryObjective } from '../page.ts'
import { type ColumnWords, cellText, findColumns } from './columns.ts'
import { firstLineOf, keyOf, labelledParts, outlineOf } from './outline.ts'

const COLUMNS: ColumnWords<'rto' | 'rpo' | 'backup' | 'name'> = {
  rto: [
    'rto',
    'recovery time objective',
    'recovery time',
    'recovery slo',
    'recovery time target',
    'target recovery time',
  ],
  rpo: ['rpo', 'recovery point objective', 'recovery point', 'data loss target'],
  backup: ['backup frequency', 'backup', 'backup schedule', 'backups', 'backup interval'],
  name: [
    'component',
    'service',
    'system',
    'application',
    'data',
    'scenario',
    'failure mode',
    'fault type',
    'strategy',
    'tier',
    'name',
  ],
}
const RTO = /^(?:rto|recovery time objective)(?: \(rto\))?$/
const RPO = /^(?:rpo|recovery point objective)(?: \(rpo\))?$/

/**
 * How long recovery may take and how much data may be lost, by component or by scenario: from tables with RTO or RPO
 * columns, and from sections with RTO or RPO labels. `N/A` is a row without a value; definitions are passed over.
 */
export function readRecoveryObjectives(document: Document): readonly RecoveryObjective[] {
  const outline = outlineOf(document)
  return [
    ...outline.tables.flatMap(({ table, section }) => fromTable(table, section)),
    ...outline.sections.flatMap(fromLabels),
  ].sort((a, b) => a.line - b.line)
}

function fromTable(table: Table, section: Section): readonly RecoveryObjective[] {
  const columns = findColumns(table, COLUMNS)
  if (columns.rto === undefined && columns.rpo === undefined) return []
  const used = new Set(Object.values(columns))
  const name = columns.name ?? table.header.findIndex((_, at) => !used.has(at))
  return table.rows.flatMap((row) => {
    const named = cellText(row, name)
    if (!named) return []
    const backup = cellText(row, columns.backup)
    return [
      {
        name: named,
        ...seconds('rtoSeconds', cellText(row, columns.rto)),
        ...seconds('rpoSeconds', cellText(row, columns.rpo)),
        ...(backup ? { backup } : {}),
        line: row.line,
        section: section.title,
      },
    ]
  })
}

function fromLabels(section: Section): readonly RecoveryObjective[] {
  let rto: { value: string; line: number } | undefined
  let rpo: typeof rto
  const take = (key: string, value: string, line: number) => {
    // "RTO: maximum acceptable downtime" explains the word; only a time or "N/A" sets one.
    if (!readDuration(value) && !/^(?:n\/a|none|best effort)\b/i.test(value)) return
    if (RTO.test(key)) rto ??= { value, line }
    else if (RPO.test(key)) rpo ??= { value, line }
  }
  for (const { key, value, line } of labelledParts(section.blocks)) take(key, value, line)
  for (const block of section.blocks) {
    if (block.kind !== 'list') continue
    for (const item of block.items) {
      const [, name, value] = /^(r(?:to|po|ecovery)[a-z ()]{0,40}):\s+(.+)$/i.exec(firstLineOf(item)) ?? []
      if (name && value) take(keyOf(name), value, item.line)
    }
  }
  const line = rto?.line ?? rpo?.line
  if (line === undefined) return []
  return [
    {
      name: section.title,
      ...seconds('rtoSeconds', rto?.value ?? ''),
      ...seconds('rpoSeconds', rpo?.value ?? ''),
      line,
      section: section.parent?.title ?? '',
    },
  ]
}

function seconds<Name extends 'rtoSeconds' | 'rpoSeconds'>(name: Name, text: string): Partial<Record<Name, number>> {
  const duration = readDuration(text)
  return duration ? ({ [name]: duration.maxSeconds } as Record<Name, number>) : {}
}
