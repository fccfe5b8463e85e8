/** Carries out the text of one part: in the shell of its target, at a terminal, in the background, or by an executor. */
import type { PlannedStep } from '../../../plan/plan.ts'
import type { Attempt } from '../../../record/events.ts'
import { type Redactor, redaction } from '../../../record/redact.ts'
import type { Executor, RunSurroundings } from '../../run-options.ts'
import type { Session } from '../../session/actions.ts'
import { startBackground } from '../../session/background/actions.ts'
import type { OutputStream, OutputSummary, Sink, StepEnd, StepOutcome, StepRequest } from '../../session/session.ts'
import { runInTerminal } from '../../session/terminal/actions.ts'
import type { StepValues } from '../../step-values.ts'

export type TextOutcome = Pick<
  StepOutcome,
  'end' | 'durationMs' | 'stdout' | 'stderr' | 'failingLine' | 'cwd' | 'snapshot'
>

export interface TextRequest {
  step: PlannedStep
  text: string
  mark: string
  command: number
  attempt: Attempt
  values: StepValues
  surroundings: RunSurroundings
  session?: Session
  executor?: Executor
  sink: Sink
}

export async function carryOutText(request: TextRequest): Promise<TextOutcome> {
  const { step, session } = request
  if (request.executor) return byExecutor(request, request.executor)
  if (!session) throw new Error('a text for a shell needs a session')
  if (step.kind === 'interactive') return atTerminal(request, session)
  if (step.background) return inBackground(request, session)
  return session.run(stepRequest(request), request.sink)
}

function stepRequest({ step, text, mark, values, surroundings }: TextRequest): StepRequest {
  const program = surroundings.interpreters[step.executor]
  const variables = { ...values.env, ...values.secretEnv }
  return {
    ...{ id: step.id, mark, env: values.env, secretEnv: { ...values.secretEnv, ...program?.secretEnv } },
    text: program?.prepare?.(text, variables) ?? text,
    language: step.executor,
    timeoutMs: step.timeoutSeconds * 1000,
    signal: surroundings.kill,
    ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
    ...(program ? { interpreter: program } : {}),
  }
}

/** Nobody can say how long a person needs, so a step at a terminal has no time-out. */
async function atTerminal(request: TextRequest, session: Session): Promise<TextOutcome> {
  const { timeoutMs: _, ...untimed } = stepRequest(request)
  const streams = collect(request.sink)
  const attended = request.surroundings.operator.present
  const { end, durationMs } = await runInTerminal(session, untimed, { attended, sink: streams.sink })
  return { end, durationMs, ...streams.summaries() }
}

/** The part is over when what it started can be used; it goes on until the run ends. */
async function inBackground(request: TextRequest, session: Session): Promise<TextOutcome> {
  const { step } = request
  const began = performance.now()
  const streams = collect(request.sink)
  const ready = step.background?.ready
  const everyMs = (step.poll?.everySeconds ?? 1) * 1000
  const readiness =
    ready === undefined ? {} : { ready: { text: ready, everyMs, timeoutMs: step.timeoutSeconds * 1000 } }
  const start = await startBackground(session, stepRequest(request), { sink: streams.sink, ...readiness })
  const durationMs = performance.now() - began
  if (start.ok) return { end: { kind: 'finished', status: 0 }, durationMs, ...streams.summaries() }
  if ('refusal' in start)
    return { end: { kind: 'refused', refusal: start.refusal }, durationMs, ...streams.summaries() }
  await request.sink(chunk('stderr', Buffer.from(`opsbook: ${start.notReady}\n`)))
  const { end } = start.outcome
  const failed: StepEnd = end.kind === 'finished' && end.status === 0 ? { kind: 'finished', status: 1 } : end
  return { end: failed, durationMs, ...streams.summaries() }
}

async function byExecutor(request: TextRequest, executor: Executor): Promise<TextOutcome> {
  const { step, text, values, surroundings } = request
  const began = performance.now()
  const streams = collect(request.sink)
  // What answers may repeat what it was asked with.
  const clean = redaction([...surroundings.secrets.values()])
  const filters: Readonly<Record<OutputStream, Redactor>> = { stdout: clean.stream(), stderr: clean.stream() }
  const pass = async (stream: OutputStream, bytes: Uint8Array) => {
    if (bytes.length > 0) await streams.sink(chunk(stream, bytes))
  }
  const end = await executor({
    ...{ text, target: request.attempt.target, variables: { ...values.env, ...values.secretEnv } },
    timeoutMs: step.timeoutSeconds * 1000,
    signal: surroundings.kill,
    print: (stream, words) => pass(stream, filters[stream].push(Buffer.from(words, 'utf8'))),
  })
  for (const stream of ['stdout', 'stderr'] as const) await pass(stream, filters[stream].end())
  return { end, durationMs: performance.now() - began, ...streams.summaries() }
}

const chunk = (stream: OutputStream, bytes: Uint8Array) => ({
  ...{ stream, atMs: performance.timeOrigin + performance.now(), bytes },
})

const KEPT_BYTES = 1024 * 1024

/** Passes output on and keeps the end of it, as a session does. */
function collect(next: Sink) {
  const kept: Record<OutputStream, { bytes: number; lines: number; tail: Buffer }> = {
    stdout: { bytes: 0, lines: 0, tail: Buffer.alloc(0) },
    stderr: { bytes: 0, lines: 0, tail: Buffer.alloc(0) },
  }
  const sink: Sink = (piece) => {
    const one = kept[piece.stream]
    one.bytes += piece.bytes.length
    for (const byte of piece.bytes) if (byte === 0x0a) one.lines++
    one.tail = Buffer.concat([one.tail, piece.bytes]).subarray(-KEPT_BYTES)
    return next(piece)
  }
  const summary = ({ bytes, lines, tail }: (typeof kept)['stdout']): OutputSummary => ({
    ...{ bytes, lines, tail },
    truncated: bytes > tail.length,
  })
  return { sink, summaries: () => ({ stdout: summary(kept.stdout), stderr: summary(kept.stderr) }) }
}
