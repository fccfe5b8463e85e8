/** Shows a run while it goes: every step with its commands, what they print, what was expected and how it ended. */
import type { Plan } from '../runbook/plan/plan.ts'
import type { Attempt, RunEvent } from '../runbook/record/events.ts'
import { targetSpan } from '../runbook/report/fold-targets.ts'
import {
  commandLines,
  finishedLine,
  outputLine,
  stepHead,
  stepWarnings,
  verificationLines,
} from '../runbook/report/run-lines.ts'
import { stepsById } from '../runbook/report/run-summary.ts'
import type { Style } from '../runbook/report/style.ts'
import { showSeconds } from '../runbook/run/expect/judge-time.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'
import type { OutputChunk } from '../runbook/run/session/session.ts'
import type { Watcher } from '../runbook/run/watcher.ts'
import { QuietTries } from './quiet-tries.ts'
import { TargetBoard } from './target-board.ts'
import type { Terminal } from './terminal.ts'

export interface RunScreen extends Watcher {
  /** The head of a step, once, before a question about it or before it begins. */
  head(place: StepInBatch): void
  /** Its commands, for a question about them; a single one is not shown again when it begins. */
  commands(place: StepInBatch): void
}

/** How much of one command's output goes to the screen; all of it is in the record. */
const SHOWN_LINES = 200

export function runScreen(plan: Plan, { style, print }: Terminal): RunScreen {
  const { paint, signs } = style
  const steps = stepsById(plan)
  const several = plan.targets.length > 1
  const outputs = new OutputLines()
  const board = new TargetBoard()
  let batches: readonly (readonly string[])[] = []
  let batch = -1
  let headed = ''
  let alreadyShown = ''
  let leftOut = ''
  const tries = new QuietTries((lines) => print(lines.map((line) => `${line}\n`).join('')))
  const write = (lines: readonly string[]) => tries.write(lines)
  const at = ({ target }: { target: string }) => (several ? `${paint('blue', target)} ` : '')

  const head = (place: StepInBatch) => {
    const key = `${place.step.id} ${place.batch}`
    if (headed === key) return
    headed = key
    tries.over()
    if (place.batch !== batch) write(batchHead(place, batches, style))
    batch = place.batch
    const label = place.label.startsWith('R') ? place.label : `${place.label}/${plan.steps.length}`
    write([...stepHead(place.step, label, style), ...stepWarnings(place.step, style)])
  }
  const show = (attempt: Attempt, lines: readonly { stream: string; text: string }[]) => {
    if (board.has(attempt)) board.add(attempt, shownLines(lines, '', style))
    else write(shownLines(lines, at(attempt), style))
  }
  const finished = (event: Extract<RunEvent, { type: 'step.finished' }>) => {
    show(event, outputs.end(event))
    if (board.has(event)) board.ended(event)
    else if (event.end.kind !== 'confirmed')
      write([several ? `  ${at(event)}${finishedLine(event, style).trimStart()}` : finishedLine(event, style)])
  }
  const judged = (event: Extract<RunEvent, { type: 'verification' }>) => {
    const lines = verificationLines(event, style)
    if (!board.has(event))
      return write(lines.map((line, index) => (index === 0 ? `  ${at(event)}${line.slice(2)}` : line)))
    board.add(event, lines)
    if (event.verdict === 'not-met') board.missed(event)
  }

  return {
    head,
    commands: ({ step }) => {
      for (const command of step.commands) write(commandLines(command, style))
      if (step.commands.length === 1 || several) alreadyShown = step.id
    },
    step: (place) => {
      head(place)
      board.begin(place)
      // Once for all of them; with one target each command is shown when it begins.
      const { step, targets } = place
      if (targets.length > 1 && alreadyShown !== step.id)
        for (const command of step.commands) write(commandLines(command, style))
    },
    over: () => {
      write(board.close(style))
      tries.over()
    },
    output: (attempt: Attempt, chunk: OutputChunk) => show(attempt, outputs.push(attempt, chunk)),
    waiting: ({ step }, news) => {
      if (board.has({ step: step.id, target: news.target })) return board.again(news.target)
      const said = (words: string) => `  ${at(news)}${paint('dim', `${signs.more} ${words}`)}`
      tries.failed(waitWords(step, news, said), performance.now())
    },
    event: (event: RunEvent) => {
      if (event.type === 'run.started') batches = event.batches ?? []
      else if (event.type === 'step.started') {
        const step = steps.get(event.step)
        const command = step?.background ? undefined : step?.commands[event.command]
        const shown = board.has(event) || alreadyShown === event.step || event.target.startsWith('person')
        alreadyShown = ''
        if (command && !shown) write(commandLines(command, style))
      } else if (event.type === 'step.finished') finished(event)
      else if (event.type === 'verification') judged(event)
      else if (event.type === 'step.skipped' && leftOut !== `${event.step} ${batch}`) {
        leftOut = `${event.step} ${batch}`
        write([`  ${paint('dim', `${signs.dot} left out: ${style.show(event.reason)}`)}`])
      }
    },
  }
}

/** What is said when a try did not hold: the first time, and later. */
function waitWords(
  { poll }: StepInBatch['step'],
  { waitMs, tries }: { waitMs: number; tries: number },
  said: (words: string) => string,
): { first: string; later: string } {
  const most = poll ? ` for ${showSeconds(poll.forSeconds)}` : ''
  return {
    first: said(`not yet; tried again every ${showSeconds(waitMs / 1000)}${most}`),
    later: said(`still not, after ${tries} tries`),
  }
}

const shownLines = (lines: readonly { stream: string; text: string }[], at: string, style: Style): readonly string[] =>
  lines.map(({ stream, text }) => {
    const bar = style.paint(stream === 'stderr' ? 'yellow' : 'dim', style.signs.bar)
    return `  ${at}${bar} ${outputLine(text, style)}`
  })

/** `batch 2 of 3: web-2 … web-5 (4)`; nothing where all targets go together. */
function batchHead(
  { batch, targets }: StepInBatch,
  batches: readonly (readonly string[])[],
  { paint, signs, show }: Style,
): readonly string[] {
  if (batches.length < 2) return []
  const words =
    batch < batches.length
      ? `batch ${batch + 1} of ${batches.length}: ${targetSpan(batches[batch]!, signs)}`
      : `taking back at ${targetSpan(targets, signs)}`
  return ['', paint('bold', show(words))]
}

/** Cuts what comes in pieces into lines, and stops showing a command that prints without end. */
class OutputLines {
  readonly #rest = new Map<string, { text: string; decoder: InstanceType<typeof TextDecoder> }>()
  readonly #count = new Map<string, number>()

  push(attempt: Attempt, { stream, bytes }: OutputChunk): { stream: string; text: string }[] {
    const key = JSON.stringify([attempt.target, stream])
    const known = this.#rest.get(key) ?? { text: '', decoder: new TextDecoder() }
    const lines = (known.text + known.decoder.decode(bytes, { stream: true })).split('\n')
    known.text = lines.pop()!.slice(0, 10_000)
    this.#rest.set(key, known)
    return this.#limit(
      attempt,
      lines.map((text) => ({ stream, text: text.slice(0, 10_000) })),
    )
  }

  end(attempt: Attempt): { stream: string; text: string }[] {
    const left = ['stdout', 'stderr'].flatMap((stream) => {
      const key = JSON.stringify([attempt.target, stream])
      const text = this.#rest.get(key)?.text ?? ''
      this.#rest.delete(key)
      return text === '' ? [] : [{ stream, text }]
    })
    const shown = this.#limit(attempt, left)
    this.#count.delete(attempt.target)
    return shown
  }

  #limit({ target }: Attempt, lines: readonly { stream: string; text: string }[]) {
    const before = this.#count.get(target) ?? 0
    this.#count.set(target, before + lines.length)
    const kept = lines.slice(0, Math.max(0, SHOWN_LINES - before))
    if (before <= SHOWN_LINES && before + lines.length > SHOWN_LINES)
      kept.push({ stream: 'stderr', text: `… more than ${SHOWN_LINES} lines: the rest is in the record` })
    return kept
  }
}
