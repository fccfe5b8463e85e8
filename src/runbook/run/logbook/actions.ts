/** The record of a run while it goes: what was written is durable, and the state is what the record says. */
import type { NewEvent, RunEvent } from '../../record/events.ts'
import { RunReplay } from '../../record/replay.ts'
import type { Journal } from '../../record/store.ts'
import type { Watcher } from '../watcher.ts'

/** The disk did not take an event. What had begun is unknown from here on. */
export class RecordFailure extends Error {}

/** Waits for what has to be on the disk beside the events; a disk that does not take it ends the run like a failed event. */
export const kept = <T>(work: Promise<T>, what: string): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new RecordFailure(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })

export class Logbook {
  readonly journal: Journal
  readonly state = new RunReplay()
  readonly events: RunEvent[] = []
  readonly #watcher: Watcher

  constructor(journal: Journal, { events, watcher }: { events: readonly RunEvent[]; watcher: Watcher }) {
    this.journal = journal
    this.#watcher = watcher
    for (const event of events) this.#take(event)
  }

  /** Resolves when the events are on the disk. Rejects with a `RecordFailure` when it does not take them. */
  async write(...events: readonly NewEvent[]): Promise<void> {
    const written = await this.journal.append(...events).catch((cause: unknown) => {
      throw new RecordFailure(cause instanceof Error ? cause.message : String(cause), { cause })
    })
    for (const event of written) {
      this.#take(event)
      this.#watcher.event?.(event)
    }
  }

  #take(event: RunEvent): void {
    this.events.push(event)
    this.state.apply(event)
  }
}
