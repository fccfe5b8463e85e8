/** A page at a glance: what it is, its procedures, and the tables people look things up in. */
import type { Page } from '../book/page.ts'
import { joinRoot } from './check-report.ts'
import { cutTo, displayWidth, padTo, wrapTo } from './display-width.ts'
import { riskWord, worstPossibleRisk } from './risk-words.ts'
import { counted, type Style } from './style.ts'
import { boundWords, durationWords } from './time-words.ts'

/** Renders the overview of a page. */
export function pageView(page: Page, root: string, style: Style): string {
  const { paint, signs } = style
  const file = joinRoot(root, page.file)
  const about = [
    page.kind,
    page.metadata.owner && `owner ${page.metadata.owner}`,
    page.metadata.lastReviewed && `reviewed ${page.metadata.lastReviewed}`,
    page.metadata.nextReview && `next review ${page.metadata.nextReview}`,
  ]
  const lines = [
    ...wrapTo(style.show(page.title), style.columns).map((line) => paint('bold', line)),
    ...wrapTo(
      [file, ...about.filter((part) => part !== undefined)].map(style.show).join(` ${signs.dot} `),
      style.columns,
    ).map((line) => paint('dim', line)),
  ]
  for (const block of [procedureList(page, style), ...records(page, style)])
    if (block.length > 0) lines.push('', ...block)
  return `${lines.join('\n')}\n`
}

/** One line a procedure: where, name, steps, time, worst risk. */
export function procedureList(page: Page, style: Style): string[] {
  const { paint, signs, columns } = style
  if (page.procedures.length === 0) return []
  const rows = page.procedures.map((procedure) => {
    const risks = procedure.steps.map((step) => worstPossibleRisk(step)).filter((risk) => risk !== undefined)
    const worst = (['destructive', 'changing', 'unknown'] as const).find((risk) => risks.includes(risk)) ?? risks[0]
    const word = worst === undefined ? undefined : riskWord(worst)
    const facts = [counted(procedure.steps.length, 'step'), procedure.timeBound && boundWords(procedure.timeBound)]
    return {
      line: String(procedure.line),
      sign: word ? paint(word.tone, signs[word.sign]) : paint('dim', signs.manual),
      title: style.show(procedure.title),
      facts: facts.filter((fact) => fact !== undefined).join(', '),
    }
  })
  const numbers = Math.max(...rows.map(({ line }) => line.length))
  const facts = Math.max(...rows.map((row) => displayWidth(row.facts)))
  const room = Math.max(
    14,
    Math.min(Math.max(...rows.map(({ title }) => displayWidth(title))), columns - numbers - facts - 8),
  )
  const fits = numbers + room + facts + 8 <= columns
  return rows.flatMap((row) => {
    const head = `  ${paint('dim', row.line.padStart(numbers))} ${row.sign} ${padTo(cutTo(row.title, fits ? room : columns - numbers - 5, signs.more), fits ? room : 0)}`
    return fits ? [`${head}  ${row.facts}`] : [head, `${' '.repeat(numbers + 5)}${paint('dim', row.facts)}`]
  })
}

function records(page: Page, style: Style): string[][] {
  const seconds = (value: number | undefined) => (value === undefined ? '' : durationWords(value))
  return [
    table(
      'symptoms',
      page.symptoms.map(({ line, symptom, cause, action }) => [String(line), symptom, cause, action]),
      style,
    ),
    ...page.severities.map((scale) =>
      table(
        'severities',
        scale.levels.map((level) => [
          String(level.line),
          level.name,
          level.responseText ?? seconds(level.responseSeconds),
        ]),
        style,
      ),
    ),
    table(
      'thresholds',
      page.thresholds.map((row) => [
        String(row.line),
        row.metric,
        row.target?.text ?? '',
        row.warning?.text ?? '',
        row.critical?.text ?? row.alertIf?.text ?? '',
      ]),
      style,
    ),
    table(
      'objectives',
      [
        ...page.slos.map((slo) => [String(slo.line), slo.name, slo.objective.text, slo.windowText ?? '']),
        ...page.objectives.map((one) => [
          String(one.line),
          one.name,
          one.rtoSeconds === undefined ? '' : `RTO ${seconds(one.rtoSeconds)}`,
          one.rpoSeconds === undefined ? '' : `RPO ${seconds(one.rpoSeconds)}`,
        ]),
      ],
      style,
    ),
    table(
      'contacts',
      page.contacts.map(({ line, role, contact }) => [String(line), role, contact]),
      style,
    ),
    table(
      'after every procedure',
      page.hooks.map(({ line, title, steps }) => [String(line), title, counted(steps.length, 'check')]),
      style,
    ),
    table(
      'checklists',
      page.checklists.map(({ line, title, items, role }) => [String(line), title, counted(items.length, 'item'), role]),
      style,
    ),
    table(
      'decisions',
      page.decisions.map(({ line, title, nodes }) => [String(line), title, counted(nodes.length, 'node')]),
      style,
    ),
    table(
      'drills',
      page.drills.map(({ line, title, durationSeconds }) => [String(line), title, seconds(durationSeconds)]),
      style,
    ),
  ]
}

/** Rows under a title, cells cut to share the width; the first cell is the line number. */
function table(title: string, rows: readonly (readonly string[])[], { columns, paint, signs, show }: Style): string[] {
  if (rows.length === 0) return []
  const cells = rows.map((row) => row.map((cell) => show(cell.replaceAll('\n', ' '))))
  const count = Math.max(...cells.map((row) => row.length))
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))),
  )
  const widths = shareWidth(natural, columns - 2 - (count - 1) * 2)
  const body = cells.map((row) =>
    row
      .map((cell, column) => {
        const text = cutTo(cell, widths[column]!, signs.more)
        if (column === 0) return paint('dim', text.padStart(widths[0]!))
        return column === count - 1 ? text : padTo(text, widths[column]!)
      })
      .join('  ')
      .trimEnd(),
  )
  return [paint('bold', title), ...body.map((line) => `  ${line}`)]
}

/** Gives every column what it needs while there is room; the widest give way first. */
export function shareWidth(natural: readonly number[], total: number): number[] {
  const widths = [...natural]
  for (let over = widths.reduce((sum, width) => sum + width, 0) - total; over > 0; ) {
    const widest = Math.max(...widths)
    if (widest <= NARROWEST) break
    const index = widths.indexOf(widest)
    const second = Math.max(NARROWEST, ...widths.filter((_, at) => at !== index))
    const cut = Math.max(1, Math.min(over, widest - second))
    widths[index] = widest - cut
    over -= cut
  }
  return widths
}

const NARROWEST = 4
