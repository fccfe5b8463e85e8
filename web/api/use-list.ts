import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import type { Page } from '../../src/http/contract.ts'
import { ask, pathOf } from './client.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

/** A paged list: what has been read so far, and how to read on. `Facts` is what a page of it says besides its items, about the whole list. */
export function useList<Item, Facts = unknown>(key: readonly string[], path: string, query: Query = {}) {
  const list = useInfiniteQuery({
    queryKey: [...key, query],
    queryFn: ({ pageParam, signal }) =>
      ask<Page<Item> & Facts>(pathOf(path, { ...query, after: pageParam }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }: InfiniteData<Page<Item> & Facts>) => ({
      items: pages.flatMap(({ items }) => items),
      facts: pages[0] as Facts | undefined,
    }),
  })
  return {
    ...{ items: list.data?.items, facts: list.data?.facts },
    error: list.error,
    isPending: list.isPending,
    retry: () => void list.refetch(),
    more: list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined,
    isReadingMore: list.isFetchingNextPage,
  }
}
