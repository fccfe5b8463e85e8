/** The record of a run of a server: the copy of its journal, checked here line by line, and what its commands printed. */
import { createHash } from 'node:crypto'
import type { Plan } from '../runbook/plan/plan.ts'
import { copiedRun } from '../runbook/record/copied-run.ts'
import type { Attempt, OutputRef } from '../runbook/record/events.ts'
import type { JournalHead } from '../runbook/record/journal-text.ts'
import { outlineChunk, type RecordedChunk } from '../runbook/record/output-chunks.ts'
import type { RecordedRun, RunStatus } from '../runbook/record/recorded-run.ts'
import { planOf } from './runs-find.ts'
import type { ServerClient } from './server-client.ts'
import type { ServerRun } from './server-run.ts'

export interface CopiedRecord {
  readonly record: RecordedRun
  readonly plan: Plan
  /** The lines of the journal as they are. */
  readonly text: string
}

/** A piece of output as the runner sent it. */
export interface ServerPiece {
  readonly seq: number
  readonly piece: Attempt & {
    readonly stream: 'stdout' | 'stderr'
    readonly atMs: number
    readonly text: string
    /** Its bytes, where they are no text. */
    readonly base64?: string
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Reads the record of the run at `path`. */
export async function serverRecord(client: ServerClient, path: string, anchor?: JournalHead): Promise<CopiedRecord> {
  const { plan, ...run } = await client.ask<ServerRun & { plan: Plan }>(path)
  let text = ''
  for (let lines = 0; lines < run.events; ) {
    const next = await client.text(`${path}/events`, { query: { after: lines } })
    if (next === '') break
    text += next
    lines += next.split('\n').length - 1
  }
  return { record: recordOf(run, { plan, text }, anchor), plan, text }
}

/** The record of a run whose lines are known. */
export const recordOf = (
  run: ServerRun,
  { plan, text }: { plan: Plan; text: string },
  anchor?: JournalHead,
): RecordedRun =>
  copiedRun(
    {
      ...{ run: run.id, plan, text, reason: run.reason },
      status: statusOf(run),
      server: { requestedBy: run.requestedBy, requestedAt: run.requestedAt, runner: run.runner ?? undefined },
    },
    sha256,
    anchor,
  )

export const statusOf = ({ state, result }: ServerRun): RunStatus =>
  state === 'finished' ? ((result ?? 'unknown') as RunStatus) : state

/** The plan of a run, which is exactly what its hash says. */
export async function planOfServerRun(client: ServerClient, path: string): Promise<Plan> {
  const { plan, ...run } = await client.ask<ServerRun & { plan: Plan }>(path)
  return planOf(recordOf(run, { plan, text: '' }))
}

const keyOf = ({ step, command, target, attempt }: Attempt) => JSON.stringify([step, command, target, attempt])

/** What was printed at each line that says where it is: short output is in the line itself, of the rest the server has pieces. */
export async function serverOutputs(client: ServerClient, path: string, { events }: RecordedRun) {
  const refs = events.filter((event) => event.type === 'output.ref')
  const long = new Map(refs.filter(({ file }) => file).map((ref) => [keyOf(ref), [] as RecordedChunk[]]))
  if (long.size > 0)
    for (const { piece } of await client.list<ServerPiece>(`${path}/output`, {}, Number.POSITIVE_INFINITY))
      long.get(keyOf(piece))?.push(chunkOf(piece))
  return new Map(
    refs.map((ref) => [ref.seq, ref.file ? sinceFirst(long.get(keyOf(ref))!) : (ref.chunks ?? []).map(outlineChunk)]),
  )
}

export const chunkOf = ({ stream, atMs, text, base64 }: ServerPiece['piece']): RecordedChunk => ({
  ...{ stream, atMs },
  bytes: base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64'),
})

function sinceFirst(chunks: readonly RecordedChunk[]): readonly RecordedChunk[] {
  const first = chunks[0]?.atMs ?? 0
  return chunks.map((chunk) => ({ ...chunk, atMs: Math.max(0, Math.round(chunk.atMs - first)) }))
}

/** A runner that was flooded keeps the rest of it for itself. */
export function keptByRunner({ bytes }: OutputRef, chunks: readonly RecordedChunk[]): number {
  const here = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0)
  return Math.max(0, bytes.stdout + bytes.stderr - here)
}
