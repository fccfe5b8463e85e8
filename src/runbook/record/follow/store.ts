/** Follows the record of a run that another process writes. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Place, readRecord } from '../recorded-run/store.ts'
import type { RecordedRun } from '../recorded-run.ts'
import { RUN_FILES } from '../run-folder.ts'

const LOOK_EVERY_MS = 250
/** So often it is asked whether whoever writes is still there, also when nothing was written. */
const LOOKS_WITHOUT_NEWS = 8

/** The record, four times a second, until the run has ended, waits, or nobody carries it out. */
export async function* followRecord(place: Place, signal: AbortSignal): AsyncGenerator<RecordedRun> {
  const path = join(place.root, place.run, RUN_FILES.journal)
  let record: RecordedRun | undefined
  let [seen, idle] = [-1, 0]
  while (!signal.aborted) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (!record || size !== seen || ++idle >= LOOKS_WITHOUT_NEWS) {
      ;[seen, idle] = [size, 0]
      record = await readRecord(place)
    }
    yield record
    if (record.status !== 'running') return
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
