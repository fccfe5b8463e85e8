/** The person at this terminal: puts the questions of a run, one line each, and reads one word. */
import type { Plan } from '../runbook/plan/plan.ts'
import { commandLines, field } from '../runbook/report/run-lines.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'
import type { Operator } from '../runbook/run/operator.ts'
import { askWord, type WordChoice } from './ask-word.ts'
import type { Terminal } from './terminal.ts'
import type { Keyboard } from './world.ts'

export interface TerminalOperatorOptions {
  name: string
  keyboard: Keyboard
  terminal: Terminal
  /** Shows the step a question is about. */
  head(place: StepInBatch): void
  /** Shows its commands, before they are run. */
  commands(place: StepInBatch): void
  /** Ends a question that nobody answers any more. */
  pause: AbortSignal
  /** Shows the plan before the first question. */
  showPlan(plan: Plan): void
}

const no = 'leave it out'

export function terminalOperator({
  name,
  keyboard,
  terminal,
  head,
  commands,
  showPlan,
  pause,
}: TerminalOperatorOptions): Operator {
  const { style, print } = terminal
  const ask = <Word extends string>(question: string, choices: readonly WordChoice<Word>[]) =>
    askWord({ question, choices, keyboard, terminal, pause })
  const say = (lines: readonly string[]) => print(lines.map((line) => `${line}\n`).join(''))

  return {
    name,
    present: true,
    confirmPlan(plan) {
      showPlan(plan)
      return ask('Carry out this plan? What only reads runs by itself, every change is asked for.', [
        { word: 'yes', keys: ['y', 'yes'], label: 'yes' },
        { word: 'no', keys: ['n', 'no', 'q'], label: 'no' },
      ])
    },
    start(place) {
      head(place)
      commands(place)
      const where = place.targets.length > 1 ? ` at ${place.targets.length} targets` : ''
      return ask(place.step.condition === undefined ? `Run it${where}?` : `Is that so? Run it${where}?`, [
        { word: 'yes', keys: ['y', 'yes'], label: 'yes' },
        { word: 'skip', keys: ['s', 'skip', 'n', 'no'], label: no },
        { word: 'stop', keys: ['q', 'quit', 'stop'], label: 'stop here' },
      ])
    },
    async choose(place) {
      head(place)
      const ways = place.step.alternatives ?? []
      for (const { key, title, steps, refusals } of ways) {
        say([`  ${style.paint('bold', `${key})`)} ${style.show(title)}`])
        for (const step of steps)
          for (const command of step.commands) say(commandLines(command, style).map((line) => `  ${line}`))
        for (const { message } of refusals) say(field('blocked', message, { style, tone: 'yellow' }))
      }
      const open = ways.filter(({ refusals }) => refusals.length === 0)
      return ask<string>('Which one?', [
        ...open.map(({ key }) => ({ word: key, keys: [key], label: key })),
        { word: 'skip', keys: ['s', 'skip'], label: 'none' },
        { word: 'stop', keys: ['q', 'quit', 'stop'], label: 'stop here' },
      ])
    },
    async carryOut(place) {
      head(place)
      for (const command of place.step.commands) say(commandLines(command, style))
      for (const { expectation } of place.step.expectations) say(field('expect', expectation.text, { style }))
      const given = await ask('By hand. How did it go?', [
        { word: 'done', keys: ['d', 'done', 'y', 'yes'], label: 'done' },
        { word: 'failed', keys: ['f', 'failed'], label: 'failed' },
        { word: 'skip', keys: ['s', 'skip', 'n'], label: no },
        { word: 'stop', keys: ['q', 'quit', 'stop'], label: 'stop here' },
      ])
      return given
    },
    judge(_step, { expectation }) {
      say(field('expect', expectation.text, { style }))
      return ask('Is that what you see?', [
        { word: 'yes', keys: ['y', 'yes'], label: 'yes' },
        { word: 'no', keys: ['n', 'no'], label: 'no' },
        { word: 'unknown', keys: ['u', 'unknown', '?'], label: 'cannot tell' },
      ])
    },
    settle({ step, leftovers, checks }) {
      say([
        '',
        `${style.paint('yellow', `${style.signs.unsure} Nobody knows whether this took effect:`)} ${style.show(step.title)}`,
        ...field('left', leftovers, { style }),
        ...(checks
          ? field('checks', `${checks.held ? 'they hold' : 'they do not hold'}: ${checks.reason}`, { style })
          : []),
      ])
      return ask('Look, then say what happened:', [
        { word: 'succeeded', keys: ['d', 'done'], label: 'it took effect' },
        { word: 'again', keys: ['r', 'run'], label: 'run it again' },
        { word: 'failed', keys: ['f', 'failed'], label: 'it failed' },
        { word: 'stop', keys: ['q', 'quit', 'stop'], label: 'stop here' },
      ])
    },
    resolveFailure({ reason, canRollBack }) {
      say(['', `${style.paint('red', `${style.signs.error} ${style.show(reason)}`)}`])
      return ask('What now?', [
        { word: 'again', keys: ['r', 'retry'], label: 'try again' },
        { word: 'accept', keys: ['a', 'accept'], label: 'go on as if it were done' },
        ...(canRollBack ? [{ word: 'roll-back', keys: ['b', 'back'], label: 'take it back' } as const] : []),
        { word: 'give-up', keys: ['f', 'fail'], label: 'end as failed' },
        { word: 'stop', keys: ['q', 'quit', 'stop'], label: 'stop here, resume later' },
      ])
    },
  }
}
