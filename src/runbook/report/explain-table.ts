/** The explanation of a line, for a person. */
import type { ExplainOutput } from './contract.ts'
import { displayWidth, wrapTo } from './display-width.ts'
import { riskWord } from './risk-words.ts'
import type { Style } from './style.ts'

const AROUND = 12

/** What was read, from the outside in. */
export function explainTable(answer: ExplainOutput, style: Style): string {
  const { paint, columns } = style
  const head = `${paint('bold', `${style.show(answer.file)}:${answer.line}`)}  ${paint('dim', answer.pageKind)}`
  const facts: [string, string][] = [
    ['section', answer.section || 'before the first heading'],
    ['block', blockWords(answer)],
  ]
  const { fence, step } = answer
  if (fence) {
    facts.push(
      ['tag', fence.tag === '' ? 'none' : fence.tag],
      ['read as', fence.language === '' ? fence.kind : `${fence.kind} in ${fence.language}`],
    )
    if (fence.problem !== null) facts.push(['problem', fence.problem])
  }
  if (step) {
    facts.push(['step', `${step.title} (${step.phase}, ${step.kind}) of "${step.procedure}"`])
    facts.push(
      ...step.expectations.map(({ kind, decidable, sample, text }): [string, string] => [
        'expects',
        `${kind}, ${sample ? 'a sample' : decidable ? 'checked' : 'judged by a person'}: ${text}`,
      ]),
    )
    facts.push(...step.parameters.map(({ text, notation }): [string, string] => ['fill in', `${text} (${notation})`]))
  } else if (fence) facts.push(['step', 'none: nothing here is offered to be run'])
  facts.push(...answer.records.map(({ what, text }): [string, string] => [what, text]))
  const width = Math.max(...facts.map(([name]) => name.length))
  const lines = facts.flatMap(([name, text]) =>
    wrapTo(style.show(text.replaceAll('\n', ' ')), columns - width - 4).map(
      (line, index) => `  ${paint('dim', (index === 0 ? name : '').padEnd(width))}  ${line}`,
    ),
  )
  return `${[head, ...lines, ...itemLines(answer, style)].join('\n')}\n`
}

const blockWords = ({ block, blockLine, blockEndLine }: ExplainOutput) =>
  block === 'none'
    ? 'a blank line'
    : blockLine === blockEndLine
      ? `${block} (line ${blockLine})`
      : `${block} (lines ${blockLine} to ${blockEndLine})`

/** The lines of the fence near the one that was asked about, each with what it was taken for. */
function itemLines({ items, line }: ExplainOutput, style: Style): string[] {
  if (items.length === 0) return []
  const { paint, signs, columns } = style
  const near = items.filter((item) => item.line <= line + AROUND && item.endLine >= line - AROUND)
  return [
    '',
    ...near.flatMap((item) => {
      const here = item.line <= line && line <= item.endLine
      const what = item.language === null ? item.kind : `${item.kind} ${item.language}`
      const lead = `${here ? signs.arrow.padEnd(2) : '  '} ${String(item.line).padStart(4)} ${what.padEnd(columns < 60 ? 0 : 14)} `
      const below = ' '.repeat(columns < 60 ? 8 : displayWidth(lead))
      const rows = item.text
        .split('\n')
        .flatMap((row) => wrapTo(style.show(row.replaceAll('\t', '    ')), columns - displayWidth(lead)))
      const text = rows.map((row, index) => (index === 0 ? (here ? paint('bold', lead) : lead) : below) + row)
      if (item.risk === null) return text
      const { word, tone } = riskWord(item.risk)
      const why = `${word}${item.reasons.length > 0 ? `: ${item.reasons.map(style.show).join('; ')}` : ''}`
      return [...text, ...wrapTo(why, columns - below.length).map((row) => below + paint(tone, row))]
    }),
  ]
}
