import { z } from 'zod'

/** How a list is asked for: at most `limit` items, going on behind `after`, which an earlier answer gave as `next`. */
export const PAGE_QUERY = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(200).optional(),
}

/** A page of a list; `next` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** Cuts a page from rows that were asked for with one more than `limit`. */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  shape: { item: (row: Row) => Item; cursor: (row: Row) => string },
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(shape.item), next: rows.length > limit && last !== undefined ? shape.cursor(last) : null }
}
