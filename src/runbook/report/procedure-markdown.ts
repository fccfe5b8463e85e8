/** A procedure as a checklist in Markdown, to be pasted into the ticket in which it is carried out. */

import { visibleLines } from '../../kit/visible.ts'
import type { Procedure, Step } from '../book/page.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { riskWord, worstRisk } from './risk-words.ts'
import { boundWords } from './time-words.ts'

/** A heading, what applies, and a box for every step. */
export function procedureMarkdown({ title, when, timeBound, steps, verification, rollback }: Procedure): string {
  const facts = [when && `When: ${escapeMarkdown(when)}`, timeBound && `Time: ${boundWords(timeBound)}`].filter(
    (fact) => fact !== undefined,
  )
  const part = (name: string, list: readonly Step[]) =>
    list.length > 0 ? [`**${name}**`, '', ...list.flatMap((step) => stepLines(step, '')), ''] : []
  return [
    `## ${escapeMarkdown(title)}`,
    '',
    ...facts.flatMap((fact) => [fact, '']),
    ...steps.flatMap((step) => stepLines(step, '')),
    '',
    ...part('Verify', verification),
    ...part('Roll back', rollback),
  ].join('\n')
}

function stepLines(step: Step, indent: string): string[] {
  const risk = worstRisk(step)
  const word = risk === undefined ? '' : ` (${riskWord(risk).word})`
  const inner = `${indent}  `
  const commands = visibleLines(step.commands.map(({ text }) => text).join('\n'))
  const fence = '`'.repeat(Math.max(3, ...[...commands.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return [
    `${indent}- [ ] ${escapeMarkdown(step.title)}${word}`,
    ...(step.within === undefined ? [] : [`${inner}- inside the session opened by ${escapeMarkdown(step.within)}`, '']),
    ...(commands === ''
      ? []
      : [`${inner}${fence}${step.language}`, ...commands.split('\n').map((line) => inner + line), inner + fence]),
    ...step.expectations.map(
      ({ text, sample }) => `${inner}- ${sample ? 'sample' : 'expect'}: ${escapeMarkdown(text.replaceAll('\n', ' '))}`,
    ),
    ...(step.alternatives ?? []).flatMap((alternative) => [
      `${inner}- one of: ${escapeMarkdown(alternative.title)}`,
      ...alternative.steps.flatMap((one) => stepLines(one, `${inner}  `)),
    ]),
  ]
}
