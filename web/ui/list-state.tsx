import type { ReactNode } from 'react'
import { ErrorNote } from './error-note.tsx'
import { Loading } from './loading.tsx'

export interface ListStateProps<Item> {
  readonly list: {
    readonly items: readonly Item[] | undefined
    readonly error: unknown
    readonly isPending: boolean
    readonly retry: () => void
    readonly more: (() => void) | undefined
    readonly isReadingMore: boolean
  }
  readonly empty: ReactNode
  readonly children: (items: readonly Item[]) => ReactNode
}

/** A list in whatever state it is: not there yet, out of reach, empty, or its items and the way to more of them. */
export function ListState<Item>({ list, empty, children }: ListStateProps<Item>) {
  return (
    <>
      {list.error ? <ErrorNote error={list.error} onRetry={list.retry} /> : null}
      {list.isPending ? <Loading /> : null}
      {list.items?.length === 0 ? empty : null}
      {list.items && list.items.length > 0 ? children(list.items) : null}
      {list.more ? (
        <p>
          <button type="button" className="button" onClick={list.more}>
            Show more
          </button>
        </p>
      ) : null}
      {list.isReadingMore ? <Loading lines={2} /> : null}
    </>
  )
}
