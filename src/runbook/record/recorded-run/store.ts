/** Reads records of runs without touching them, whoever writes them meanwhile. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyJournal } from '../journal-text.ts'
import { lockHolder } from '../lock/store.ts'
import { outputProblem, readOutput } from '../output/store.ts'
import type { RecordedChunk } from '../output-chunks.ts'
import { pinned, pinnedPlan } from '../pinned/store.ts'
import { type Integrity, type RecordedRun, runStatus } from '../recorded-run.ts'
import { replay } from '../replay.ts'
import { RUN_FILES } from '../run-folder.ts'
import { readRun, sha256 } from '../store.ts'

export interface Place {
  root: string
  run: string
}

/** The record as far as it is sound; files beside it are not looked at. */
export async function readRecord({ root, run }: Place): Promise<RecordedRun> {
  const folder = join(root, run)
  // Asked first: a run that ends meanwhile then shows its end, and none is called interrupted that goes on.
  const holder = await lockHolder(folder)
  const reading = await readRun({ root, run })
  const events = reading?.events ?? []
  const state = replay(events)
  const plan = state.started && (await pinnedPlan(folder, state.started))
  // A last line without an end is being written where somebody is at it, and else what a crash has left.
  const torn = reading?.torn !== undefined && !holder
  const problem = reading?.problem ?? (torn ? { line: events.length + 1, reason: TORN } : undefined)
  return {
    ...{ run, folder, events, state, head: { events: events.length, hash: reading?.lastHash ?? '' } },
    status: runStatus({ state, problem: reading?.problem, held: holder !== undefined }),
    integrity: { sound: !problem, ...(problem ? { problem } : {}), files: [], anchored: false },
    ...(holder ? { holder } : {}),
    ...(plan ? { plan } : {}),
  }
}

const TORN = 'the last line was torn by a crash; it was never acknowledged, and resuming keeps it aside'

/** The same, with everything beside the journal checked against it, and the journal against a head kept elsewhere. */
export async function readCheckedRecord(place: Place, anchor?: { events: number; hash: string }): Promise<RecordedRun> {
  const record = await readRecord(place)
  const files = await changedFiles(record)
  const problem = record.integrity.problem ?? (anchor && (await anchorProblem(record, anchor)))
  const integrity: Integrity = {
    sound: !problem && files.length === 0,
    ...(problem ? { problem } : {}),
    files,
    anchored: anchor !== undefined,
  }
  return { ...record, integrity }
}

async function anchorProblem({ folder }: RecordedRun, anchor: { events: number; hash: string }) {
  const text = await readFile(join(folder, RUN_FILES.journal), 'utf8').catch(() => '')
  const sound = text.slice(0, text.lastIndexOf('\n') + 1)
  const verdict = verifyJournal(sound, sha256, anchor)
  return verdict.sound ? undefined : verdict.problem
}

async function changedFiles({ folder, events, state, plan }: RecordedRun): Promise<readonly string[]> {
  const problems: string[] = []
  if (state.started && !plan) problems.push('the plan is missing or was changed')
  if (state.started && !(await pinned(folder, state.started.page.pinned)))
    problems.push('the page as it was is missing or was changed')
  for (const event of events) {
    if (event.type !== 'output.ref' || !event.file) continue
    const problem = await outputProblem(folder, event.file)
    if (problem !== undefined) problems.push(problem)
  }
  return problems
}

/** What fits into a view and an export; longer output is only for `logs`. */
const SHOWN_BYTES = 16 * 1024 * 1024

/** What the commands printed, by the number of the line that says where it is. Very long output is left out. */
export async function recordedOutputs({ folder, events }: RecordedRun): Promise<Map<number, readonly RecordedChunk[]>> {
  const outputs = new Map<number, readonly RecordedChunk[]>()
  for (const event of events) {
    if (event.type !== 'output.ref' || (event.file?.bytes ?? 0) > SHOWN_BYTES) continue
    outputs.set(event.seq, (await readOutput(folder, event)).chunks)
  }
  return outputs
}
