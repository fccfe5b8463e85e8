/**
 * A list that is longer than one wants to load, newest first, and that lives: rows change where they stand, new ones wait until somebody
 * asks for them, so that nothing moves under a finger.
 */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { Page } from '../../src/http/contract.ts'
import { ask, pathOf } from '../api/client.ts'
import { onEvent } from './live.ts'

interface Named {
  /** Later ones are greater. */
  readonly id: string
}

export interface LivePages<Item> {
  readonly items: readonly Item[]
  readonly isPending: boolean
  readonly error: unknown
  readonly reload: () => void
  /** Loads the next page, if there is one. */
  readonly more: () => void
  readonly hasMore: boolean
  /** How many came since; at most as many as one look sees. */
  readonly fresh: number
  readonly hasMoreFresh: boolean
  readonly showFresh: () => void
}

const PAGE = 100
const LOOK = 50
/** In a storm one look a second is enough. */
const LOOK_EVERY_MS = 1_000

export function useLivePages<Item extends Named>(
  noun: string,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): LivePages<Item> {
  const client = useQueryClient()
  const key = [`${noun}-list`, path, query]
  const name = JSON.stringify(key)
  const [shown, setShown] = useState<{ name: string; top: string }>()
  const page = (limit: number, after: string | undefined, signal?: AbortSignal) =>
    ask<Page<Item>>(pathOf(path, { ...query, limit, after }), { signal })
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(PAGE, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const loaded = list.data?.pages.flatMap(({ items }) => items) ?? []
  const look = useQuery({
    queryKey: [`${noun}-look`, path, query],
    queryFn: ({ signal }) => page(LOOK, undefined, signal),
    enabled: list.isSuccess,
    staleTime: 0,
    gcTime: 0,
  })
  const isNewList = list.isSuccess && shown?.name !== name
  if (isNewList) setShown({ name, top: loaded[0]?.id ?? '' })
  const top = isNewList ? (loaded[0]?.id ?? '') : (shown?.top ?? '')
  useFollowed(noun, loaded, path)
  const fresh = (look.data?.items ?? []).filter(({ id }) => id > top).length
  const showFresh = () => {
    void page(PAGE, undefined).then((first) => {
      client.setQueryData(key, { pages: [first], pageParams: [undefined] })
      for (const item of first.items) client.setQueryData([`${noun}-row`, item.id], item)
      setShown({ name, top: first.items[0]?.id ?? '' })
    })
  }
  useEffect(() => {
    // Nothing is there that could move.
    if (fresh > 0 && loaded.length === 0) showFresh()
  })
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  return {
    items: loaded.filter(({ id }) => id <= top),
    ...{ isPending: list.isPending, error: list.error, more, hasMore: hasNextPage, fresh, showFresh },
    hasMoreFresh: fresh === LOOK,
    reload: () => void list.refetch(),
  }
}

/** Looks for new ones when something happened, and marks the rows it happened to. */
function useFollowed(noun: string, loaded: readonly Named[], path: string): void {
  const client = useQueryClient()
  const [ids] = useState(() => new Map<string, Named>())
  ids.clear()
  for (const item of loaded) ids.set(item.id, item)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      void client.invalidateQueries({ queryKey: [`${noun}-look`, path] })
    }
    const stop = onEvent(({ type, data }) => {
      if (type.split('.')[0] !== noun) return
      timer ??= setTimeout(look, LOOK_EVERY_MS)
      const item = ids.get(String(data.subject))
      if (!item) return
      // A row that is not in sight is asked for when it comes into it.
      const key = [`${noun}-row`, item.id]
      if (client.getQueryData(key) === undefined) client.setQueryData(key, item)
      void client.invalidateQueries({ queryKey: key })
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [client, ids, noun, path])
}

/** A row of such a list as it is now. */
export function useLiveRow<Item extends Named>(noun: string, path: string, item: Item): Item {
  const { data } = useQuery({
    queryKey: [`${noun}-row`, item.id],
    queryFn: ({ signal }) => ask<Item>(`${path}/${item.id}`, { signal }),
    initialData: item,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? item
}
