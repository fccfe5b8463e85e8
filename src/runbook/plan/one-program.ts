import type { Fence } from '../book/document.ts'
import type { Command, Step, Trait } from '../book/page.ts'
import { stepRisk, worstEffect } from './worst-risk.ts'

/** Languages of single questions: each is a request of its own, whoever carries it out. */
const QUESTIONS: ReadonlySet<string> = new Set(['promql', 'logql', 'http'])

/** Whether the reader of a text is started anew for each: only the session's own bash keeps what earlier texts did. */
export const startsAnew = (executor: string, language: string): boolean =>
  executor !== 'bash' && !QUESTIONS.has(language)

/**
 * Makes one text of the commands of each fence, for a program that is started anew for every text: `BEGIN;` and what follows
 * it belong to one connection, `cd` and what follows it to one shell. Lines keep their numbers. A recorded session with
 * output between its commands stays in parts, because each output belongs to one of them.
 */
export function asPrograms(step: Step, fences: readonly Fence[]): Step {
  const recorded = step.expectations.filter(({ form }) => form === 'transcript' || form === 'block')
  const commands: Command[] = []
  for (const command of step.commands) {
    const last = commands.at(-1)
    const joins =
      last !== undefined &&
      fences.some(({ line, endLine }) => line <= last.line && command.endLine <= endLine) &&
      !recorded.some(({ line }) => line >= last.endLine && line <= command.line)
    if (joins) commands[commands.length - 1] = join(last, command)
    else commands.push(command)
  }
  return commands.length === step.commands.length ? step : { ...step, commands }
}

function join(first: Command, second: Command): Command {
  const effect = worstEffect([first.effect, second.effect])
  const traits: readonly Trait[] = [...new Set([...first.traits, ...second.traits])].sort()
  return {
    ...first,
    text: first.text + '\n'.repeat(Math.max(1, second.line - first.endLine)) + second.text,
    endLine: second.endLine,
    ...{ risk: stepRisk(effect, traits), effect, traits },
    reasons: [...new Set([...first.reasons, ...second.reasons])],
    parameters: [...first.parameters, ...second.parameters],
  }
}
