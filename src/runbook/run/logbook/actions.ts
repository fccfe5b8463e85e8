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
  /** Writes that are under way. */
  #waiting = 0

  constructor(journal: Journal, { events, watcher }: { events: readonly RunEvent[]; watcher: Watcher }) {
    this.journal = journal
    this.#watcher = watcher
    for (const event of events) this.#take(event)
  }

  /** Resolves when the events are on the disk. Rejects with a `RecordFailure` when it does not take them. */
  async write(...events: readonly NewEvent[]): Promise<void> {
    this.#waiting++
    try {
      this.#tell(await this.journal.append(...events).catch(fail))
    } finally {
      this.#waiting--
    }
  }

  /**
   * For what may be lost in a crash, because it would only be done once more: it becomes durable with the next event, or in a
   * moment. What comes later is never durable without it.
   */
  async writeSoon(...events: readonly NewEvent[]): Promise<void> {
    // Events are told in the order of the record.
    if (this.#waiting > 0) return this.write(...events)
    let taken: readonly RunEvent[]
    try {
      taken = this.journal.appendSoon(...events)
    } catch (cause) {
      fail(cause)
    }
    this.#tell(taken)
  }

  #tell(written: readonly RunEvent[]): void {
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

function fail(cause: unknown): never {
  throw new RecordFailure(cause instanceof Error ? cause.message : String(cause), { cause })
}
