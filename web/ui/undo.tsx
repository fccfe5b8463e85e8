import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { fulfil, type Wish } from '../app/acts.ts'
import './undo.css'

interface Offer {
  /** What was done: "Acked “Checkout is slow”." */
  readonly words: string
  readonly undo: Wish
}

const OFFERED_MS = 15_000
let offer: Offer | undefined
const watchers = new Set<() => void>()

function become(next: Offer | undefined): void {
  offer = next
  for (const watcher of watchers) watcher()
}

/** Says what was done and offers to take it back, for a while; instead of asking before. */
export const offerUndo = (words: string, undo: Wish): void => become({ words, undo })

const subscribe = (changed: () => void) => {
  watchers.add(changed)
  return () => watchers.delete(changed)
}

/** Once in the frame. It lies over the page and moves nothing in it. */
export function UndoBar() {
  const client = useQueryClient()
  const shown = useSyncExternalStore(subscribe, () => offer)
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => become(undefined), OFFERED_MS)
    return () => clearTimeout(timer)
  }, [shown])
  const takeBack = ({ undo }: Offer) => {
    become(undefined)
    fulfil(undo).then(
      () => client.invalidateQueries({ predicate: ({ queryKey }) => concerns(undo, String(queryKey[0])) }),
      () => undefined,
    )
  }
  return (
    <div className="undo" role="status">
      {shown ? (
        <p>
          <span>{shown.words}</span>
          <button type="button" className="button-link" onClick={() => takeBack(shown)}>
            Undo
          </button>
          <button type="button" className="button-link" onClick={() => become(undefined)}>
            Close
          </button>
        </p>
      ) : null}
    </div>
  )
}

/** Lists and rows of a noun have keys of their own that begin with it. */
const concerns = ({ name }: Wish, key: string): boolean => {
  const noun = name.split('/')[0]!
  return key === noun || key.startsWith(`${noun}-`)
}
