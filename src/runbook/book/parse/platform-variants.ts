import type { Command } from '../page.ts'
import { placeExpectations } from './place-expectations.ts'
import { type PlatformPurpose, purposeOf, shareSubject } from './platform-purpose.ts'
import { type AlternativeDraft, draftStep, type StepDraft } from './step-draft.ts'

/** There are not more platforms than this. */
const LONGEST = 8

interface Variant extends PlatformPurpose {
  command: Command
}

/**
 * Commands for several platforms one below the other, without a word between them, are ways of doing the same, of
 * which nobody has more than one: `docker-compose logs web`, `kubectl logs -l app=web`, `journalctl -u web`. The step
 * becomes a choice; what stands before or behind them stays a step of its own.
 *
 * Images are built with one platform and rolled out with the next, so that platforms alone prove nothing: the commands
 * must serve one purpose, and where they are only two, one service.
 *
 * @param apart true when the author wrote something between two commands
 */
export function splitVariants(step: StepDraft, apart: (before: Command, after: Command) => boolean): StepDraft[] {
  if (step.commands.length < 2 || step.alternatives.length > 0) return [step]
  const parts = groupVariants(step.commands, apart)
  if (!parts.some((part) => part.length > 1)) return [step]
  const pieces: StepDraft[] = []
  let plain: Command[] = []
  const close = () => {
    if (plain.length > 0) pieces.push(piece(step, plain, pieces.length === 0))
    plain = []
  }
  for (const part of parts) {
    if (part.length === 1) plain.push(...part)
    else {
      close()
      pieces.push(choice(step, part, pieces.length === 0))
    }
  }
  close()
  placeExpectations(step.expectations, pieces)
  pieces.at(-1)!.endLine = step.endLine
  return pieces.map(passTrailing)
}

/** True when the last commands are variants: a comment below them opens something new. */
export function endsInVariants(
  commands: readonly Command[],
  apart: (before: Command, after: Command) => boolean,
): boolean {
  return (groupVariants(commands.slice(-LONGEST), apart).at(-1)?.length ?? 0) > 1
}

/** Cuts commands into groups: those of more than one are variants of each other. */
function groupVariants(commands: readonly Command[], apart: (before: Command, after: Command) => boolean): Command[][] {
  const parts: Command[][] = []
  let open: Variant[] = []
  const close = () => {
    if (areVariants(open)) parts.push(open.map(({ command }) => command))
    else parts.push(...open.map(({ command }) => [command]))
    open = []
  }
  for (const [index, command] of commands.entries()) {
    const purpose = purposeOf(command)
    const before = commands[index - 1]
    const goesOn =
      purpose !== undefined &&
      before !== undefined &&
      !apart(before, command) &&
      open.every((each) => each.platform !== purpose.platform && each.purpose === purpose.purpose)
    if (!goesOn) close()
    if (purpose === undefined) parts.push([command])
    else open.push({ ...purpose, command })
  }
  close()
  return parts
}

function areVariants(open: readonly Variant[]): boolean {
  const [first, second] = open
  if (!first || !second || first.purpose === undefined || first.purpose === 'ship') return false
  return open.length > 2 || shareSubject(first, second)
}

function piece(step: StepDraft, commands: readonly Command[], first: boolean): StepDraft {
  const own = first ? step : { ...step, notes: [], calls: [] }
  const { timeBound: _, ...rest } = own
  const kept = first && step.timeBound ? own : rest
  return {
    ...kept,
    title: first ? step.title : '',
    line: first ? step.line : commands[0]!.line,
    endLine: commands.at(-1)!.endLine,
    commands: [...commands],
    expectations: [],
    alternatives: [],
  }
}

function choice(step: StepDraft, commands: readonly Command[], first: boolean): StepDraft {
  const whole = piece(step, commands, first)
  whole.title = step.title
  whole.alternatives = commands.map((command): AlternativeDraft => {
    const { platform } = purposeOf(command)!
    const inner = draftStep(step.title === '' ? platform : step.title, command.line, step.phase)
    inner.endLine = command.endLine
    inner.commands.push(command)
    return { title: platform, by: 'platform', platform, line: command.line, steps: [inner] }
  })
  whole.commands = []
  return whole
}

/** What stands behind a command on its line is expected of that way only. */
function passTrailing(whole: StepDraft): StepDraft {
  for (const inner of whole.alternatives.flatMap((each) => each.steps)) {
    inner.expectations.push(
      ...whole.expectations.filter(({ form, line }) => form === 'trailing' && line === inner.line),
    )
    whole.expectations = whole.expectations.filter((each) => !inner.expectations.includes(each))
  }
  return whole
}
