/** What a command of another process has printed by now, before its record says where all of it is. */
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt, RunEvent } from '../events.ts'
import { strayOutputs } from '../output/store.ts'
import { encodeChunk, type RecordedChunk, readChunks } from '../output-chunks.ts'
import type { RecordedRun } from '../recorded-run.ts'
import { partKey } from '../replay.ts'
import { RUN_FILES } from '../run-folder.ts'

/** What is read of a file at a time: somebody who looks on cannot follow more anyway. */
const READ_BYTES = 1024 * 1024

export class LiveOutput {
  #name: string | undefined
  #offset = 0
  #pieces = 0

  /** The next pieces of the command that runs now; nothing where it cannot be told which file is its. */
  async next({
    folder,
    events,
  }: RecordedRun): Promise<{ attempt: Attempt; chunks: readonly RecordedChunk[] } | undefined> {
    const started = runningAlone(events)
    const name = started && (await this.#fileOf(folder, events, started.at))
    if (name === undefined) return undefined
    if (name !== this.#name) [this.#name, this.#offset, this.#pieces] = [name, 0, 0]
    const chunks = [...readChunks(await readFrom(join(folder, RUN_FILES.output, name), this.#offset))]
    this.#pieces += chunks.length
    for (const chunk of chunks) this.#offset += encodeChunk(chunk).length
    return { attempt: started!, chunks }
  }

  /** How many pieces of a file were given out already. */
  given(name: string | undefined): number {
    return name !== undefined && name === this.#name ? this.#pieces : 0
  }

  /** The only file that nobody mentions and that was written since the command began. */
  async #fileOf(folder: string, events: readonly RunEvent[], since: string): Promise<string | undefined> {
    const mentioned = new Set(events.flatMap((event) => (event.type === 'output.ref' ? (event.file?.name ?? []) : [])))
    const fresh: string[] = []
    for (const name of await strayOutputs(folder, mentioned)) {
      const found = await stat(join(folder, RUN_FILES.output, name)).catch(() => undefined)
      if (found && found.mtimeMs >= Date.parse(since)) fresh.push(name)
    }
    return fresh.length === 1 ? fresh[0] : undefined
  }
}

/** The command that runs, where it is the only one: at several targets the files cannot be told apart. */
function runningAlone(events: readonly RunEvent[]): (RunEvent & { type: 'step.started' }) | undefined {
  const running = new Map<string, RunEvent & { type: 'step.started' }>()
  for (const event of events) {
    if (event.type === 'step.started') running.set(partKey(event), event)
    else if (event.type === 'step.finished' || event.type === 'step.unknown') running.delete(partKey(event))
    else if (event.type === 'run.resumed') running.clear()
  }
  return running.size === 1 ? [...running.values()][0] : undefined
}

async function readFrom(path: string, offset: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch(() => undefined)
  if (!handle) return new Uint8Array()
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
