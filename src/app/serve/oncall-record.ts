/** Keeps the schedules that are in force, and the record of who is on call by them, while the server runs. */
import type { OncallDesk } from '../../response/oncall/desk.ts'
import { recordOnCall } from '../../response/oncall/history/actions.ts'
import type { LiveBook } from '../live-book.ts'
import { type OncallInForce, oncallInForce } from './oncall-in-force.ts'

const EVERY_MS = 15_000

export interface OncallKeeping extends Pick<OncallDesk, 'db' | 'clock'> {
  readonly book: LiveBook
  readonly onTrouble: (error: unknown) => void
}

/** Starts it; the answer says what is in force. A look that fails is told, and made up for by the next. */
export function keepOncall(
  { db, clock, book, onTrouble }: OncallKeeping,
  onStop: (stop: () => Promise<void>) => void,
): () => OncallInForce {
  let inForce = oncallInForce(book.current())
  let running: Promise<void> = Promise.resolve()
  const record = () => {
    const { rotas } = inForce
    running = running.then(() => recordOnCall({ db, clock }, rotas)).catch(onTrouble)
  }
  record()
  const timer = setInterval(record, EVERY_MS)
  onStop(async () => {
    clearInterval(timer)
    await running
  })
  book.onChange((next) => {
    // What was so until now is recorded by the schedules that were.
    record()
    inForce = oncallInForce(next)
  })
  return () => inForce
}
