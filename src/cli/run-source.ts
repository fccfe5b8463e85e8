/** Where the commands that show runs read them: the records of this machine, or a server. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OutputRef, Stamp } from '../runbook/record/events.ts'
import type { OutputReading } from '../runbook/record/output/store.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import { RUN_FILES } from '../runbook/record/run-folder.ts'
import type { RunOutputs } from '../runbook/report/run-view.ts'
import type { Call } from './command.ts'
import { isOnServer, type OnServerFlags } from './on-server.ts'
import type { Wanted } from './runs-find.ts'

export interface RunSource {
  /** The run that was named. */
  readonly record: RecordedRun
  /** What its commands printed, by the number of the line that says where it is. */
  readonly outputs: () => Promise<RunOutputs>
  readonly output: (ref: OutputRef & Stamp) => Promise<OutputReading>
  /** The lines of the journal as they are, up to the first that is wrong. */
  readonly journal: () => Uint8Array
}

/** Opens the run a call names in its first argument. */
export const openRun = (call: Call<OnServerFlags>, wanted: Wanted = {}): Promise<RunSource> =>
  isOnServer(call.flags) ? serverSource(call, wanted) : localSource(call, wanted)

async function localSource(call: Call<object>, wanted: Wanted): Promise<RunSource> {
  const [{ openRecord }, { recordedOutputs }, { readOutput }] = await Promise.all([
    import('./runs-find.ts'),
    import('../runbook/record/recorded-run/store.ts'),
    import('../runbook/record/output/store.ts'),
  ])
  const record = await openRecord(call, wanted)
  return {
    record,
    outputs: () => recordedOutputs(record),
    output: (ref) => readOutput(record.folder, ref),
    journal: () => soundLines(record, () => readFileSync(join(record.folder, RUN_FILES.journal))),
  }
}

async function serverSource(call: Call<OnServerFlags>, { anchor }: Wanted): Promise<RunSource> {
  const [{ serverClient }, { serverRunPath }, { keptByRunner, serverOutputs, serverRecord }] = await Promise.all([
    import('./server-client.ts'),
    import('./server-run.ts'),
    import('./server-record.ts'),
  ])
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const { record, text } = await serverRecord(client, path, anchor)
  let printed: Promise<RunOutputs> | undefined
  const outputs = () => {
    printed ??= serverOutputs(client, path, record)
    return printed
  }
  return {
    record,
    outputs,
    output: async (ref) => {
      const chunks = (await outputs()).get(ref.seq) ?? []
      const left = keptByRunner(ref, chunks)
      if (left === 0) return { ok: true, chunks }
      return { ok: false, reason: `${left} bytes of what ${ref.step} printed are on its runner only`, chunks }
    },
    journal: () => soundLines(record, () => Buffer.from(text)),
  }
}

function soundLines({ events }: RecordedRun, read: () => Buffer): Uint8Array {
  const bytes = events.length === 0 ? Buffer.alloc(0) : read()
  let end = 0
  for (const _ of events) end = bytes.indexOf(0x0a, end) + 1
  return bytes.subarray(0, end)
}
